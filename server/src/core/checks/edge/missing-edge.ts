import { defineCheck } from '../../check.ts';
import { ipAddress } from '../../live/hostNames.ts';

export default defineCheck({
  id: 'edge/missing-edge',
  impact: 'medium',
  stage: 'deployment',
  title: 'No CDN where the configuration says there is one',
  why: 'launch-ready.yaml names the server behind the CDN, but the domain’s records lead straight to it: its protection and its cache are not there.',
  *check({ domain, dns }, { target }) {
    const origins = new Set(target.origins.map((origin) => ipAddress(origin) ?? origin));
    if (origins.size === 0) return;
    const name = dns.names.find(({ host }) => host === domain);
    const addresses = [...(name?.ipv4 ?? []), ...(name?.ipv6 ?? [])];
    if (addresses.length === 0) return;
    const straight = addresses.filter((address) => origins.has(address));
    if (straight.length === 0)
      return yield {
        pass: `The records of ${domain} don’t lead straight to its server.`,
        evidence: addresses,
      };
    yield {
      problem: `The records of ${domain} lead straight to ${straight.join(' and ')}, which launch-ready.yaml names as the server behind the CDN: nothing stands in front of it.`,
      evidence: addresses,
      mend: {
        how: 'Point the records to the CDN (at Cloudflare: switch the record to “Proxied”), or take the address out of the configuration.',
      },
    };
  },
});
