import { defineCheck } from '../../check.ts';
import {
  daysLeft,
  dayOf,
  isExpired,
  isNotYetValid,
  lifetimeInDays,
  span,
  minuteOf,
} from '../../live/tls/certificateDates.ts';
import { renewalMend } from '../../live/mend.ts';
import { judgeHandshakes, type Judged, type Seen } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/expiring',
  impact: 'medium',
  stage: 'domain',
  title: 'Certificate that should have been renewed',
  why: 'Certificates renew by themselves when a third of their time is left. One that is still there later will expire, on a day that nobody chose.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, (seen) => {
      const { leaf } = seen;
      const { now } = context;
      if (leaf.isSelfSigned || isExpired(leaf, now) || isNotYetValid(leaf, now)) return undefined;
      const left = daysLeft(leaf, now);
      const lifetime = lifetimeInDays(leaf);
      // By its share of the lifetime, as there are certificates for six days; of long ones three weeks, and one.
      const isUrgent = left < Math.min(7, lifetime * 0.1);
      const evidence = [
        `valid ${minuteOf(leaf.notBefore)} to ${minuteOf(leaf.notAfter)} (${span(lifetime)})`,
      ];
      if (!isUrgent && left >= Math.min(21, lifetime * 0.25)) {
        return endingIssuer(seen, now) ?? { pass: `${span(left)} of ${span(lifetime)} are left.`, evidence };
      }
      return {
        impact: isUrgent ? 'high' : 'medium',
        problem: (where) =>
          `The certificate of ${where} expires in ${span(left)}, on ${dayOf(leaf.notAfter)}. Its renewal is late: after that, browsers warn everybody away.`,
        evidence,
        mend: renewalMend('Renew the certificate before that day.', context),
      };
    });
  },
});

/** What it rests on ends before it does, and soon. Authorities renew theirs years before; servers go on sending the old one. */
function endingIssuer({ chain, leaf, observation: { trust } }: Seen, now: string): Judged | undefined {
  if (isFailure(trust) || !trust.isTrusted) return undefined;
  const first = trust.path
    .slice(1)
    .flatMap((index) => chain[index] ?? [])
    .find((issuer) => issuer.notAfter < leaf.notAfter && daysLeft(issuer, now) < MOST_DAYS_OF_ISSUER);
  if (!first) return undefined;
  const left = daysLeft(first, now);
  return {
    kind: 'chain',
    impact: left < 7 ? 'high' : 'medium',
    problem: (where) =>
      `The certificate of ${where} rests on one that expires in ${span(left)}, on ${dayOf(first.notAfter)} (${first.subject}): after that, clients refuse both.`,
    evidence: chain.map(({ subject, notAfter }) => `${subject}: until ${minuteOf(notAfter)}`),
    mend: {
      how: 'Install the full chain that the authority offers today, or have the certificate issued again.',
    },
  };
}

const MOST_DAYS_OF_ISSUER = 21;
