import { defineCheck } from '../../check.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/not-for-servers',
  impact: 'blocker',
  stage: 'domain',
  title: 'Certificate that is not for servers',
  why: 'Its extended key usage names other purposes only: browsers refuse it for a web site.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ leaf }) =>
      leaf.forServers === false && !leaf.isSelfSigned
        ? {
            problem: (where) =>
              `The certificate of ${where} is not meant for servers (extended key usage): browsers refuse it.`,
            mend: certificateMend(
              'Have a server certificate issued (extended key usage serverAuth).',
              context,
            ),
          }
        : undefined,
    );
  },
});
