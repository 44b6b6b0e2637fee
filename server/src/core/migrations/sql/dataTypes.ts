import type { Span } from '../../span.ts';
import type { DataType } from '../operation.ts';
import { eachInBrackets, is, kindAt, placeOf, take, takeAll, type Cursor } from './cursor.ts';
import { takeName, takeNumber, takeString } from './names.ts';
import { QUOTED } from './tokens.ts';

/** What PostgreSQL calls them itself; https://www.postgresql.org/docs/current/datatype.html, table 8.1. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['int', 'integer'],
  ['int4', 'integer'],
  ['int2', 'smallint'],
  ['int8', 'bigint'],
  ['float4', 'real'],
  ['float8', 'double precision'],
  ['float', 'double precision'],
  ['double', 'double precision'],
  ['decimal', 'numeric'],
  ['dec', 'numeric'],
  ['fixed', 'numeric'],
  ['bool', 'boolean'],
  ['varchar', 'character varying'],
  ['char', 'character'],
  ['nchar', 'character'],
  ['bpchar', 'character'],
]);

const SERIAL: ReadonlyMap<string, string> = new Map([
  ['serial', 'integer'],
  ['serial4', 'integer'],
  ['bigserial', 'bigint'],
  ['serial8', 'bigint'],
  ['smallserial', 'smallint'],
  ['serial2', 'smallint'],
]);

/** A type in any dialect's words; undefined, and no step, where none stands. */
export function takeDataType(cursor: Cursor): DataType | undefined {
  const first = cursor.at;
  take(cursor, 'setof');
  let written = takeTypeName(cursor);
  if (written === undefined) {
    cursor.at = first;
    return undefined;
  }
  while (is(cursor, '.')) {
    cursor.at++;
    const next = takeTypeName(cursor);
    if (next === undefined) break;
    written = written === 'pg_catalog' || written === 'public' ? next : `${written}.${next}`;
  }
  const name = withMoreWords(cursor, written);
  const { args, values } = takeArguments(cursor);
  const base = name === 'time' || name === 'timestamp' ? withZone(cursor, name) : name;
  if (name === 'interval') skipIntervalFields(cursor);
  const array = takeArray(cursor);
  const hasSerials = cursor.context.dialect !== 'sqlite';
  const isList = base === 'enum' || base === 'set';
  return typeNamed(base, placeOf(cursor, first, cursor.at), {
    args,
    array,
    hasSerials,
    ...(isList ? { values } : undefined),
  });
}

export interface TypeParts {
  readonly args?: readonly number[];
  /** None: they are not known. */
  readonly values?: readonly string[];
  readonly array?: boolean;
  readonly hasSerials?: boolean;
}

/** A type by any of its names, in lower case and of one word, as code gives it. */
export function typeNamed(
  name: string,
  at: Span,
  { args = [], values = [], array = false, hasSerials = true }: TypeParts = {},
): DataType {
  const serial = hasSerials ? SERIAL.get(name) : undefined;
  return {
    name: serial ?? SAME.get(name) ?? name,
    ...(args.length > 0 ? { args } : undefined),
    ...(values.length > 0 ? { values } : undefined),
    ...(array ? { array: true } : undefined),
    ...(serial === undefined ? undefined : { serial: true }),
    at,
  };
}

/** In lower case where it isn't quoted, in every dialect. */
function takeTypeName(cursor: Cursor): string | undefined {
  const quoted = kindAt(cursor, cursor.at) === QUOTED;
  const name = takeName(cursor);
  return quoted ? name : name?.toLowerCase();
}

function withMoreWords(cursor: Cursor, name: string): string {
  switch (name) {
    case 'double':
      take(cursor, 'precision');
      return 'double precision';
    case 'character':
    case 'char':
    case 'nchar':
      return take(cursor, 'varying') ? 'character varying' : 'character';
    case 'national':
      if (!take(cursor, 'character') && !take(cursor, 'char') && take(cursor, 'varchar'))
        return 'character varying';
      return take(cursor, 'varying') ? 'character varying' : 'character';
    case 'bit':
      return take(cursor, 'varying') ? 'varbit' : 'bit';
    case 'varbit':
      return 'varbit';
    case 'long':
      return take(cursor, 'varchar') ? 'mediumtext' : name;
    default:
      return SAME.get(name) ?? name;
  }
}

/** Numbers, and the values of MySQL's ENUM and SET. */
function takeArguments(cursor: Cursor): { readonly args: number[]; readonly values: string[] } {
  const args: number[] = [];
  const values: string[] = [];
  eachInBrackets(cursor, (part) => {
    const value = takeNumber(part);
    if (value !== undefined && Number.isFinite(value)) args.push(value);
    const text = value === undefined ? takeString(part) : undefined;
    if (text !== undefined) values.push(text);
  });
  return { args, values };
}

function withZone(cursor: Cursor, name: string): string {
  if (takeAll(cursor, 'with', 'time', 'zone')) return `${name}tz`;
  takeAll(cursor, 'without', 'time', 'zone');
  return name;
}

function skipIntervalFields(cursor: Cursor): void {
  const isField = (): boolean =>
    is(cursor, 'year') ||
    is(cursor, 'month') ||
    is(cursor, 'day') ||
    is(cursor, 'hour') ||
    is(cursor, 'minute') ||
    is(cursor, 'second');
  if (!isField()) return;
  cursor.at++;
  if (take(cursor, 'to') && isField()) cursor.at++;
  takeArguments(cursor);
}

function takeArray(cursor: Cursor): boolean {
  let array = take(cursor, 'array');
  while (is(cursor, '[')) {
    array = true;
    cursor.at++;
    takeNumber(cursor);
    take(cursor, ']');
  }
  return array;
}
