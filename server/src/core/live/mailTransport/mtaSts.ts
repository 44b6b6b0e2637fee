/** A domain's MTA-STS (RFC 8461): its record, its policy, and whether senders go by it. */
import { isFailure } from '../../observations/failure.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { dayOf, isExpired } from '../tls/certificateDates.ts';
import { isForHost } from '../tls/certificateNames.ts';
import { coversMx, parseMtaStsPolicy, type MtaStsPolicy } from '../../email/records/mtaSts.ts';
import { candidatesOf, mailRecordProblems, recordsOf } from '../../email/records/kinds.ts';
import { textsOf } from './receiving.ts';

/** TXT records that are MTA-STS records; others at the name are skipped (section 3.1). */
export function stsRecords({ mtaSts }: MailObservation): readonly string[] {
  return recordsOf('mta-sts', textsOf(mtaSts.record));
}

/** Somebody has published a record there, or tried to. */
export function hasStsRecord({ mtaSts }: MailObservation): boolean {
  return candidatesOf('mta-sts', textsOf(mtaSts.record)).length > 0;
}

/** The answer with the policy; undefined: there is none, or not with status 200. */
export function policyAnswer({ mtaSts }: MailObservation): HttpAnswer | undefined {
  const outcome = mtaSts.policy?.outcome;
  return outcome && !isFailure(outcome) && outcome.status === 200 ? outcome : undefined;
}

/** The policy that senders go by; undefined: there is none, or something keeps them from it. */
export function policyOf(mail: MailObservation): MtaStsPolicy | undefined {
  const answer = policyAnswer(mail);
  const [record, ...others] = stsRecords(mail);
  if (!answer || record === undefined || others.length > 0) return undefined;
  if (mailRecordProblems('mta-sts', record).some(({ isFatal }) => isFatal)) return undefined;
  if (certificateFault(mail) !== undefined) return undefined;
  const policy = parseMtaStsPolicy(answer.body);
  return policy.problems.some(({ isFatal }) => isFatal) ? undefined : policy;
}

/** Whether one of the patterns covers the host of an MX record. */
export function covers({ mx }: MtaStsPolicy, host: string): boolean {
  return mx.some(({ pattern }) => coversMx(pattern, host));
}

/** A domain whose policy makes senders refuse a server that can't prove itself. */
export function enforcedFor({ mails }: { readonly mails: readonly MailObservation[] }): string | undefined {
  return mails.find((mail) => policyOf(mail)?.mode === 'enforce')?.domain;
}

/**
 * Why senders don't take the policy from its host (section 3.3); undefined: its certificate is in order, or nobody could tell.
 * Completes "The certificate of mta-sts.example.com …".
 */
export function certificateFault(
  { domain, mtaSts: { tls } }: MailObservation,
  now?: string,
): string | undefined {
  if (!tls || isFailure(tls)) return undefined;
  const [leaf] = tls.chain;
  const { trust } = tls;
  if (!leaf) return undefined;
  const problem = isFailure(trust) || trust.isTrusted ? undefined : (trust.problem ?? 'other');
  if (problem === 'expired' || (now !== undefined && isExpired(leaf, now)))
    return `expired on ${dayOf(leaf.notAfter)}`;
  if (problem === 'self-signed') return 'is signed by itself';
  if (!isForHost(leaf.names, `mta-sts.${domain}`)) {
    return `is for ${leaf.names.slice(0, 3).join(', ') || 'no name'}, not for mta-sts.${domain}`;
  }
  return problem === undefined ? undefined : (DISTRUST[problem] ?? 'is trusted by nobody');
}

const DISTRUST: Readonly<Record<string, string>> = {
  'unknown-root': 'comes from an authority that nobody knows',
  'incomplete-chain': 'is sent without the one that issued it',
  'not-yet-valid': 'is not valid yet',
};
