import { defineCheck } from '../../check.ts';
import { allowsLookAlikes, lettingIn } from '../../live/cors/answers.ts';

export default defineCheck({
  id: 'cors/answer-for-plain-http',
  impact: 'medium',
  stage: 'security',
  title: 'An origin without encryption is let in',
  why: 'Whoever shares a network with a customer can answer in the name of the http:// page, and so read what the customer can read here.',
  *check({ http }) {
    for (const { endpoint, found, word, place } of lettingIn(http, 'plain-http')) {
      if (allowsLookAlikes(endpoint)) continue;
      yield {
        ...place,
        problem: `${word} lets ${found.asked ?? 'http://'} in${found.hasCredentials ? ', with cookies' : ''}: others on a customer’s network can make up that page, and read the answers.`,
        impact: found.hasCredentials ? 'high' : 'medium',
        mend: { how: 'List origins with https:// only, and compare the scheme as well as the host.' },
      };
    }
  },
});
