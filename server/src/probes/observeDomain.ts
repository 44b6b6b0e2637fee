import { setMaxListeners } from 'node:events';
import type { DnsObservation, NameObservation } from '../core/observations/dns.ts';
import type { DomainObservation, LiveArea, LiveTarget } from '../core/observations/domain.ts';
import { isFailure, type Failure } from '../core/observations/failure.ts';
import type { HttpObservation } from '../core/observations/http.ts';
import type { MailReaders, MailTarget } from '../core/observations/mail.ts';
import type { TlsObservation } from '../core/observations/tls.ts';
import type { EndpointRun, MonitoredEndpoint } from '../core/observations/uptime.ts';
import { endpointFor, hasWay, type Endpoint } from './connect.ts';
import { isWithin } from './dns/ask.ts';
import { addressesOf, observeDns } from './dns/observeDns.ts';
import { environmentHosts } from './http/environments.ts';
import { entranceHosts, observeHttp } from './http/observeHttp.ts';
import { hostUrl } from './http/url.ts';
import { observeMail } from './mail/observeMail.ts';
import type { Network } from './network.ts';
import { observeTls } from './tls/observeTls.ts';
import { addressesIn, type AddressBook } from './uptime/addressBook.ts';
import { observeEndpoint } from './uptime/observeEndpoint.ts';

export type Phase = 'dns' | 'tls' | 'http';

export interface ObservingTools {
  readonly onPhase?: (phase: Phase) => void;
  /** Without them nothing about mail is asked. */
  readonly mail?: MailReaders;
  /** The headers of a monitored endpoint with the values of variables put in, or why it can't be asked. Absent: as they are. */
  readonly headersOf?: (endpoint: MonitoredEndpoint) => Readonly<Record<string, string>> | Failure;
}

/**
 * Everything that is to be known of one domain. DNS, TLS and HTTP run side by side: TLS and HTTP need the addresses alone, which
 * are the first that DNS asks for. Never rejects: a part that could not be observed is a failure in its place.
 */
export async function observeDomain(
  target: LiveTarget,
  areas: readonly LiveArea[],
  network: Network,
  signal: AbortSignal,
  { onPhase, mail: readers, headersOf = ({ headers }) => headers }: ObservingTools = {},
): Promise<DomainObservation> {
  const start = performance.now();
  const at = new Date().toISOString();
  // Everything that is under way listens to it, of all domains at once: to Node 20 that looks like a leak.
  setMaxListeners(0, signal);
  const names = new Map<string, Promise<NameObservation>>();
  // Asks nothing twice: the client remembers, and `observeDns` has the same questions.
  const nameOf = (host: string): Promise<NameObservation> => {
    const known = names.get(host) ?? addressesOf(host, network.dns, signal);
    names.set(host, known);
    return known;
  };
  onPhase?.('dns');
  const wantsTls = areas.some((area) => area === 'tls' || area === 'dns' || area === 'headers');
  if (wantsTls) onPhase?.('tls');
  onPhase?.('http');
  const [dns, tls, http, mail, uptime] = await Promise.all([
    observeDns(target, network.dns, signal).catch(() => brokenDns(target)),
    wantsTls ? observeAllTls(target, network, nameOf, signal) : [],
    observeHttp(
      target,
      areas,
      { addressesOf: nameOf, settings: network.settings, gate: network.connecting },
      signal,
    ).catch(() => brokenHttp(target)),
    readers && areas.includes('email')
      ? observeMail(mailTargetOf(target), network, readers, nameOf, signal)
      : undefined,
    areas.includes('uptime') ? observeUptime(target, network, nameOf, headersOf, signal) : undefined,
  ]);
  const ownNames = wantsTls ? await environmentNames(target, network, dns, nameOf) : [];
  const known = new Set(dns.exchanges.map(({ name }) => name));
  const otherHosts = [...names.keys()].filter((host) => !known.has(host));
  return {
    domain: target.domain,
    at,
    areas,
    dns: ownNames.length > 0 ? { ...dns, names: [...dns.names, ...ownNames] } : dns,
    tls,
    http,
    ...(mail && { mail }),
    ...(uptime && { uptime }),
    requests: http.requests,
    // An A and an AAAA question for each host that only a redirect led to.
    queries: dns.exchanges.length + 2 * otherHosts.length,
    milliseconds: Math.round(performance.now() - start),
  };
}

function mailTargetOf({ domain, mail }: LiveTarget): MailTarget {
  return mail ?? { domains: [domain], selectors: [], senders: [], providers: [] };
}

/** Those below the domain that its own questions are not about: what TLS and HTTP asked of them, once more. */
function environmentNames(
  target: LiveTarget,
  { settings }: Network,
  dns: DnsObservation,
  nameOf: (host: string) => Promise<NameObservation>,
): Promise<readonly NameObservation[]> {
  const asked = new Set(dns.names.map(({ host }) => host));
  const hosts = [...environmentHosts(target)].filter(
    (host) =>
      !asked.has(host) &&
      isWithin(host, target.domain) &&
      // Where the user says that connections go elsewhere, nobody asked.
      isFailure(endpointFor(host, 443, undefined, settings)),
  );
  return Promise.all(hosts.map(nameOf));
}

