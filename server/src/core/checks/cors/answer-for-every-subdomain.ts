import { defineCheck } from '../../check.ts';
import {
  corsAnswerTo,
  allowsLookAlikes,
  corsEndpoints,
  corsLines,
  echoesEverything,
  endpointWord,
  isEchoed,
} from '../../live/cors/answers.ts';

export default defineCheck({
  id: 'cors/answer-for-every-subdomain',
  impact: 'low',
  stage: 'security',
  title: 'Every subdomain is let in',
  why: 'One forgotten subdomain that somebody takes over, or one with a hole, is then enough to read what customers can read.',
  *check({ http }) {
    for (const endpoint of corsEndpoints(http)) {
      const found = corsAnswerTo(endpoint, 'subdomain');
      if (!found || !isEchoed(found) || echoesEverything(endpoint) || allowsLookAlikes(endpoint)) continue;
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} lets ${found.asked ?? 'a made-up subdomain'} in${found.hasCredentials ? ', with cookies' : ''}, a subdomain that we made up: a hole in any subdomain opens this one, too.`,
        evidence: corsLines(found),
        mend: { how: 'List the subdomains that need it, and no others.' },
      };
    }
  },
});
