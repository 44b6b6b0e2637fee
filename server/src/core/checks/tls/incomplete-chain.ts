import { defineCheck } from '../../check.ts';
import { judgeTrust } from '../../live/tls/trust.ts';

export default defineCheck({
  id: 'tls/incomplete-chain',
  impact: 'blocker',
  stage: 'domain',
  title: 'Chain of certificates that is not complete',
  why: 'Some browsers find the missing certificate by themselves. Android, curl, webhooks and most libraries fail.',
  *check(observed, context) {
    yield* judgeTrust(observed, context, {
      problems: ['incomplete-chain'],
      says: ({ chain }) =>
        `is sent without the one that issued it (${chain.at(-1)?.issuer}): Android, webhooks and most libraries refuse it.`,
      pass: ({ chain }) => `The chain is complete (${chain.length} certificates).`,
      how: 'Install the full chain (fullchain.pem), not the certificate alone.',
    });
  },
});
