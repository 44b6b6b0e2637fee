import { defineCheck } from '../../check.ts';
import { normalName, wayOf } from '../../live/dns/names.ts';
import { doesNotExist, resolutionOf } from '../../live/dns/resolution.ts';
import { addressMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'dns/unresolved-subdomain',
  impact: 'high',
  stage: 'domain',
  title: 'Subdomain that leads nowhere',
  why: 'The configuration names a subdomain that has no address: whatever calls it fails.',
  *check(observed, context) {
    const { domain } = observed;
    if (doesNotExist(observed)) return;
    const hosts = new Set(context.target.subdomains.map((subdomain) => normalName(subdomain.host)));
    for (const host of hosts) {
      if (host === domain || host === `www.${domain}`) continue;
      const found = resolutionOf(observed, host);
      if (found.state === 'resolved') {
        yield { host, pass: `${host} has an address.`, evidence: [wayOf(found.name)] };
      } else if (found.state === 'unknown') yield { host, unknown: found.failure };
      else if (found.state === 'unresolved') {
        yield {
          host,
          problem: `${host} has no address (${found.why}), although the configuration names it.`,
          evidence: found.evidence,
          mend: addressMend(host, observed, context),
        };
      }
    }
  },
});
