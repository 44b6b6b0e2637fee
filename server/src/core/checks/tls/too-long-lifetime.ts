import { defineCheck } from '../../check.ts';
import { dayOf, lifetimeInDays, longestLifetime, minuteOf } from '../../live/tls/certificateDates.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/too-long-lifetime',
  impact: 'low',
  stage: 'domain',
  title: 'Certificate that is valid for too long',
  why: 'Browsers refuse certificates of public authorities that live longer than the rules allowed on the day of issue.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf, observation: { trust } }) => {
      if (isFailure(trust) || !trust.isTrusted) return undefined;
      const longest = longestLifetime(leaf.notBefore);
      const lifetime = lifetimeInDays(leaf);
      return lifetime > longest + 1
        ? {
            problem: (where) =>
              leaf.timestamps > 0
                ? `The certificate of ${where} is valid for ${Math.round(lifetime)} days; those issued on ${dayOf(leaf.notBefore)} may be for ${longest} at most, and some browsers refuse it.`
                : // Public authorities put timestamps of public logs into theirs; the rule does not bind others.
                  `The certificate of ${where} is valid for ${Math.round(lifetime)} days: if its key gets lost, it is good for others as long as that. Public authorities may issue for ${longest} at most.`,
            evidence: [`valid ${minuteOf(leaf.notBefore)} to ${minuteOf(leaf.notAfter)}`],
            mend: certificateMend('Have it issued again.', context),
          }
        : undefined;
    });
  },
});
