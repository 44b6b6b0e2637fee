import type { Expression, ObjectName } from '../operation.ts';
import { bracketEnd, emit, flag, is, kindAt, peek, take, type Cursor } from './cursor.ts';
import { nameAt, takeName, takeObjectName } from './names.ts';
import { functionsCalled, isLimited, tablesRead, whereOf } from './queries.ts';
import { QUOTED, WORD } from './tokens.ts';

/** UPDATE, DELETE, INSERT, REPLACE, MERGE, SELECT, with WITH in front of them or without; false where it is none of them. */
export function readRows(cursor: Cursor, first: number): boolean {
  if (is(cursor, '(')) {
    while (take(cursor, '(')) if (cursor.at >= cursor.end) return false;
    if (!is(cursor, 'select') && !is(cursor, 'with')) return false;
  }
  if (is(cursor, 'with')) readCommonTables(cursor, first);
  switch (peek(cursor)) {
    case 'update':
      cursor.at++;
      return readUpdate(cursor, first);
    case 'delete':
      cursor.at++;
      return readDelete(cursor, first);
    case 'insert':
    case 'replace':
      cursor.at++;
      return readInsert(cursor, first);
    case 'merge':
      cursor.at++;
      return readMerge(cursor, first);
    case 'select':
    case 'perform':
    case 'call':
    case 'values':
      emit(cursor, first, { kind: 'call', functions: functionsCalled(cursor, cursor.at, cursor.end) });
      return true;
    default:
      return false;
  }
}

/** Steps over WITH …; what changes rows in it is told. */
function readCommonTables(cursor: Cursor, first: number): void {
  cursor.at++;
  take(cursor, 'recursive');
  do {
    if (takeName(cursor) === undefined) return;
    if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
    if (!take(cursor, 'as')) return;
    take(cursor, 'not');
    take(cursor, 'materialized');
    if (!is(cursor, '(')) return;
    const behind = bracketEnd(cursor);
    const next = peek(cursor, 1);
    if (next === 'update' || next === 'delete' || next === 'insert') readInside(cursor, first, behind);
    cursor.at = behind;
  } while (take(cursor, ','));
}

function readInside(cursor: Cursor, first: number, behind: number): void {
  readRows({ ...cursor, at: cursor.at + 1, end: behind - 1 }, Math.max(first, cursor.at + 1));
}

/** Behind UPDATE. */
function readUpdate(cursor: Cursor, first: number): boolean {
  if (take(cursor, 'or')) cursor.at++;
  take(cursor, 'low_priority');
  take(cursor, 'ignore');
  take(cursor, 'only');
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  const set = setOf(cursor);
  if (set === undefined) return false;
  cursor.at = set + 1;
  const columns = takeAssigned(cursor);
  const where = whereOf(cursor, cursor.at);
  const batched = isBatched(cursor, first, where);
  emit(cursor, first, {
    kind: 'update',
    table,
    columns,
    ...(where ? { where } : undefined),
    ...(batched ? { batched } : undefined),
  });
  return true;
}

function setOf(cursor: Cursor): number | undefined {
  for (let index = cursor.at; index < cursor.end; index++) {
    if (cursor.words[index] === '(') index = bracketEnd(cursor, index) - 1;
    else if (cursor.words[index] === 'set') return index;
  }
  return undefined;
}

/** `a = 1, t.b = 2, (c, d) = (…)`: a, b, c, d. Stays where it is. */
function takeAssigned(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  const { words, end } = cursor;
  let expected = true;
  for (let index = cursor.at; index < end; index++) {
    const word = words[index];
    if (word === 'where' || word === 'from' || word === 'returning') break;
    if (word === '(' || word === '[') {
      const behind = bracketEnd(cursor, index);
      if (expected)
        for (let inside = index + 1; inside < behind - 1; inside++)
          if (isName(cursor, inside)) names.push(nameAt(cursor, inside));
      expected = false;
      index = behind - 1;
    } else if (word === ',') expected = true;
    else if (expected && isName(cursor, index) && words[index + 1] !== '.') {
      names.push(nameAt(cursor, index));
      expected = false;
    }
  }
  return names;
}

