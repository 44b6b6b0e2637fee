import { defineCheck } from '../../check.ts';
import { cspMistakes, cspPolicies } from '../../live/headers/cspPolicies.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/invalid-csp',
  impact: 'medium',
  stage: 'security',
  title: 'Content security policy with mistakes',
  why: 'Browsers skip what they don’t understand in a policy, without a word: what was meant to be forbidden is allowed.',
  *check(observed) {
    const home = readHomePage(observed);
    if (!home) return;
    const { enforced, reported } = cspPolicies(home.answer, observed);
    const policies = enforced.length > 0 ? enforced : reported;
    const mistakes = cspMistakes(policies);
    if (mistakes.length === 0) return;
    yield {
      host: home.host,
      problem: `The content security policy of ${home.host} has mistakes, which browsers skip: ${mistakes.join('; ')}.`,
      evidence: policies,
      mend: { how: 'Correct the spelling, the quotes and the semicolons of the policy.' },
    };
  },
});
