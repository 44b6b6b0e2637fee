import { defineCheck } from '../../check.ts';
import { dayOf, isExpired, minuteOf } from '../../live/tls/certificateDates.ts';
import { issuerLabel } from '../../live/tls/certificateIssuers.ts';
import { renewalMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/expired',
  impact: 'blocker',
  stage: 'domain',
  title: 'Expired certificate',
  why: 'Every browser shows a full-page warning instead of the product, and every API client fails.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf, chain, observation: { trust } }) => {
      if (isExpired(leaf, context.now)) {
        return {
          problem: (where) =>
            `The certificate of ${where} expired on ${dayOf(leaf.notAfter)}: browsers warn everybody away.`,
          evidence: [
            `valid ${minuteOf(leaf.notBefore)} to ${minuteOf(leaf.notAfter)}`,
            `issuer: ${leaf.issuer}`,
          ],
          mend: renewalMend('Renew the certificate now.', context),
        };
      }
      // Others of the chain may have expired without anybody needing them.
      if (isFailure(trust) || trust.problem !== 'expired') {
        return { pass: `Valid until ${dayOf(leaf.notAfter)}, from ${issuerLabel(leaf.issuer)}.` };
      }
      const link = chain.find((certificate) => isExpired(certificate, context.now));
      return {
        kind: 'chain',
        problem: (where) =>
          link
            ? `The certificate of ${where} rests on one that expired on ${dayOf(link.notAfter)} (${link.subject}): clients refuse it.`
            : `The certificate of ${where} rests on one that expired: clients refuse it.`,
        evidence: chain.map(({ subject, notAfter }) => `${subject}: until ${minuteOf(notAfter)}`),
        mend: {
          how: 'Send the intermediate certificate that the authority offers today: install its full chain again.',
        },
      };
    });
  },
});
