import { defineCheck } from '../../check.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/missing-san',
  impact: 'blocker',
  stage: 'domain',
  title: 'Certificate without subject alternative names',
  why: 'Browsers have not looked at the common name since 2017: for them the certificate is for nobody. Some libraries still do, so tests may pass.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf }) =>
      leaf.names.length === 0 && !leaf.isSelfSigned
        ? {
            problem: (where) =>
              `The certificate of ${where} has a common name${leaf.commonName === undefined ? '' : ` (${leaf.commonName})`} but no subject alternative name: browsers warn everybody away.`,
            evidence: [leaf.subject],
            mend: certificateMend('Have it issued again, with the names as subjectAltName.', context),
          }
        : undefined,
    );
  },
});
