import { directiveOf } from '../../web/caching/cacheControl.ts';
import {
  browserSeconds,
  DAY,
  duration,
  has,
  isHashedAssets,
  mayBeHashed,
  placeIn,
  placeWord,
  replaceValue,
  said,
} from '../../web/caching/judging.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/asset-not-kept',
  impact: 'medium',
  stage: 'performance',
  title: 'Files with hashed names that browsers fetch again',
  why: 'Bundlers change the name of such a file whenever its content changes, so that browsers could keep it for good. Without that, every visit waits for what it has already.',
  *check({ web }) {
    for (const one of said(web.cachePolicies)) {
      const { policy, says, header } = one;
      if (header.header !== 'cache-control' || policy.handler) continue;
      const isSure = isHashedAssets(policy.scope);
      if (!isSure && !mayBeHashed(policy.scope)) continue;
      const seconds = browserSeconds(says);
      const isShort = seconds === undefined || seconds < 30 * DAY;
      if (!isShort && (has(says, 'immutable') || !isSure)) continue;
      // Next.js sets its own on these, whatever is configured.
      if (policy.setBy === 'next-config') continue;
      const fix = replaceValue(
        one,
        'Write “public, max-age=31536000, immutable”',
        'public, max-age=31536000, immutable',
      );
      yield {
        file: policy.file,
        at: placeIn(one, isShort ? directiveOf(says, 'max-age') : undefined),
        kind: policy.scope.pattern ?? '',
        message: !isSure
          ? `${placeWord(policy)} has browsers ${lifeWords(seconds)}. If a bundler puts hashes into their names, as Vite does in assets/, write “public, max-age=31536000, immutable”: no visit waits for what it has already.`
          : isShort
            ? `${placeWord(policy)} has browsers ${lifeWords(seconds)}, although their names change with their content. Write “public, max-age=31536000, immutable”.`
            : 'These names change with their content. Add “immutable”, and browsers won’t ask for the files again when somebody reloads the page.',
        impact: isShort && isSure ? 'medium' : 'low',
        ...(fix ? { fix: isSure ? fix : { ...fix, needsDecision: true as const } } : {}),
      };
    }
  },
});

function lifeWords(seconds: number | undefined): string {
  return seconds === undefined || seconds === 0
    ? 'ask for these files on every visit'
    : `keep these files for ${duration(seconds)} only`;
}
