import { defineCheck } from '../../check.ts';
import { answeredAssets, publicAnswers } from '../../live/caching/assets.ts';
import { cacheHit, cookiesOf, says, sharedLife } from '../../live/caching/life.ts';
import { cacheControlMend } from '../../live/caching/mend.ts';
import { headerLine } from '../../live/headerValues.ts';
import type { HttpAnswer } from '../../observations/http.ts';

export default defineCheck({
  id: 'caching/shared-page-with-cookie',
  impact: 'blocker',
  stage: 'security',
  title: 'Cookie in an answer that caches share',
  why: 'A CDN or proxy may hand one visitor’s cookie to the next: people find themselves signed in as somebody else.',
  *check(observed, context) {
    const { now } = context;
    let isFine = false;
    for (const { url, answer } of [...publicAnswers(observed), ...answeredAssets(observed)]) {
      const cookies = cookiesOf(answer, now);
      const hit = cookies.length > 0 ? cacheHit(answer) : undefined;
      if (hit === undefined && !isShared(answer, now)) {
        isFine ||= answer.status < 300;
        continue;
      }
      if (cookies.length === 0) continue;
      const isSession = cookies.some(({ kind }) => kind === 'session');
      const isPreference = cookies.every(({ kind }) => kind === 'preference');
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.origin}${url.pathname} sets ${cookieWords(cookies.map(({ name }) => name))} and ${
          hit === undefined
            ? 'lets every cache on the way keep the answer'
            : 'came from a cache that all visitors share'
        }, so one visitor may get the cookie of another.`,
        impact: isSession ? 'blocker' : isPreference ? 'low' : 'high',
        // Never a cookie's value.
        evidence: [
          headerLine(answer, 'cache-control'),
          ...(hit === undefined ? [] : [hit]),
          ...cookies.map(({ name }) => `set-cookie: ${name}=…`),
        ],
        mend: cacheControlMend(
          'Answer with “Cache-Control: private, no-store” wherever a cookie is set, or set the cookie only where somebody signs in.',
          url.pathname,
          'private, no-store',
          context,
        ),
      };
    }
    if (isFine) yield { pass: 'No answer that shared caches keep sets a cookie.' };
  },
});

/** Told to keep it: by a life that is not over at once, or by “public” without one, for which CDNs have a life of their own. */
function isShared(answer: HttpAnswer, now: string): boolean {
  const { isStorable, seconds, isTold } = sharedLife(answer, now);
  if (!isStorable || !isTold) return false;
  return (
    seconds > 0 ||
    (says(answer, 'public') && !['max-age', 's-maxage', 'no-cache'].some((name) => says(answer, name)))
  );
}

function cookieWords(names: readonly string[]): string {
  return names.length === 1
    ? `the cookie “${names[0] ?? ''}”`
    : `${names.length} cookies (${names.join(', ')})`;
}
