import type { ColumnDefinition, Constraint, IndexDefinition, ObjectName } from '../operation.ts';
import { takeColumn } from './columns.ts';
import { startsConstraint, takeConstraint, takeMysqlIndex } from './constraints.ts';
import {
  eachInBrackets,
  emit,
  is,
  peek,
  skip,
  take,
  takeAll,
  takeIfNotExists,
  type Cursor,
} from './cursor.ts';
import { takeColumnList, takeObjectName, takeObjectNames } from './names.ts';

interface Body {
  readonly columns: ColumnDefinition[];
  readonly constraints: Constraint[];
  readonly indexes: IndexDefinition[];
  like?: ObjectName;
}

/** Behind CREATE [TEMPORARY | UNLOGGED] TABLE. */
export function readCreateTable(
  cursor: Cursor,
  first: number,
  kind: 'temporary' | 'unlogged' | undefined,
): boolean {
  const ifNotExists = takeIfNotExists(cursor);
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  const body: Body = { columns: [], constraints: [], indexes: [] };
  const partitionOf = takeAll(cursor, 'partition', 'of') ? takeObjectName(cursor) : undefined;
  if (take(cursor, 'of')) takeObjectName(cursor);
  if (take(cursor, 'like')) body.like = takeObjectName(cursor) ?? '';
  let columnNames: readonly string[] = [];
  if (is(cursor, '(')) {
    if (partitionOf === undefined && isNameList(cursor)) columnNames = takeColumnList(cursor);
    else eachInBrackets(cursor, (part) => readElement(part, body, partitionOf !== undefined));
  }
  const tail = readTail(cursor);
  const at =
    columnNames.length > 0 ? columnNames.map((name) => bareColumn(cursor, name, first)) : body.columns;
  emit(cursor, first, {
    kind: 'create-table',
    table,
    ...ifNotExists,
    ...(kind === undefined ? undefined : { [kind]: true }),
    columns: at,
    constraints: body.constraints,
    ...(body.indexes.length > 0 ? { indexes: body.indexes } : undefined),
    ...(partitionOf === undefined ? undefined : { partitionOf }),
    ...(body.like === undefined ? undefined : { like: body.like }),
    ...tail,
  });
  return true;
}

/** CREATE TABLE t (a, b) AS SELECT …: names alone. */
function isNameList(cursor: Cursor): boolean {
  if (cursor.context.dialect === 'sqlite') return false;
  const { words } = cursor;
  for (let index = cursor.at + 1; index < cursor.end; index += 2) {
    if (words[index] === '(') return false;
    if (words[index + 1] === ')') return words[index + 2] === 'as';
    if (words[index + 1] !== ',') return false;
  }
  return false;
}

function bareColumn(cursor: Cursor, name: string, first: number): ColumnDefinition {
  const { starts, ends, shift } = cursor.tokens;
  return { name, at: cursor.context.placeOf((starts[first] ?? 0) + shift, (ends[first] ?? 0) + shift) };
}

function readElement(part: Cursor, body: Body, partition: boolean): void {
  if (startsConstraint(part) && !isColumnNamed(part)) {
    const constraint = takeConstraint(part);
    if (constraint) body.constraints.push(constraint);
    return;
  }
  if (is(part, 'like') && peek(part, 1) !== '(') {
    part.at++;
    const like = takeObjectName(part);
    if (like !== undefined) body.like = like;
    return;
  }
  const index = mayBeIndex(part) ? takeMysqlIndex(part) : undefined;
  if (index) {
    body.indexes.push(index);
    return;
  }
  if (partition) skipPartitionWords(part);
  const read = takeColumn(part);
  if (read === undefined) return;
  const { column, named } = read;
  body.columns.push(named.length === 0 ? column : withoutNamed(column, named));
  for (const constraint of named) body.constraints.push(constraint);
}

function isColumnNamed(part: Cursor): boolean {
  return part.end - part.at < 2;
}

function mayBeIndex(part: Cursor): boolean {
  const word = peek(part);
  return (
    part.context.dialect !== 'postgres' &&
    (word === 'key' || word === 'index' || word === 'fulltext' || word === 'spatial')
  );
}

/** CREATE TABLE p PARTITION OF t (a WITH OPTIONS NOT NULL). */
function skipPartitionWords(part: Cursor): void {
  if (peek(part, 1) !== 'with') return;
  part.end = Math.min(part.end, part.at + 1);
}

/** A constraint with a name is the table's, so that it is found by it. */
function withoutNamed(column: ColumnDefinition, named: readonly Constraint[]): ColumnDefinition {
  const types = new Set(named.map(({ type }) => type));
  const { unique, check, references, ...rest } = column;
  return {
    ...rest,
    ...(unique && !types.has('unique') ? { unique } : undefined),
    ...(check && !types.has('check') ? { check } : undefined),
    ...(references && !types.has('foreign-key') ? { references } : undefined),
  };
}

interface Tail {
  partitioned?: true;
  inherits?: readonly ObjectName[];
  asSelect?: true;
}

function readTail(cursor: Cursor): Tail {
  const tail: Tail = {};
  while (cursor.at < cursor.end) {
    if (takeAll(cursor, 'partition', 'by')) tail.partitioned = true;
    else if (take(cursor, 'inherits') && is(cursor, '(')) {
      cursor.at++;
      tail.inherits = takeObjectNames(cursor);
      take(cursor, ')');
    } else if (is(cursor, 'as') || is(cursor, 'select')) {
      tail.asSelect = true;
      cursor.at = cursor.end;
    } else skip(cursor);
  }
  return tail;
}
