import { defineCheck } from '../../check.ts';
import { mxRecordsOf, mxText } from '../../live/mailTransport/mx.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/duplicate-mx',
  impact: 'low',
  stage: 'domain',
  title: 'MX host that is named twice',
  why: 'Senders try the same host again where they should go on to another one: a spare host that is none.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const records = mxRecordsOf(mail);
      for (const exchange of new Set(records.map((record) => record.exchange))) {
        const same = records.filter((record) => record.exchange === exchange);
        const [first] = same;
        if (exchange === '' || same.length < 2 || !first) continue;
        yield {
          host: mail.domain,
          kind: exchange,
          problem: `${mail.domain} has ${same.length} MX records for ${exchange}: the second is no spare for the first.`,
          evidence: same.map((record) => `${mail.domain} MX ${mxText(record)}`),
          mend: dnsMend(
            `Leave one MX record for ${exchange} (${mxText(first)}); a second record is of use with another host.`,
            observed,
            context,
          ),
        };
      }
    }
  },
});
