import { defineCheck } from '../../check.ts';
import { allowsLookAlikes, lettingIn } from '../../live/cors/answers.ts';

export default defineCheck({
  id: 'cors/answer-for-every-subdomain',
  impact: 'low',
  stage: 'security',
  title: 'Every subdomain is let in',
  why: 'One forgotten subdomain that somebody takes over, or one with a hole, is then enough to read what customers can read.',
  *check({ http }) {
    for (const { endpoint, found, word, place } of lettingIn(http, 'subdomain')) {
      if (allowsLookAlikes(endpoint)) continue;
      yield {
        ...place,
        problem: `${word} lets ${found.asked ?? 'a made-up subdomain'} in${found.hasCredentials ? ', with cookies' : ''}, a subdomain that we made up: a hole in any subdomain opens this one, too.`,
        mend: { how: 'List the subdomains that need it, and no others.' },
      };
    }
  },
});
