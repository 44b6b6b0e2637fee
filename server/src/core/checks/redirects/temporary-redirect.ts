import { defineCheck } from '../../check.ts';
import { areTwins, isPermanent, type Step } from '../../live/redirects/chains.ts';
import { hostMend, encryptionMend } from '../../live/redirects/mend.ts';
import { stepLine, stepsWhere } from '../../live/redirects/steps.ts';

export default defineCheck({
  id: 'redirects/temporary-redirect',
  impact: 'medium',
  stage: 'domain',
  title: 'Temporary redirect to the address that is meant to last',
  why: 'Browsers and search engines keep the old address and ask it again each time: visits take longer, and the ranking may stay with the wrong address.',
  *check({ http }, context) {
    if (!http) return;
    const lasting = [...stepsWhere(http, isMeantToLast)];
    const temporary = lasting.filter(({ status }) => !isPermanent(status));
    // 307 is what some hosts answer by default, and browsers treat it well.
    const [first] = temporary.filter(({ status }) => status !== 307).concat(temporary);
    if (!first?.to) {
      if (lasting.length > 0)
        yield {
          pass: 'Redirects to HTTPS and to the main host are permanent.',
          evidence: lasting.map(stepLine),
        };
      return;
    }
    const isAboutHost = first.from.hostname !== first.to.hostname;
    yield {
      host: first.from.hostname,
      problem: `${first.from.origin} redirects to ${first.to.origin} with status ${first.status}, which says “for now”: browsers and search engines keep coming back to the old address.`,
      impact: first.status === 307 ? 'low' : 'medium',
      evidence: temporary.map(stepLine),
      mend: isAboutHost
        ? hostMend(first.from.hostname, first.to.hostname, context, first.answer)
        : encryptionMend(first.from.hostname, context, first.answer),
    };
  },
});

function isMeantToLast({ from, to }: Step): boolean {
  if (!to) return false;
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:';
  return (isUpgrade && from.hostname === to.hostname) || areTwins(from.hostname, to.hostname);
}
