import { defineCheck } from '../../check.ts';
import { cspMistakes, cspPolicies, cspWeaknesses } from '../../live/headers/cspPolicies.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/weak-csp',
  impact: 'medium',
  stage: 'security',
  title: 'Content security policy that lets attackers through',
  why: 'A policy that allows inline scripts, or scripts from anywhere, does not stop an injected script.',
  *check(observed) {
    const home = readHomePage(observed);
    if (!home) return;
    const { enforced } = cspPolicies(home.answer, observed);
    // A misspelt directive is missing as well: that is told once.
    const hasMistakes = cspMistakes(enforced).length > 0;
    const found = cspWeaknesses(enforced).filter(({ kind }) => !hasMistakes || !kind.startsWith('no '));
    if (found.length === 0) return;
    const isMedium = found.some(({ impact }) => impact === 'medium');
    yield {
      host: home.host,
      problem: `The content security policy of ${home.host} leaves holes: ${[...new Set(found.map(({ says }) => says))].join('; ')}.`,
      impact: isMedium ? 'medium' : 'low',
      evidence: enforced,
      mend: {
        how: "Allow scripts by nonce or hash instead of 'unsafe-inline' and whole schemes, and add object-src 'none' and base-uri 'none'.",
        link: {
          label: 'Strict policies, on web.dev',
          url: 'https://web.dev/articles/strict-csp',
        },
      },
    };
  },
});
