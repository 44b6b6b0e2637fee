import { defineCheck } from '../../check.ts';
import { stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { judgeRecords } from '../../live/mailTransport/records.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/malformed-mta-sts-record',
  impact: 'medium',
  stage: 'domain',
  title: 'MTA-STS record that senders can’t read',
  why: 'Senders that can’t read the record take the domain for one without MTA-STS.',
  *check(observed, context) {
    for (const { domain, mtaSts } of observed.mail ?? []) {
      yield* judgeRecords('mta-sts', textsOf(mtaSts.record), {
        host: domain,
        name: `_mta-sts.${domain}`,
        label: 'MTA-STS record',
        severalImpact: 'medium',
        mendOf: () =>
          dnsMend('Publish this record instead.', observed, context, [stsRecordCopy(domain, context.now)]),
      });
    }
  },
});
