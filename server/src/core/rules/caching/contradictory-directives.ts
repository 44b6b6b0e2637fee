import { directiveOf, type Directive } from '../../web/caching/cacheControl.ts';
import { duration, has, placeIn, said, secondsOf, type Said } from '../../web/caching/judging.ts';
import type { Impact } from '../../finding.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/contradictory-directives',
  impact: 'medium',
  stage: 'performance',
  title: 'Cache-Control that says two things',
  why: 'Each cache decides for itself which half it believes, so browsers and CDNs do different things with the same answer.',
  *check({ web }) {
    for (const one of said(web.cachePolicies)) {
      const found = contradictionIn(one);
      if (!found) continue;
      yield {
        file: one.policy.file,
        at: placeIn(one),
        kind: `${one.header.header} ${found.kind}`,
        message: found.message,
        impact: found.impact,
      };
    }
  },
});

interface Contradiction {
  readonly kind: string;
  readonly message: string;
  readonly impact: Impact;
}

function contradictionIn({ says, text, header }: Said): Contradiction | undefined {
  const life = lifeOf(says);
  const words = (directive: Directive): string =>
    text.text.slice(directive.start, directive.end).replaceAll('\0', '…');
  const isPrivate = directiveOf(says, 'private');
  if (has(says, 'no-store') && has(says, 'public'))
    return {
      kind: 'no-store public',
      impact: 'medium',
      message:
        '“no-store” forbids every cache to keep this, and “public” allows it to all of them. Most obey no-store. Keep the one that is meant.',
    };
  if (has(says, 'public') && isPrivate && isPrivate.value === undefined)
    return {
      kind: 'public private',
      impact: 'high',
      message:
        '“public” lets caches that all visitors share keep this, and “private” forbids it: which of the two counts differs from cache to cache. Write private if the answer is about one person, else public.',
    };
  if (isPrivate && isPrivate.value === undefined && (secondsOf(says, 's-maxage') ?? 0) > 0)
    return {
      kind: 'private s-maxage',
      impact: 'medium',
      message:
        '“s-maxage” is for caches that all visitors share, which “private” forbids to keep this. Take one of them out.',
    };
  if (has(says, 'no-store') && life && (life.seconds ?? 0) > 0)
    return {
      kind: 'no-store lifetime',
      // Somebody meant it to be kept that long.
      impact: (life.seconds ?? 0) >= 60 ? 'medium' : 'low',
      message: `“no-store” forbids to keep this, so “${words(life)}” does nothing. Take out what isn’t meant.`,
    };
  if (has(says, 'no-store') && has(says, 'immutable'))
    return {
      kind: 'no-store immutable',
      impact: 'medium',
      message:
        '“immutable” says that this never has to be fetched again, and “no-store” that it may never be kept. Take out what isn’t meant.',
    };
  const repeated = says.faults.find(({ kind }) => kind === 'repeated');
  if (repeated)
    return {
      kind: `repeated ${repeated.found}`,
      impact: 'medium',
      message: `“${repeated.found}” stands here twice with different values. Caches take the first, the smaller or none. Keep one.`,
    };
  // What is added to another value may have its max-age there.
  if (has(says, 'immutable') && !life && header.header === 'cache-control' && header.setting.mode !== 'add')
    return {
      kind: 'immutable alone',
      impact: 'low',
      message:
        '“immutable” counts only as long as the answer is fresh, and nothing says how long that is. Add max-age=31536000.',
    };
  if (has(says, 'immutable') && life?.seconds === 0)
    return {
      kind: 'immutable zero',
      impact: 'low',
      message: `“immutable” counts only as long as the answer is fresh, which it isn’t with ${words(life)}. Write max-age=31536000, or take immutable out.`,
    };
  if (has(says, 'no-cache') && life && (life.seconds ?? 0) >= 60)
    return {
      kind: 'no-cache lifetime',
      impact: 'low',
      message: `“no-cache” has caches ask each time before they use this, so the ${duration(life.seconds ?? 0)} of “${words(life)}” never count. Take out what isn’t meant.`,
    };
  return undefined;
}

function lifeOf(says: Said['says']): Directive | undefined {
  return directiveOf(says, 'max-age') ?? directiveOf(says, 's-maxage');
}
