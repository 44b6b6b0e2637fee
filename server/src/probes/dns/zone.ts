/** Where a domain's zone begins, and who is named as its servers: by the zone above, and by the zone itself. */
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import {
  isServerFailure,
  isWithin,
  labelsOf,
  outcomeOf,
  parentOf,
  recordsOfType,
  serversIn,
  type Ask,
  type Outcome,
} from './ask.ts';

export interface FoundZone {
  readonly apex: string;
  readonly delegated: readonly string[];
  readonly parent?: { readonly zone: string; readonly server: string };
  readonly parentFailure?: Failure;
  /** NS records of the zone itself, as the resolver gives them: it may be long in searching for servers that are dead. */
  readonly own: Promise<readonly string[] | Failure>;
  /** Addresses that the parent gives along, by the server's name. */
  readonly glue: ReadonlyMap<string, readonly string[]>;
}

/**
 * The resolver is asked for the NS records of the domain and of all names above it, side by side. A server of the nearest zone
 * above then says where the domain's own zone begins, even if nobody answers there.
 */
export async function findZone(domain: string, ask: Ask): Promise<FoundZone | Failure> {
  const lookUp = serverLookup(ask);
  for (const name of [domain, ...ancestorsOf(domain)]) void lookUp(name);
  const above = await nearestZoneAbove(domain, lookUp);
  const delegation = await delegationOf(domain, above, ask);
  if (delegation.kind === 'cut') return found(delegation.apex, lookUp(delegation.apex), delegation);
  const own = lookUp(domain);
  const ownServers = await own;
  if (!isFailure(ownServers) && ownServers.length > 0) return found(domain, own, delegation);
  // Nobody knows: neither the zone above, nor the domain itself.
  if (!above || (delegation.kind === 'failed' && isFailure(ownServers)))
    return isFailure(ownServers) ? ownServers : noZoneAbove(domain);
  // Only a top-level domain is above, and does not have it.
  if (delegation.kind === 'none' && delegation.isMissing && labelsOf(above.zone) < 2)
    return { failed: 'no-address', detail: `${domain} has no name servers` };
  const outer = await nearestZoneAbove(above.zone, lookUp);
  return found(above.zone, lookUp(above.zone), await delegationOf(above.zone, outer, ask));
}

interface Zone {
  readonly zone: string;
  readonly servers: readonly string[];
}

type Delegation =
  | {
      readonly kind: 'cut';
      readonly apex: string;
      readonly delegated: readonly string[];
      readonly parent: { readonly zone: string; readonly server: string };
      readonly glue: ReadonlyMap<string, readonly string[]>;
    }
  /** The zone above answers for the name itself. */
  | {
      readonly kind: 'none';
      readonly isMissing: boolean;
      readonly parent: { readonly zone: string; readonly server: string };
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

type ServerLookup = (name: string) => Promise<readonly string[] | Failure>;

function found(apex: string, own: FoundZone['own'], delegation: Delegation): FoundZone {
  const common = { apex, own, delegated: [], glue: new Map<string, readonly string[]>() };
  switch (delegation.kind) {
    case 'cut':
      return {
        ...common,
        delegated: delegation.delegated,
        parent: delegation.parent,
        glue: delegation.glue,
      };
    case 'none':
      return { ...common, parent: delegation.parent };
    case 'failed':
      return { ...common, parentFailure: delegation.failure };
  }
}

/** Names above, nearest first, without the root; not many of a name that is made to have a hundred. */
function ancestorsOf(domain: string): string[] {
  const names: string[] = [];
  for (let name = parentOf(domain); name !== undefined && name !== ''; name = parentOf(name))
    names.push(name);
  return names.slice(-MOST_ANCESTORS);
}

const MOST_ANCESTORS = 4;

function serverLookup(ask: Ask): ServerLookup {
  const known = new Map<string, ReturnType<ServerLookup>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const servers = serversOf(name, ask);
    known.set(name, servers);
    return servers;
  };
}

async function serversOf(zone: string, ask: Ask): Promise<readonly string[] | Failure> {
  const outcome = await outcomeOf(ask({ name: zone, type: 'NS' }));
  if (isFailure(outcome)) return outcome;
  if (isServerFailure(outcome))
    return {
      failed: 'protocol',
      detail: `the resolver cannot find the name servers of ${zone || 'the root'}`,
    };
  return serversIn(outcome.answers, zone);
}

async function nearestZoneAbove(name: string, lookUp: ServerLookup): Promise<Zone | undefined> {
  const candidates = name === '' ? [] : [...ancestorsOf(name), ''];
  for (const zone of candidates) {
    const servers = await lookUp(zone);
    if (!isFailure(servers) && servers.length > 0) return { zone, servers };
  }
  return undefined;
}

/** One server is asked; a second one where the first fails at once, so that it costs no time. */
async function delegationOf(name: string, above: Zone | undefined, ask: Ask): Promise<Delegation> {
  if (!above) return { kind: 'failed', failure: noZoneAbove(name) };
  let last = failed(`no server of ${above.zone || 'the root'} could be asked`);
  for (const host of above.servers.slice(0, 2)) {
    last = await delegationFrom(host, name, above.zone, ask);
    if (last.kind !== 'failed' || last.failure.failed === 'timeout') return last;
  }
  return last;
}

async function delegationFrom(host: string, name: string, zone: string, ask: Ask): Promise<Delegation> {
  const address = await firstAddress(host, ask);
  if (typeof address === 'object') return { kind: 'failed', failure: address };
  const outcome = await outcomeOf(ask({ name, type: 'NS', server: { host, address } }));
  if (isFailure(outcome)) return { kind: 'failed', failure: outcome };
  const parent = { zone, server: host };
  const records = [...outcome.answers, ...outcome.authorities];
  const cut = recordsOfType(records, 'NS').find(
    ({ name: owner }) => owner !== zone && isWithin(owner, zone) && isWithin(name, owner),
  );
  if (cut) {
    const delegated = [...new Set(serversIn(records, cut.name))];
    return { kind: 'cut', apex: cut.name, delegated, parent, glue: glueIn(outcome) };
  }
  if (outcome.rcode === 'NOERROR' || outcome.rcode === 'NXDOMAIN')
    return { kind: 'none', isMissing: outcome.rcode === 'NXDOMAIN', parent };
  return failed(`${host} answered ${outcome.rcode} when asked for the delegation of ${name}`);
}

async function firstAddress(host: string, ask: Ask): Promise<string | Failure> {
  const v4 = await outcomeOf(ask({ name: host, type: 'A' }));
  const [first] = isFailure(v4) ? [] : recordsOfType(v4.answers, 'A');
  if (first) return first.address;
  const v6 = await outcomeOf(ask({ name: host, type: 'AAAA' }));
  if (isFailure(v6)) return v6;
  const [second] = recordsOfType(v6.answers, 'AAAA');
  return second?.address ?? { failed: 'no-address', detail: `${host} has no address` };
}

function glueIn(outcome: Exclude<Outcome, Failure>): Map<string, string[]> {
  const glue = new Map<string, string[]>();
  for (const record of outcome.additionals) {
    if (record.type !== 'A' && record.type !== 'AAAA') continue;
    const known = glue.get(record.name);
    if (known) known.push(record.address);
    else glue.set(record.name, [record.address]);
  }
  return glue;
}

function noZoneAbove(name: string): Failure {
  return { failed: 'protocol', detail: `the resolver knows no zone above ${name || 'the root'}` };
}

function failed(detail: string): Delegation {
  return { kind: 'failed', failure: { failed: 'protocol', detail } };
}
