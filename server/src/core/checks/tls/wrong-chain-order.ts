import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import type { CertificateObservation } from '../../observations/tls.ts';

export default defineCheck({
  id: 'tls/wrong-chain-order',
  impact: 'medium',
  stage: 'domain',
  title: 'Certificates in the wrong order',
  why: 'TLS 1.2 asks that each certificate is followed by the one that issued it (RFC 5246 section 7.4.2). Browsers sort them; some libraries and devices fail.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ chain, leaf }) => {
      if (leaf.isSelfSigned || chain.length < 2) return undefined;
      const evidence = chain.map(({ subject, issuer }, index) => `${index}: ${subject}, by ${issuer}`);
      const stray = isMixed(chain) ? undefined : strayIn(chain);
      if (stray)
        return {
          kind: 'stray',
          impact: 'low',
          problem: (where) =>
            `${where} sends a certificate along that has nothing to do with its own (${stray.subject}): every new connection carries it for nothing, and strict libraries refuse the chain.`,
          evidence,
          mend: {
            how: 'Take it out of the file: the server’s own certificate and those that lead from it to the root are enough (fullchain.pem).',
          },
        };
      return isMixed(chain)
        ? {
            problem: (where) =>
              `${where} sends its certificates in the wrong order: some libraries and devices refuse the connection.`,
            evidence,
            mend: {
              how: "Put them into the file in this order: the server's own, then the one that issued it, then the next.",
            },
          }
        : { pass: 'Each certificate is followed by the one that issued it.', evidence };
    });
  },
});

/** The next certificate did not issue this one, and one that stands elsewhere did. */
function isMixed(chain: readonly CertificateObservation[]): boolean {
  return chain.some((certificate, index) => {
    const next = chain[index + 1];
    if (certificate.issuer === certificate.subject || next?.subject === certificate.issuer) return false;
    // The same root may be sent twice, as two certificates of one name.
    return chain.some(
      (other, place) => place !== index && other.subject === certificate.issuer && place !== index + 1,
    );
  });
}

/** Neither on the way from the server's own certificate to its root, nor the issuer or the work of one that is sent. */
function strayIn(chain: readonly CertificateObservation[]): CertificateObservation | undefined {
  const [leaf, next] = chain;
  // Of a way with a hole in it, nobody knows what belongs to it.
  if (!leaf || next?.subject !== leaf.issuer) return undefined;
  return chain.find(
    (one, index) =>
      index > 1 &&
      !one.isSelfSigned &&
      chain.every(
        (other) =>
          other === one ||
          (other.subject !== one.issuer && other.issuer !== one.subject && other.subject !== one.subject),
      ),
  );
}
