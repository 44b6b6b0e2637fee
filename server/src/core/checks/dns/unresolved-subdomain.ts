import { defineCheck } from '../../check.ts';
import { isProduction } from '../../live/environmentNames.ts';
import { hostOfAddress, isWithin } from '../../live/hostNames.ts';
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
    const { subdomains, environments = [] } = context.target;
    const hosts = new Set(subdomains.map((subdomain) => normalName(subdomain.host)));
    const tried = environments.flatMap(({ name, url }) => {
      const host = hostOfAddress(url);
      return host !== undefined && isWithin(host, domain) && !hosts.has(host) ? [{ name, host }] : [];
    });
    const environmentOf = new Map(tried.map(({ name, host }) => [host, name]));
    for (const host of [...hosts, ...environmentOf.keys()]) {
      if (host === domain || host === `www.${domain}`) continue;
      const found = resolutionOf(observed, host);
      if (found.state === 'resolved') {
        yield { host, pass: `${host} has an address.`, evidence: [wayOf(found.name)] };
      } else if (found.state === 'unknown') yield { host, unknown: found.failure };
      else if (found.state === 'unresolved') {
        const environment = environmentOf.get(host);
        yield {
          host,
          problem: `${host} has no address (${found.why}), although the configuration names it${environment === undefined ? '' : ` as ${environment}`}.`,
          // Customers don't see what is tried out.
          ...(environment === undefined || isProduction(environment) ? {} : { impact: 'medium' as const }),
          evidence: found.evidence,
          mend: addressMend(host, observed, context),
        };
      }
    }
  },
});
