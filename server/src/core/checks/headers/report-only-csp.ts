import { defineCheck } from '../../check.ts';
import { cspPolicies } from '../../live/headers/cspPolicies.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/report-only-csp',
  impact: 'medium',
  stage: 'security',
  title: 'Content security policy that only reports',
  why: 'Content-Security-Policy-Report-Only tells of attacks, and blocks none.',
  *check(observed) {
    const home = readHomePage(observed);
    if (!home) return;
    const { enforced, reported } = cspPolicies(home.answer, observed);
    if (enforced.length > 0 || reported.length === 0) return;
    yield {
      host: home.host,
      problem: `${home.host} sends its content security policy as Report-Only, so browsers report what it forbids and block nothing.`,
      evidence: reported,
      mend: {
        how: 'When the reports show nothing of your own any more, send the same policy as Content-Security-Policy.',
        copy: [{ kind: 'text', label: 'Header', text: `Content-Security-Policy: ${reported[0] ?? ''}` }],
      },
    };
  },
});
