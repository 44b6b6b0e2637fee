import type { CheckContext, Verdict } from '../../check.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import { isFailure } from '../../observations/failure.ts';
import type { TrustObservation } from '../../observations/tls.ts';
import { hasWeakSignature } from './certificateStrength.ts';
import { certificateMend } from '../mend.ts';
import { judgeHandshakes, type Seen } from './hosts.ts';

/** One kind of distrust, for the checks that each name one. `says` completes "The certificate of x …". */
export function* judgeTrust(
  observed: DomainObservation,
  context: CheckContext,
  {
    problems,
    says,
    how,
    pass,
  }: {
    readonly problems: readonly TrustObservation['problem'][];
    readonly says: (seen: Seen) => string;
    readonly how: string;
    /** What is right where the certificate is trusted. */
    readonly pass?: (seen: Seen) => string;
  },
): Iterable<Verdict> {
  yield* judgeHandshakes(observed, (seen) => {
    const { trust } = seen.observation;
    if (isFailure(trust)) return { unknown: trust };
    const problem = trust.problem ?? (trust.isTrusted ? undefined : 'other');
    if (problem === undefined) return pass && { pass: pass(seen) };
    if (!problems.includes(problem) || (problem === 'other' && isSaidElsewhere(seen))) return undefined;
    return {
      problem: (where) => `The certificate of ${where} ${says(seen)}`,
      evidence: seen.chain.map(({ subject, issuer }) => `${subject}, by ${issuer}`),
      mend: certificateMend(how, context),
    };
  });
}

/** Without the certificate of the issuer nobody can tell who signed an OCSP response. */
export function isIssuerMissing({ observation: { trust } }: Seen): boolean {
  return isFailure(trust) || trust.problem === 'incomplete-chain' || trust.problem === 'unknown-root';
}

/** A certificate for other purposes, or with a signature that libraries don't check any more: findings of their own. */
function isSaidElsewhere({ leaf, chain }: Seen): boolean {
  return leaf.forServers === false || chain.some(hasWeakSignature);
}
