import { defineCheck } from '../../check.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'tls/client-certificate-demanded',
  impact: 'high',
  stage: 'domain',
  title: 'Server that asks visitors for a certificate',
  why: 'Visitors have none: browsers show an odd dialogue, and where it is demanded nobody gets in.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ host, observation: { asksForClientCertificate } }) => {
      if (!asksForClientCertificate) return undefined;
      const answers = [...(observed.http?.chains ?? []), ...(observed.http?.subdomains ?? [])]
        .flatMap(({ hops }) => hops)
        .filter(({ url }) => url.hostname === host && url.protocol === 'https:');
      const isLetIn = answers.some(({ outcome }) => !isFailure(outcome) && outcome.status < 400);
      const isDemanded = !isLetIn && answers.length > 0;
      return {
        ...(isLetIn
          ? { impact: 'low' }
          : isDemanded && host === observed.domain
            ? { impact: 'blocker' }
            : {}),
        problem: (where) =>
          isDemanded
            ? `${where} demands a certificate from its visitors: those without one don't get in.`
            : `${where} asks visitors for a certificate of their own: those who have one get a dialogue from their browser.`,
        mend: {
          how: 'Switch client certificates off for the public host (ssl_verify_client in nginx, mTLS at the CDN), or move what needs them to a host of its own.',
        },
      };
    });
  },
});
