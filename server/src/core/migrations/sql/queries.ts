import type { Expression, ObjectName } from '../operation.ts';
import { bracketEnd, kindAt, skip, type Cursor } from './cursor.ts';
import { expressionOf } from './expressions.ts';
import type { Word } from './keywords.ts';
import { nameAt, takeObjectName } from './names.ts';
import { QUOTED, WORD } from './tokens.ts';

/** FROM inside of a call or a comparison: no table follows. */
const NO_TABLE_BEFORE: ReadonlySet<Word> = new Set<Word>([
  'delete',
  'distinct',
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'both',
]);
const CALLS_WITH_FROM = new Set(['extract', 'trim', 'substring', 'overlay', 'position']);

/** Tables and views that are named after FROM and JOIN between two tokens, common table expressions left out. */
export function tablesRead(cursor: Cursor, first: number, behind: number): readonly ObjectName[] {
  const found = new Set<ObjectName>();
  const own = commonTables(cursor, first, behind);
  const place = { ...cursor, at: first, end: behind };
  const { words } = cursor;
  for (let index = first; index < behind; index++) {
    const word = words[index];
    if (word === 'join') {
      place.at = words[index + 1] === 'lateral' ? index + 2 : index + 1;
      const name = takeObjectName(place);
      if (name !== undefined && words[place.at] !== '(') found.add(name);
    } else if (word === 'from' && takesTable(cursor, index, first)) {
      place.at = index + 1;
      takeTables(place, found);
    }
  }
  for (const name of own) found.delete(name);
  return [...found];
}

function takesTable(cursor: Cursor, index: number, first: number): boolean {
  if (NO_TABLE_BEFORE.has(cursor.words[index - 1] ?? '') && index > first) return false;
  // EXTRACT(epoch FROM x), SUBSTRING(a FROM 1).
  for (let back = index - 1; back > Math.max(first, index - 4); back--) {
    if (cursor.words[back] === '(')
      return (
        kindAt(cursor, back - 1) !== WORD || !CALLS_WITH_FROM.has(nameAt(cursor, back - 1).toLowerCase())
      );
  }
  return true;
}

/** `a x, b AS y JOIN c ON …, (SELECT …) z`: a, b and what else follows a comma; JOIN and subqueries are looked at on their own. */
function takeTables(place: Cursor, found: Set<ObjectName>): void {
  const { words } = place;
  const limit = Math.min(place.end, place.at + LONGEST_LIST);
  const outer = place.end;
  place.end = limit;
  do {
    while (words[place.at] === 'only' || words[place.at] === 'lateral') place.at++;
    const name = takeObjectName(place);
    if (name !== undefined && words[place.at] !== '(') found.add(name);
    while (place.at < limit && words[place.at] !== ',' && !BEHIND_FROM.has(words[place.at] ?? ''))
      skip(place);
  } while (place.at < limit && words[place.at++] === ',');
  place.end = outer;
}

/** Tokens that are looked at behind one FROM: the time for brackets in brackets is limited. */
const LONGEST_LIST = 400;
const BEHIND_FROM: ReadonlySet<Word> = new Set<Word>([
  'where',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'except',
  'intersect',
  'window',
  'returning',
  'set',
  'for',
  'offset',
  'fetch',
  'select',
  'from',
  'when',
  'with',
  'then',
  ')',
  ';',
]);

/** WITH name AS (…), other AS (…). */
function commonTables(cursor: Cursor, first: number, behind: number): readonly string[] {
  const names: string[] = [];
  const { words } = cursor;
  for (let index = first; index + 1 < behind; index++) {
    if (words[index] !== 'as') continue;
    let open = index + 1;
    if (words[open] === 'not') open++;
    if (words[open] === 'materialized') open++;
    if (words[open] !== '(' || index === first) continue;
    let name = index - 1;
    if (words[name] === ')') name = openingBracket(cursor, name, first) - 1;
    const kind = kindAt(cursor, name);
    const before = words[name - 1];
    if ((kind === WORD || kind === QUOTED) && (before === 'with' || before === 'recursive' || before === ','))
      names.push(nameAt(cursor, name));
  }
  return names;
}

function openingBracket(cursor: Cursor, at: number, first: number): number {
  let depth = 0;
  for (let index = at; index > Math.max(first, at - 200); index--) {
    const word = cursor.words[index];
    if (word === ')') depth++;
    else if (word === '(' && --depth === 0) return index;
  }
  return first;
}

const BEHIND_WHERE: ReadonlySet<Word> = new Set<Word>([
  'returning',
  'order',
  'limit',
  'group',
  'having',
  'union',
  'on',
  'window',
  'except',
  'intersect',
  'for',
]);

/** The first WHERE outside of brackets from `at` on. */
export function whereOf(cursor: Cursor, at: number): Expression | undefined {
  const { words, end } = cursor;
  for (let index = at; index < end; index++) {
    if (words[index] === '(') index = bracketEnd(cursor, index) - 1;
    else if (words[index] === 'where') return expressionUpTo(cursor, index + 1);
  }
  return undefined;
}

function expressionUpTo(cursor: Cursor, first: number): Expression | undefined {
  const { words, end } = cursor;
  let last = first;
  while (last < end && !BEHIND_WHERE.has(words[last] ?? '') && words[last] !== ')') {
    last = words[last] === '(' ? bracketEnd(cursor, last) : last + 1;
  }
  return last > first ? expressionOf(cursor, first, last) : undefined;
}

/** Whether something bounds the number of rows: LIMIT, FETCH FIRST, SKIP LOCKED's batches. */
export function isLimited(cursor: Cursor, first: number): boolean {
  const { words, end } = cursor;
  for (let index = first; index < end; index++) {
    if (words[index] === 'limit' && words[index + 1] !== 'all') return true;
    if (words[index] === 'fetch' && (words[index + 1] === 'first' || words[index + 1] === 'next'))
      return true;
  }
  return false;
}

/** Names of the functions that are called, lower case, without what only looks like a call. */
export function functionsCalled(cursor: Cursor, first: number, behind: number): readonly string[] {
  const names = new Set<string>();
  for (let index = first; index + 1 < behind; index++) {
    if (cursor.words[index + 1] !== '(') continue;
    const kind = kindAt(cursor, index);
    const word = cursor.words[index] ?? '';
    if (kind !== QUOTED && (kind !== WORD || NOT_CALLED.has(word))) continue;
    const before = cursor.words[index - 1];
    if (before === 'into' || before === 'as' || before === ':') continue;
    names.add(nameAt(cursor, index).toLowerCase());
  }
  return [...names];
}

const NOT_CALLED: ReadonlySet<Word> = new Set<Word>([
  'in',
  'any',
  'all',
  'some',
  'exists',
  'and',
  'or',
  'not',
  'values',
  'as',
  'from',
  'where',
  'on',
  'using',
  'case',
  'when',
  'then',
  'else',
  'select',
  'by',
  'over',
  'array',
  'row',
  'join',
  'union',
  'except',
  'intersect',
  'distinct',
  'lateral',
  'materialized',
  'set',
  'limit',
  'having',
  'between',
  'like',
  'is',
  'within',
  'returning',
  'only',
  'partition',
  'interval',
  'offset',
  'call',
  'perform',
  'with',
]);
