import { defineCheck } from '../../check.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/missing-staple',
  impact: 'high',
  stage: 'domain',
  title: 'Must-staple certificate without a staple',
  why: 'The certificate promises that an OCSP response comes with it (RFC 7633). Firefox refuses it without.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf, observation: { staple } }) => {
      if (!leaf.mustStaple) return undefined;
      return staple
        ? { pass: 'The OCSP response that the certificate promises is sent along.' }
        : {
            problem: (where) =>
              `The certificate of ${where} demands an OCSP response with every handshake, and the server sends none: Firefox refuses the connection.`,
            mend: certificateMend(
              'Switch OCSP stapling on (ssl_stapling on; in nginx, SSLUseStapling on in Apache), or have the certificate issued without must-staple.',
              context,
            ),
          };
    });
  },
});
