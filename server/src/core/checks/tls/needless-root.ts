import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/needless-root',
  impact: 'low',
  stage: 'domain',
  title: 'Root certificate that is sent along',
  why: 'Clients take the root from their own list and drop the one that is sent (RFC 5246 section 7.4.2): every new connection carries a kilobyte for nothing.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ chain, leaf, observation: { trust } }) => {
      // A root that nobody knows is a finding of its own.
      if (leaf.isSelfSigned || isFailure(trust) || !trust.isTrusted) return undefined;
      const root = chain.slice(1).find(({ isSelfSigned }) => isSelfSigned);
      if (!root) return { pass: 'The root is not sent along.' };
      return {
        problem: (where) =>
          `${where} sends the root itself along (${root.subject}): clients have their own, and drop it.`,
        evidence: chain.map(({ subject, issuer }, index) => `${index}: ${subject}, by ${issuer}`),
        mend: {
          how: "Take the last certificate out of the chain's file: the server's own and the intermediates are enough (fullchain.pem).",
        },
      };
    });
  },
});
