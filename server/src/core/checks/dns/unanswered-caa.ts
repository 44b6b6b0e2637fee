import { defineCheck } from '../../check.ts';
import { validationFailure } from '../../live/dns/security.ts';
import { resolutionOf } from '../../live/dns/resolution.ts';
import { isZoneDead } from '../../live/dns/servers.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/unanswered-caa',
  impact: 'high',
  stage: 'domain',
  title: 'Name servers that fail when asked for CAA',
  why: 'A certificate authority that gets an error for CAA must not issue (RFC 8659 section 3): the next renewal fails.',
  *check(observed) {
    const { caa } = observed.dns;
    if (isFailure(caa) || validationFailure(observed) || isZoneDead(observed)) return;
    if (resolutionOf(observed, observed.domain).state !== 'resolved') return;
    const { rcode } = caa.answer;
    if (['SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'].includes(rcode)) {
      yield {
        problem: `The name servers of ${caa.at} answer ${rcode} when asked for CAA records: certificate authorities will refuse to renew your certificate.`,
        mend: {
          how: "Update the software of the name servers, or ask their operator: a type that they don't have needs an empty answer, not an error.",
        },
      };
    }
  },
});
