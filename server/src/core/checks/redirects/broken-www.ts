import { defineCheck } from '../../check.ts';
import { endOf, entrance, homeOf, hopLines, isBotCheck } from '../../live/redirects/chains.ts';
import { isAbandoned, placeholderIn } from '../../live/redirects/placeholders.ts';
import { hostMend } from '../../live/redirects/mend.ts';

export default defineCheck({
  id: 'redirects/broken-www',
  impact: 'medium',
  stage: 'domain',
  title: '“www” answers with an error',
  why: 'Many people type “www” out of habit, and get an error instead of the product.',
  *check(observed, context) {
    const { domain, http } = observed;
    const www = `www.${domain}`;
    const home = homeOf(observed);
    if (!http || !home || home.outcome.status >= 400) return;
    const chain = entrance(http, 'https:', www);
    const end = chain && endOf(chain);
    if (!chain || !end || end.url.hostname !== www) return;
    if (end.outcome.status < 400) return yield { host: www, pass: `${www} answers.` };
    const { outcome } = end;
    if (isBotCheck(outcome) || placeholderIn(outcome) || isAbandoned(observed, www, outcome)) return;
    yield {
      host: www,
      problem: `${www} answers ${end.outcome.status} while ${domain} works, so whoever types “www” gets an error.`,
      evidence: hopLines(chain),
      mend: hostMend(www, domain, context, end.outcome),
    };
  },
});
