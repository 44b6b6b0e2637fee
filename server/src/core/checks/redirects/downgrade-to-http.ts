import { defineCheck } from '../../check.ts';
import { isWrongTarget } from '../../live/redirects/destinations.ts';
import { endOf, entrance, followedChains, hopLines, stepsOf } from '../../live/redirects/chains.ts';

export default defineCheck({
  id: 'redirects/downgrade-to-http',
  impact: 'high',
  stage: 'domain',
  title: 'Redirect from HTTPS to HTTP',
  why: 'Who came encrypted is sent on without encryption: others on the network can read the visit and answer in the product’s name.',
  *check({ domain, http }) {
    if (!http) return;
    for (const chain of followedChains(http)) {
      // A loop between both is told as a loop.
      if (chain.end === 'loop' || chain.end === 'too-many') continue;
      const step = stepsOf(chain).find(
        ({ from, to }) =>
          from.protocol === 'https:' && to?.protocol === 'http:' && !isWrongTarget(to, domain),
      );
      if (!step?.to) continue;
      yield {
        host: step.from.hostname,
        problem: `${step.from.href} redirects to ${step.to.href}, so the visit goes on without encryption and others on the network can read and change it.`,
        evidence: hopLines(chain),
        mend: {
          how: 'Write “https://” where the redirect is made. An application behind a proxy has to be told that the visitor came by HTTPS: trust X-Forwarded-Proto, and set its own public URL with https://.',
        },
      };
      // The other entrances lead over the same step, or have the same cause.
      return;
    }
    const own = entrance(http, 'https:', domain);
    if (own && endOf(own)) yield { pass: 'No redirect leads from HTTPS to HTTP.' };
  },
});
