import { defineCheck } from '../../check.ts';
import { isOk, isPage } from '../../live/headerValues.ts';
import { canonicalHostIn } from '../../live/redirects/pages.ts';
import { endOf, entrance } from '../../live/redirects/chains.ts';
import { hostMend } from '../../live/redirects/mend.ts';

export default defineCheck({
  id: 'redirects/competing-hosts',
  impact: 'medium',
  stage: 'domain',
  title: 'Two hosts with the same product',
  why: 'Search engines see two copies and divide the ranking between them; cookies of one host are unknown to the other, so people seem to be signed out.',
  *check({ domain, http }, context) {
    if (!http || context.target.canonical !== undefined) return;
    const www = `www.${domain}`;
    const [own, other] = [domain, www].map((host) => {
      const chain = entrance(http, 'https:', host);
      return chain && endOf(chain);
    });
    if (!own || !other || !isOk(own.outcome) || !isOk(other.outcome)) return;
    if (own.url.hostname === other.url.hostname)
      return yield { pass: `${domain} and ${www} both lead to ${own.url.hostname}.` };
    const named = [own, other].map(({ url, outcome }) =>
      isPage(outcome) ? canonicalHostIn(outcome.body, url, http.page) : undefined,
    );
    const isUnited = named[0] !== undefined && named[0] === named[1];
    const main = (isUnited ? named[0] : undefined) ?? domain;
    yield {
      problem: isUnited
        ? `${own.url.origin} and ${other.url.origin} both show a page, and only a link in it says that ${main} is the one that counts. Search engines may follow that; cookies and bookmarks don’t.`
        : `${own.url.origin} and ${other.url.origin} both show a page and neither leads to the other, so search engines see two products and people who signed in at one are strangers at the other.`,
      impact: isUnited ? 'low' : 'medium',
      evidence: [`${own.url.href} → ${own.outcome.status}`, `${other.url.href} → ${other.outcome.status}`],
      mend: hostMend(main === www ? domain : www, main === www ? www : domain, context, other.outcome),
    };
  },
});
