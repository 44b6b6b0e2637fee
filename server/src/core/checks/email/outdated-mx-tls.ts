import { defineCheck } from '../../check.ts';
import { serverMend, weightOf } from '../../live/mailTransport/weight.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { isModern, VERSION_NAMES } from '../../live/tls/versions.ts';

export default defineCheck({
  id: 'email/outdated-mx-tls',
  impact: 'medium',
  stage: 'domain',
  title: 'Mail server that only knows old TLS',
  why: 'TLS 1.0 and 1.1 are withdrawn (RFC 8996): large senders refuse them, and then deliver as plain text or not at all.',
  *check(observed) {
    yield* judgeTls(observed, (talk) => {
      const { host, tls } = talk;
      const { version } = tls;
      if (version === undefined) return undefined;
      if (isModern(version)) return { pass: `${host} speaks ${VERSION_NAMES[version]}.` };
      const { impact, consequence } = weightOf(
        talk,
        'medium',
        'many senders refuse that, and deliver as plain text or not at all.',
      );
      return {
        impact,
        problem: (where) => `${where} speaks nothing newer than ${VERSION_NAMES[version]}: ${consequence}`,
        evidence: [`${VERSION_NAMES[version]}${tls.cipher === undefined ? '' : `, ${tls.cipher}`}`],
        mend: serverMend(
          `Let the mail server at ${host} speak TLS 1.2 and 1.3: update it, or its TLS library.`,
          host,
        ),
      };
    });
  },
});
