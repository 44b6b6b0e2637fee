import { defineCheck } from '../../check.ts';
import {
  daysLeft,
  dayOf,
  isExpired,
  isNotYetValid,
  lifetimeInDays,
  span,
} from '../../live/certificateDates.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tlsHosts.ts';

export default defineCheck({
  id: 'tls/expiring',
  impact: 'medium',
  stage: 'domain',
  title: 'Certificate that should have been renewed',
  why: 'Certificates renew by themselves when a third of their time is left. One that is still there later will expire, on a day that nobody chose.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf }) => {
      const { now } = context;
      if (leaf.isSelfSigned || isExpired(leaf, now) || isNotYetValid(leaf, now)) return undefined;
      const left = daysLeft(leaf, now);
      const lifetime = lifetimeInDays(leaf);
      // By its share of the lifetime, as there are certificates for six days; of long ones three weeks, and one.
      const isUrgent = left < Math.min(7, lifetime * 0.1);
      const evidence = [`valid ${leaf.notBefore} to ${leaf.notAfter} (${span(lifetime)})`];
      if (!isUrgent && left >= Math.min(21, lifetime * 0.25)) {
        return { pass: `${span(left)} of ${span(lifetime)} are left.`, evidence };
      }
      return {
        impact: isUrgent ? 'high' : 'medium',
        problem: (where) =>
          `The certificate of ${where} expires in ${span(left)}, on ${dayOf(leaf.notAfter)}. Its renewal is late: after that, browsers warn everybody away.`,
        evidence,
        mend: certificateMend(
          'Renew the certificate, and find out why that did not happen by itself.',
          context,
        ),
      };
    });
  },
});
