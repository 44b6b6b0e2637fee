import { defineCheck } from '../../check.ts';
import { daneRecordsOf } from '../../live/mailTransport/dane.ts';
import { serverMend, weightOf } from '../../live/mailTransport/weight.ts';
import { judgeTalks, unaskedServers } from '../../live/mailTransport/smtp.ts';

export default defineCheck({
  id: 'email/missing-starttls',
  impact: 'medium',
  stage: 'domain',
  title: 'Mail server without encryption',
  why: 'Mail for you crosses the internet as it was written: everybody on the way can read and change it. Some senders refuse.',
  *check(observed) {
    yield* unaskedServers(observed);
    yield* judgeTalks(observed, (talk) => {
      const { host, session, observation } = talk;
      if (!session.ehlo || session.ehlo.code !== 250) return undefined;
      if (session.extensions.includes('STARTTLS')) return { pass: `${host} offers encryption (STARTTLS).` };
      const dane = daneRecordsOf(observation).length > 0;
      const { impact, consequence } = weightOf(talk, 'medium', 'mail for it crosses the internet readable.');
      return {
        impact: dane ? 'high' : impact,
        problem: (where) =>
          dane
            ? `${where} offers no encryption (STARTTLS), but has TLSA records that demand it: senders with DANE do not deliver.`
            : `${where} offers no encryption (STARTTLS): ${consequence}`,
        evidence: [`EHLO: ${session.extensions.join(', ') || 'no extensions'}`],
        mend: serverMend(
          `Give the mail server at ${host} a certificate for that name, and switch on STARTTLS (Postfix: smtpd_tls_security_level = may).`,
          host,
        ),
      };
    });
  },
});
