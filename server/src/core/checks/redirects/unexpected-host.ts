import { defineCheck } from '../../check.ts';
import { hostOfAddress } from '../../live/hostNames.ts';
import { entrance, hopLines, hostsOf, timedHopLines } from '../../live/redirects/chains.ts';
import { hostMend } from '../../live/redirects/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'redirects/unexpected-host',
  impact: 'high',
  stage: 'domain',
  title: 'Visitors end at another host than the configured one',
  why: 'Links, cookies, sign-in and search engines rely on one host. Where people end up elsewhere, some of that fails.',
  *check({ domain, http }, context) {
    const wanted = context.target.canonical && hostOfAddress(context.target.canonical);
    if (!http || !wanted) return;
    const wrong = [];
    for (const host of hostsOf(domain)) {
      const chain = entrance(http, 'https:', host);
      const last = chain?.hops.at(-1);
      if (!chain || !last || chain.end === 'loop' || chain.end === 'too-many') continue;
      if (isFailure(last.outcome)) {
        if (host === domain) yield { unknown: last.outcome };
        continue;
      }
      const end = last.outcome.location ?? last.url;
      if (end.hostname !== wanted) wrong.push({ host, end, chain, answer: last.outcome });
      else if (host === domain)
        yield { pass: `${host} leads to ${wanted}, as configured.`, evidence: timedHopLines(chain) };
    }
    const [first] = wrong;
    if (!first) return;
    yield {
      host: first.host,
      problem: `${first.host} ends at ${first.end.hostname}, but launch-ready.yaml says that ${wanted} is the host of the product.`,
      evidence: wrong.flatMap(({ chain }) => hopLines(chain)),
      mend: hostMend(first.end.hostname, wanted, context, first.answer),
    };
  },
});
