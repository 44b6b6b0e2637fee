import type { ObjectName } from '../operation.ts';
import { cursorOver, kindAt, type Cursor, type SqlContext } from './cursor.ts';
import { blankHoles, undouble } from './sameLength.ts';
import { takeObjectName } from './names.ts';
import { tablesRead } from './queries.ts';
import { tokenise } from './tokenise.ts';
import { CUT, DOLLAR, STRING } from './tokens.ts';

/** A cursor over what stands inside of the string at `index`; undefined where none stands. */
export function bodyCursor(
  cursor: Cursor,
  index: number,
  context: SqlContext = cursor.context,
): Cursor | undefined {
  const kind = kindAt(cursor, index);
  const { text, starts, ends, kinds, shift, dynamic } = cursor.tokens;
  const start = starts[index] ?? 0;
  const end = ends[index] ?? start;
  const cut = ((kinds[index] ?? 0) & CUT) !== 0;
  const mysql = context.dialect === 'mysql';
  const common = { mysql, brackets: context.dialect !== 'postgres', dynamic };
  if (kind === DOLLAR) {
    const tag = text.indexOf('$', start + 1) + 1 - start;
    const tokens = tokenise(text, { ...common, from: start + tag, to: cut ? end : end - tag, shift });
    return cursorOver(tokens, context, 0, tokens.count);
  }
  if (kind !== STRING) return undefined;
  const quote = text.indexOf("'", start) + 1;
  const inside = undouble(text.slice(quote, cut ? end : end - 1));
  const tokens = tokenise(inside, { ...common, from: 0, to: inside.length, shift: shift + quote });
  return cursorOver(tokens, context, 0, tokens.count);
}

/** The strings of `'…' || x || '…'` or format('…', x) as one text, in which the rest is blank. */
export function literalCursor(
  cursor: Cursor,
  first: number,
  behind: number,
  context: SqlContext,
): Cursor | undefined {
  const { text, starts, ends, shift } = cursor.tokens;
  let from: number | undefined;
  let to = 0;
  let quoted = '';
  for (let index = first; index < behind; index++) {
    const kind = kindAt(cursor, index);
    if (kind === DOLLAR && from === undefined) return bodyCursor(cursor, index, context);
    if (kind !== STRING) continue;
    const start = text.indexOf("'", starts[index] ?? 0) + 1;
    const end = Math.max(start, (ends[index] ?? start) - 1);
    if (from === undefined) from = start;
    else quoted += '_'.repeat(Math.max(0, start - to));
    quoted += undouble(text.slice(start, end));
    to = end;
    if (cursor.words[first] === 'format') break;
  }
  if (from === undefined) return undefined;
  const sql = blankHoles(quoted);
  const tokens = tokenise(sql, {
    mysql: false,
    brackets: false,
    dynamic: true,
    from: 0,
    to: sql.length,
    shift: shift + from,
  });
  return cursorOver(tokens, context, 0, tokens.count);
}

/** Tables that the statements of a body read or change. */
export function tablesTouched(cursor: Cursor, first: number, behind: number): readonly ObjectName[] {
  const found = new Set(tablesRead(cursor, first, behind));
  const place = { ...cursor, at: first, end: behind };
  const { words } = cursor;
  for (let index = first; index + 1 < behind; index++) {
    const word = words[index];
    const before = words[index - 1];
    const changes =
      (word === 'into' && (before === 'insert' || before === 'merge' || before === 'ignore')) ||
      (word === 'update' &&
        before !== 'for' &&
        before !== 'on' &&
        before !== 'or' &&
        before !== 'do' &&
        before !== 'key' &&
        before !== 'no') ||
      (word === 'from' && before === 'delete') ||
      (word === 'truncate' && before !== 'or');
    if (!changes) continue;
    place.at = index + 1;
    if (words[place.at] === 'only' || words[place.at] === 'table') place.at++;
    if (words[place.at] === 'set' || words[place.at] === 'of') continue;
    const name = takeObjectName(place);
    if (name !== undefined) found.add(name);
  }
  return [...found];
}
