import {
  type Cursor,
  eachInBrackets,
  emit,
  is,
  peek,
  placeOf,
  skip,
  take,
  takeAll,
  takeIfExists,
} from './cursor.ts';
import { inSchemaOf } from './alterTable.ts';
import { takeConstraint } from './constraints.ts';
import { takeDataType } from './dataTypes.ts';
import { takeObjectName, takeString } from './names.ts';

/** Behind CREATE TYPE. */
export function readCreateType(cursor: Cursor, first: number): boolean {
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  if (!takeAll(cursor, 'as', 'enum')) {
    emit(cursor, first, { kind: 'other', verb: 'create type' });
    return true;
  }
  const values: string[] = [];
  eachInBrackets(cursor, (part) => {
    const value = takeString(part);
    if (value !== undefined) values.push(value);
  });
  emit(cursor, first, { kind: 'create-enum', name, values });
  return true;
}

/** Behind ALTER TYPE. */
export function readAlterType(cursor: Cursor, first: number): boolean {
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  if (takeAll(cursor, 'add', 'value')) {
    const exists = takeAll(cursor, 'if', 'not', 'exists');
    const value = takeString(cursor);
    if (value === undefined) return false;
    const position = take(cursor, 'before') ? 'before' : take(cursor, 'after') ? 'after' : undefined;
    emit(cursor, first, {
      kind: 'add-enum-value',
      name,
      value,
      ...(exists ? { ifNotExists: true } : undefined),
      ...(position ? { position } : undefined),
    });
    return true;
  }
  if (takeAll(cursor, 'rename', 'value')) {
    const value = takeString(cursor);
    const to = take(cursor, 'to') ? takeString(cursor) : undefined;
    if (value === undefined || to === undefined) return false;
    emit(cursor, first, { kind: 'rename-enum-value', name, value, to });
    return true;
  }
  if (takeAll(cursor, 'rename', 'to')) {
    const to = takeObjectName(cursor);
    if (to === undefined) return false;
    emit(cursor, first, { kind: 'rename-type', name, to: inSchemaOf(name, to) });
    return true;
  }
  emit(cursor, first, { kind: 'other', verb: 'alter type' });
  return true;
}

/** Behind CREATE DOMAIN. */
export function readCreateDomain(cursor: Cursor, first: number): boolean {
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  take(cursor, 'as');
  takeDataType(cursor);
  let constrained = false;
  for (; cursor.at < cursor.end; skip(cursor))
    constrained ||= is(cursor, 'check') || (is(cursor, 'not') && peek(cursor, 1) === 'null');
  emit(cursor, first, { kind: 'create-domain', name, ...(constrained ? { constrained: true } : undefined) });
  return true;
}

/** Behind ALTER DOMAIN. */
export function readAlterDomain(cursor: Cursor, first: number): boolean {
  const name = takeObjectName(cursor);
  if (name === undefined) return false;
  const adds = take(cursor, 'add') && (is(cursor, 'constraint') || is(cursor, 'check') || is(cursor, 'not'));
  const constraint = adds
    ? takeConstraint(cursor)
    : takeAll(cursor, 'set', 'not', 'null')
      ? { type: 'not-null' as const, columns: [], at: placeOf(cursor, first, cursor.at) }
      : undefined;
  emit(cursor, first, { kind: 'alter-domain', name, ...(constraint ? { constraint } : undefined) });
  return true;
}

/** Behind CREATE SCHEMA, SEQUENCE …: IF NOT EXISTS and the name; SCHEMA AUTHORIZATION role is named after the role. */
export function takeCreatedName(cursor: Cursor): string | undefined {
  takeAll(cursor, 'if', 'not', 'exists');
  take(cursor, 'authorization');
  return takeObjectName(cursor);
}

/** Behind DROP SCHEMA and the like. */
export function takeDropped(cursor: Cursor): {
  readonly names: readonly string[];
  readonly ifExists: boolean;
} {
  const ifExists = takeIfExists(cursor).ifExists === true;
  const names: string[] = [];
  do {
    const name = takeObjectName(cursor);
    if (name === undefined) break;
    names.push(name);
  } while (take(cursor, ','));
  return { names, ifExists };
}
