import { defineCheck, type CheckContext } from '../../check.ts';
import { isProduction } from '../../live/environmentNames.ts';
import { hostOfAddress, isWithin } from '../../live/hostNames.ts';
import { normalName, wayOf } from '../../live/dns/names.ts';
import { doesNotExist, resolutionOf } from '../../live/dns/resolution.ts';
import { liveAddresses } from '../../live/liveAddresses.ts';
import { addressMend } from '../../live/mend.ts';
import type { DomainObservation } from '../../observations/domain.ts';

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
        const isNamedByFile = subdomains.some((one) => normalName(one.host) === host && one.isDeclared);
        if (isNamedByFile && observed.areas.includes('drift') && isLiveAddress(host, observed, context))
          continue;
        yield {
          host,
          problem: `${host} has no address (${found.why}), although ${isNamedByFile ? 'files of the workspace name it' : 'the configuration names it'}${environment === undefined ? '' : ` as ${environment}`}.`,
          // Customers don't see what is tried out.
          ...(environment === undefined || isProduction(environment) ? {} : { impact: 'medium' as const }),
          evidence: found.evidence,
          mend: addressMend(host, observed, context),
        };
      }
    }
  },
});

/** Drift says it at the line, and what follows from it. */
function isLiveAddress(host: string, observed: DomainObservation, context: CheckContext): boolean {
  return liveAddresses(observed, context).some((one) => one.host === host);
}
