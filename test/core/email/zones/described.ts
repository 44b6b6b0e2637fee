import type { DeclaredRecord } from '../../../../server/src/core/email/zones/record.ts';

/** Records as lines: name, type, and the value with what is the file's own in brackets, what is written otherwise between bars, what is unknown in braces. */
export function described(file: string, records: readonly DeclaredRecord[]): readonly string[] {
  return records.map(({ name, type, value }) => {
    let at = 0;
    const parts = value.pieces.map(({ kind, length, start, end }) => {
      const text = value.text.slice(at, (at += length));
      if (kind === 'same') return file.slice(start, end) === text ? `[${text}]` : `WRONG PLACE of ${text}`;
      return kind === 'unknown' ? `{${file.slice(start, end)}}` : `¦${text}¦`;
    });
    return `${name} ${type} ${parts.join('')}`;
  });
}
