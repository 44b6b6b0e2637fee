import type { AlterOther, Constraint, ObjectName } from '../operation.ts';
import { takeColumn } from './columns.ts';
import { takeMysqlIndex } from './constraints.ts';
import { emit, is, peek, take, takeIfExists, type Cursor } from './cursor.ts';
import { takeName, takeObjectName } from './names.ts';

/** The parts of ALTER TABLE that only MySQL and MariaDB have; false where it is none of them. The cursor may be anywhere then. */
export function readMysqlPart(part: Cursor, table: ObjectName, first: number): boolean {
  switch (peek(part)) {
    case 'add':
      part.at++;
      return readAddIndex(part, table, first);
    case 'drop':
      part.at++;
      return readDropKey(part, table, first);
    case 'modify':
      part.at++;
      if (is(part, 'column')) part.at++;
      takeIfExists(part);
      return readChange(part, table, first, undefined);
    case 'change':
      return readChangeName(part, table, first);
    case 'rename':
      return readRenameIndex(part, table, first);
    case 'algorithm':
    case 'lock':
      // They count for all parts: `asksOf`.
      return part.end - part.at <= 3;
    default:
      return readOption(part, table, first);
  }
}

/** Behind ADD: KEY, INDEX, FULLTEXT, SPATIAL, UNIQUE KEY name. */
function readAddIndex(part: Cursor, table: ObjectName, first: number): boolean {
  if (is(part, 'unique') && peek(part, 1) === '(') return false;
  const index = takeMysqlIndex(part);
  if (index === undefined) return false;
  emit(part, first, { kind: 'create-index', table, index });
  return true;
}

const DROPPED: Readonly<Partial<Record<string, Constraint['type']>>> = {
  foreign: 'foreign-key',
  check: 'check',
  primary: 'primary-key',
};

/** Behind DROP. */
function readDropKey(part: Cursor, table: ObjectName, first: number): boolean {
  const word = peek(part);
  if (word === 'index' || word === 'key') {
    part.at++;
    const ifExists = takeIfExists(part);
    const name = takeName(part);
    if (name === undefined) return false;
    emit(part, first, { kind: 'drop-index', name, table, ...ifExists });
    return true;
  }
  const type = DROPPED[word];
  if (type === undefined) return false;
  part.at++;
  if (type !== 'check' && !take(part, 'key')) return false;
  const ifExists = takeIfExists(part);
  const name = type === 'primary-key' ? undefined : takeName(part);
  if (name === undefined && type !== 'primary-key') return false;
  emit(part, first, {
    kind: 'drop-constraint',
    table,
    ...(name === undefined ? undefined : { name }),
    type,
    ...ifExists,
  });
  return true;
}

/** Behind MODIFY, or behind the old name of CHANGE. */
function readChange(part: Cursor, table: ObjectName, first: number, old: string | undefined): boolean {
  const read = takeColumn(part);
  if (read === undefined) return false;
  const { column } = read;
  if (old !== undefined && old !== column.name) {
    emit(part, first, { kind: 'rename-column', table, column: old, to: column.name });
  }
  emit(part, first, { kind: 'change-column', table, column: column.name, definition: column });
  return true;
}

function readChangeName(part: Cursor, table: ObjectName, first: number): boolean {
  part.at++;
  if (is(part, 'column')) part.at++;
  takeIfExists(part);
  const old = takeName(part);
  return old !== undefined && readChange(part, table, first, old);
}

function readRenameIndex(part: Cursor, table: ObjectName, first: number): boolean {
  part.at++;
  if (!take(part, 'index') && !take(part, 'key')) {
    // RENAME new_name, without TO.
    if (part.end - part.at !== 1) return false;
    const to = takeObjectName(part);
    if (to === undefined) return false;
    emit(part, first, { kind: 'rename-table', table, to });
    return true;
  }
  const name = takeName(part);
  const to = take(part, 'to') ? takeName(part) : undefined;
  if (name === undefined || to === undefined) return false;
  emit(part, first, { kind: 'rename-index', name, to });
  return true;
}

const OPTIONS: Readonly<Partial<Record<string, AlterOther>>> = {
  engine: 'engine',
  convert: 'convert-charset',
  auto_increment: 'auto-increment',
  charset: 'other',
  character: 'other',
  default: 'other',
  collate: 'other',
  comment: 'other',
  row_format: 'other',
  order: 'other',
  force: 'other',
  partition: 'other',
  truncate: 'other',
  analyze: 'other',
  optimize: 'other',
};

/** ENGINE = …, CONVERT TO CHARACTER SET …; several may stand without commas. */
function readOption(part: Cursor, table: ObjectName, first: number): boolean {
  const what = OPTIONS[peek(part)];
  if (what === undefined) return false;
  emit(part, first, { kind: 'alter-table-other', table, what });
  return true;
}
