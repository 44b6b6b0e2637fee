import { defineCheck } from '../../check.ts';
import { resolutionOf } from '../../live/dns/resolution.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/no-ipv6',
  impact: 'low',
  stage: 'domain',
  title: 'No IPv6 address',
  why: 'Networks without IPv4 of their own reach the product through a translator, which is slower. Everybody still gets there.',
  *check(observed, context) {
    const { domain } = observed;
    const found = resolutionOf(observed, domain);
    if (found.state !== 'resolved') return;
    const { ipv6, v6 } = found.name;
    if (ipv6.length > 0) yield { pass: `${domain} has an IPv6 address.`, evidence: ipv6 };
    else if (isFailure(v6)) yield { unknown: v6 };
    else if (v6.rcode === 'NOERROR') {
      yield {
        problem: `${domain} has no IPv6 address.`,
        mend: dnsMend(
          'If your host has IPv6, add the AAAA record that it names; many do it by a switch.',
          observed,
          context,
        ),
      };
    }
  },
});
