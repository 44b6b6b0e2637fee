import { defineCheck } from '../../check.ts';
import { listed } from '../../live/dns/names.ts';
import { mxRecordsOf, mxText } from '../../live/mailTransport/mx.ts';
import { receiverOf, RECEIVERS } from '../../live/mailTransport/receivers.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/mixed-mx-providers',
  impact: 'low',
  stage: 'domain',
  title: 'MX hosts of several providers',
  why: 'Each sender picks a host, so some mail lands in the mailboxes of one provider and some at the other, where perhaps nobody looks.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const records = mxRecordsOf(mail);
      const keys = new Set(records.flatMap(({ exchange }) => receiverOf(exchange) ?? []));
      const labels = [...keys].flatMap((key) => {
        const row = RECEIVERS[key];
        return row && !row.isGateway ? [row.label] : [];
      });
      if (labels.length < 2) continue;
      yield {
        host: mail.domain,
        problem: `The MX records of ${mail.domain} name hosts of ${listed(labels)}: some of its mail lands with one, and some with the other.`,
        evidence: records.map((record) => `${mail.domain} MX ${mxText(record)}`),
        mend: dnsMend(
          'Leave the MX records of the provider that has your mailboxes, and remove the others.',
          observed,
          context,
        ),
      };
    }
  },
});
