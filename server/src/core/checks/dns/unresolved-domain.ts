import { defineCheck } from '../../check.ts';
import { wayOf } from '../../live/dns/names.ts';
import { resolutionOf } from '../../live/dns/resolution.ts';
import { addressMend } from '../../live/mend.ts';
import type { NameObservation } from '../../observations/dns.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/unresolved-domain',
  impact: 'blocker',
  stage: 'domain',
  title: 'Domain that leads nowhere',
  why: 'Nobody can reach a product whose name has no address.',
  *check(observed, context) {
    const { domain } = observed;
    const found = resolutionOf(observed, domain);
    if (found.state === 'resolved' && hasNoIpv4(found.name)) {
      yield {
        kind: 'ipv4',
        impact: 'high',
        problem: `${domain} has an IPv6 address and no other (no A record), so people whose network has no IPv6 can't reach it.`,
        evidence: [wayOf(found.name)],
        mend: addressMend(domain, observed, context),
      };
    } else if (found.state === 'resolved') {
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

/** Known for sure: of questions that failed nothing follows. */
function hasNoIpv4({ ipv4, v4 }: NameObservation): boolean {
  return ipv4.length === 0 && !isFailure(v4) && v4.rcode === 'NOERROR';
}
