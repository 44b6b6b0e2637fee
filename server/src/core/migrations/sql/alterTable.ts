import { readMysqlPart } from './alterTableMysql.ts';
import { takeColumn } from './columns.ts';
import { startsConstraint, takeConstraint } from './constraints.ts';
import {
  eachInBrackets,
  eachPart,
  emit,
  is,
  peek,
  take,
  takeAll,
  takeCascade,
  takeIfExists,
  takeIfNotExists,
  type Cursor,
} from './cursor.ts';
import { takeDataType } from './dataTypes.ts';
import { takeExpression } from './expressions.ts';
import type { AlterOther, ObjectName } from '../operation.ts';
import { takeName, takeObjectName } from './names.ts';

/** Behind ALTER TABLE: one operation for each part between commas. */
export function readAlterTable(cursor: Cursor, first: number): boolean {
  takeIfExists(cursor);
  take(cursor, 'only');
  // ALTER TABLE ALL IN TABLESPACE
  if (is(cursor, 'all') && peek(cursor, 1) === 'in') return false;
  const table = takeObjectName(cursor);
  if (table === undefined) return false;
  take(cursor, '*');
  const { end, context } = cursor;
  if (cursor.at >= end) return false;
  const before = context.out.length;
  eachPart(cursor, end, (part) => readPart(part, table));
  cursor.at = end;
  // ALGORITHM alone and the like.
  if (context.out.length === before) emit(cursor, first, { kind: 'alter-table-other', table, what: 'other' });
  return true;
}

function readPart(part: Cursor, table: ObjectName): void {
  const first = part.at;
  if (part.end <= first) return;
  const done =
    part.context.dialect === 'postgres'
      ? readCommonPart(part, table, first)
      : readMysqlPart(part, table, first) || restart(part, first, table);
  if (!done) {
    part.at = first;
    emit(part, first, { kind: 'unknown' });
  }
}

function restart(part: Cursor, first: number, table: ObjectName): boolean {
  part.at = first;
  return readCommonPart(part, table, first);
}

function readCommonPart(part: Cursor, table: ObjectName, first: number): boolean {
  switch (peek(part)) {
    case 'add':
      part.at++;
      return readAdd(part, table, first);
    case 'drop':
      part.at++;
      return readDrop(part, table, first);
    case 'alter':
      part.at++;
      return readAlter(part, table, first);
    case 'rename':
      part.at++;
      return readRename(part, table, first);
    case 'validate': {
      part.at++;
      take(part, 'constraint');
      const name = takeName(part);
      if (name === undefined) return false;
      emit(part, first, { kind: 'validate-constraint', table, name });
      return true;
    }
    case 'attach':
    case 'detach':
      return readPartition(part, table, first);
    case 'enable':
    case 'disable':
    case 'force':
    case 'no':
      return readSwitch(part, table, first);
    default:
      return readOther(part, table, first);
  }
}

/** Behind ADD. */
function readAdd(part: Cursor, table: ObjectName, first: number): boolean {
  if (startsConstraint(part)) {
    const constraint = takeConstraint(part);
    if (constraint) {
      emit(part, first, { kind: 'add-constraint', table, constraint });
      return true;
    }
    part.at = first + 1;
    if (is(part, 'constraint')) return false;
  }
  take(part, 'column');
  const ifNotExists = takeIfNotExists(part);
  if (is(part, '(')) {
    // MySQL: ADD (a int, b int).
    eachInBrackets(part, (element) => {
      const start = element.at;
      const read = takeColumn(element);
      if (read) emit(element, start, { kind: 'add-column', table, column: read.column });
    });
    return true;
  }
  const read = takeColumn(part);
  if (read === undefined) return false;
  emit(part, first, { kind: 'add-column', table, column: read.column, ...ifNotExists });
  return true;
}

/** Behind DROP. */
function readDrop(part: Cursor, table: ObjectName, first: number): boolean {
  const constraint = take(part, 'constraint');
  if (!constraint) take(part, 'column');
  const ifExists = takeIfExists(part);
  const name = takeName(part);
  if (name === undefined) return false;
  const cascade = takeCascade(part);
  if (constraint) emit(part, first, { kind: 'drop-constraint', table, name, ...ifExists, ...cascade });
  else emit(part, first, { kind: 'drop-column', table, column: name, ...ifExists, ...cascade });
  return true;
}

/** Behind ALTER. */
function readAlter(part: Cursor, table: ObjectName, first: number): boolean {
  if (take(part, 'constraint')) {
    emit(part, first, { kind: 'alter-table-other', table, what: 'other' });
    return true;
  }
  take(part, 'column');
  takeIfExists(part);
  const column = takeName(part);
  if (column === undefined) return false;
  if (take(part, 'type') || takeAll(part, 'set', 'data', 'type')) return readType(part, table, column, first);
  if (takeAll(part, 'set', 'not', 'null')) emit(part, first, { kind: 'set-not-null', table, column });
  else if (takeAll(part, 'drop', 'not', 'null')) emit(part, first, { kind: 'drop-not-null', table, column });
  else if (takeAll(part, 'drop', 'default')) emit(part, first, { kind: 'drop-default', table, column });
  else if (takeAll(part, 'drop', 'expression')) emit(part, first, { kind: 'drop-expression', table, column });
  else if (takeAll(part, 'set', 'default')) {
    const value = takeExpression(part);
    emit(part, first, { kind: 'set-default', table, column, ...(value ? { default: value } : undefined) });
  } else {
    const what = columnChange(part);
    if (what === undefined) return false;
    emit(part, first, { kind: 'alter-table-other', table, what });
  }
  return true;
}

