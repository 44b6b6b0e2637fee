import { defineCheck } from '../../check.ts';
import { issuerLabel } from '../../live/tls/certificateIssuers.ts';
import { judgeTrust } from '../../live/tls/trust.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/untrusted-root',
  impact: 'blocker',
  stage: 'domain',
  title: 'Certificate of an authority that nobody knows',
  why: 'Browsers trust the authorities of their own list alone: others get a full-page warning.',
  *check(observed, context) {
    yield* judgeTrust(observed, context, {
      problems: ['unknown-root'],
      says: ({ leaf, chain }) =>
        chain.length > 1
          ? `comes from ${issuerLabel(leaf.issuer)}, an authority that browsers do not know: they warn everybody away.`
          : `comes from ${issuerLabel(leaf.issuer)}, which was not sent along and which browsers do not know: they warn everybody away. Either the chain is incomplete, or nobody knows the authority.`,
      pass: ({ leaf, observation: { trust } }) =>
        `Trusted: from ${issuerLabel(leaf.issuer)}${isFailure(trust) || trust.root === undefined ? '' : `, up to ${trust.root}`}.`,
      how: "Have a certificate issued by a public authority, such as Let's Encrypt.",
    });
  },
});
