import { defineCheck } from '../../check.ts';
import { providerLabel } from '../../live/providers.ts';
import { answerOf } from '../../live/headerValues.ts';
import { isFailure } from '../../observations/failure.ts';

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
    for (const { address, exchange } of http?.origins ?? []) {
      // An origin that is the domain's own address has nothing in front: told elsewhere.
      if (own?.ipv4.includes(address) || own?.ipv6.includes(address)) continue;
      const answer = answerOf(exchange);
      if (!answer) {
        const { outcome } = exchange;
        if (isFailure(outcome) && KEPT_OUT.has(outcome.failed))
          yield {
            pass: `${address} can’t be reached around the CDN.`,
            evidence: [`${address} → ${outcome.detail}`],
          };
        else yield { unknown: isFailure(outcome) ? outcome : 'no answer' };
      } else if (answer.status < 400)
        yield {
          kind: address,
          problem: `${address}, the server behind ${edge ?? 'the CDN'}, answers everybody who asks it for ${domain} (${answer.status}): whoever knows the address gets around ${edge ?? 'the CDN'} and its protection.`,
          evidence: [`${exchange.url.href} at ${address} → ${answer.status}`],
          mend: {
            how:
              providers.edge === 'cloudflare'
                ? 'Let only Cloudflare’s addresses in (firewall or security group), or use Authenticated Origin Pulls or a tunnel.'
                : 'Let only the CDN’s addresses in (firewall or security group), or have it send a secret header and refuse requests without it.',
          },
        };
      else yield { pass: `${address} refuses requests around the CDN (${answer.status}).` };
    }
    if (target.origins.length > 0 && !http) yield { unknown: 'nothing was asked by HTTP' };
  },
});

/** A firewall that rejects is what is wanted; one that drops looks like a server that is slow. */
const KEPT_OUT: ReadonlySet<string> = new Set(['refused']);
