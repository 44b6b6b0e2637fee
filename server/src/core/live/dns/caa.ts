/** Who may issue certificates (RFC 8659). */
import type { DnsRecord } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import { recordsOf } from './names.ts';

export type CaaRecord = Extract<DnsRecord, { type: 'CAA' }>;

export function caaOf({ dns }: DomainObservation): readonly CaaRecord[] {
  return isFailure(dns.caa) ? [] : recordsOf(dns.caa.answer, 'CAA');
}

/** As it is written in zone files. */
export function caaText({ flags, tag, value }: CaaRecord): string {
  return `${flags} ${tag} "${value}"`;
}

/** Tags that authorities know: RFC 8659, RFC 9495, the Baseline Requirements, and that of mark certificates. */
export const KNOWN_TAGS: readonly string[] = [
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
];

/** The authority of an `issue` value; "" is nobody; undefined where the value is none (RFC 8659 section 4.2). */
export function authorityIn(value: string): string | undefined {
  const name = (value.split(';')[0] ?? '').trim().toLowerCase();
  return name === '' || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name)
    ? name
    : undefined;
}

/** The authorities that may issue for a name, or for a wildcard; undefined: everybody. */
export function allowedAuthorities(
  records: readonly CaaRecord[],
  isWildcard: boolean,
): readonly string[] | undefined {
  const tagged = (tag: string) => records.filter((record) => record.tag.toLowerCase() === tag);
  const wild = isWildcard ? tagged('issuewild') : [];
  const relevant = wild.length > 0 ? wild : tagged('issue');
  if (relevant.length === 0) return undefined;
  return relevant.flatMap(({ value }) => authorityIn(value) ?? []);
}
