import { defineCheck } from '../../check.ts';
import { judgeTrust } from '../../live/tls/trust.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/incomplete-chain',
  impact: 'blocker',
  stage: 'domain',
  title: 'Chain of certificates that is not complete',
  why: 'Some browsers find the missing certificate by themselves. Android, curl, webhooks and most libraries fail.',
  *check(observed, context) {
    yield* judgeTrust(observed, context, {
      problems: ['incomplete-chain'],
      says: ({ chain, observation: { trust } }) => {
        const last = isFailure(trust) ? undefined : chain[trust.path.at(-1) ?? 0];
        const missing = last === chain[0] ? 'the one that issued it' : 'one that it rests on';
        return `is sent without ${missing} (${last?.issuer}): Android, webhooks and most libraries refuse it.`;
      },
      pass: ({ chain }) => `The chain is complete (${chain.length} certificates).`,
      how: 'Install the full chain (fullchain.pem), not the certificate alone.',
    });
  },
});
