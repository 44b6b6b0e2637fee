import { defineCheck } from '../../check.ts';
import { corsAnswerTo, corsEndpoints, endpointWord } from '../../live/cors/answers.ts';
import { headerText } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'cors/preflight-kept-too-long',
  impact: 'low',
  stage: 'deployment',
  title: 'Life of a preflight that browsers don’t follow',
  why: 'Browsers keep the answer for a day at most (Firefox) or two hours (Chrome), and after a change of the rules the old ones hold for so long.',
  *check({ http }) {
    for (const endpoint of corsEndpoints(http)) {
      const preflight = corsAnswerTo(endpoint, 'preflight');
      const text = preflight && headerText(preflight.answer, 'access-control-max-age')?.trim();
      if (preflight === undefined || text === undefined || preflight.allowed.length === 0) continue;
      // "-1" is how keeping is forbidden.
      const isNumber = /^-?\d+$/.test(text);
      if (isNumber && Number(text) <= 86_400) continue;
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: isNumber
          ? `${endpointWord(endpoint)} has browsers keep the answer to a preflight for ${text} seconds: none does so for more than a day.`
          : `${endpointWord(endpoint)} answers a preflight with “Access-Control-Max-Age: ${text}”, which is no number of seconds, so browsers ask before every request.`,
        evidence: [`access-control-max-age: ${text}`],
        mend: { how: 'Answer with “Access-Control-Max-Age: 7200”.' },
      };
    }
  },
});
