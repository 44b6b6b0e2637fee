import { defineCheck } from '../../check.ts';
import { publicAnswers } from '../../live/caching/assets.ts';
import { cacheControlOf, sharedLife } from '../../live/caching/life.ts';
import { headerLine, headerText, isOk } from '../../live/headerValues.ts';
import { directiveOf } from '../../web/caching/cacheControl.ts';
import { duration } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/outdated-answer',
  impact: 'low',
  stage: 'performance',
  title: 'Answer that is older than it says it may be',
  why: 'A cache on the way goes on serving what its time is over for: visitors see old content, or every browser asks again at once.',
  *check(observed, { now }) {
    for (const { url, answer } of publicAnswers(observed)) {
      const age = Number(headerText(answer, 'age') ?? Number.NaN);
      if (!isOk(answer) || !(age > 0)) continue;
      const says = cacheControlOf(answer);
      const { isTold, seconds } = sharedLife(answer, now);
      const grace = directiveOf(says, 'stale-while-revalidate')?.seconds ?? 0;
      const onError = directiveOf(says, 'stale-if-error')?.seconds ?? 0;
      // CDNs have lives of their own for what browsers should ask for each time (max-age=0): that is how they are used.
      if (!isTold || seconds < 60 || age <= seconds + Math.max(grace, onError) + 60) continue;
      yield {
        host: url.hostname,
        kind: url.pathname,
        problem: `${url.origin}${url.pathname} is ${duration(age)} old, although it may be kept for ${duration(seconds)} only: a cache in front serves old content.`,
        evidence: [headerLine(answer, 'age'), headerLine(answer, 'cache-control')],
        mend: {
          how: 'Look at the rules of the CDN that override the life of answers, and purge it after a deploy.',
        },
      };
    }
  },
});
