import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/insecure-renegotiation',
  impact: 'low',
  stage: 'domain',
  title: 'Renegotiation that is not bound to its connection',
  why: 'Somebody on the way can put a request of theirs in front of that of a visitor (CVE-2009-3555). Libraries with OpenSSL 3 refuse to connect.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ observation: { hasSecureRenegotiation } }) => {
      if (hasSecureRenegotiation === undefined) return undefined;
      if (hasSecureRenegotiation) return { pass: 'Renegotiation is secure, or there is none.' };
      return {
        problem: (where) =>
          `${where} does not know secure renegotiation (RFC 5746): its TLS library is from before 2010, or set up so. Current libraries refuse to connect.`,
        mend: {
          how: 'Update the TLS library of the server or load balancer, and leave legacy renegotiation off.',
        },
      };
    });
  },
});
