import { defineCheck } from '../../check.ts';
import { wayOf } from '../../live/dns/names.ts';
import { resolutionOf } from '../../live/dns/resolution.ts';
import { addressMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'dns/unresolved-domain',
  impact: 'blocker',
  stage: 'domain',
  title: 'Domain that leads nowhere',
  why: 'Nobody can reach a product whose name has no address.',
  *check(observed, context) {
    const { domain } = observed;
    const found = resolutionOf(observed, domain);
    if (found.state === 'resolved') {
      yield { pass: `${domain} has an address.`, evidence: [wayOf(found.name)] };
    } else if (found.state === 'unknown') yield { unknown: found.failure };
    else if (found.state === 'unresolved') {
      yield {
        problem: `${domain} has no address (${found.why}), so nobody can reach it.`,
        evidence: found.evidence,
        mend: addressMend(domain, observed, context),
      };
    }
  },
});
