import type { FileEdit, Refusal, TextEdit } from '../../edit.ts';
import { parseJson } from '../../parsers/json.ts';
import { itemsOf, nodeAt, textOf } from '../../parsers/tree.ts';
import { folderOf, join } from '../../paths.ts';
import type { MigrationPlace } from './migrationPlaces.ts';
import type { Target } from './sql/target.ts';

/** Adds migrations to Drizzle's journal, without which it doesn't run them. Undefined where the folder has none. */
export function journalEdit(
  { fix, files }: Target,
  added: readonly MigrationPlace[],
): FileEdit | Refusal | undefined {
  const path = fix.journal ?? join(folderOf(fix.file), 'meta/_journal.json');
  const text = files.read(path);
  if (text === undefined)
    return fix.journal === undefined
      ? undefined
      : { refused: `${path} is gone: Drizzle runs what is listed there.` };
  const entries = nodeAt(parseJson(text).roots[0], 'entries');
  const last = itemsOf(entries).at(-1);
  const close = entries ? text.lastIndexOf(']') : -1;
  if (!last || close < last.end) return { refused: `${path} can't be read: add the new migration there.` };
  let index = Number(textOf(nodeAt(last, 'idx')) ?? itemsOf(entries).length - 1);
  let when = Math.max(...itemsOf(entries).map((item) => Number(textOf(nodeAt(item, 'when')) ?? 0) || 0));
  const version = textOf(nodeAt(last, 'version')) ?? '7';
  const indent = indentOf(text, last.start);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const edit: TextEdit = {
    range: { start: last.end, end: last.end },
    newText: added
      .map(({ name }) => {
        const entry = { idx: ++index, version, when: (when += 1_000), tag: name, breakpoints: true };
        if (indent === undefined) return `,${JSON.stringify(entry)}`;
        const json = JSON.stringify(
          entry,
          undefined,
          indent.length >= 4 ? indent.slice(0, indent.length / 2) : '  ',
        );
        return `,${lineBreak}${indent}${json.replaceAll('\n', lineBreak + indent)}`;
      })
      .join(''),
  };
  return { path, edits: [edit] };
}

/** The blanks before an entry that begins its line; undefined where it stands behind another. */
function indentOf(text: string, start: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' && before !== '' ? before : undefined;
}
