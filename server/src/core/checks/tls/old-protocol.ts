import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { VERSION_NAMES, acceptedVersions, isModern } from '../../live/tls/versions.ts';

export default defineCheck({
  id: 'tls/old-protocol',
  impact: 'medium',
  stage: 'domain',
  title: 'Outdated TLS versions',
  why: 'TLS 1.0 and 1.1 are withdrawn (RFC 8996), SSL 3 is broken. Audits for card payments and health data fail on them.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ observation: { versions } }) => {
      const accepted = acceptedVersions(versions);
      const old = accepted.filter((version) => !isModern(version));
      const evidence = [`accepts ${accepted.map((version) => VERSION_NAMES[version]).join(', ')}`];
      // A server that has nothing newer is a finding of its own.
      if (!accepted.some(isModern)) return undefined;
      if (old.length > 0) {
        return {
          ...(old.includes('SSLv3') ? { impact: 'high' } : {}),
          problem: (where) =>
            `${where} still accepts ${listed(old.map((version) => VERSION_NAMES[version]))}, which ${old.includes('SSLv3') ? 'can be broken' : 'are withdrawn and fail audits'}.`,
          evidence,
          mend: {
            how: 'Set the lowest version to TLS 1.2 where TLS ends: the load balancer, the CDN or the web server.',
            copy: [{ kind: 'text', label: 'nginx', text: 'ssl_protocols TLSv1.2 TLSv1.3;' }],
          },
        };
      }
      const unclear = (['TLSv1.1', 'TLSv1', 'SSLv3'] as const).find(
        (version) => versions[version] === 'unknown',
      );
      return unclear === undefined
        ? { pass: `Only ${listed(accepted.map((version) => VERSION_NAMES[version]))}.`, evidence }
        : { unknown: `the server gave no clear answer about ${VERSION_NAMES[unclear]}` };
    });
  },
});
