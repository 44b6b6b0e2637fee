import { defineCheck } from '../../check.ts';
import { dayOf } from '../../live/tls/certificateDates.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { isIssuerMissing } from '../../live/tls/trust.ts';

export default defineCheck({
  id: 'tls/revoked',
  impact: 'blocker',
  stage: 'domain',
  title: 'Revoked certificate',
  why: 'The authority took it back, often because its key leaked. Browsers that look refuse it.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, (seen) => {
      const { leaf, observation } = seen;
      const { staple } = observation;
      if (!staple || (staple.serial !== undefined && !isSameSerial(staple.serial, leaf.serial)))
        return undefined;
      // Nobody says such a thing about himself; a good one needs the signature.
      if (!staple.isSigned && !(staple.status === 'revoked' && isIssuerMissing(seen))) return undefined;
      if (staple.status === 'good')
        return { pass: 'Not revoked, says the OCSP response that is sent along.' };
      if (staple.status !== 'revoked') return undefined;
      const since = staple.revokedAt === undefined ? '' : ` on ${dayOf(staple.revokedAt)}`;
      return {
        problem: (where) =>
          `The certificate of ${where} was revoked${since}, as its own OCSP response says: browsers refuse it.`,
        evidence: [`serial ${leaf.serial}`],
        mend: certificateMend(
          'Have a new certificate issued with a new key, and find out why this one was revoked.',
          context,
        ),
      };
    });
  },
});

function isSameSerial(one: string, other: string): boolean {
  return one.replace(/^0+/, '') === other.replace(/^0+/, '');
}
