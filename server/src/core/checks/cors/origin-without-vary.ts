import { defineCheck } from '../../check.ts';
import { browserLife, sharedLife } from '../../live/caching/life.ts';
import {
  type CorsAnswer,
  corsAnswers,
  corsEndpoints,
  corsLines,
  endpointWord,
  isEchoed,
} from '../../live/cors/answers.ts';
import { headerLine, listsName } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'cors/origin-without-vary',
  impact: 'medium',
  stage: 'deployment',
  title: 'Cached answer for one origin that others get, too',
  why: 'A cache keeps the answer with the name of the origin that asked first. Browsers refuse it to all others: requests fail now and then, and nobody can say why.',
  *check({ http }, { now }) {
    for (const endpoint of corsEndpoints(http)) {
      const simple = corsAnswers(endpoint).filter(({ kind }) => kind !== 'preflight');
      const echoed = simple.find(isEchoed);
      const depends = echoed !== undefined && simple.some(({ allowed }) => allowed[0] !== echoed.allowed[0]);
      if (!echoed || !depends || !isKept(echoed, now)) continue;
      const { answer } = echoed;
      if (listsName(answer, 'vary', 'origin') || listsName(answer, 'vary', '*')) {
        yield {
          host: endpoint.url.hostname,
          pass: `${endpointWord(endpoint)} says that its answer depends on the origin.`,
        };
        continue;
      }
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} allows the origin that asks, and lets caches keep the answer without “Vary: Origin”: visitors of another origin get an answer that their browser refuses.`,
        evidence: [...corsLines(echoed), headerLine(answer, 'cache-control')],
        mend: {
          how: 'Send “Vary: Origin” with every answer of this endpoint, those without an Origin included.',
          copy: [{ kind: 'text', label: 'nginx', text: 'add_header Vary Origin always;' }],
        },
      };
    }
  },
});

function isKept({ answer }: CorsAnswer, now: string): boolean {
  return [sharedLife(answer, now), browserLife(answer, now)].some(
    ({ isStorable, isTold, seconds }) => isStorable && isTold && seconds > 0,
  );
}
