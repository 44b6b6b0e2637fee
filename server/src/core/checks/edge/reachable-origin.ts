import { defineCheck, type Verdict } from '../../check.ts';
import { providerLabel } from '../../live/providers.ts';
import { answerOf } from '../../live/headerValues.ts';
import { isRedirect } from '../../live/redirects/chains.ts';
import { isFailure } from '../../observations/failure.ts';
import type { HttpExchange } from '../../observations/http.ts';

export default defineCheck({
  id: 'edge/reachable-origin',
  impact: 'medium',
  stage: 'security',
  title: 'Server that can be reached around the CDN',
  why: 'Whoever knows its address gets past the CDN’s firewall, limits and cache, and can take the product down although the CDN is there against that.',
  *check({ domain, http, dns }, { target, providers }) {
    const edge = providers.edge === undefined ? undefined : providerLabel(providers.edge);
    if (edge !== undefined) yield { pass: `${edge} stands in front of ${domain}.` };
    const own = dns.names.find(({ host }) => host === domain);
    const origins = http?.origins ?? [];
    for (const address of new Set(origins.map((origin) => origin.address))) {
      // An origin that is the domain's own address has nothing in front: told elsewhere.
      if (own?.ipv4.includes(address) || own?.ipv6.includes(address)) continue;
      const exchanges = origins.flatMap((origin) => (origin.address === address ? [origin.exchange] : []));
      const open = exchanges.find(showsProduct);
      const status = answerOf(open)?.status;
      if (!open || status === undefined) {
        yield closedVerdict(address, exchanges);
        continue;
      }
      yield {
        kind: address,
        problem: `${address}, the server behind ${edge ?? 'the CDN'}, answers everybody who asks it for ${domain}${open.url.protocol === 'http:' ? ' without encryption' : ''} (${status}): whoever knows the address gets around ${edge ?? 'the CDN'} and its protection.`,
        evidence: [`${open.url.href} at ${address} → ${status}`],
        mend: {
          how:
            providers.edge === 'cloudflare'
              ? 'Let only Cloudflare’s addresses in (firewall or security group), or use Authenticated Origin Pulls or a tunnel.'
              : 'Let only the CDN’s addresses in (firewall or security group), or have it send a secret header and refuse requests without it.',
        },
      };
    }
    if (target.origins.length > 0 && !http) yield { unknown: 'nothing was asked by HTTP' };
  },
});

/** What leads from HTTP to HTTPS shows nothing by itself. */
function showsProduct(exchange: HttpExchange): boolean {
  const answer = answerOf(exchange);
  if (!answer || answer.status >= 400) return false;
  return exchange.url.protocol === 'https:' || !isRedirect(answer);
}

/** Of an address of which nobody got the product. */
function closedVerdict(address: string, exchanges: readonly HttpExchange[]): Verdict {
  const failures = exchanges.flatMap(({ outcome }) => (isFailure(outcome) ? [outcome] : []));
  const unclear = failures.find(({ failed }) => !KEPT_OUT.has(failed));
  if (unclear) return { unknown: unclear };
  const answer = exchanges.map((exchange) => answerOf(exchange)).find((each) => each !== undefined);
  if (answer) return { pass: `${address} refuses requests around the CDN (${answer.status}).` };
  return {
    pass: `${address} can’t be reached around the CDN.`,
    evidence: failures.map(({ detail }) => `${address} → ${detail}`),
  };
}

/** A firewall that rejects is what is wanted; one that drops looks like a server that is slow. */
const KEPT_OUT: ReadonlySet<string> = new Set(['refused']);
