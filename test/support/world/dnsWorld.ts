/** A whole DNS on loopback: a root, the zones of a test with their servers, and a resolver that validates. */
import type { NetworkSettings } from '../../../server/src/core/observations/domain.ts';
import { isWithin, upwards } from './dnsRecords.ts';
import { responder, startDnsServer, type Behaviour, type Respond, type RunningServer } from './dnsServer.ts';
import { createZone, type Signing, type Zone } from './dnsZone.ts';
import { resolverFor } from './resolver.ts';

export interface DnsWorldData {
  /** By name. The root and top-level zones that are not among them are made, signed. */
  readonly zones: Readonly<Record<string, WorldZone>>;
  /** "silent" and the like: what the resolver itself does. */
  readonly resolver?: Behaviour;
  /** A zone whose servers the resolver searches for without end. */
  readonly endless?: string;
  /** False: the resolver believes everything. */
  readonly validates?: boolean;
}

export interface WorldZone {
  /** Lines: "@ A 192.0.2.1", "www CNAME example.test", "@ CAA 0 issue ca.test", "* A …". */
  readonly records?: readonly string[];
  /** Names of its servers; "ns1" and "ns2" below the zone if it says nothing. One server may have many zones. */
  readonly servers?: readonly string[];
  /** What one of the servers does otherwise. */
  readonly unlike?: Readonly<Record<string, ServerDifference>>;
  readonly signing?: Signing;
  /** What the parent says otherwise: the servers, or that it has no addresses for them. */
  readonly parent?: { readonly servers?: readonly string[]; readonly glue?: readonly string[] };
}

export interface ServerDifference {
  readonly behaviour?: Behaviour;
  readonly serial?: number;
  readonly records?: readonly string[];
}

