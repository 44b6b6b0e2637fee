import { defineCheck } from '../../check.ts';
import { dayOf, lifetimeInDays, longestLifetime } from '../../live/certificateDates.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tlsHosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/too-long-lifetime',
  impact: 'low',
  stage: 'domain',
  title: 'Certificate that is valid for too long',
  why: 'Browsers refuse certificates of public authorities that live longer than the rules allowed on the day of issue.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf, observation: { trust } }) => {
      // The rule binds public authorities. Their certificates carry timestamps of public logs; private ones don't.
      if (isFailure(trust) || !trust.isTrusted || leaf.timestamps === 0) return undefined;
      const longest = longestLifetime(leaf.notBefore);
      const lifetime = lifetimeInDays(leaf);
      return lifetime > longest + 1
        ? {
            problem: (where) =>
              `The certificate of ${where} is valid for ${Math.round(lifetime)} days; those issued on ${dayOf(leaf.notBefore)} may be for ${longest} at most, and some browsers refuse it.`,
            evidence: [`valid ${leaf.notBefore} to ${leaf.notAfter}`],
            mend: certificateMend('Have it issued again.', context),
          }
        : undefined;
    });
  },
});
