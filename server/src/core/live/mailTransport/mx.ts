/** MX records, and what is wrong with the hosts that they name. Of several faults of a host the first is told, by one check. */
import type { NameObservation } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailHostObservation, MailObservation } from '../../observations/mail.ts';
import { addressRange } from './addressRange.ts';
import { hostName, ipAddress } from '../hostNames.ts';
import { isAtOrBelow } from '../dns/names.ts';
import { meantHost } from './mistyped.ts';
import { receiverOf } from './receivers.ts';
import { webProviderOf } from './webHosts.ts';

export interface MxRecord {
  readonly preference: number;
  /** "" is the root: no mail is received (RFC 7505). */
  readonly exchange: string;
}

/** As DNS has them, the preferred first; empty where the question failed. */
export function mxRecordsOf({ mx }: MailObservation): readonly MxRecord[] {
  if (isFailure(mx)) return [];
  return mx.answers
    .flatMap((record) =>
      record.type === 'MX' ? [{ preference: record.preference, exchange: record.exchange }] : [],
    )
    .toSorted((one, other) => one.preference - other.preference);
}

/** "10 mx1.example.com": a record as it is written, for evidence. */
export function mxText({ preference, exchange }: MxRecord): string {
  return `${preference} ${exchange === '' ? '.' : exchange}`;
}

/** Mail for the domain is delivered to somebody: there is an MX record that is no null MX. */
export function hasReceivers(mail: MailObservation): boolean {
  return mxRecordsOf(mail).some(({ exchange }) => exchange !== '');
}

/** Why the question for MX records has no answer: a failure of ours, or of the resolver. */
export function mxFailure({ mx }: MailObservation): Failure | string | undefined {
  if (isFailure(mx)) return mx;
  if (mx.rcode === 'NOERROR' || mx.rcode === 'NXDOMAIN') return undefined;
  return `the name servers answer ${mx.rcode} to the question for MX records`;
}

export type MxFault =
  /** `why` completes "MX names X, …". */
  | { readonly kind: 'not-a-host'; readonly why: string }
  | { readonly kind: 'mistyped'; readonly meant: string; readonly isResolved: boolean }
  /** `why` completes "X has no address (…)". */
  | { readonly kind: 'no-address'; readonly why: string; readonly meant?: string }
  | { readonly kind: 'private'; readonly addresses: readonly string[] }
  | { readonly kind: 'web-host'; readonly label: string }
  | { readonly kind: 'parking' }
  | { readonly kind: 'unknown'; readonly failure: Failure | string };

/** What is wrong with the name or the addresses of an MX host; undefined: they are in order, or nobody asked. */
export function mxFaultOf(
  exchange: string,
  mail: MailObservation,
  observed: DomainObservation,
): MxFault | undefined {
  const why = notAHost(exchange);
  if (why !== undefined) return { kind: 'not-a-host', why };
  if (PARKING.some((end) => isAtOrBelow(exchange, end))) return { kind: 'parking' };
  const host = mail.hosts.find((one) => one.host === exchange);
  if (!host) return undefined;
  const addresses = [...host.name.ipv4, ...host.name.ipv6];
  const isResolved = addresses.length > 0;
  const gone = isResolved ? undefined : withoutAddress(host.name);
  if (gone?.kind === 'unknown') return gone;
  const meant = meantHost(exchange, mail.domain, isResolved);
  if (meant !== undefined) return { kind: 'mistyped', meant, isResolved };
  if (gone) return { ...gone, ...doubledName(exchange, mail.domain) };
  const strange = privateAddresses(host, mail, observed);
  if (strange.length > 0) return { kind: 'private', addresses: strange };
  if (receiverOf(exchange) !== undefined || isAnswering(host)) return undefined;
  const label = webProviderOf(host.name);
  return label === undefined ? undefined : { kind: 'web-host', label };
}

/** It has greeted us, as a mail server does. */
export function isAnswering({ smtp }: MailHostObservation): boolean {
  return smtp.some(({ session }) => !isFailure(session));
}

/** An address, a name of the sender's own machine, or none at all stands where a mail server's name should. */
export function isNoHost(exchange: string): boolean {
  return notAHost(exchange) !== undefined;
}

function notAHost(exchange: string): string | undefined {
  if (ipAddress(exchange) !== undefined) return 'which is an IP address: MX records name hosts';
  if (/(?:^|\.)localhost$/.test(exchange)) return 'which is the sender’s own machine';
  if (!exchange.includes('.')) return 'which is no whole name';
  return hostName(exchange) === undefined ? 'which is no name of a host on the internet' : undefined;
}

function withoutAddress({ v4, v6, aliases }: NameObservation): MxFault & { kind: 'no-address' | 'unknown' } {
  for (const answer of [v4, v6]) if (isFailure(answer)) return { kind: 'unknown', failure: answer };
  const rcodes = [v4, v6].map((answer) => (isFailure(answer) ? '' : answer.rcode));
  const end = aliases.at(-1);
  if (rcodes.includes('NXDOMAIN')) {
    return {
      kind: 'no-address',
      why: end === undefined ? 'the name does not exist' : `it is an alias for ${end}, which does not exist`,
    };
  }
  const odd = rcodes.find((rcode) => rcode !== 'NOERROR');
  return odd === undefined
    ? { kind: 'no-address', why: 'no A and no AAAA record' }
    : { kind: 'unknown', failure: `the name servers answer ${odd} to the question for its address` };
}

/** The dot at the end was left out, so that the domain was put behind the name. */
function doubledName(exchange: string, domain: string): { readonly meant?: string } {
  if (!exchange.endsWith(`.${domain}`)) return {};
  const head = exchange.slice(0, -domain.length - 1);
  return isAtOrBelow(head, domain) || receiverOf(head) !== undefined ? { meant: head } : {};
}

/**
 * Published addresses that are nobody's on the internet. Where the user lets us connect to such (`--allow-private`), the
 * domain may live in a world of its own: then only an address counts that is of another kind than what its web hosts have.
 */
function privateAddresses(
  { name, smtp }: MailHostObservation,
  mail: MailObservation,
  observed: DomainObservation,
): readonly string[] {
  const refused = smtp.some(({ session }) => isFailure(session) && session.failed === 'private-address');
  if (refused) {
    const strange = [...name.ipv4, ...name.ipv6].filter((address) => addressRange(address) !== undefined);
    return strange.length > 0 ? strange : [...name.ipv4, ...name.ipv6];
  }
  const others = [mail.address, mail.mtaSts.address, ...observed.dns.names]
    .filter((one) => one !== undefined && one.host !== name.host)
    .flatMap((one) => (one ? one.ipv4.concat(one.ipv6) : []));
  const usual = new Set(others.map(addressRange));
  return [...name.ipv4, ...name.ipv6].filter((address) => {
    const range = addressRange(address);
    if (range === undefined || range === 'documentation' || usual.has(range)) return false;
    // It was reached there, without a detour that the user named.
    return !smtp.some((one) => one.address === address && one.port === 25 && !isFailure(one.session));
  });
}

/** MX hosts of companies that park domains: they take mail, and read it or throw it away. */
const PARKING: readonly string[] = [
  'h-email.net',
  'park-mx.above.com',
  'parkingcrew.net',
  'mailerhost.net',
  'sedoparking.com',
];
