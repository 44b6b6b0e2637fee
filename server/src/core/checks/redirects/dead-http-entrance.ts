import { defineCheck } from '../../check.ts';
import { entrance, isAnswering } from '../../live/redirects/chains.ts';
import { encryptionMend } from '../../live/redirects/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'redirects/dead-http-entrance',
  impact: 'low',
  stage: 'domain',
  title: 'Nobody answers on port 80',
  why: 'Old links and programs that know only “http://” end at an error, although the product runs.',
  *check({ domain, http }, context) {
    if (!http) return;
    const outcome = entrance(http, 'http:', domain)?.hops[0]?.outcome;
    if (!outcome || !isAnswering(entrance(http, 'https:', domain))) return;
    if (!isFailure(outcome)) return yield { pass: `http://${domain} answers.` };
    if (!DEAD.has(outcome.failed)) return yield { unknown: outcome };
    yield {
      problem: `http://${domain} doesn’t answer while https://${domain} does: links and typed names that begin with http:// end at an error.`,
      evidence: [`http://${domain}/ → ${outcome.detail}`],
      mend: encryptionMend(domain, context),
    };
  },
});

const DEAD: ReadonlySet<string> = new Set(['refused', 'reset', 'timeout', 'protocol']);
