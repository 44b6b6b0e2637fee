import { defineCheck } from '../../check.ts';
import { hasWeakSignature } from '../../live/tls/certificateStrength.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/weak-signature',
  impact: 'high',
  stage: 'domain',
  title: 'Weak signature',
  why: 'Certificates with MD5 or SHA-1 can be forged: browsers refuse them, and so do current libraries.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf, chain }) => {
      const weak = chain.find(hasWeakSignature);
      if (!weak) return leaf.isSelfSigned ? undefined : { pass: `Signed with ${leaf.signature}.` };
      return {
        problem: (where) =>
          weak === leaf
            ? `The certificate of ${where} is signed with ${weak.signature}: browsers and current libraries refuse it.`
            : `The certificate of ${where} rests on one that is signed with ${weak.signature}: browsers and current libraries refuse it.`,
        evidence: [`${weak.subject}: ${weak.signature}`],
        mend: certificateMend('Have it issued again: every authority signs with SHA-256 today.', context),
      };
    });
  },
});
