import { defineCheck } from '../../check.ts';
import { isApex, wayOf } from '../../live/dns/names.ts';
import { resolutionOf } from '../../live/dns/resolution.ts';
import { addressMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'dns/unresolved-www',
  impact: 'medium',
  stage: 'domain',
  title: '“www” that leads nowhere',
  why: 'Some people type "www" before every name, and old links have it: they get an error page of their browser.',
  *check(observed, context) {
    const { domain } = observed;
    const host = `www.${domain}`;
    if (!isApex(observed) || domain.startsWith('www.')) return;
    const found = resolutionOf(observed, host);
    if (found.state === 'resolved') {
      yield { host, pass: `${host} has an address.`, evidence: [wayOf(found.name)] };
    } else if (found.state === 'unknown') yield { host, unknown: found.failure };
    // A domain that is itself nowhere is one finding.
    else if (found.state === 'unresolved' && resolutionOf(observed, domain).state === 'resolved') {
      yield {
        host,
        problem: `${host} has no address (${found.why}), so people who type "www" don't get to ${domain}.`,
        evidence: found.evidence,
        mend: addressMend(host, observed, context),
      };
    }
  },
});
