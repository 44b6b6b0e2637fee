import { defineCheck } from '../../check.ts';
import { isForHost } from '../../live/tls/certificateNames.ts';
import { certificateMend } from '../../live/mend.ts';
import { judgeHandshakes } from '../../live/tls/hosts.ts';

export default defineCheck({
  id: 'tls/wrong-name',
  impact: 'blocker',
  stage: 'domain',
  title: 'Certificate for another name',
  why: 'Browsers show a full-page warning: as far as they can tell, somebody else answers.',
  *check(observed, context) {
    yield* judgeHandshakes(observed, ({ host, leaf: { names } }) => {
      // A certificate without names is a finding of its own.
      if (names.length === 0) return undefined;
      const shown = `${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
      return isForHost(names, host)
        ? { pass: `The certificate is for ${host}.`, evidence: names }
        : {
            problem: (where) =>
              `The certificate that ${where} shows is for other names (${shown}): browsers warn everybody away.`,
            evidence: names,
            mend: (hosts) =>
              certificateMend(
                `Add ${hosts.join(' and ')} to the names of the certificate, or have the server answer for ${hosts.join(' and ')} with the one that has them.`,
                context,
              ),
          };
    });
  },
});
