import { defineCheck } from '../../check.ts';
import { answeredAssets, assetWords, publicAnswers } from '../../live/caching/assets.ts';
import { says } from '../../live/caching/life.ts';
import { headerLine, isOk, listsName } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'caching/unmatchable-vary',
  impact: 'low',
  stage: 'performance',
  title: 'Answer that no cache can use again',
  why: 'With “Vary: *”, caches have to take every request for a different one: each visit waits for what was there already.',
  *check(observed) {
    const found = [...publicAnswers(observed), ...answeredAssets(observed)].filter(
      ({ answer }) => isOk(answer) && listsName(answer, 'vary', '*') && !says(answer, 'no-store'),
    );
    const [first] = found;
    if (!first) return;
    yield {
      host: first.url.hostname,
      problem: `${first.url.hostname} sends ${assetWords(found)} with “Vary: *”, so no cache can use the answer again.`,
      evidence: found
        .slice(0, 5)
        .map(
          ({ url, answer }) =>
            `${url.pathname}: ${headerLine(answer, 'vary')}, ${headerLine(answer, 'cache-control')}`,
        ),
      mend: {
        how: 'Name the headers that the answer depends on: “Vary: Accept-Encoding” for most. For what nobody may keep, “Cache-Control: no-store” says it.',
      },
    };
  },
});
