import { defineCheck } from '../../check.ts';
import { publicAnswers } from '../../live/caching/assets.ts';
import { browserLife, isPurgedByItself, says, sharedLife } from '../../live/caching/life.ts';
import { cacheControlMend } from '../../live/caching/mend.ts';
import { headerLine, isOk, isPage } from '../../live/headerValues.ts';
import { DAY, duration } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/long-lived-page',
  impact: 'medium',
  stage: 'performance',
  title: 'Page that browsers or shared caches keep for long',
  why: 'After a deploy, people go on seeing the old page, which asks for scripts that are gone. Nothing that you do on the server reaches them.',
  *check(observed, context) {
    for (const { url, answer } of publicAnswers(observed)) {
      if (!isOk(answer) || !isPage(answer)) continue;
      const { isTold, seconds } = browserLife(answer, context.now);
      // What caches make of its age is told by itself.
      if (!isTold && seconds > 0) continue;
      const shared = sharedLife(answer, context.now);
      const isShort = !isTold || seconds <= HOUR || says(answer, 'no-store');
      if (
        isShort &&
        says(answer, 's-maxage') &&
        shared.isStorable &&
        shared.seconds >= DAY &&
        !isPurgedByItself(answer, context)
      ) {
        yield {
          host: url.hostname,
          kind: `${url.pathname} shared`,
          problem: `Shared caches may keep ${url.origin}${url.pathname} for ${duration(shared.seconds)} (s-maxage): after a deploy, visitors go on seeing the old page until the CDN is purged.`,
          impact: 'low',
          evidence: [headerLine(answer, 'cache-control')],
          mend: cacheControlMend(
            'Purge the CDN with every deploy; or have it keep pages for minutes, and serve them while it asks again.',
            url.pathname,
            'public, max-age=0, s-maxage=60, stale-while-revalidate=600',
            context,
          ),
        };
        continue;
      }
      if (isShort) {
        yield {
          host: url.hostname,
          pass: `Browsers ask again for ${url.origin}${url.pathname}.`,
          evidence: [headerLine(answer, 'cache-control')],
        };
        continue;
      }
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `Browsers keep ${url.origin}${url.pathname} for ${duration(seconds)} without asking, so visitors go on seeing the old page after a deploy.`,
        impact: seconds >= 30 * DAY || says(answer, 'immutable') ? 'high' : 'medium',
        evidence: [headerLine(answer, 'cache-control'), headerLine(answer, 'expires')].filter(
          (line) => !line.startsWith('no '),
        ),
        mend: cacheControlMend(
          'Have browsers ask each time (“no-cache”, or “max-age=0, must-revalidate”): with an ETag that costs next to nothing. A CDN that you can purge may keep the page with s-maxage.',
          url.pathname,
          'public, max-age=0, must-revalidate',
          context,
        ),
      };
    }
  },
});

const HOUR = 3600;
