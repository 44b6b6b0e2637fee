import { defineCheck } from '../../check.ts';
import { judgeTls } from '../../live/mailTransport/smtp.ts';
import { needsNoAuthority, serverMend, UNPROVEN, weightOf } from '../../live/mailTransport/weight.ts';
import { isForHost } from '../../live/tls/certificateNames.ts';

export default defineCheck({
  id: 'email/mx-certificate-for-another-name',
  impact: 'medium',
  stage: 'domain',
  title: 'Certificate of a mail server for another name',
  why: 'Senders hold the certificate against the name in the MX record. Those that insist on it do not deliver.',
  *check(observed) {
    yield* judgeTls(observed, (talk) => {
      const { host, leaf } = talk;
      // What nobody vouches for is a finding of its own, whatever its name.
      if (leaf.isSelfSigned || needsNoAuthority(talk)) return undefined;
      if (isForHost(leaf.names, host))
        return { pass: `The certificate is for ${host}.`, evidence: leaf.names };
      const { names } = leaf;
      const shown =
        names.length === 0
          ? 'no name'
          : `${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
      const { impact, consequence } = weightOf(talk, 'medium', UNPROVEN);
      return {
        impact,
        problem: (where) =>
          `The certificate that the mail server ${where} shows is for ${shown}, not for ${host}: ${consequence}`,
        evidence: names.length === 0 ? [leaf.subject] : names,
        mend: serverMend(
          `Have a certificate issued for ${host}, or let the MX record name a host that the certificate is for.`,
          host,
        ),
      };
    });
  },
});
