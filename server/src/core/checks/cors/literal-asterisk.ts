import { defineCheck } from '../../check.ts';
import { corsAnswerTo, corsEndpoints, endpointWord } from '../../live/cors/answers.ts';
import { headerText } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'cors/literal-asterisk',
  impact: 'low',
  stage: 'deployment',
  title: '“*” that means a header called “*”',
  why: 'With credentials, browsers take “*” in the lists of methods and headers for a name. Requests with cookies and JSON fail.',
  *check({ http }) {
    for (const endpoint of corsEndpoints(http)) {
      const preflight = corsAnswerTo(endpoint, 'preflight');
      // “*” for the origin too is told by a check of its own.
      if (!preflight?.hasCredentials || preflight.allowed[0] === '*') continue;
      const found = ['access-control-allow-headers', 'access-control-allow-methods'].filter(
        (name) => headerText(preflight.answer, name)?.trim() === '*',
      );
      if (found.length === 0) continue;
      yield {
        host: endpoint.url.hostname,
        kind: endpoint.url.pathname,
        problem: `${endpointWord(endpoint)} allows credentials and answers “*” for ${found.join(' and ')}: with credentials, browsers take that for a name, and refuse requests that have other headers or methods.`,
        evidence: found.map((name) => `${name}: *`),
        mend: {
          how: 'List the headers and methods by name.',
          copy: [
            {
              kind: 'text',
              label: 'Headers',
              text: 'Access-Control-Allow-Headers: content-type, authorization\nAccess-Control-Allow-Methods: GET, POST, PUT, PATCH, DELETE',
            },
          ],
        },
      };
    }
  },
});
