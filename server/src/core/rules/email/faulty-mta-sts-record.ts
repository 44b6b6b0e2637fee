import { defineRecordRule } from '../../email/zones/faultyRecords.ts';
import { parseMtaStsPolicy } from '../../email/records/mtaSts.ts';

export default defineRecordRule({
  id: 'email/faulty-mta-sts-record',
  impact: 'medium',
  title: 'MTA-STS record or policy with a mistake',
  why: 'MTA-STS has other mail servers deliver to you over encrypted connections alone. With a mistake in the record or the policy they go on as if there were none, or can’t deliver at all.',
  triggers: ['_mta-sts', 'v=sts', 'stsv1', 'max_age', 'mode:', 'mx:'],
  record: 'mta-sts',
  // RFC 8461 section 3.3: the one place of a policy.
  more: ({ path, text }) =>
    /(?:^|\/)\.well-known\/mta-sts\.txt$/i.test(path) ? parseMtaStsPolicy(text).problems : [],
});
