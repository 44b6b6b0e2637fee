import { isIPv4 } from 'node:net';
import type { NameServerObservation, ZoneObservation } from '../../core/observations/dns.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { outcomeOf, type Ask } from './ask.ts';
import { observeName } from './names.ts';
import type { FoundZone } from './zone.ts';

/** Asks the servers of a zone themselves. `allowance` is how many questions that may take. */
export async function observeZone(
  domain: string,
  found: FoundZone,
  ask: Ask,
  allowance: number,
): Promise<ZoneObservation> {
  const { apex, delegated, parent, parentFailure, glue } = found;
  const plan = planFor(delegated, glue, allowance, MOST_SERVERS);
  // Those that the parent names are asked before anybody knows whom the zone names.
  const asking = delegated.map((name, index) => observeServer(name, index < plan.servers ? plan : undefined));
  const own = await found.own;
  const ownNames = isFailure(own) ? [] : own;
  const others = ownNames.filter((name) => !delegated.includes(name));
  const rest = planFor(others, glue, allowance - plan.cost, MOST_SERVERS - plan.servers);
  const askingOthers = others.map((name, index) =>
    observeServer(name, index < rest.servers ? rest : undefined),
  );
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
    const asksAddress = leave.hasAddressAnswers && isIPv4(address);
    const [soa, addressAnswer] = await Promise.all([
      outcomeOf(ask({ name: apex, type: 'SOA', server })),
      asksAddress ? outcomeOf(ask({ name: domain, type: 'A', server })) : undefined,
    ]);
    return { address, soa, ...(addressAnswer ? { addressAnswer } : {}) };
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

interface Plan {
  readonly servers: number;
  readonly hasAddressAnswers: boolean;
  readonly hasIpv6: boolean;
  readonly cost: number;
}

const MOST_SERVERS = 4;
const tooMany: Failure = { failed: 'limit', detail: 'more name servers than are asked for one domain' };

/**
 * The serial of every server matters most, then that they agree about the address, then that they have the same serial over
 * IPv6. It depends on nothing but numbers, so that the same domain is asked the same however many are looked at.
 */
function planFor(names: readonly string[], glue: FoundZone['glue'], allowance: number, most: number): Plan {
  let servers = Math.min(names.length, most);
  const lookups = (): number => names.slice(0, servers).filter((name) => !glue.has(name)).length;
  while (servers > 0 && lookups() + servers > allowance) servers--;
  const costs = {
    serials: lookups() + servers,
    addresses: lookups() + 2 * servers,
    ipv6: 2 * lookups() + 3 * servers,
  };
  const hasAddressAnswers = costs.addresses <= allowance;
  const hasIpv6 = costs.ipv6 <= allowance;
  const cost = hasIpv6 ? costs.ipv6 : hasAddressAnswers ? costs.addresses : costs.serials;
  return { servers, hasAddressAnswers, hasIpv6, cost };
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
