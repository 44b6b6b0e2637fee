import type { ColumnDefinition, Constraint, Reference } from '../operation.ts';
import { bracketEnd, is, kindAt, peek, placeOf, skip, take, takeAll, type Cursor } from './cursor.ts';
import { takeDataType } from './dataTypes.ts';
import { takeBracketed, takeExpression } from './expressions.ts';
import type { Word } from './keywords.ts';
import { takeColumnList, takeName, takeObjectName } from './names.ts';
import { STRING } from './tokens.ts';

/** What may follow a type or an expression in a column's definition. */
const ATTRIBUTES: ReadonlySet<Word> = new Set<Word>([
  'constraint',
  'not',
  'null',
  'default',
  'primary',
  'unique',
  'check',
  'references',
  'generated',
  'collate',
  'auto_increment',
  'autoincrement',
  'comment',
  'on',
  'after',
  'first',
  'deferrable',
  'initially',
  'storage',
  'compression',
  'visible',
  'invisible',
  'unsigned',
  'zerofill',
  'charset',
  'character',
  'as',
  'key',
  'using',
]);

/** A column, with the constraints in it that have names. */
export interface ColumnRead {
  readonly column: ColumnDefinition;
  readonly named: readonly Constraint[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<Omit<ColumnDefinition, 'name' | 'at'>>;

/** `name type attributes …` up to the cursor's end; undefined where no name stands. */
export function takeColumn(cursor: Cursor): ColumnRead | undefined {
  const first = cursor.at;
  const name = takeName(cursor);
  if (name === undefined) return undefined;
  const draft: Draft = {};
  const named: Constraint[] = [];
  const type = startsAttribute(cursor) ? undefined : takeDataType(cursor);
  if (type) draft.type = type;
  while (cursor.at < cursor.end) takeAttribute(cursor, draft, named, name);
  return { column: { name, at: placeOf(cursor, first, cursor.at), ...draft }, named };
}

/** SQLite's columns need no type. */
function startsAttribute(cursor: Cursor): boolean {
  const word = peek(cursor);
  return word !== 'character' && word !== 'first' && word !== 'comment' && ATTRIBUTES.has(word);
}

function takeAttribute(cursor: Cursor, draft: Draft, named: Constraint[], column: string): void {
  const first = cursor.at;
  const name = take(cursor, 'constraint') ? takeName(cursor) : undefined;
  const start = cursor.at;
  switch (peek(cursor)) {
    case 'not':
      if (takeAll(cursor, 'not', 'null')) draft.notNull = true;
      else cursor.at++;
      return;
    case 'null':
      cursor.at++;
      draft.nullable = true;
      return;
    case 'default': {
      cursor.at++;
      const value = takeExpression(cursor, ATTRIBUTES);
      if (value) draft.default = value;
      return;
    }
    case 'primary':
      cursor.at++;
      take(cursor, 'key');
      draft.primaryKey = true;
      return;
    case 'key':
      // MySQL: KEY alone is the primary key.
      cursor.at++;
      draft.primaryKey = true;
      return;
    case 'unique':
      cursor.at++;
      take(cursor, 'key');
      skipNulls(cursor);
      draft.unique = true;
      if (name !== undefined)
        named.push({ type: 'unique', name, columns: [column], at: placeOf(cursor, first, cursor.at) });
      return;
    case 'check': {
      cursor.at++;
      const check = takeBracketed(cursor);
      if (check) draft.check = check;
      if (name !== undefined)
        named.push({
          type: 'check',
          name,
          columns: [column],
          ...(check ? { check } : undefined),
          at: placeOf(cursor, first, cursor.at),
        });
      return;
    }
    case 'references': {
      const references = takeReference(cursor);
      if (references === undefined) return;
      draft.references = references;
      if (name !== undefined)
        named.push({
          type: 'foreign-key',
          name,
          columns: [column],
          references,
          at: placeOf(cursor, first, cursor.at),
        });
      return;
    }
    case 'generated':
      cursor.at++;
      takeGenerated(cursor, draft);
      return;
    case 'as':
      cursor.at++;
      takeGenerationExpression(cursor, draft);
      return;
    default:
      takeLesserAttribute(cursor, draft);
      if (cursor.at === start) skip(cursor);
  }
}

function takeLesserAttribute(cursor: Cursor, draft: Draft): void {
  switch (peek(cursor)) {
    case 'collate': {
      cursor.at++;
      const collation = takeObjectName(cursor);
      if (collation !== undefined) draft.collation = collation;
      return;
    }
    case 'unsigned':
      cursor.at++;
      if (draft.type) draft.type = { ...draft.type, unsigned: true };
      return;
    case 'auto_increment':
    case 'autoincrement':
      cursor.at++;
      draft.autoIncrement = true;
      return;
    case 'identity':
      cursor.at++;
      draft.identity = true;
      return;
    case 'comment':
      cursor.at++;
      if (kindAt(cursor, cursor.at) === STRING) cursor.at++;
      return;
    case 'on':
      // MySQL's ON UPDATE CURRENT_TIMESTAMP, SQLite's ON CONFLICT.
      cursor.at += 2;
      takeExpression(cursor, ATTRIBUTES);
      return;
    case 'after':
      cursor.at++;
      takeName(cursor);
      return;
    default:
  }
}

export function skipNulls(cursor: Cursor): void {
  if (takeAll(cursor, 'nulls', 'not', 'distinct')) return;
  takeAll(cursor, 'nulls', 'distinct');
}

/** Behind GENERATED. */
function takeGenerated(cursor: Cursor, draft: Draft): void {
  if (!take(cursor, 'always')) takeAll(cursor, 'by', 'default');
  takeAll(cursor, 'on', 'null');
  if (!take(cursor, 'as')) return;
  if (take(cursor, 'identity')) {
    draft.identity = true;
    if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
  } else takeGenerationExpression(cursor, draft);
}

/** Behind AS. */
function takeGenerationExpression(cursor: Cursor, draft: Draft): void {
  if (is(cursor, '(')) cursor.at = bracketEnd(cursor);
  if (take(cursor, 'stored')) draft.generated = 'stored';
  else {
    take(cursor, 'virtual');
    draft.generated = 'virtual';
  }
}

/** REFERENCES table (columns) ON DELETE …; what else may follow. */
export function takeReference(cursor: Cursor): Reference | undefined {
  const first = cursor.at;
  if (!take(cursor, 'references')) return undefined;
  const table = takeObjectName(cursor);
  if (table === undefined) return undefined;
  const columns = takeColumnList(cursor);
  let onDelete: Reference['onDelete'];
  for (;;) {
    if (takeAll(cursor, 'on', 'delete')) onDelete = takeAction(cursor);
    else if (takeAll(cursor, 'on', 'update')) takeAction(cursor);
    else if (is(cursor, 'match')) cursor.at += 2;
    else break;
  }
  const at = placeOf(cursor, first, cursor.at);
  return { table, columns, ...(onDelete ? { onDelete } : undefined), at };
}

function takeAction(cursor: Cursor): Reference['onDelete'] {
  if (take(cursor, 'cascade')) return 'cascade';
  if (take(cursor, 'restrict')) return 'restrict';
  let action: Reference['onDelete'];
  if (takeAll(cursor, 'no', 'action')) action = 'no action';
  else if (takeAll(cursor, 'set', 'null')) action = 'set null';
  else if (takeAll(cursor, 'set', 'default')) action = 'set default';
  if (action !== undefined && is(cursor, '(')) cursor.at = bracketEnd(cursor);
  return action;
}
