import { defineCheck } from '../../check.ts';
import { isWithin } from '../../live/hostNames.ts';
import { aboutOf, answeredOf } from '../../live/uptime/runs.ts';
import { printable } from '../../printable.ts';

export default defineCheck({
  id: 'uptime/endpoint-elsewhere',
  impact: 'high',
  stage: 'monitoring',
  title: 'Endpoint that leads to another host',
  why: 'What watches or calls this address sees the other host, and says nothing of this one.',
  *check(observed, context) {
    for (const asked of answeredOf(observed, context)) {
      const { endpoint, answer, host, name } = asked;
      const { leadsTo } = answer;
      // Where the home page leads is a matter of redirects; webhooks have a check of their own.
      if (leadsTo === undefined || endpoint.kind === 'home' || endpoint.kind === 'webhook') continue;
      const shown = printable(leadsTo);
      const isOwn = isWithin(leadsTo, observed.domain) || context.target.confirmed.includes(leadsTo);
      // Who signs people in is often somebody else.
      if (endpoint.kind === 'login' || (endpoint.isFound && isOwn)) {
        yield { host, pass: `${name} leads to ${shown}.` };
        continue;
      }
      yield {
        ...aboutOf(asked),
        problem: `${name} leads to ${shown} (${answer.status}): ${
          isOwn
            ? 'what asks it without following redirects gets no answer'
            : 'nobody who asks it reaches your product'
        }.`,
        impact: isOwn || endpoint.isFound ? 'medium' : 'high',
        mend: {
          how: isOwn
            ? `Ask ${shown} itself, wherever this address is written.`
            : `Let ${host} answer itself, or correct the address in launch-ready.yaml.`,
        },
      };
    }
  },
});
