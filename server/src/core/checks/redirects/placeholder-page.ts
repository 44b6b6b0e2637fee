import { defineCheck } from '../../check.ts';
import { isListing } from '../../live/exposure/listings.ts';
import { endOf, entrance, homeOf, hostsOf } from '../../live/redirects/chains.ts';
import { isAbandoned, placeholderIn } from '../../live/redirects/placeholders.ts';

export default defineCheck({
  id: 'redirects/placeholder-page',
  impact: 'high',
  stage: 'domain',
  title: 'Default page in place of the product',
  why: 'The name leads to a server or a provider that doesn’t show the product under it.',
  *check(observed) {
    const { domain, http } = observed;
    if (!http) return;
    for (const host of hostsOf(domain)) {
      // What answers without encryption alone is looked at, too: a fresh server has no certificate.
      const chain = entrance(http, 'https:', host);
      const end = (chain && endOf(chain)) ?? endOfOther(entrance(http, 'http:', host));
      if (!end || isAbandoned(observed, host, end.outcome)) continue;
      const found = placeholderIn(end.outcome);
      if (!found) {
        if (host === domain && end.outcome.status < 400) yield { pass: `${domain} shows a page of its own.` };
        continue;
      }
      // Its files are what matters, and the check of folders tells both.
      if (
        observed.areas.includes('exposure') &&
        isListing(end.outcome) &&
        end.url.href === homeOf(observed)?.url.href
      )
        return;
      yield {
        host,
        problem: `${end.url.href} shows ${found.what}, so visitors don’t see the product.`,
        evidence: [`${end.url.href} → ${end.outcome.status}`],
        mend: { how: found.mend },
      };
      return;
    }
  },
});

function endOfOther(chain: ReturnType<typeof entrance>): ReturnType<typeof endOf> {
  return chain && endOf(chain);
}