export interface DnsWorld {
  /** `address:port` */
  readonly resolver: string;
  /** Where the servers are, for `NetworkSettings.connect`: each has a port of its own on 127.0.0.1, so that no test needs port 53. */
  readonly connect: Readonly<Record<string, string>>;
  readonly settings: NetworkSettings;
  /** What arrived, over the network: "resolver A example.test", "ns1.example.test SOA example.test". */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

/** The world ends with `close`. */
export async function startDnsWorld({
  zones: given,
  resolver: behaviour = 'right',
  validates = true,
  endless,
}: DnsWorldData): Promise<DnsWorld> {
  const data = withUpperZones(given);
  const zones = createZones(data);
  const hosts = [...new Set(Object.entries(data).flatMap(([name, zone]) => serversOf(name, zone)))];
  const address = (host: string): string => addressOf(hosts.indexOf(host));
  delegate(data, zones, address);

  const questions: string[] = [];
  const running: RunningServer[] = [];
  const connect: Record<string, string> = {};
  const responders = new Map<string, Respond>();
  for (const host of hosts) {
    const { respond, manner } = serverFor(host, data, zones);
    responders.set(address(host), respond);
    const server = await startDnsServer(recording(questions, host, respond), manner);
    running.push(server);
    connect[`${host}:53`] = `127.0.0.1:${server.port}`;
  }
  const anchor = validates ? zones.get('')?.key?.dnskey : undefined;
  const rootAddresses = serversOf('', data[''] ?? {}).map(address);
  const resolve = resolverFor({ servers: responders, rootAddresses, anchor });
  const answer: Respond = (query, transport) => {
    const name = query.questions?.[0]?.name ?? '';
    return endless !== undefined && isWithin(name, endless) ? undefined : resolve(query, transport);
  };
  const asBidden: Respond = behaviour === 'right' ? answer : misbehaving(answer, behaviour);
  const front = await startDnsServer(recording(questions, 'resolver', asBidden), behaviour);
  running.push(front);
  const resolver = `127.0.0.1:${front.port}`;
  return {
    resolver,
    connect,
    questions,
    settings: { resolver, connect, ca: [], allowPrivate: false, version: 'test' },
    close: async () => {
      await Promise.all(running.map((server) => server.close()));
    },
  };
}

type Zones = Readonly<Record<string, WorldZone>>;

function withUpperZones(given: Zones): Zones {
  const upper = Object.keys(given).map((name) => name.split('.').at(-1) ?? '');
  const made = new Set(['', ...upper]);
  return {
    ...Object.fromEntries(
      [...made].map((name) => [name, { signing: 'valid', servers: [name ? `ns.${name}` : 'a.root'] }]),
    ),
    ...given,
  };
}

function serversOf(name: string, { servers }: WorldZone): readonly string[] {
  return servers ?? [`ns1.${name}`, `ns2.${name}`];
}

/** Every server's address is a record of the zone that it is named in. They are documentation's (RFC 5737): nobody is there. */
function createZones(data: Zones): Map<string, Zone> {
  const hosts = [...new Set(Object.entries(data).flatMap(([name, zone]) => serversOf(name, zone)))];
  return new Map(
    Object.entries(data).map(([name, zone]) => {
      const { records = [], signing = 'none' } = zone;
      const own = hosts
        .map((host, index) => ({ host, index }))
        .filter(({ host }) => nearestZone(data, host) === name)
        .map(({ host, index }) => ({ owner: relative(host, name), address: addressOf(index) }))
        .filter(({ owner }) => !records.some((line) => line.startsWith(`${owner} A`)))
        .map(({ owner, address }) => `${owner} A ${address}`);
      return [
        name,
        createZone({ name, records: [...records, ...own], servers: serversOf(name, zone), signing }),
      ];
    }),
  );
}

function relative(host: string, zone: string): string {
  return zone === '' ? host : host.slice(0, -zone.length - 1);
}

function addressOf(index: number): string {
  return `198.51.${100 + Math.floor(index / 250)}.${(index % 250) + 1}`;
}

function nearestZone(data: Zones, name: string): string {
  return upwards(name).find((each) => each in data) ?? '';
}

function delegate(data: Zones, zones: ReadonlyMap<string, Zone>, address: (host: string) => string): void {
  for (const [name, zone] of Object.entries(data)) {
    if (name === '') continue;
    const [, ...above] = upwards(name);
    const parent = zones.get(above.find((each) => each in data) ?? '');
    const servers = zone.parent?.servers ?? serversOf(name, zone);
    const glue =
      zone.parent?.glue ??
      servers.filter((host) => isWithin(host, name)).map((host) => `${host} A ${address(host)}`);
    parent?.delegations.set(name, { servers, glue, ds: dsFor(zones.get(name)) });
  }
}

function dsFor(zone: Zone | undefined) {
  const ds = zone?.key?.ds;
  if (!ds || zone.signing !== 'wrong-ds') return ds;
  return { ...ds, data: { ...ds.data, digest: Buffer.alloc(ds.data.digest.length, 1) } };
}

/** All that one server has, each zone as it has it; the first zone that says so decides how it behaves. */
function serverFor(
  host: string,
  data: Zones,
  zones: ReadonlyMap<string, Zone>,
): { readonly respond: Respond; readonly manner: Behaviour } {
  const own = Object.entries(data).filter(([name, zone]) => serversOf(name, zone).includes(host));
  const manner = own.map(([, zone]) => zone.unlike?.[host]?.behaviour).find(Boolean) ?? 'right';
  const held = own.flatMap(([name, zone]) => {
    const difference = zone.unlike?.[host];
    const original = zones.get(name);
    if (!original) return [];
    return [
      difference?.records || difference?.serial !== undefined ? original.variant(difference) : original,
    ];
  });
  return { respond: responder(held, manner), manner };
}

function misbehaving(respond: Respond, behaviour: Behaviour): Respond {
  const refuse = responder([], behaviour);
  return (query, transport) => {
    if (behaviour === 'silent' || behaviour === 'failing' || behaviour === 'refusing')
      return refuse(query, transport);
    if (behaviour.startsWith('truncating') && transport === 'udp') return refuse(query, transport);
    return respond(query, transport);
  };
}

function recording(questions: string[], host: string, respond: Respond): Respond {
  return (query, transport) => {
    const [question] = query.questions ?? [];
    questions.push(`${host} ${question?.type} ${question?.name}`);
    return respond(query, transport);
  };
}
