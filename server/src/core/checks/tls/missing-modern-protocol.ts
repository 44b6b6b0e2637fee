import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';
import { VERSION_NAMES, acceptedVersions } from '../../live/tls/versions.ts';

export default defineCheck({
  id: 'tls/missing-modern-protocol',
  impact: 'low',
  stage: 'domain',
  title: 'No current TLS version',
  why: 'Without TLS 1.2 no browser connects. Without TLS 1.3 every first visit takes one round trip more.',
  *check(observed) {
    yield* judgeHandshakes(observed, ({ observation: { versions } }) => {
      const has12 = versions['TLSv1.2'];
      const has13 = versions['TLSv1.3'];
      const accepted = listed(acceptedVersions(versions).map((version) => VERSION_NAMES[version]));
      if (has13 === 'yes') return { pass: 'Has TLS 1.3.', evidence: [`accepts ${accepted}`] };
      if (has13 === 'unknown') return { unknown: 'the server gave no clear answer about TLS 1.3' };
      if (has12 === 'unknown') return { unknown: 'the server gave no clear answer about TLS 1.2' };
      const isDead = has12 === 'no';
      return {
        ...(isDead ? { impact: 'blocker' } : {}),
        problem: (where) =>
          isDead
            ? `${where} accepts ${accepted === '' ? 'neither TLS 1.2 nor TLS 1.3' : `only ${accepted}`}: browsers refuse to connect.`
            : `${where} has no TLS 1.3: the first visit takes one round trip more.`,
        evidence: [`accepts ${accepted}`],
        mend: {
          how: isDead
            ? 'Update the web server or its TLS library, and switch TLS 1.2 and TLS 1.3 on.'
            : 'Switch TLS 1.3 on where TLS ends; it needs OpenSSL 1.1.1 or later.',
          copy: [{ kind: 'text', label: 'nginx', text: 'ssl_protocols TLSv1.2 TLSv1.3;' }],
        },
      };
    });
  },
});