function isName(cursor: Cursor, index: number): boolean {
  const kind = kindAt(cursor, index);
  return kind === WORD || kind === QUOTED;
}

/** A LIMIT anywhere in it, or in a loop that goes from number to number. */
function isBatched(cursor: Cursor, first: number, where: Expression | undefined): boolean {
  if (isLimited(cursor, first)) return true;
  return cursor.context.loops > 0 && where !== undefined && /\bbetween\b|>.*<|<.*>/is.test(where.text);
}

/** Behind DELETE. */
function readDelete(cursor: Cursor, first: number): boolean {
  take(cursor, 'low_priority');
  take(cursor, 'quick');
  take(cursor, 'ignore');
  take(cursor, 'from');
  take(cursor, 'only');
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  const where = whereOf(cursor, cursor.at);
  const batched = isBatched(cursor, first, where);
  emit(cursor, first, {
    kind: 'delete',
    table,
    ...(where ? { where } : undefined),
    ...(batched ? { batched } : undefined),
  });
  return true;
}

/** Behind INSERT or REPLACE. */
function readInsert(cursor: Cursor, first: number): boolean {
  if (take(cursor, 'or')) cursor.at++;
  take(cursor, 'low_priority');
  take(cursor, 'ignore');
  take(cursor, 'into');
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  const { words } = cursor;
  let query: number | undefined;
  for (let index = cursor.at; index < cursor.end; index++) {
    const word = words[index];
    if (word === 'values' || word === 'default' || word === 'set') break;
    if (
      word === '(' &&
      words[index + 1] !== 'select' &&
      words[index + 1] !== 'with' &&
      words[index + 1] !== '('
    )
      index = bracketEnd(cursor, index) - 1;
    else if (word === 'select' || (word === 'with' && index > cursor.at) || word === 'table') {
      query = index;
      break;
    }
  }
  if (query === undefined) emit(cursor, first, { kind: 'insert', table });
  else {
    const where = whereOf(cursor, query);
    emit(cursor, first, {
      kind: 'insert',
      table,
      fromTables: tablesRead(cursor, first, cursor.end),
      ...(where ? { where } : undefined),
    });
  }
  return true;
}

/** Behind MERGE. */
function readMerge(cursor: Cursor, first: number): boolean {
  take(cursor, 'into');
  take(cursor, 'only');
  const table: ObjectName | undefined = takeObjectName(cursor);
  emit(cursor, first, { kind: 'data-code', ...(table === undefined ? undefined : { table }) });
  return true;
}

/** Behind TRUNCATE. */
export function readTruncate(cursor: Cursor, first: number): boolean {
  take(cursor, 'table');
  const { end } = cursor;
  const tables: ObjectName[] = [];
  do {
    take(cursor, 'only');
    const table = takeObjectName(cursor);
    if (table === undefined) break;
    tables.push(table);
    take(cursor, '*');
  } while (take(cursor, ','));
  let cascade = false;
  while (cursor.at < end) {
    cascade ||= is(cursor, 'cascade');
    cursor.at++;
  }
  for (const table of tables) emit(cursor, first, { kind: 'truncate', table, ...flag('cascade', cascade) });
  return tables.length > 0;
}

/** Behind COPY: into a table it is code that moves rows, out of it it only reads. */
export function readCopy(cursor: Cursor, first: number): boolean {
  if (is(cursor, '(')) {
    emit(cursor, first, { kind: 'other', verb: 'copy' });
    return true;
  }
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
  if (take(cursor, 'from')) emit(cursor, first, { kind: 'data-code', table });
  else emit(cursor, first, { kind: 'other', verb: 'copy' });
  return true;
}
