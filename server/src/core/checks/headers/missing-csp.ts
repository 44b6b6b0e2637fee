import { defineCheck } from '../../check.ts';
import { cspPolicies } from '../../live/headers/cspPolicies.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { isPage } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/missing-csp',
  impact: 'medium',
  stage: 'security',
  title: 'Page without a content security policy',
  why: 'A policy is the second line of defence: without it, one hole that lets a stranger’s script in is enough to take over accounts.',
  *check(observed, context) {
    const home = readHomePage(observed);
    if (!home || !isPage(home.answer)) return;
    const { enforced, reported } = cspPolicies(home.answer, observed);
    if (enforced.length > 0)
      yield { host: home.host, pass: `${home.host} has a content security policy.`, evidence: enforced };
    else if (reported.length === 0)
      yield {
        host: home.host,
        problem: `${home.host} has no Content-Security-Policy, so a script that somebody manages to inject runs without hindrance.`,
        mend: headerMend(
          'Begin with the policy below as Content-Security-Policy-Report-Only, add what the page needs, and enforce it then.',
          'Content-Security-Policy',
          "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
          context,
        ),
      };
  },
});
