import { defineCheck } from '../../check.ts';
import { isAnswering, entrance, endOf, hopLines, hostsOf, stepsOf } from '../../live/redirects/chains.ts';
import { internalTarget, isDomainTrade, isGarbled, previewHost } from '../../live/redirects/destinations.ts';
import type { HttpChain } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/foreign-destination',
  impact: 'medium',
  stage: 'domain',
  title: 'One way into the domain leads elsewhere',
  why: 'Some visitors of the same name end at somebody else’s page, often one that is left from an earlier owner or product.',
  *check({ domain, http }) {
    if (!http) return;
    const ways = hostsOf(domain).flatMap((host) =>
      (['http:', 'https:'] as const).map((protocol) => entrance(http, protocol, host)),
    );
    const foreign = ways.filter((chain) => chain?.end === 'off-host' && destination(chain, domain));
    const traded = foreign.find((chain) => chain && isTraded(chain, domain));
    const first = traded ?? foreign[0];
    if (!first) return;
    const to = destination(first, domain) ?? '';
    if (traded) {
      yield {
        host: traded.hops[0]?.url.hostname ?? domain,
        problem: `${traded.hops[0]?.url.href ?? domain} leads to ${to}, where domains are parked or for sale: visitors see advertisements or an offer instead of the product.`,
        impact: 'high',
        evidence: hopLines(traded),
        mend: {
          how: 'Switch parking and forwarding off at the registrar, look whether the domain is still yours, and point its records to where the product runs.',
        },
      };
      return;
    }
    const start = first.hops[0]?.url;
    const staying = ways.find((chain) => chain !== undefined && endOf(chain) !== undefined);
    if (!start) return;
    if (!staying || !isAnswering(staying))
      return yield {
        pass: `${start.href} leads to ${to}, which was not confirmed: nothing beyond it was asked.`,
        evidence: hopLines(first),
      };
    yield {
      host: start.hostname,
      problem: `${start.href} leads to ${to} while ${staying.hops[0]?.url.href ?? domain} shows a page of its own, so visitors of one name end at two products. ${to} was not confirmed, and not asked.`,
      // To leave for another host without HTTPS on the first one is what HSTS can't protect.
      impact: to.endsWith(`.${domain}`) ? 'low' : 'medium',
      evidence: foreign.flatMap((chain) => (chain ? hopLines(chain) : [])),
      mend: {
        how: `If ${to} is yours, confirm it and let every way lead there. If not, find what still sends visitors to it: old DNS records, a parking page, a redirect at your registrar.`,
      },
    };
  },
});

function isTraded(chain: HttpChain, domain: string): boolean {
  const to = stepsOf(chain).at(-1)?.to;
  return to !== undefined && isDomainTrade(to, domain);
}

/** Where it leads, unless another check says what is wrong with that. */
function destination(chain: HttpChain, domain: string): string | undefined {
  const to = stepsOf(chain).at(-1)?.to;
  if (!to || internalTarget(to, domain) || isGarbled(to, domain) || previewHost(to, domain)) return undefined;
  return to.hostname;
}
