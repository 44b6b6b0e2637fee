import { asPlaced, findingAt } from '../../email/zones/faultyRecords.ts';
import { hasUnknown } from '../../email/zones/mappedText.ts';
import type { DeclaredRecord } from '../../email/zones/record.ts';
import { RECORD_LANGUAGES, recordsOf } from '../../email/zones/recordsOf.ts';
import type { RawFinding } from '../../finding.ts';
import { ipAddress } from '../../live/hostNames.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'email/faulty-mx-record',
  impact: 'high',
  stage: 'security',
  title: 'MX record with a mistake in a file',
  why: 'The MX records say which servers take the mail of the domain. One that names no host loses what customers write, and what they answer.',
  triggers: [' mx ', '\tmx', '"mx"', "'mx'", ': mx', 'mx("', "mx('", 'mxrecord', 'recordtype.mx'],
  appliesTo: RECORD_LANGUAGES,
  *check(document) {
    yield* asPlaced(document, () => faultsOf(recordsOf(document).filter(({ type }) => type === 'MX')));
  },
});

function* faultsOf(records: readonly DeclaredRecord[]): Generator<RawFinding> {
  const sizes = new Map<string, number>();
  for (const { group } of records) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  for (const { at, group, value, written = [] } of records) {
    for (const problem of written) yield findingAt(problem, problem, true);
    const host = hasUnknown(value) ? '' : hostIn(value.text);
    const address = ipAddress(host.replace(/\.$/, ''));
    if (address !== undefined)
      yield {
        range: at,
        kind: 'address',
        message: `An MX record has to name a host, and ${address} is an address: senders look for a host of that name, find none, and mail to the domain comes back. Give the mail server a name with an A record, and write that.`,
      };
    if (host === '.' && group !== undefined && (sizes.get(group) ?? 0) > 1)
      yield {
        range: at,
        impact: 'medium',
        kind: 'null-beside-others',
        message:
          'This null MX says that the domain receives no mail, beside MX records that name hosts (RFC 7505 allows it alone): some mail comes back. Remove it, or all others.',
      };
  }
}

/** Without the preference before it, which some providers take apart. */
function hostIn(text: string): string {
  return /^\s{0,9}(?:\d{1,5}\s{1,40})?(\S{1,255})\s{0,9}$/.exec(text)?.[1] ?? '';
}
