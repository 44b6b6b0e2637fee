import { defineCheck } from '../../check.ts';
import { aboutOf, wellAnsweredOf } from '../../live/uptime/runs.ts';
import { latencyText } from '../../uptime/duration.ts';

export default defineCheck({
  id: 'uptime/slow-endpoint',
  impact: 'medium',
  stage: 'performance',
  title: 'Endpoint that answers slowly',
  why: 'People leave while they wait, and programs give up.',
  *check(observed, context) {
    for (const asked of wellAnsweredOf(observed, context)) {
      const { endpoint, run, host, name } = asked;
      const { latency } = endpoint.expect;
      const took = latencyText(run.milliseconds);
      if (run.milliseconds <= latency) {
        yield { host, pass: `${name} answered in ${took}.` };
        continue;
      }
      yield {
        ...aboutOf(asked),
        problem: `${name} took ${took} for its whole answer, and ${latencyText(latency)} is the limit: whoever asks it waits.`,
        // One that sleeps may need a moment once; who is told to look has to find something.
        impact: run.milliseconds > 2 * latency && endpoint.isFound !== true ? 'high' : 'medium',
        mend: {
          how: 'Ask it again: if only the first answer is slow, keep an instance running. Otherwise look at what the request waits for (queries, other services), and cache what it may.',
        },
      };
    }
  },
});
