import { isFailure, type Failure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';
import { parseMtaStsPolicy } from '../../email/records/mtaSts.ts';
import { policyAnswer } from './mtaSts.ts';

/** There is a policy file, and no page that a website answers with for every host. */
export function looksLikePolicy(mail: MailObservation): boolean {
  const answer = policyAnswer(mail);
  if (!answer) return false;
  const { version, mode } = parseMtaStsPolicy(answer.body);
  return version === 'STSv1' || mode !== undefined;
}

export type PolicyFault =
  /** `says` completes "the policy …"; `how` mends it. */
  | {
      readonly kind: 'no-host' | 'redirect' | 'status' | 'connection';
      readonly says: string;
      readonly evidence: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly failure: Failure | string };

/** Why the policy can't be fetched (RFC 8461 section 3.3); undefined: it came. */
export function policyFault({ domain, mtaSts }: MailObservation): PolicyFault | undefined {
  const { address, policy } = mtaSts;
  const host = `mta-sts.${domain}`;
  if (address && address.ipv4.length + address.ipv6.length === 0) {
    const failure = [address.v4, address.v6].find((one) => isFailure(one));
    if (failure && isFailure(failure)) return { kind: 'unknown', failure };
    const rcodes = [address.v4, address.v6].map((one) => (isFailure(one) ? '' : one.rcode));
    const odd = rcodes.find((rcode) => rcode !== 'NOERROR' && rcode !== 'NXDOMAIN');
    if (odd !== undefined)
      return { kind: 'unknown', failure: `the name servers answer ${odd} to the question for ${host}` };
    return {
      kind: 'no-host',
      says: `can’t be fetched, because ${host} has no address`,
      evidence: [`${host}: ${rcodes[0]}`],
    };
  }
  if (!policy) return { kind: 'unknown', failure: 'nobody asked for the policy' };
  const { outcome, url } = policy;
  if (isFailure(outcome)) {
    return SERVERS.has(outcome.failed)
      ? {
          kind: 'connection',
          says: `can’t be fetched from ${host}`,
          evidence: [`${url.href}: ${outcome.detail}`],
        }
      : { kind: 'unknown', failure: outcome };
  }
  if (outcome.status === 200) return undefined;
  const evidence = [`${url.href}: ${outcome.status}${outcome.location ? ` → ${outcome.location.href}` : ''}`];
  return outcome.status >= 300 && outcome.status < 400
    ? {
        kind: 'redirect',
        says: `is answered with a redirect (${outcome.status}), which senders do not follow`,
        evidence,
      }
    : { kind: 'status', says: `is answered with ${outcome.status}`, evidence };
}

/** It is the server that fails. */
const SERVERS: ReadonlySet<Failure['failed']> = new Set([
  'timeout',
  'refused',
  'reset',
  'tls',
  'protocol',
  'no-address',
]);
