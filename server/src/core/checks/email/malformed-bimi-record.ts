import { defineCheck } from '../../check.ts';
import { unanswered, unknownAt } from '../../live/mailAuth/dmarc.ts';
import { judgeRecords } from '../../live/mailTransport/records.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/malformed-bimi-record',
  impact: 'low',
  stage: 'domain',
  title: 'BIMI record that can’t be used',
  why: 'Mailbox providers show no logo beside your mail.',
  *check(observed, context) {
    for (const { domain, bimi } of observed.mail ?? []) {
      if (!bimi) continue;
      const name = `default._bimi.${domain}`;
      const failure = unanswered(bimi.record, name);
      if (failure !== undefined) {
        yield unknownAt(domain, failure);
        continue;
      }
      yield* judgeRecords('bimi', textsOf(bimi.record), {
        host: domain,
        name,
        label: 'BIMI record',
        severalImpact: 'low',
        mendOf: (value) =>
          dnsMend(
            'Publish one record of this form: “v=BIMI1; l=” with the https URL of an SVG logo, and “a=” with that of its certificate.',
            observed,
            context,
            [{ kind: 'record', name, type: 'TXT', value }],
          ),
      });
    }
  },
});
