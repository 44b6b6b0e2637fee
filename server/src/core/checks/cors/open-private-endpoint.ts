import { defineCheck } from '../../check.ts';
import { corsAnswers, corsEndpoints, corsLines, endpointWord, isWildcard } from '../../live/cors/answers.ts';
import { allowListMend } from '../../live/cors/mend.ts';

export default defineCheck({
  id: 'cors/open-private-endpoint',
  impact: 'high',
  stage: 'security',
  title: 'Private endpoint that is open to every website',
  why: 'Any page may call it and read the answers: whoever has or guesses a token can use it from a browser, and answers without one are everybody’s.',
  *check({ http }, context) {
    for (const endpoint of corsEndpoints(http)) {
      const open = corsAnswers(endpoint).find((each) => isWildcard(each) && !each.hasCredentials);
      if (!open) continue;
      const { kind, url } = endpoint;
      if (kind !== 'authenticated')
        yield {
          host: url.hostname,
          pass: `${endpointWord(endpoint)} is open to every website, without cookies: fine for public data.`,
        };
      else if (open.answer.status === 401 || open.answer.status === 403)
        yield {
          host: url.hostname,
          pass: `${endpointWord(endpoint)} turns strangers away, and takes no cookies from other websites: fine where a token is asked for.`,
        };
      else
        yield {
          host: url.hostname,
          kind: url.pathname,
          problem: `${endpointWord(endpoint)} is for customers who are signed in, and lets every website read its answers (Access-Control-Allow-Origin: *).`,
          evidence: corsLines(open),
          mend: allowListMend(
            context,
            context.target.canonical ?? http?.canonicalHost ?? context.target.domain,
          ),
        };
    }
  },
});
