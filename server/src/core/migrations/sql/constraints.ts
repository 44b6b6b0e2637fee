import type { Constraint, IndexDefinition } from '../operation.ts';
import { skipNulls, takeReference } from './columns.ts';
import { eachInBrackets, is, kindAt, peek, placeOf, skip, take, takeAll, type Cursor } from './cursor.ts';
import { takeBracketed, takeExpression, textOf } from './expressions.ts';
import { takeColumnList, takeName } from './names.ts';
import { NUMBER } from './tokens.ts';

/** Whether a table's constraint stands here, and not a column. */
export function startsConstraint(cursor: Cursor): boolean {
  switch (peek(cursor)) {
    case 'constraint':
      return true;
    case 'primary':
      return peek(cursor, 1) === 'key';
    case 'foreign':
      return peek(cursor, 1) === 'key';
    case 'check':
      return peek(cursor, 1) === '(';
    case 'unique': {
      const next = peek(cursor, 1);
      return (
        next === '(' ||
        next === 'key' ||
        next === 'index' ||
        next === 'using' ||
        next === 'nulls' ||
        peek(cursor, 2) === '('
      );
    }
    case 'exclude':
      return peek(cursor, 1) === 'using' || peek(cursor, 1) === '(';
    case 'not':
      return peek(cursor, 1) === 'null';
    default:
      return false;
  }
}

/** `[CONSTRAINT name] …` up to the cursor's end. */
export function takeConstraint(cursor: Cursor): Constraint | undefined {
  const first = cursor.at;
  let name: string | undefined;
  if (take(cursor, 'constraint') && !startsConstraint(cursor)) name = takeName(cursor);
  const body = takeBody(cursor);
  if (body === undefined) return undefined;
  let notValid = false;
  while (cursor.at < cursor.end) {
    if (takeAll(cursor, 'not', 'valid')) notValid = true;
    else skip(cursor);
  }
  const at = placeOf(cursor, first, cursor.end);
  return {
    ...(name === undefined ? undefined : { name }),
    ...body,
    ...(notValid ? { notValid: true } : undefined),
    at,
  };
}

type Body = Omit<Constraint, 'at' | 'notValid'>;

function takeBody(cursor: Cursor): Body | undefined {
  switch (peek(cursor)) {
    case 'primary':
      cursor.at++;
      take(cursor, 'key');
      return takeKey(cursor, 'primary-key');
    case 'unique':
      cursor.at++;
      return takeKey(cursor, 'unique');
    case 'foreign': {
      cursor.at++;
      take(cursor, 'key');
      const name = is(cursor, '(') ? undefined : takeName(cursor);
      const columns = takeColumnList(cursor);
      const references = takeReference(cursor);
      return {
        type: 'foreign-key',
        ...(name === undefined ? undefined : { name }),
        columns,
        ...(references ? { references } : undefined),
      };
    }
    case 'check': {
      cursor.at++;
      const check = takeBracketed(cursor);
      return { type: 'check', columns: [], ...(check ? { check } : undefined) };
    }
    case 'exclude':
      return { type: 'exclude', columns: [] };
    case 'not': {
      if (!takeAll(cursor, 'not', 'null')) return undefined;
      const column = takeName(cursor);
      return { type: 'not-null', columns: column === undefined ? [] : [column] };
    }
    default:
      return undefined;
  }
}

/** Behind PRIMARY KEY or UNIQUE: MySQL's name and USING, PostgreSQL's USING INDEX. */
function takeKey(cursor: Cursor, type: 'primary-key' | 'unique'): Body {
  if (!take(cursor, 'key')) take(cursor, 'index');
  skipNulls(cursor);
  if (takeAll(cursor, 'using', 'index')) {
    const usingIndex = takeName(cursor);
    return { type, columns: [], ...(usingIndex === undefined ? undefined : { usingIndex }) };
  }
  const name = is(cursor, '(') || is(cursor, 'using') ? undefined : takeName(cursor);
  if (take(cursor, 'using')) cursor.at++;
  const columns = takeIndexColumns(cursor);
  return { type, ...(name === undefined ? undefined : { name }), columns };
}

/** `(a, lower(b) DESC, c(10))`: plain columns, and expressions in brackets. */
export function takeIndexColumns(cursor: Cursor): readonly string[] {
  const columns: string[] = [];
  eachInBrackets(cursor, (part) => {
    const column = takeIndexColumn(part);
    if (column !== undefined) columns.push(column);
  });
  return columns;
}

function takeIndexColumn(part: Cursor): string | undefined {
  const first = part.at;
  if (is(part, '(')) {
    skip(part);
    return textOf(part, first, part.at);
  }
  const name = takeName(part);
  if (name === undefined) return undefined;
  // MySQL's prefix: c(10).
  const prefix = is(part, '(') && kindAt(part, part.at + 1) === NUMBER && peek(part, 2) === ')';
  if (prefix || (!is(part, '(') && !is(part, '.') && !is(part, '-'))) return name;
  takeExpression(part, ORDERING);
  return `(${textOf(part, first, part.at)})`;
}

const ORDERING = new Set(['asc', 'desc', 'nulls', 'collate'] as const);

/** MySQL's KEY name (columns), FULLTEXT KEY …; undefined, and no step, where none stands. */
export function takeMysqlIndex(cursor: Cursor): IndexDefinition | undefined {
  const first = cursor.at;
  const method = take(cursor, 'fulltext') ? 'fulltext' : take(cursor, 'spatial') ? 'spatial' : undefined;
  const unique = method === undefined && take(cursor, 'unique');
  const named = take(cursor, 'key') || take(cursor, 'index');
  if (!named && method === undefined && !unique) {
    cursor.at = first;
    return undefined;
  }
  const exists = takeAll(cursor, 'if', 'not', 'exists');
  const name = is(cursor, '(') || is(cursor, 'using') ? undefined : takeName(cursor);
  if (take(cursor, 'using')) cursor.at++;
  if (!is(cursor, '(') && !exists) {
    // A column that is called "key" or "index".
    cursor.at = first;
    return undefined;
  }
  const columns = takeIndexColumns(cursor);
  if (columns.length === 0) {
    cursor.at = first;
    return undefined;
  }
  cursor.at = cursor.end;
  return {
    ...(name === undefined ? undefined : { name }),
    columns,
    ...(unique ? { unique: true } : undefined),
    ...(method === undefined ? undefined : { method }),
  };
}
