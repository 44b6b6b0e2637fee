import { getDomain } from 'tldts';
import { defineCheck } from '../../check.ts';
import type { HttpObservation } from '../../observations/http.ts';
import { answerOf, isPage } from '../../live/headerValues.ts';
import { noindexIn } from '../../live/exposure/noindex.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'exposure/noindex',
  impact: 'high',
  stage: 'domain',
  title: 'Product that search engines are told to leave out',
  why: 'What kept the site out of search engines while it was built keeps customers from finding it after the launch.',
  *check(observed) {
    const home = readHomePage(observed);
    const { http } = observed;
    if (!home || !http || isNotForSearch(home.host)) return;
    const told = [...noindexIn(home.answer, http.page), ...robotsLines(http)];
    if (told.length === 0) {
      const refusal = robotsRefusal(http);
      if (refusal)
        yield {
          host: home.host,
          kind: 'robots.txt',
          problem: `${refusal.href} answers ${refusal.status}, which search engines take for “leave everything out” as long as it lasts.`,
          impact: 'medium',
          evidence: [`${refusal.href} → ${refusal.status}`],
          mend: { how: 'Answer with the file, or with 404 where there is none.' },
        };
      else yield { host: home.host, pass: `Search engines may show ${home.host}.` };
      return;
    }
    yield {
      host: home.host,
      problem: `${home.host} tells search engines to leave it out (${told.join('; ')}), so nobody finds it there.`,
      evidence: told,
      mend: {
        how: 'Take it out of what is deployed to production, and leave it on for previews and staging alone.',
      },
    };
  },
});

/** Below a domain, hosts that are kept out on purpose, by their names. */
function isNotForSearch(host: string): boolean {
  return getDomain(host) !== host && NOT_FOR_SEARCH.test(host);
}

const NOT_FOR_SEARCH =
  /^(?:[\w-]*-)?(?:staging|stage|stg|preview|test|qa|uat|sandbox|internal|intranet|admin|dashboard|dev|develop|demo|beta|alpha|api|app|cdn|static|assets|mail|status|auth|login|accounts?)\d*(?:-[\w-]*)?\./;

/** RFC 9309, section 2.3.1.4: a server that fails is taken for one that forbids everything. */
function robotsRefusal({ robots }: HttpObservation): { href: string; status: number } | undefined {
  const status = answerOf(robots)?.status ?? 0;
  return robots && status >= 500 ? { href: robots.url.href, status } : undefined;
}

/** `Disallow: /` for every robot or for one that matters, without anything that is allowed (RFC 9309). */
function robotsLines({ robots }: HttpObservation): readonly string[] {
  const answer = answerOf(robots);
  if (answer?.status !== 200 || isPage(answer)) return [];
  const agents = ['*', 'googlebot', 'bingbot'].filter((agent) => isClosedTo(agent, answer.body));
  if (agents.includes('*')) return ['robots.txt: Disallow: /'];
  return agents.map((agent) => `robots.txt: User-agent: ${agent}, Disallow: /`);
}

function isClosedTo(agent: string, text: string): boolean {
  let isForIt = false;
  let wasAgent = false;
  let isClosed = false;
  for (const line of text.split(/\r?\n|\r/)) {
    const match = /^\s*([\w-]+)\s*:\s*([^#]*)/.exec(line);
    if (!match) continue;
    const [, name = '', rest = ''] = match;
    const value = rest.trim();
    const key = name.toLowerCase();
    if (key === 'user-agent') {
      isForIt = value.toLowerCase() === agent || (wasAgent && isForIt);
      wasAgent = true;
      continue;
    }
    wasAgent = false;
    if (!isForIt) continue;
    if (key === 'disallow' && /^\/\*?$/.test(value)) isClosed = true;
    if (key === 'allow' && value !== '') return false;
  }
  return isClosed;
}
