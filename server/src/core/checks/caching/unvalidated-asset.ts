import { defineCheck } from '../../check.ts';
import { answeredAssets, assetWords, hasHashedName } from '../../live/caching/assets.ts';
import { browserLife, says } from '../../live/caching/life.ts';
import { headerText } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'caching/unvalidated-asset',
  impact: 'low',
  stage: 'performance',
  title: 'File that is fetched whole on every visit',
  why: 'Without a life, an ETag or a date of its last change, browsers have no way to find out that they have the file already.',
  *check(observed, { now }) {
    const found = answeredAssets(observed).filter(({ url, answer }) => {
      // Files with hashed names are told by the check of their life.
      if (hasHashedName(url) || says(answer, 'no-store')) return false;
      const { isTold, seconds } = browserLife(answer, now);
      return (
        !(isTold && seconds > 0) &&
        !['etag', 'last-modified'].some((name) => headerText(answer, name) !== undefined)
      );
    });
    const [first] = found;
    if (!first) return;
    yield {
      host: first.url.hostname,
      problem: `Browsers fetch ${assetWords(found)} whole on every visit: the answer has no life (max-age), no ETag and no Last-Modified.`,
      evidence: found.slice(0, 5).map(({ url }) => url.href),
      mend: {
        how: 'Have the server send an ETag or Last-Modified; or put a hash into the name and send “public, max-age=31536000, immutable”.',
      },
    };
  },
});
