import { defineCheck } from '../../check.ts';
import { answeredAssets, assetWords, hasHashedName, hasVersion } from '../../live/caching/assets.ts';
import { browserLife, says } from '../../live/caching/life.ts';
import { cacheControlMend } from '../../live/caching/mend.ts';
import { headerLine } from '../../live/headerValues.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { DAY, duration } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/frozen-asset',
  impact: 'medium',
  stage: 'performance',
  title: 'File of a fixed name that browsers keep for good',
  why: 'When the file changes under the same name, people keep the old one: a new page with an old script breaks, and nothing on the server helps.',
  *check(observed, context) {
    const secondsOf = (answer: HttpAnswer): number => browserLife(answer, context.now).seconds;
    const frozen = answeredAssets(observed).filter(
      ({ url, answer }) =>
        !hasHashedName(url) &&
        !hasVersion(url) &&
        browserLife(answer, context.now).isTold &&
        (says(answer, 'immutable') ? secondsOf(answer) > DAY : secondsOf(answer) >= 30 * DAY),
    );
    const [first] = frozen;
    if (!first) return;
    const isImmutable = frozen.some(({ answer }) => says(answer, 'immutable'));
    const longest = Math.max(...frozen.map(({ answer }) => secondsOf(answer)));
    yield {
      host: first.url.hostname,
      problem: `Browsers keep ${assetWords(frozen)} for ${duration(longest)} without asking, but the name stays the same when the content changes: after a deploy, visitors have the new page with the old file.`,
      impact: isImmutable || longest >= 300 * DAY ? 'medium' : 'low',
      evidence: frozen
        .slice(0, 5)
        .map(({ url, answer }) => `${url.pathname}: ${headerLine(answer, 'cache-control')}`),
      mend: cacheControlMend(
        'Let the bundler put a hash into the name, or have browsers ask again soon.',
        first.url.pathname,
        'public, max-age=300, must-revalidate',
        context,
      ),
    };
  },
});