/** Behind TYPE. */
function readType(part: Cursor, table: ObjectName, column: string, first: number): boolean {
  const type = takeDataType(part);
  if (type === undefined) return false;
  const collation = take(part, 'collate') ? takeObjectName(part) : undefined;
  const using = take(part, 'using') ? takeExpression(part) : undefined;
  emit(part, first, {
    kind: 'change-type',
    table,
    column,
    type,
    ...(using ? { using } : undefined),
    ...(collation === undefined ? undefined : { collation }),
  });
  return true;
}

/** Behind ALTER COLUMN name: what is of less interest. */
function columnChange(part: Cursor): AlterOther | undefined {
  const word = peek(part);
  const next = peek(part, 1);
  if (word === 'set') {
    if (next === 'statistics') return 'column-statistics';
    if (next === 'storage' || next === 'compression') return 'column-storage';
    if (next === 'generated' || next === 'start') return 'identity';
    return 'other';
  }
  if (
    word === 'restart' ||
    (word === 'add' && next === 'generated') ||
    (word === 'drop' && next === 'identity')
  )
    return 'identity';
  return word === 'reset' ? 'column-statistics' : undefined;
}

/** Behind RENAME. */
function readRename(part: Cursor, table: ObjectName, first: number): boolean {
  if (take(part, 'constraint')) {
    const name = takeName(part);
    take(part, 'to');
    const to = takeName(part);
    if (name === undefined || to === undefined) return false;
    emit(part, first, { kind: 'rename-constraint', table, name, to });
    return true;
  }
  if ((is(part, 'to') || is(part, 'as')) && peek(part, 1) !== 'to') {
    part.at++;
    const to = takeObjectName(part);
    if (to === undefined) return false;
    emit(part, first, { kind: 'rename-table', table, to: inSchemaOf(table, to) });
    return true;
  }
  if (is(part, 'column') && peek(part, 1) !== 'to') part.at++;
  const column = takeName(part);
  const to = take(part, 'to') ? takeName(part) : undefined;
  if (column === undefined || to === undefined) return false;
  emit(part, first, { kind: 'rename-column', table, column, to });
  return true;
}

/** A new name stays in the schema. */
export function inSchemaOf(table: ObjectName, to: ObjectName): ObjectName {
  const dot = table.indexOf('.');
  return dot === -1 || to.includes('.') ? to : `${table.slice(0, dot)}.${to}`;
}

function readPartition(part: Cursor, table: ObjectName, first: number): boolean {
  const attach = peek(part) === 'attach';
  part.at++;
  if (!take(part, 'partition')) return false;
  const partition = takeObjectName(part);
  if (partition === undefined) return false;
  if (attach) emit(part, first, { kind: 'attach-partition', table, partition });
  else {
    const concurrently = take(part, 'concurrently');
    const finalize = take(part, 'finalize');
    emit(part, first, {
      kind: 'detach-partition',
      table,
      partition,
      ...(concurrently ? { concurrently } : undefined),
      ...(finalize ? { finalize } : undefined),
    });
  }
  return true;
}

/** ENABLE and DISABLE; FORCE and NO FORCE ROW LEVEL SECURITY; NO INHERIT. */
function readSwitch(part: Cursor, table: ObjectName, first: number): boolean {
  if (takeAll(part, 'no', 'inherit')) {
    emit(part, first, { kind: 'alter-table-other', table, what: 'no-inherit' });
    return true;
  }
  const no = take(part, 'no');
  const enabled = is(part, 'enable');
  const force = is(part, 'force');
  part.at++;
  if (is(part, 'row')) {
    emit(part, first, {
      kind: 'row-level-security',
      table,
      set: force ? (no ? 'no-force' : 'force') : enabled ? 'enable' : 'disable',
    });
    return true;
  }
  if (!take(part, 'replica')) take(part, 'always');
  if (take(part, 'trigger')) {
    const name = takeName(part);
    if (name === undefined) return false;
    emit(part, first, { kind: 'toggle-trigger', table, name, enabled });
    return true;
  }
  emit(part, first, { kind: 'alter-table-other', table, what: is(part, 'rule') ? 'rule' : 'other' });
  return true;
}

function readOther(part: Cursor, table: ObjectName, first: number): boolean {
  if (takeAll(part, 'set', 'schema')) {
    const schema = takeName(part);
    if (schema === undefined) return false;
    emit(part, first, { kind: 'set-schema', table, schema });
    return true;
  }
  const what = otherOf(part);
  if (what === undefined) return false;
  emit(part, first, { kind: 'alter-table-other', table, what });
  return true;
}

function otherOf(part: Cursor): AlterOther | undefined {
  const next = peek(part, 1);
  switch (peek(part)) {
    case 'set':
      if (next === 'logged') return 'set-logged';
      if (next === 'unlogged') return 'set-unlogged';
      if (next === 'tablespace') return 'set-tablespace';
      if (next === 'access') return 'set-access-method';
      return next === '(' ? 'storage-parameters' : 'other';
    case 'reset':
      return 'storage-parameters';
    case 'replica':
      return 'replica-identity';
    case 'owner':
      return 'owner';
    case 'inherit':
      return 'inherit';
    case 'cluster':
      return 'cluster-on';
    case 'of':
    case 'not':
      return 'other';
    default:
      return undefined;
  }
}
