import { defineCheck } from '../../check.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/authority-as-server',
  impact: 'medium',
  stage: 'domain',
  title: 'Certificate of a server that is an authority',
  why: 'A certificate that is marked as an authority (CA:TRUE) may sign others: who gets its key can be any host. Firefox refuses it for a server.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf }) => {
      // One that vouches for itself is a finding of its own, and often marked so.
      if (leaf.isSelfSigned) return undefined;
      if (!leaf.isAuthority) return { pass: 'The certificate is no authority.' };
      return {
        problem: (where) =>
          `The certificate of ${where} is marked as an authority (CA:TRUE), which a server's must not be: Firefox refuses it.`,
        evidence: [leaf.subject, `issuer: ${leaf.issuer}`],
        mend: certificateMend('Have it issued again, with basicConstraints CA:FALSE or without.', context),
      };
    });
  },
});
