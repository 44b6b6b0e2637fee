/** TLSA records of mail servers (RFC 6698, RFC 7672). */
import type { DnsRecord } from '../../observations/dns.ts';
import { isFailure } from '../../observations/failure.ts';
import type { MailHostObservation, SmtpTls } from '../../observations/mail.ts';

export type TlsaRecord = Extract<DnsRecord, { type: 'TLSA' }>;

export function tlsaRecordsOf({ tlsa }: MailHostObservation): readonly TlsaRecord[] {
  if (!tlsa || isFailure(tlsa)) return [];
  return tlsa.answers.filter((record): record is TlsaRecord => record.type === 'TLSA');
}

/** The records that senders go by: validated (AD), and of a kind that SMTP knows. */
export function daneRecordsOf(host: MailHostObservation): readonly TlsaRecord[] {
  return isProven(host) ? usableRecordsOf(host) : [];
}

/** Those of a kind that SMTP knows, whether DNSSEC proves them or not. */
export function usableRecordsOf(host: MailHostObservation): readonly TlsaRecord[] {
  return tlsaRecordsOf(host).filter((record) => unusable(record) === undefined);
}

/** The resolver has validated the answer (AD). */
export function isProven({ tlsa }: MailHostObservation): boolean {
  return tlsa !== undefined && !isFailure(tlsa) && tlsa.isAuthenticated;
}

/** Why senders skip a record; undefined: they use it. Completes "which …". */
export function unusable({ usage, selector, matching, data }: TlsaRecord): string | undefined {
  // RFC 7672 section 3.1.3: PKIX-TA and PKIX-EE mean nothing between mail servers.
  if (usage === 0 || usage === 1)
    return `has usage ${usage}, which mail servers do not use (RFC 7672 section 3.1.3)`;
  if (usage > 3) return `has usage ${usage}, which does not exist`;
  if (selector > 1) return `has selector ${selector}, which does not exist`;
  if (matching > 2) return `has matching type ${matching}, which does not exist`;
  const digits = [0, 64, 128][matching] ?? 0;
  if (digits > 0 && data.length !== digits) {
    return `has ${data.length / 2} bytes where ${matching === 1 ? 'SHA-256 has 32' : 'SHA-512 has 64'}`;
  }
  return data === '' ? 'is empty' : undefined;
}

/** Whether it names a certificate of the chain: the server's own (usage 3), or one above it (usage 2). */
export function fits(
  { usage, selector, matching, data }: TlsaRecord,
  { digests }: SmtpTls,
): boolean | 'unknown' {
  const form = ([undefined, 'sha256', 'sha512'] as const)[matching] ?? 'full';
  const those = usage === 3 ? digests.slice(0, 1) : digests;
  const hit = those.some((one) => one[selector === 1 ? 'key' : 'certificate'][form] === data.toLowerCase());
  // A whole certificate in DNS need not be sent (RFC 7671 section 5.2.3).
  return hit || (usage === 2 && matching === 0 ? 'unknown' : false);
}

/** Senders with DANE know the server by its record: dates, names and authorities count for nothing (RFC 7672 section 3.1.1). */
export function isKnownByDane(host: MailHostObservation, tls: SmtpTls): boolean {
  return daneRecordsOf(host).some((record) => record.usage === 3 && fits(record, tls) === true);
}

/** "3 1 1 0b9fa5a5…": as it is written, cut for evidence. */
export function tlsaText({
  usage,
  selector,
  matching,
  data,
}: Omit<TlsaRecord, 'name' | 'ttl' | 'type'>): string {
  return `${usage} ${selector} ${matching} ${data.length > 128 ? `${data.slice(0, 64)}…` : data}`;
}
