import { defineCheck } from '../../check.ts';
import { answeredAssets, assetWords, hasHashedName } from '../../live/caching/assets.ts';
import { browserLife } from '../../live/caching/life.ts';
import { cacheControlMend } from '../../live/caching/mend.ts';
import { headerLine } from '../../live/headerValues.ts';
import { DAY } from '../../web/caching/judging.ts';

export default defineCheck({
  id: 'caching/short-lived-asset',
  impact: 'low',
  stage: 'performance',
  title: 'Files with hashed names that browsers don’t keep',
  why: 'The name of such a file changes with its content, so browsers could keep it for good. Without that, every visit waits for what it has already.',
  *check(observed, context) {
    const hashed = answeredAssets(observed).filter(({ url }) => hasHashedName(url));
    const short = hashed.filter(({ answer }) => {
      const { isTold, seconds } = browserLife(answer, context.now);
      return !isTold || seconds < 30 * DAY;
    });
    const [first] = short;
    if (!first) {
      if (hashed.length > 0) yield { pass: 'Browsers keep files with hashed names.' };
      return;
    }
    yield {
      host: first.url.hostname,
      problem: `Browsers ask again for ${assetWords(short)} on later visits, although the name changes whenever the content does.`,
      evidence: short
        .slice(0, 5)
        .map(({ url, answer }) => `${url.pathname}: ${headerLine(answer, 'cache-control')}`),
      mend: cacheControlMend(
        'Serve files whose names have a hash with “public, max-age=31536000, immutable”.',
        first.url.pathname.slice(0, first.url.pathname.lastIndexOf('/') + 1),
        'public, max-age=31536000, immutable',
        context,
      ),
    };
  },
});
