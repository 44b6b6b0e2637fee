/** Whether DNSSEC holds (RFC 4035). */
import type { DnsAnswer } from '../../observations/dns.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure, type Failure } from '../../observations/failure.ts';
import { answeringOf } from './agreement.ts';
import { recordsOf } from './names.ts';
import { zoneOf } from './servers.ts';

/**
 * Validating resolvers throw the answers away: they fail as they are, and without validation they are there. What is wrong
 * is said in `brokenLink`, where that shows.
 */
export function validationFailure({ dns }: DomainObservation): boolean {
  const { withoutValidation, dnskey, ds } = dns.dnssec;
  if (!withoutValidation || isFailure(withoutValidation)) return false;
  if (!['NOERROR', 'NXDOMAIN'].includes(withoutValidation.rcode)) return false;
  // Without a DS record nothing is validated: the second question was luckier than the first.
  if (isAnswered(ds) && recordsOf(ds, 'DS').length === 0) return false;
  const answers = [dnskey, ds, ...dns.names.flatMap(({ v4, v6 }) => [v4, v6])];
  return answers.some((answer) => !isFailure(answer) && answer.rcode === 'SERVFAIL');
}

/** Where the chain from the parent to the keys breaks, in words that complete "… : ". */
export function brokenLink({ dns }: DomainObservation, now: string): string | undefined {
  const ds = recordsOf(dns.dnssec.ds, 'DS');
  // What a resolver validated is not broken, whatever got lost on the way to us.
  const answers = [dns.dnssec.dnskey, ...dns.names.flatMap(({ v4, v6 }) => [v4, v6])];
  if (ds.length === 0 || answers.some((each) => !isFailure(each) && each.isAuthenticated)) return undefined;
  const answer = keysOf(dns.dnssec);
  if (!answer) return undefined;
  const keys = recordsOf(answer, 'DNSKEY');
  if (keys.length === 0) return 'the parent zone has a DS record, but the zone has no keys';
  const matches = ds.some((one) =>
    keys.some(
      ({ keyTag, algorithm, digests }) =>
        keyTag === one.keyTag &&
        algorithm === one.algorithm &&
        // A digest type that nobody worked out is taken for right.
        (digests[one.digestType] ?? one.digest) === one.digest,
    ),
  );
  if (!matches) return 'no key of the zone is the one that the DS record in the parent zone names';
  const signatures = recordsOf(answer, 'RRSIG').filter(({ covers }) => covers === 'DNSKEY');
  if (signatures.length > 0 && signatures.every(({ expiration }) => expiration < now)) {
    return `the signature of the keys expired on ${signatures[0]?.expiration.slice(0, 10)}`;
  }
  if (signatures.length > 0 && signatures.every(({ inception }) => inception > now)) {
    return `the signature of the keys is not valid before ${signatures[0]?.inception.slice(0, 10)}`;
  }
  return undefined;
}

/**
 * Servers that answer without signatures while others of the zone have them: who validates refuses what those say. Where none
 * has them, nothing may have let them through to us.
 */
export function serversWithoutSignatures(observed: DomainObservation): readonly string[] {
  const zone = zoneOf(observed);
  if (!zone || isFailure(zone) || !isSecured(observed)) return [];
  const judged = zone.nameServers.map((server) => ({
    name: server.name,
    signed: answeringOf(server).flatMap(({ soa, addressAnswer }) => {
      const said = [soa, addressAnswer].filter((one) => one && isAnswered(one) && one.answers.length > 0);
      return said.map((one) => recordsOf(one, 'RRSIG').length > 0);
    }),
  }));
  if (!judged.some(({ signed }) => signed.length > 0 && signed.every(Boolean))) return [];
  return judged.filter(({ signed }) => signed.length > 0 && !signed.some(Boolean)).map(({ name }) => name);
}

/** The keys, also where only an answer without validation has them. */
function keysOf({ dnskey, withoutValidation }: DomainObservation['dns']['dnssec']): DnsAnswer | undefined {
  if (isAnswered(dnskey)) return dnskey;
  return withoutValidation &&
    isAnswered(withoutValidation) &&
    recordsOf(withoutValidation, 'DNSKEY').length > 0
    ? withoutValidation
    : undefined;
}

function isAnswered(answer: DnsAnswer | Failure): answer is DnsAnswer {
  return !isFailure(answer) && answer.rcode === 'NOERROR';
}

/** The parent has a DS record: resolvers validate the zone. */
export function isSecured({ dns }: DomainObservation): boolean {
  return recordsOf(dns.dnssec.ds, 'DS').length > 0;
}

export interface EndingSignature {
  readonly name: string;
  readonly covers: string;
  /** ISO 8601. */
  readonly inception: string;
  readonly expiration: string;
  /** How many are left. */
  readonly days: number;
  /** Whoever signs should have done so again: judged by share, as some sign for two days at a time. */
  readonly isLate: boolean;
}

/** The signatures of the zone in what was answered, the longest of each set of records; none that is over. */
export function endingSignatures(
  { dns }: DomainObservation,
  apex: string,
  now: string,
): readonly EndingSignature[] {
  const longest = new Map<string, EndingSignature>();
  for (const { outcome } of dns.exchanges) {
    for (const record of recordsOf(outcome, 'RRSIG')) {
      const { name, covers, signer, inception, expiration } = record;
      const days = daysBetween(now, expiration);
      const key = `${name} ${covers}`;
      if (signer !== apex || days <= 0 || days <= (longest.get(key)?.days ?? 0)) continue;
      const isLate = days < MOST_DAYS_LEFT && days < daysBetween(inception, expiration) * LATE_SHARE;
      longest.set(key, { name, covers, inception, expiration, days, isLate });
    }
  }
  return [...longest.values()];
}

const MOST_DAYS_LEFT = 2;
const LATE_SHARE = 1 / 8;

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
