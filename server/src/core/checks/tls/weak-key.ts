import { defineCheck } from '../../check.ts';
import { hasWeakKey } from '../../live/tls/certificateStrength.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import type { CertificateObservation } from '../../observations/tls.ts';

export default defineCheck({
  id: 'tls/weak-key',
  impact: 'high',
  stage: 'domain',
  title: 'Weak key',
  why: 'A key that is too short can be found out, and then anybody can be your server. Many clients refuse it.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf, chain }) => {
      const weak = chain.find(hasWeakKey);
      if (!weak) return { pass: `The key is ${keyText(leaf)}.` };
      return {
        ...(weak.key.type === 'rsa' && weak.key.bits < 1024 ? { impact: 'blocker' } : {}),
        problem: (where) =>
          weak === leaf
            ? `The certificate of ${where} has a weak key (${keyText(weak)}): many clients refuse it.`
            : `The certificate of ${where} rests on one with a weak key (${keyText(weak)}): many clients refuse it.`,
        evidence: [`${weak.subject}: ${keyText(weak)}`],
        mend: certificateMend(
          'Have it issued again with a new key: ECDSA P-256, or RSA with 2048 bits at least.',
          context,
        ),
      };
    });
  },
});

function keyText({ key }: CertificateObservation): string {
  const names = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'Ed25519', dsa: 'DSA', other: 'of another kind' };
  const size = key.type === 'ed25519' || key.bits === 0 ? '' : `, ${key.bits} bits`;
  return `${names[key.type]}${size}`;
}
