import { isIPv4 } from 'node:net';
import type { NameServerObservation, ZoneObservation } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { isWithin, outcomeOf, type Ask, type Outcome } from './ask.ts';
import { observeName } from './names.ts';
import type { FoundZone } from './zone.ts';

/**
 * Asks the servers of a zone themselves. `allowance` is how many questions that may take; `hosts` are names beside the domain
 * that they should agree about, the ones that matter most first.
 */
export async function observeZone(
  { domain, hosts }: { readonly domain: string; readonly hosts: readonly string[] },
  found: FoundZone,
  ask: Ask,
  allowance: number,
): Promise<ZoneObservation> {
  const { apex, delegated, parent, parentFailure, glue } = found;
  const plan = planFor({ names: delegated, apex, hosts, glue, allowance, most: MOST_SERVERS });
  // Those that the parent names are asked before anybody knows whom the zone names.
  const asking = delegated.map((name, index) => observeServer(name, plan[index]));
  const own = await found.own;
  const ownNames = isFailure(own) ? [] : own;
  const others = ownNames.filter((name) => !delegated.includes(name));
  const left = allowance - plan.reduce((sum, { cost }) => sum + cost, 0);
  const most = MOST_SERVERS - plan.length;
  const rest = planFor({ names: others, apex, hosts, glue, allowance: left, most });
  const askingOthers = others.map((name, index) => observeServer(name, rest[index]));
  const servers = await Promise.all([...asking, ...askingOthers]);
  const nameServers = servers.map((server): NameServerObservation => {
    const { name } = server;
    // Where one side could not be learned, nothing contradicts the other.
    const inParent = !parent || delegated.length === 0 || delegated.includes(name);
    const inZone = ownNames.length === 0 || ownNames.includes(name);
    return Object.assign(server, { inParent, inZone });
  });

  async function observeServer(name: string, leave: Plan | undefined): Promise<Observed> {
    if (!leave) return { name, addresses: [], failure: tooMany, asked: [] };
    const located = await addressesOfServer(name, glue.get(name), ask, leave);
    if (!Array.isArray(located)) return { name, addresses: [], failure: located, asked: [] };
    const addresses = firstOfEachFamily(located, leave);
    const asked = await Promise.all(addresses.map((address) => askServer(name, address, leave)));
    return { name, addresses: located, asked };
  }

  async function askServer(host: string, address: string, leave: Plan): Promise<Observed['asked'][number]> {
    const server = { host, address };
    const addressOf = (name: string): Promise<Outcome> => outcomeOf(ask({ name, type: 'A', server }));
    const asksAddress = leave.hasAddressAnswers && isIPv4(address);
    const [soa, addressAnswer, ipv6Answer, ownAnswer, ...answers] = await Promise.all([
      outcomeOf(ask({ name: apex, type: 'SOA', server })),
      asksAddress ? addressOf(domain) : undefined,
      asksAddress && leave.hasIpv6Answer ? outcomeOf(ask({ name: domain, type: 'AAAA', server })) : undefined,
      asksAddress && leave.hasOwnAnswer ? addressOf(host) : undefined,
      ...(asksAddress ? leave.hosts.map(addressOf) : []),
    ]);
    const hostAnswers = leave.hosts.flatMap((name, index) => {
      const answer = answers[index];
      return answer ? [{ host: name, answer }] : [];
    });
    return {
      address,
      soa,
      ...(addressAnswer ? { addressAnswer } : {}),
      ...(ipv6Answer ? { ipv6Answer } : {}),
      ...(ownAnswer ? { ownAnswer } : {}),
      ...(hostAnswers.length > 0 ? { hostAnswers } : {}),
    };
  }

  return {
    apex,
    delegated,
    ...(parent ? { parent } : {}),
    ...(parentFailure ? { parentFailure } : {}),
    nameServers,
  };
}

type Observed = Omit<NameServerObservation, 'inParent' | 'inZone'>;

/** What one server may be asked. */
interface Plan {
  readonly hasAddressAnswers: boolean;
  readonly hasIpv6Answer: boolean;
  readonly hasOwnAnswer: boolean;
  /** Whose addresses it is asked for beside the domain's. */
  readonly hosts: readonly string[];
  readonly hasIpv6: boolean;
  readonly cost: number;
}

const MOST_SERVERS = 4;
const tooMany: Failure = { failed: 'limit', detail: 'more name servers than are asked for one domain' };

