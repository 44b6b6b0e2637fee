import { defineCheck } from '../../check.ts';
import { aboutOf, wellAnsweredOf } from '../../live/uptime/runs.ts';

export default defineCheck({
  id: 'uptime/unhealthy-answer',
  impact: 'medium',
  stage: 'monitoring',
  title: 'Health endpoint that reports a failure with a good status',
  why: 'Load balancers and monitoring look at the status alone, and go on as if all were well.',
  *check(observed, context) {
    for (const asked of wellAnsweredOf(observed, context)) {
      const { endpoint, answer, host, name } = asked;
      if (endpoint.kind !== 'health' || answer.looks === 'login') continue;
      if (answer.looks === 'page') {
        yield {
          ...aboutOf(asked),
          impact: 'low',
          problem: `${name} answers ${answer.status} with the product’s page, as any path may: it says nothing of whether the server is well.`,
          mend: {
            how: 'Look at whether the route is still there, and whether requests for it reach the server. A health endpoint answers with a word or JSON.',
          },
        };
        continue;
      }
      if (answer.looks !== 'unhealthy') {
        yield { host, pass: `${name} reports no failure.` };
        continue;
      }
      yield {
        ...aboutOf(asked),
        problem: `${name} answers ${answer.status}, but says that something is down: part of the product fails, and nothing that looks at the status alone notices.`,
        mend: {
          how: 'Mend what it names, and let it answer 503 as long as something that the product needs is down.',
        },
      };
    }
  },
});
