import { defineCheck } from '../../check.ts';
import {
  type CorsAnswer,
  corsAnswers,
  corsEndpoints,
  corsLines,
  echoesEverything,
  endpointWord,
  isEchoed,
} from '../../live/cors/answers.ts';
import { allowListMend } from '../../live/cors/mend.ts';

export default defineCheck({
  id: 'cors/answer-for-look-alike',
  impact: 'blocker',
  stage: 'security',
  title: 'A look-alike of the domain is let in',
  why: 'Anybody can register a name that begins or ends like yours, and is then taken for you.',
  *check({ http }, context) {
    for (const endpoint of corsEndpoints(http)) {
      if (echoesEverything(endpoint)) continue;
      const found = corsAnswers(endpoint).filter(
        (each) => (each.kind === 'suffix' || each.kind === 'prefix') && isEchoed(each),
      );
      const worst = found.find(({ hasCredentials }) => hasCredentials) ?? found[0];
      if (!worst) continue;
      const isPrivate = endpoint.kind === 'authenticated';
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} lets ${found.map(({ asked }) => asked ?? '').join(' and ')} in${worst.hasCredentials ? ', with cookies' : ''}: ${comparisonOf(found)}. Anybody can register such a name.`,
        impact: worst.hasCredentials ? 'blocker' : isPrivate ? 'high' : 'medium',
        evidence: found.flatMap(corsLines),
        mend: allowListMend(
          context,
          context.target.canonical ?? http?.canonicalHost ?? context.target.domain,
        ),
      };
    }
  },
});

/** "wwwx" and the domain fit what only looks at the end, and a pattern for "www." in which the dot stands for any letter. */
function comparisonOf(found: readonly CorsAnswer[]): string {
  const kinds = new Set(found.map(({ kind }) => kind));
  if (kinds.size > 1) return 'it seems to look only whether the domain is somewhere in the origin';
  return kinds.has('suffix')
    ? 'it seems to look only how the origin begins'
    : 'it seems to look only how the origin ends, or to have a pattern in which the dot behind “www” is not escaped';
}
