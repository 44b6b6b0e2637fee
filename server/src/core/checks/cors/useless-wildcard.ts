import { defineCheck } from '../../check.ts';
import { corsAnswers, corsEndpoints, corsLines, endpointWord, isWildcard } from '../../live/cors/answers.ts';
import { allowListMend } from '../../live/cors/mend.ts';

export default defineCheck({
  id: 'cors/useless-wildcard',
  impact: 'medium',
  stage: 'deployment',
  title: 'Any origin with credentials, which browsers refuse',
  why: 'Browsers refuse “*” together with credentials, so requests with cookies fail in every browser, although they work in tests without one.',
  *check({ http }, context) {
    for (const endpoint of corsEndpoints(http)) {
      const found = corsAnswers(endpoint).find((each) => isWildcard(each) && each.hasCredentials);
      if (!found) continue;
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} allows any origin (*) and credentials at once. Browsers refuse that: requests with cookies never work.`,
        evidence: corsLines(found),
        mend: {
          ...allowListMend(context, context.target.canonical ?? http?.canonicalHost ?? context.target.domain),
          how: 'If cookies are needed, answer with the origin that asks, from a list of yours, and “Vary: Origin”. If not, leave Access-Control-Allow-Credentials out. Never repeat every origin instead: that lets every website in.',
        },
      };
    }
  },
});
