import assert from 'node:assert/strict';
import { mailRecordProblems, type MailRecordKind } from '../../../../server/src/core/email/records/kinds.ts';

/**
 * A record, and what is said of it: "code part" with "!" after the code where it is fatal, and "=> replacement" where there is
 * one. A part is what stands there in the record.
 */
export type RecordCase = readonly [text: string, ...problems: readonly string[]];

export function recordCases(kind: MailRecordKind, cases: readonly RecordCase[]): void {
  for (const [text, ...expected] of cases) {
    it(text.length > 90 ? `${text.slice(0, 90)}…` : text, () => {
      assert.deepEqual(saidOf(kind, text), expected);
    });
  }
}

export function saidOf(kind: MailRecordKind, text: string): readonly string[] {
  return mailRecordProblems(kind, text).map(({ code, isFatal, start, end, replacement }) => {
    const fix = replacement === undefined ? '' : ` => ${replacement}`;
    return `${code}${isFatal ? '!' : ''} [${text.slice(start, end)}]${fix}`;
  });
}
