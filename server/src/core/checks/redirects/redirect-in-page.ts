import { defineCheck } from '../../check.ts';
import { isOk, isPage } from '../../live/headerValues.ts';
import { homeOf } from '../../live/redirects/chains.ts';
import { redirectInPage } from '../../live/redirects/pages.ts';

export default defineCheck({
  id: 'redirects/redirect-in-page',
  impact: 'low',
  stage: 'performance',
  title: 'Redirect that a page makes, not the server',
  why: 'Browsers load a page only to leave it, search engines may keep the wrong address, and programs that read no scripts stay where they are.',
  *check(observed) {
    const { domain, http } = observed;
    const home = homeOf(observed);
    if (!http || !home || !isOk(home.outcome) || !isPage(home.outcome)) return;
    const refresh = http.page?.metas.find(
      ({ kind, name }) => kind === 'http-equiv' && name === 'refresh',
    )?.content;
    const found = redirectInPage(home.outcome.body, refresh);
    if (!found || found.to === '' || found.to === home.url.href || found.to === home.url.pathname) return;
    yield {
      problem: `The home page of ${domain} is empty but for a ${found.how === 'refresh' ? 'meta refresh' : 'script'} that leads to ${found.to}: every visit loads two pages, and search engines may keep the first.`,
      evidence: [`${home.url.href} → ${home.outcome.status}, ${found.how} to ${found.to}`],
      mend: {
        how: `Answer with status 308 (or 307, where the target depends on the visitor) and “Location: ${found.to}” instead.`,
      },
    };
  },
});
