import { handlerWord } from '../../web/caching/judging.ts';
import type { WebModel } from '../../web/model.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/static-route-for-user',
  impact: 'medium',
  stage: 'deployment',
  title: 'Static route that asks who is there',
  why: 'A route that is made once for everybody knows no visitor. Next.js then shows it as to somebody who is signed out, stops the build, or quietly makes it anew on each request.',
  *check({ web }) {
    for (const cache of web.dataCaches) {
      const words = staticWords(cache);
      const handlers = cache.in ? [cache.in] : (web.files.get(cache.file)?.handlers ?? []);
      const handler = handlers.find(({ reads, kind }) => reads.length > 0 && kind !== 'action');
      const [read] = handler?.reads ?? [];
      if (words === undefined || !handler || !read) continue;
      yield {
        file: cache.file,
        at: cache.at,
        kind: cache.how,
        message:
          words === 'force-static'
            ? `“force-static” makes this route once for everybody: in it, cookies and headers are empty, so that ${handlerWord(handler)} takes every visitor for signed out (${read.how}). Take it out.`
            : `revalidate is for routes that are the same for everybody. ${handlerWord(handler)[0]?.toUpperCase() ?? ''}${handlerWord(handler).slice(1)} asks who is there (${read.how}), so it is made on every request, and revalidate does nothing. Take it out, or ask for the user elsewhere.`,
        ...(words === 'force-static' ? { impact: 'high' as const } : { impact: 'low' as const }),
        related: [{ file: cache.file, at: read.at, message: `Asks who is there: ${read.how}` }],
      };
    }
  },
});

function staticWords({
  how,
  value,
}: WebModel['dataCaches'][number]): 'force-static' | 'revalidate' | undefined {
  if (how === 'dynamic')
    return value.kind === 'text' && value.text === 'force-static' ? 'force-static' : undefined;
  if (how !== 'revalidate') return undefined;
  return (value.kind === 'number' && value.value > 0) || (value.kind === 'flag' && !value.value)
    ? 'revalidate'
    : undefined;
}
