/** Names and records: what several checks ask of them. */
import { getDomain } from 'tldts';
import type { DnsAnswer, DnsRecord, NameObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';

export function nameOf({ dns }: DomainObservation, host: string): NameObservation | undefined {
  return dns.names.find((name) => name.host === host);
}

/** The name itself, or one below it. */
export function isAtOrBelow(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}

/** People buy the domain, or it has a zone of its own: it has a "www", and can't be an alias. */
export function isApex({ domain, dns }: DomainObservation): boolean {
  return (!isFailure(dns.zone) && dns.zone.apex === domain) || getDomain(domain) === domain;
}

/** A name as people write it in configuration: lower case, without the dot at the end. */
export function normalName(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}

export function isAddress(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(':');
}

type Answer = DnsAnswer | Failure | undefined;

/** The records of one type whose data has a form of its own. */
export function recordsOf<T extends 'SOA' | 'CAA' | 'DS' | 'DNSKEY' | 'RRSIG'>(
  answer: Answer,
  type: T,
): Extract<DnsRecord, { type: T }>[] {
  if (!answer || isFailure(answer)) return [];
  return answer.answers.filter((record): record is Extract<DnsRecord, { type: T }> => record.type === type);
}

/** Owners and targets of aliases, in the order of the answer. */
export function aliasesIn(answer: Answer): { readonly owner: string; readonly target: string }[] {
  if (!answer || isFailure(answer)) return [];
  return answer.answers.flatMap((record) =>
    record.type === 'CNAME' ? [{ owner: record.name, target: record.target }] : [],
  );
}

export function addressesIn(answer: Answer): string[] {
  if (!answer || isFailure(answer)) return [];
  return answer.answers.flatMap((record) =>
    record.type === 'A' || record.type === 'AAAA' ? [record.address] : [],
  );
}

/** The alias that a name is, and where it ends: "a.example → b.example → 192.0.2.1". */
export function wayOf({ host, aliases, ipv4, ipv6 }: NameObservation): string {
  const addresses = [...ipv4, ...ipv6].join(', ');
  return [host, ...aliases, ...(addresses === '' ? [] : [addresses])].join(' → ');
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
