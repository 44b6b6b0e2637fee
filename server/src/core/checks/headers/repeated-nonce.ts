import { defineCheck } from '../../check.ts';
import { repeatedNonce } from '../../live/headers/cspNonces.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/repeated-nonce',
  impact: 'medium',
  stage: 'security',
  title: 'Content security policy whose nonce stays the same',
  why: 'A nonce allows the scripts that carry it. Whoever knows it beforehand gives it to a script of theirs, and the policy lets it run.',
  *check(observed) {
    const home = readHomePage(observed);
    const repeated = home && repeatedNonce(observed, home.host);
    if (!home || !repeated) return;
    const { nonce, hrefs, isFromCache } = repeated;
    yield {
      host: home.host,
      problem: isFromCache
        ? `${home.host} answers from a cache, with the same nonce in the content security policy each time, so injected scripts can carry it.`
        : `The content security policy of ${home.host} has the same nonce in every answer, so injected scripts can carry it.`,
      impact: isFromCache ? 'low' : 'medium',
      evidence: [`'nonce-${nonce.slice(0, 80)}'`, ...hrefs.slice(0, 5)],
      mend: {
        how: 'Make a new random nonce for each answer. Where pages are kept by a cache or are plain files, allow their scripts by hash instead.',
        link: { label: 'Strict policies, on web.dev', url: 'https://web.dev/articles/strict-csp' },
      },
    };
  },
});