/** Endpoints that are asked at once. All are asked: one that nobody looked at must not pass for one that works. */
const MONITORED_AT_ONCE = 12;

async function observeUptime(
  { monitored = [] }: LiveTarget,
  { settings }: Network,
  nameOf: (host: string) => Promise<NameObservation>,
  headersOf: NonNullable<ObservingTools['headersOf']>,
  signal: AbortSignal,
): Promise<readonly EndpointRun[]> {
  const addresses: AddressBook = {
    addressesOf: (host) => nameOf(host).then(addressesIn),
  };
  const runOf = async (endpoint: MonitoredEndpoint): Promise<EndpointRun> => {
    const headers = headersOf(endpoint);
    if (!isFailure(headers))
      return observeEndpoint({ endpoint, settings, addresses, headers, timeout: RUN_LIMIT }, signal);
    return { endpoint: endpoint.id, at: new Date().toISOString(), outcome: headers, milliseconds: 0 };
  };
  const runs: EndpointRun[] = [];
  const waiting = monitored.entries();
  // All workers share one iterator: whoever is done takes the next.
  const work = async (): Promise<void> => {
    for (const [place, endpoint] of waiting) runs[place] = await runOf(endpoint);
  };
  await Promise.all(Array.from({ length: Math.min(MONITORED_AT_ONCE, monitored.length) }, work));
  return runs;
}

/** Milliseconds: whoever waits for a report waits for no single endpoint. */
const RUN_LIMIT = 5000;

/** Addresses of one host whose TLS is looked at. */
const MOST_ADDRESSES = 4;

async function observeAllTls(
  target: LiveTarget,
  network: Network,
  nameOf: (host: string) => Promise<NameObservation>,
  signal: AbortSignal,
): Promise<readonly TlsObservation[]> {
  const hosts = new Set([
    ...entranceHosts(target.domain),
    ...target.subdomains.map(({ host }) => host),
    ...environmentHosts(target, 443),
  ]);
  const observed = await Promise.all(
    [...hosts].map(async (host) => {
      const places = await placesOf(host, network, nameOf);
      return Promise.all(places.map((place) => observeOneTls(host, place, network, signal)));
    }),
  );
  return observed.flat();
}

interface Place {
  readonly endpoint: Endpoint;
  /** Why it is not connected to. */
  readonly failure?: Failure;
}

/** Where a host's TLS is: each of its addresses once, or where the user said that connections go. */
async function placesOf(
  host: string,
  { settings }: Network,
  nameOf: (host: string) => Promise<NameObservation>,
): Promise<readonly Place[]> {
  const mapped = endpointFor(host, 443, undefined, settings);
  if (!isFailure(mapped)) return [{ endpoint: mapped }];
  const { ipv4, ipv6 } = await nameOf(host);
  return [...ipv4, ...ipv6].slice(0, MOST_ADDRESSES).map((address): Place => {
    const endpoint = endpointFor(host, 443, address, settings);
    if (isFailure(endpoint)) return { endpoint: { address, port: 443 }, failure: endpoint };
    if (hasWay(endpoint)) return { endpoint };
    return { endpoint, failure: { failed: 'unreachable', detail: 'this machine has no IPv6' } };
  });
}

async function observeOneTls(
  host: string,
  { endpoint, failure }: Place,
  { settings }: Network,
  signal: AbortSignal,
): Promise<TlsObservation> {
  const target = { host, ...endpoint };
  if (failure) return unknownTls(target, failure);
  return observeTls(target, settings, signal).catch(() => unknownTls(target, OUR_FAULT));
}

const OUR_FAULT: Failure = { failed: 'protocol', detail: 'Launch Ready itself failed on it' };

function unknownTls(
  target: { readonly host: string; readonly address: string; readonly port: number },
  failure: Failure,
): TlsObservation {
  const unknown = 'unknown' as const;
  return {
    ...target,
    chain: failure,
    trust: failure,
    versions: { SSLv3: unknown, TLSv1: unknown, 'TLSv1.1': unknown, 'TLSv1.2': unknown, 'TLSv1.3': unknown },
    weakCiphers: [],
    asksForClientCertificate: false,
    milliseconds: 0,
  };
}

function brokenDns({ domain }: LiveTarget): DnsObservation {
  const dnssec = { ds: OUR_FAULT, dnskey: OUR_FAULT, resolverValidates: 'unknown' as const };
  return { domain, zone: OUR_FAULT, names: [], wildcard: OUR_FAULT, caa: OUR_FAULT, dnssec, exchanges: [] };
}

function brokenHttp({ domain }: LiveTarget): HttpObservation {
  const chains = (['http:', 'https:'] as const).flatMap((protocol) =>
    entranceHosts(domain).map((host) => ({
      hops: [
        {
          method: 'GET' as const,
          url: hostUrl(protocol, host),
          sent: {},
          outcome: OUR_FAULT,
          timings: { total: 0 },
        },
      ],
      end: 'failed' as const,
    })),
  );
  return {
    canonicalHost: domain,
    chains,
    legacy: [],
    endpoints: [],
    assets: [],
    exposures: [],
    subdomains: [],
    origins: [],
    requests: 0,
  };
}
