import { defineCheck } from '../../check.ts';
import {
  allowsLookAlikes,
  corsAnswerTo,
  corsEndpoints,
  corsLines,
  echoesEverything,
  endpointWord,
  isEchoed,
} from '../../live/cors/answers.ts';

export default defineCheck({
  id: 'cors/answer-for-plain-http',
  impact: 'medium',
  stage: 'security',
  title: 'An origin without encryption is let in',
  why: 'Whoever shares a network with a customer can answer in the name of the http:// page, and so read what the customer can read here.',
  *check({ http }) {
    for (const endpoint of corsEndpoints(http)) {
      const found = corsAnswerTo(endpoint, 'plain-http');
      if (!found || !isEchoed(found) || echoesEverything(endpoint) || allowsLookAlikes(endpoint)) continue;
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} lets ${found.asked ?? 'http://'} in${found.hasCredentials ? ', with cookies' : ''}: others on a customer’s network can make up that page, and read the answers.`,
        impact: found.hasCredentials ? 'high' : 'medium',
        evidence: corsLines(found),
        mend: { how: 'List origins with https:// only, and compare the scheme as well as the host.' },
      };
    }
  },
});
