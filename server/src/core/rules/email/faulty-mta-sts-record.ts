import { defineRecordRule } from '../../email/zones/faultyRecords.ts';
import { parseMtaStsPolicy } from '../../email/records/mtaSts.ts';

const POLICY_WORDS: ReadonlySet<string> = new Set(['max_age', 'mode:', 'mx:']);
/** Bytes that receivers read at most (RFC 8461 section 3.3). */
const LONGEST_POLICY = 65_536;
const LINE_FEED = 10;

export default defineRecordRule({
  id: 'email/faulty-mta-sts-record',
  impact: 'medium',
  title: 'MTA-STS record or policy with a mistake',
  why: 'MTA-STS has other mail servers deliver to you over encrypted connections alone. With a mistake in the record or the policy they go on as if there were none, or can’t deliver at all.',
  triggers: ['_mta-sts', 'v=sts', 'stsv1', 'max_age', 'mode:', 'mx:'],
  // The words of a policy stand at the beginning of its lines, and it is short; elsewhere they are everybody's.
  confirms: (bytes, end, trigger) =>
    !POLICY_WORDS.has(trigger) ||
    (bytes.length <= LONGEST_POLICY && (bytes[end - trigger.length - 1] ?? LINE_FEED) === LINE_FEED),
  record: 'mta-sts',
  // RFC 8461 section 3.3: the one place of a policy.
  more: ({ path, text }) =>
    /(?:^|\/)\.well-known\/mta-sts\.txt$/i.test(path) ? parseMtaStsPolicy(text).problems : [],
});