interface Order {
  readonly names: readonly string[];
  readonly apex: string;
  readonly hosts: readonly string[];
  readonly glue: FoundZone['glue'];
  readonly allowance: number;
  readonly most: number;
}

/**
 * The serial of every server matters most, then that they agree about the address, then about the first of the hosts, then that
 * they have the same serial over IPv6, then the other hosts, then the domain's IPv6 address, then their own addresses. It depends on nothing but numbers, so that the same domain is asked
 * the same however many are looked at. One plan for each server that is asked.
 */
function planFor({ names, apex, hosts, glue, allowance, most }: Order): Plan[] {
  let servers = Math.min(names.length, most);
  const lookups = (): number => names.slice(0, servers).filter((name) => !glue.has(name)).length;
  while (servers > 0 && lookups() + servers > allowance) servers--;
  const asked = names.slice(0, servers);
  const hasAddressAnswers = lookups() + 2 * servers <= allowance;
  let left = allowance - lookups() - (hasAddressAnswers ? 2 : 1) * servers;
  // A host of which not every server is asked is better than none.
  const withHost = hasAddressAnswers && hosts.length > 0 ? Math.min(servers, left) : 0;
  left -= withHost;
  const ipv6 = asked.reduce((sum, name) => sum + ipv6Cost(glue.get(name)), 0);
  const hasIpv6 = hasAddressAnswers && ipv6 <= left;
  if (hasIpv6) left -= ipv6;
  const more = withHost < servers || servers === 0 ? 0 : Math.floor(left / servers);
  const ofHosts = withHost < servers ? 0 : Math.max(0, Math.min(more, hosts.length - 1));
  left -= ofHosts * servers;
  const hasIpv6Answer = hasAddressAnswers && servers <= left;
  if (hasIpv6Answer) left -= servers;
  // The last ones are those that moves forget.
  const ofZone = asked.filter(
    (name) => hasAddressAnswers && isWithin(name, apex) && glue.get(name)?.some((one) => isIPv4(one)),
  );
  const withOwn = new Set(ofZone.slice(left > 0 ? -left : asked.length));
  return asked.map((name, index) => {
    const own = hosts.slice(0, index < withHost ? 1 + more : 0);
    const first = (glue.has(name) ? 0 : 1) + (hasAddressAnswers ? 2 : 1);
    const hasOwnAnswer = withOwn.has(name);
    const further = (hasIpv6Answer ? 1 : 0) + (hasOwnAnswer ? 1 : 0);
    const cost = first + own.length + further + (hasIpv6 ? ipv6Cost(glue.get(name)) : 0);
    return { hasAddressAnswers, hasIpv6Answer, hasOwnAnswer, hosts: own, hasIpv6, cost };
  });
}

/** The lookup of the address, and the question there. */
function ipv6Cost(glue: readonly string[] | undefined): number {
  if (!glue) return 2;
  return glue.some((address) => !isIPv4(address)) ? 1 : 0;
}

/** The parent's word goes first, as it does for every resolver, and saves two questions. */
async function addressesOfServer(
  name: string,
  glue: readonly string[] | undefined,
  ask: Ask,
  { hasIpv6 }: Plan,
): Promise<string[] | Failure> {
  if (glue) return [...glue];
  if (!hasIpv6) {
    const outcome = await outcomeOf(ask({ name, type: 'A' }));
    if (isFailure(outcome)) return outcome;
    const addresses = outcome.answers.flatMap((record) => (record.type === 'A' ? [record.address] : []));
    return addresses.length > 0 ? addresses : noAddress(name, outcome.rcode);
  }
  const { ipv4, ipv6, v4, v6 } = await observeName(name, ask);
  if (ipv4.length + ipv6.length > 0) return [...ipv4, ...ipv6];
  if (isFailure(v4)) return v4;
  if (isFailure(v6)) return v6;
  return noAddress(name, v4.rcode);
}

function noAddress(name: string, rcode: string): Failure {
  return rcode === 'SERVFAIL'
    ? { failed: 'protocol', detail: `the resolver cannot find the address of ${name}` }
    : { failed: 'no-address', detail: `${name} has no address` };
}

function firstOfEachFamily(addresses: readonly string[], { hasIpv6 }: Plan): string[] {
  const ipv4 = addresses.find((address) => isIPv4(address));
  const ipv6 = addresses.find((address) => !isIPv4(address));
  // A server that has IPv6 alone is asked there.
  return [ipv4, hasIpv6 || ipv4 === undefined ? ipv6 : undefined].filter((address) => address !== undefined);
}
