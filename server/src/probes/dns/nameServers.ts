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
  const { apex, delegated, parent, parentFailure, own, glue } = found;
  const hasOwn = !isFailure(own);
  const names = [...new Set([...delegated, ...(hasOwn ? own : [])])];
  const plan = planFor(
    names.map((name) => glue.has(name)),
    allowance,
  );
  const nameServers = await Promise.all(names.map(observeServer));

  async function observeServer(name: string, index: number): Promise<NameServerObservation> {
    const place = {
      name,
      // Where one side could not be learned, nothing contradicts the other.
      inParent: parent && delegated.length > 0 ? delegated.includes(name) : true,
      inZone: hasOwn && own.length > 0 ? own.includes(name) : true,
    };
    if (index >= plan.servers) return { ...place, addresses: [], failure: tooMany, asked: [] };
    const located = await addressesOfServer(name, glue.get(name), ask, plan);
    if (!Array.isArray(located)) return { ...place, addresses: [], failure: located, asked: [] };
    const addresses = firstOfEachFamily(located, plan);
    const asked = await Promise.all(addresses.map((address) => askServer(name, address)));
    return { ...place, addresses: located, asked };
  }

  async function askServer(host: string, address: string): Promise<NameServerObservation['asked'][number]> {
    const server = { host, address };
    const [soa, addressAnswer] = await Promise.all([
      outcomeOf(ask({ name: apex, type: 'SOA', server })),
      plan.hasAddressAnswers ? outcomeOf(ask({ name: domain, type: 'A', server })) : undefined,
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

interface Plan {
  readonly servers: number;
  readonly hasAddressAnswers: boolean;
  readonly hasIpv6: boolean;
}

const MOST_SERVERS = 4;
const tooMany: Failure = { failed: 'limit', detail: 'more name servers than are asked for one domain' };

/**
 * The serial of every server matters most, then that they agree about the address, then that they do so over IPv6. It depends
 * on nothing but numbers, so that the same domain is asked the same however many are looked at.
 */
function planFor(haveGlue: readonly boolean[], allowance: number): Plan {
  let servers = Math.min(haveGlue.length, MOST_SERVERS);
  const lookups = (): number => haveGlue.slice(0, servers).filter((has) => !has).length;
  while (servers > 0 && lookups() + servers > allowance) servers--;
  const hasAddressAnswers = lookups() + 2 * servers <= allowance;
  const hasIpv6 = 2 * lookups() + 4 * servers <= allowance;
  return { servers, hasAddressAnswers, hasIpv6 };
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
