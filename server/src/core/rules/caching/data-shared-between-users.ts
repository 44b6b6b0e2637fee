import type { Impact } from '../../finding.ts';
import type { WebModel } from '../../web/model.ts';
import { handlerWord } from '../../web/caching/judging.ts';
import type { UserRead } from '../../web/types.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/data-shared-between-users',
  impact: 'blocker',
  stage: 'security',
  title: 'Cache of data that is one user’s',
  why: 'The cache keeps what was worked out for the first visitor, and gives it to all others: one customer sees the data of another.',
  *check({ web }) {
    for (const cache of web.dataCaches) {
      if (cache.private) continue;
      const read = readOf(cache);
      const judged = read && judge(cache, read);
      if (!judged) continue;
      yield {
        file: cache.file,
        at: cache.at,
        kind: `${cache.how} ${cache.in?.path ?? ''}`,
        message: judged.message,
        impact: judged.impact,
        related: [{ file: cache.file, at: read.at, message: `Asks who is there: ${read.how}` }],
      };
    }
  },
});

type Cache = WebModel['dataCaches'][number];

function readOf(cache: Cache): UserRead | undefined {
  const [own] = cache.reads;
  if (own) return own;
  return cache.how === 'page-cache' ? cache.in?.reads[0] : undefined;
}

function judge(
  cache: Cache,
  { how, what }: UserRead,
): { readonly message: string; readonly impact: Impact } | undefined {
  switch (cache.how) {
    case 'page-cache':
      if (cache.withoutHeaders && what !== 'user' && !/\bcontext\b/.test(how))
        return {
          message: `The whole answer of ${cache.in ? handlerWord(cache.in) : 'this handler'} is kept, and Nitro runs a handler that it keeps without the cookies and headers of who asks: ${how} never finds anybody, and everyone gets the answer for a stranger. Take the cache off, or name the header in varies.`,
          impact: 'high',
        };
      return {
        message: `The whole answer of ${cache.in ? handlerWord(cache.in) : 'this handler'} is kept for everybody, but it asks who is there (${how}). The first visitor’s page is shown to all others. Take the cache off, or keep a copy for each user.`,
        impact: what === 'cookie' ? 'high' : 'blocker',
      };
    case 'use-cache':
    case 'unstable-cache':
      if (!how.includes('(') && !/[.[]/.test(how))
        return {
          message: `What this function gives is kept for everybody, and it takes ${how} from outside, which is no part of what the cache keeps apart: one user’s data is shown to others. Hand ${how} in as an argument, or name it in the key: [..., ${how}].`,
          impact: 'high',
        };
      return {
        message: `What this function gives is kept for everybody, and it asks who is there (${how}) instead of being told: either Next.js stops with an error, or one user’s data is shown to others. Ask outside, and hand the user’s id in as an argument: arguments are part of what the cache keeps apart.`,
        impact: 'high',
      };
    case 'dynamic':
    case 'fetch-cache':
    case 'revalidate':
      return undefined;
  }
}
