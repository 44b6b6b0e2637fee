import { defineCheck } from '../../check.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { serverMend, weightOf } from '../../live/mailTransport/weight.ts';
import { hasWeakKey, hasWeakSignature } from '../../live/tls/certificateStrength.ts';

export default defineCheck({
  id: 'email/weak-mx-certificate',
  impact: 'medium',
  stage: 'domain',
  title: 'Weak certificate of a mail server',
  why: 'A key that is too short, or a signature that can be forged, lets others take the place of your mail server. Some senders refuse it.',
  *check(observed) {
    yield* judgeTls(observed, (talk) => {
      const { host, leaf } = talk;
      const isWeakKey = hasWeakKey(leaf);
      if (!isWeakKey && !hasWeakSignature(leaf)) return { pass: 'Its key and its signature are strong.' };
      const { impact, consequence } = weightOf(
        talk,
        'medium',
        'some senders refuse it, and deliver as plain text or not at all.',
      );
      const what = isWeakKey
        ? `a key of ${leaf.key.bits} bits${leaf.key.type === 'other' ? '' : ` (${leaf.key.type.toUpperCase()})`}`
        : `the signature ${leaf.signature}`;
      return {
        impact,
        kind: isWeakKey ? 'key' : 'signature',
        problem: (where) =>
          `The certificate of the mail server ${where} has ${what}, which is too weak: ${consequence}`,
        evidence: [`${leaf.subject}: ${leaf.key.type}, ${leaf.key.bits} bits, ${leaf.signature}`],
        mend: serverMend(
          `Have the certificate of ${host} issued again with a new key: ECDSA P-256, or RSA with 2048 bits at least.`,
          host,
        ),
      };
    });
  },
});
