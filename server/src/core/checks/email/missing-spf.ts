import { defineCheck } from '../../check.ts';
import { sendingOf } from '../../live/mailAuth/sending.ts';
import { firstRecord, spfMend, spfStateOf } from '../../live/mailAuth/spf.ts';
import { mxRecordsOf } from '../../live/mailTransport/mx.ts';

export default defineCheck({
  id: 'email/missing-spf',
  impact: 'high',
  stage: 'domain',
  title: 'Domain that sends without SPF',
  why: 'Receivers can’t tell your mail from that of somebody who only uses your name: both go to spam.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const state = spfStateOf(mail);
      if (state.is === 'unknown') yield { host: domain, unknown: state.failure };
      else if (state.is !== 'none') {
        if (state.is === 'record')
          yield {
            host: domain,
            pass: `${domain} has an SPF record.`,
            evidence: [`${domain} TXT "${state.text}"`],
          };
      } else {
        const { sends, why } = sendingOf(mail, observed, context);
        if (sends === 'no') continue;
        // A host below the domain may leave bounces, and with them SPF, to another name: DKIM counts for its From.
        const impact = sends === 'maybe' || domain !== observed.domain ? 'medium' : 'high';
        const record = firstRecord(context.target.mail?.providers ?? [], mxRecordsOf(mail).length > 0);
        yield {
          host: domain,
          impact,
          problem: `${domain} has no SPF record, although ${why}: anybody may send in its name, and receivers put its mail to spam more often.`,
          evidence: [`${domain} TXT: none of them is an SPF record`],
          mend: spfMend(
            `Publish one SPF record that names everybody who sends for ${domain}: this one, with what else sends added.`,
            record,
            mail,
            observed,
            context,
          ),
        };
      }
    }
  },
});
