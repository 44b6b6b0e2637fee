import { defineCheck } from '../../check.ts';
import { judgeTrust } from '../../live/tls/trust.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/invalid-chain',
  impact: 'blocker',
  stage: 'domain',
  title: 'Chain of certificates that proves nothing',
  why: 'A signature does not fit, or what signed was not allowed to: every client refuses the connection.',
  *check(observed, context) {
    yield* judgeTrust(observed, context, {
      problems: ['bad-signature', 'not-an-authority', 'name-constraints', 'other'],
      says: ({ observation: { trust } }) =>
        isFailure(trust) ? '' : (WORDS[trust.problem ?? ''] ?? 'is refused by clients.'),
      how: 'Install the certificate and its chain again, as the authority gave them.',
    });
  },
});

const WORDS: Readonly<Record<string, string>> = {
  'bad-signature': 'has a signature in its chain that is not right: every client refuses it.',
  'not-an-authority': 'was issued by one that is no authority: every client refuses it.',
  'name-constraints':
    'was issued by an authority that may not vouch for its name (name constraints): every client refuses it.',
};
