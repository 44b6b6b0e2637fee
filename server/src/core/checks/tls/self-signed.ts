import { defineCheck } from '../../check.ts';
import { judgeTrust } from '../../live/tls/trust.ts';

export default defineCheck({
  id: 'tls/self-signed',
  impact: 'blocker',
  stage: 'domain',
  title: 'Self-signed certificate',
  why: 'Nobody vouches for it: browsers show a full-page warning, and every API client fails.',
  *check(observed, context) {
    yield* judgeTrust(observed, context, {
      problems: ['self-signed'],
      says: () => 'is signed by itself, and no authority vouches for it: browsers warn everybody away.',
      how: "Have a certificate issued by a public authority, such as Let's Encrypt.",
    });
  },
});
