import { defineCheck } from '../../check.ts';
import { enforcedFor } from '../../live/mailTransport/mtaSts.ts';
import { receiverOf } from '../../live/mailTransport/receivers.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { needsNoAuthority, serverMend } from '../../live/mailTransport/weight.ts';
import {
  daysLeft,
  dayOf,
  isExpired,
  isNotYetValid,
  lifetimeInDays,
  span,
  minuteOf,
} from '../../live/tls/certificateDates.ts';

export default defineCheck({
  id: 'email/expiring-mx-certificate',
  impact: 'low',
  stage: 'domain',
  title: 'Certificate of a mail server that should have been renewed',
  why: 'Certificates renew by themselves when a third of their time is left. One that is still there later will expire, and nobody sees it in a browser.',
  *check(observed, context) {
    const { now } = context;
    yield* judgeTls(observed, (talk) => {
      const { leaf, host } = talk;
      // Providers renew as they like.
      if (leaf.isSelfSigned || isExpired(leaf, now) || isNotYetValid(leaf, now) || needsNoAuthority(talk))
        return undefined;
      if (receiverOf(host) !== undefined) return undefined;
      const left = daysLeft(leaf, now);
      const lifetime = lifetimeInDays(leaf);
      // By its share of the lifetime, as there are certificates for six days; of long ones three weeks, and one.
      const isUrgent = left < Math.min(7, lifetime * 0.1);
      const evidence = [
        `valid ${minuteOf(leaf.notBefore)} to ${minuteOf(leaf.notAfter)} (${span(lifetime)})`,
      ];
      if (!isUrgent && left >= Math.min(21, lifetime * 0.25)) {
        return { pass: `${span(left)} of ${span(lifetime)} are left.`, evidence };
      }
      const isEnforced = enforcedFor(talk) !== undefined;
      return {
        impact: isUrgent ? (isEnforced ? 'high' : 'medium') : isEnforced ? 'medium' : 'low',
        problem: (where) =>
          `The certificate of the mail server ${where} expires in ${span(left)}, on ${dayOf(leaf.notAfter)}. Its renewal is late${isEnforced ? ': after that, senders that follow your MTA-STS policy do not deliver.' : '.'}`,
        evidence,
        mend: serverMend(
          `Renew the certificate of ${host} and reload the mail server, and find out why that did not happen by itself.`,
          host,
        ),
      };
    });
  },
});
