import { defineCheck } from '../../check.ts';
import { hasReceivers, mxRecordsOf, mxText } from '../../live/mailTransport/mx.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/conflicting-null-mx',
  impact: 'medium',
  stage: 'domain',
  title: 'Null MX that stands beside other MX records',
  why: 'A null MX says that no mail is received. Beside others it is not allowed (RFC 7505 section 3): some senders give up, and some try the empty name.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const records = mxRecordsOf(mail);
      const empty = records.find(({ exchange }) => exchange === '');
      if (!empty) continue;
      const evidence = records.map((record) => `${domain} MX ${mxText(record)}`);
      if (hasReceivers(mail)) {
        yield {
          host: domain,
          problem: `${domain} has a null MX record, which says that it receives no mail, beside MX records that name hosts: some of its mail comes back.`,
          evidence,
          mend: dnsMend(
            `Remove the null MX record (${mxText(empty)}), or all others if ${domain} is to receive no mail.`,
            observed,
            context,
          ),
        };
      } else if (empty.preference !== 0 || records.length > 1) {
        yield {
          host: domain,
          kind: 'form',
          impact: 'low',
          problem: `The null MX record of ${domain} is not the one that RFC 7505 names (“0 .”, once): some senders go on trying for days.`,
          evidence,
          mend: dnsMend('Publish this MX record alone.', observed, context, [
            { kind: 'record', name: domain, type: 'MX', value: '0 .' },
          ]),
        };
      } else yield { host: domain, pass: `${domain} has a null MX record, and no other.`, evidence };
    }
  },
});
