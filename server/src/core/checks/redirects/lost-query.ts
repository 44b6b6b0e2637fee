import { defineCheck } from '../../check.ts';
import { endOf, hopLines, startOf, type Step, stepsOf } from '../../live/redirects/chains.ts';
import {
  lossAtTwin,
  stepThatGluesPath,
  stepThatLosesPath,
  stepThatLosesQuery,
} from '../../live/redirects/losses.ts';
import type { HttpChain } from '../../observations/http.ts';

export default defineCheck({
  id: 'redirects/lost-query',
  impact: 'medium',
  stage: 'domain',
  title: 'Redirect that forgets the query',
  why: 'What stands behind the question mark is gone: campaigns can’t be told apart, and links to confirm, reset or unsubscribe stop working.',
  *check({ http }) {
    const deep = http?.deep;
    const start = deep && startOf(deep);
    // What loses the path loses everything: said there.
    if (!http || !deep || !start || start.search === '') return;
    if (stepThatGluesPath(deep) || stepThatLosesPath(deep) || lossAtTwin(http, stepThatLosesPath)) return;
    const loses = (chain: HttpChain): Step | undefined => stepThatLosesQuery(chain, start.search);
    const atTwin = loses(deep) ? undefined : lossAtTwin(http, loses);
    const step = loses(deep) ?? atTwin;
    if (!step?.to) {
      if (endOf(deep) && stepsOf(deep).length > 0) yield { pass: 'Redirects keep the query of a link.' };
      return;
    }
    yield {
      host: step.from.hostname,
      problem: `${step.from.href} redirects to ${step.to.href}: the query is lost, so campaign links and links with a token stop working.`,
      evidence: hopLines(atTwin?.chain ?? deep),
      mend: {
        how: 'Add the query where the redirect is made: $request_uri in nginx, {uri} in Caddy, “Preserve query string” in a redirect rule of Cloudflare.',
      },
    };
  },
});
