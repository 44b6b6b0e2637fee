import { defineCheck } from '../../check.ts';
import { publicAnswers } from '../../live/caching/assets.ts';
import { browserLife } from '../../live/caching/life.ts';
import { cacheControlMend } from '../../live/caching/mend.ts';
import { headerLine, isOk, isPage } from '../../live/headerValues.ts';
import { duration } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/guessed-lifetime',
  impact: 'low',
  stage: 'performance',
  title: 'Page whose life caches have to guess',
  why: 'Without Cache-Control, caches keep a page for a part of the time since its last change: the longer nothing was deployed, the longer people see the old page after the next deploy.',
  *check(observed, context) {
    for (const { url, answer } of publicAnswers(observed)) {
      if (!isOk(answer) || !isPage(answer)) continue;
      const { isTold, isStorable, seconds } = browserLife(answer, context.now);
      if (isTold || !isStorable || seconds < A_MINUTE) continue;
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.origin}${url.pathname} does not say how long it may be kept, so caches guess by its last change: about ${duration(seconds)}.`,
        evidence: ['cache-control', 'expires', 'last-modified'].map((name) => headerLine(answer, name)),
        mend: cacheControlMend(
          'Say it: browsers should ask each time for pages.',
          url.pathname,
          'public, max-age=0, must-revalidate',
          context,
        ),
      };
    }
  },
});

const A_MINUTE = 60;
