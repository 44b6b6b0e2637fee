import { defineCheck } from '../../check.ts';
import { dayOf } from '../../live/tls/certificateDates.ts';
import { judgeHandshakes, type Seen } from '../../live/tls/hosts.ts';
import { isIssuerMissing } from '../../live/tls/trust.ts';

export default defineCheck({
  id: 'tls/bad-staple',
  impact: 'medium',
  stage: 'domain',
  title: 'OCSP response that counts for nothing',
  why: 'Browsers that look at the response refuse one that is out of date or for another certificate; others ask the authority and wait.',
  *check(observed, { now }) {
    yield* judgeHandshakes(observed, (seen) => {
      const { staple } = seen.observation;
      if (!staple || seen.leaf.isSelfSigned) return undefined;
      const fault = faultOf(seen, now);
      if (fault === undefined) {
        return {
          pass:
            staple.nextUpdate === undefined
              ? 'The OCSP response is in order.'
              : `The OCSP response is good until ${dayOf(staple.nextUpdate)}.`,
        };
      }
      return {
        ...(seen.leaf.mustStaple ? { impact: 'high' } : {}),
        problem: (where) =>
          `The OCSP response that ${where} sends along ${fault}${seen.leaf.mustStaple ? ', and the certificate demands a good one: Firefox refuses the connection' : ''}.`,
        mend: {
          how: "Reload the web server, and see whether it can reach the authority's OCSP server; if not, switch stapling off.",
        },
      };
    });
  },
});

function faultOf(seen: Seen, now: string): string | undefined {
  const { leaf, observation } = seen;
  const { staple } = observation;
  if (!staple) return undefined;
  const { status, nextUpdate, thisUpdate, serial, isSigned } = staple;
  if (status === 'unreadable') return "can't be read";
  if (serial !== undefined && serial.replace(/^0+/, '') !== leaf.serial.replace(/^0+/, '')) {
    return 'is for another certificate';
  }
  if (!isSigned && !isIssuerMissing(seen)) return 'is not signed by the authority of the certificate';
  // Of a revoked one nobody needs to know how old that news is.
  if (status === 'revoked') return undefined;
  if (nextUpdate !== undefined && Date.parse(nextUpdate) < Date.parse(now)) {
    return `is out of date since ${dayOf(nextUpdate)}`;
  }
  if (thisUpdate !== undefined && Date.parse(thisUpdate) > Date.parse(now)) {
    return `is not valid before ${dayOf(thisUpdate)}`;
  }
  return status === 'unknown' ? 'says that the authority does not know the certificate' : undefined;
}
