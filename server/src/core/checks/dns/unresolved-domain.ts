import { defineCheck } from '../../check.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'dns/unresolved-domain',
  impact: 'blocker',
  stage: 'domain',
  title: 'Domain that leads nowhere',
  why: 'Nobody can reach a product whose name has no address.',
  *check({ dns }) {
    const name = dns.names.find(({ host }) => host === dns.domain);
    if (!name) return;
    const { ipv4, ipv6, v4, v6, aliases } = name;
    if (ipv4.length + ipv6.length > 0) {
      yield { pass: `${dns.domain} has an address.`, evidence: [...aliases, ...ipv4, ...ipv6] };
    } else if (isFailure(v4)) yield { unknown: v4 };
    else if (isFailure(v6)) yield { unknown: v6 };
    else {
      yield {
        problem: `${dns.domain} has no address (${v4.rcode === 'NXDOMAIN' ? 'the name does not exist' : 'no A and no AAAA record'}), so nobody can reach it.`,
        evidence: [`A: ${v4.rcode}`, `AAAA: ${v6.rcode}`],
        mend: { how: 'Add the address that your host gives you, at the provider of your DNS.' },
      };
    }
  },
});
