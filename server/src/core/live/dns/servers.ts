/** Which name servers of a zone do their work. */
import type { DnsAnswer, NameServerObservation, ZoneObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import { nameOf, recordsOf } from './names.ts';

/** The zone of the domain, if it is the owner's: a name that doesn't exist lies in the zone of its registry. */
export function zoneOf(observed: DomainObservation): ZoneObservation | Failure | undefined {
  const { zone, domain } = observed.dns;
  // A domain that nobody has: another check says so.
  if (isFailure(zone)) return zone.failed === 'no-address' ? undefined : zone;
  if (zone.apex === domain) return zone;
  const name = nameOf(observed, domain);
  return name && name.ipv4.length + name.ipv6.length + name.aliases.length > 0 ? zone : undefined;
}

export interface JudgedServer {
  readonly name: string;
  readonly state: 'alive' | 'dead' | 'unknown';
  /** Completes "ns1.example …", of dead ones. */
  readonly why: string;
  /** It answers by IPv4 but not by IPv6, which works from here. */
  readonly deadByIpv6?: string;
}

/** Without those that nobody asked because there are so many. */
export function judgedServers(zone: ZoneObservation): JudgedServer[] {
  const ipv6Works = zone.nameServers.some(({ asked }) =>
    asked.some(({ address, soa }) => address.includes(':') && !isFailure(soa)),
  );
  return zone.nameServers
    .filter(({ asked, failure }) => asked.length > 0 || failure?.failed !== 'limit')
    .map((server) => judgeServer(server, ipv6Works));
}

/** Nobody answers for the zone: everything else about it follows from that. */
export function isZoneDead(observed: DomainObservation): boolean {
  const zone = zoneOf(observed);
  if (!zone || isFailure(zone)) return false;
  const servers = judgedServers(zone);
  return servers.length > 0 && servers.every(({ state }) => state === 'dead') && !isResolved(observed);
}

/** The resolver gets answers: if no name server answers us, it is our own network that keeps them from us. */
export function isResolved(observed: DomainObservation): boolean {
  const name = nameOf(observed, observed.domain);
  return name !== undefined && name.ipv4.length + name.ipv6.length > 0;
}

function judgeServer({ name, asked, failure }: NameServerObservation, ipv6Works: boolean): JudgedServer {
  if (asked.length === 0) {
    return failure?.failed === 'no-address'
      ? { name, state: 'dead', why: 'has no address' }
      : { name, state: 'unknown', why: failure?.detail ?? 'nobody asked it' };
  }
  const seen = asked.map(({ address, soa }) => ({ address, fault: faultOf(soa, address, ipv6Works) }));
  const fault = seen.find((one) => one.fault?.isKnown)?.fault;
  if (!seen.some((one) => one.fault === undefined)) {
    return fault
      ? { name, state: 'dead', why: fault.why }
      : { name, state: 'unknown', why: seen[0]?.fault?.why ?? '' };
  }
  const byIpv6 = seen.find((one) => one.fault?.isKnown && one.address.includes(':'));
  return {
    name,
    state: 'alive',
    why: '',
    ...(byIpv6?.fault ? { deadByIpv6: `${byIpv6.fault.why} at ${byIpv6.address}` } : {}),
  };
}

interface Fault {
  readonly why: string;
  readonly isKnown: boolean;
}

function faultOf(soa: DnsAnswer | Failure, address: string, ipv6Works: boolean): Fault | undefined {
  if (isFailure(soa)) {
    const why = SILENCE[soa.failed];
    // Many networks have no IPv6: silence says nothing about a server that nobody could reach.
    const isKnown = why !== undefined && (ipv6Works || !address.includes(':'));
    return { why: isKnown ? why : soa.detail, isKnown };
  }
  if (soa.rcode !== 'NOERROR') return { why: `answers ${soa.rcode}`, isKnown: true };
  // Lame: it answers from a cache, or refers to somebody else.
  if (!soa.isAuthoritative) return { why: 'is not responsible for the zone', isKnown: true };
  return soa.answers.length === 0 ? { why: 'does not know the zone', isKnown: true } : undefined;
}

const SILENCE: Partial<Record<Failure['failed'], string>> = {
  timeout: 'does not answer',
  refused: 'is not listening',
  reset: 'ends the connection',
  protocol: 'answers with something that is not DNS',
};

/** The serial number that a server has. */
export function serialOf(soa: DnsAnswer | Failure): number | undefined {
  return recordsOf(soa, 'SOA')[0]?.serial;
}
