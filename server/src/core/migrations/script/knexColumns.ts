/** Columns as Knex' table builder writes them. They may be null unless they say `notNullable()`. */
import { endOf, startOf } from '../../parsers/script/walk.ts';
import type { Span } from '../../span.ts';
import type { ColumnDefinition, DataType, Reference } from '../operation.ts';
import { shortText } from '../reading/shortText.ts';
import { typeNamed } from '../sql/dataTypes.ts';
import { flag, nameValue, onDeleteOf, optional, plainName, spanOfValue, type Bare } from './building.ts';
import { argumentsOfLink, type Chain, type Link } from './chains.ts';
import { lineOf, placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { valueExpression } from './expressions.ts';
import { textsOf, textValue } from './texts.ts';
import { entriesOf, flagValue, numberValue, type Value } from './values.ts';

export function columnsOf(
  chain: Chain,
  call: Link,
  given: readonly Value[],
  at: Span,
): ColumnDefinition[] | undefined {
  const [first, second] = given;
  if (call.name === 'timestamps') return timestamps(chain, given, at);
  const type = columnType(call.name, given, at);
  if (type === null) return undefined;
  const isSerial = type?.serial === true;
  const options = entriesOf(isSerial ? (second ?? first) : second)?.values;
  const isNamed = first !== undefined && !entriesOf(first);
  const named = isNamed ? first : undefined;
  const column: ColumnDefinition = {
    name: named ? (textValue(named) ?? '?') : 'id',
    at: named ? spanOfValue(named) : at,
    ...optional('type', type),
    ...(isSerial ? { notNull: true } : {}),
    ...flag(
      'primaryKey',
      (isSerial && flagValue(options?.get('primaryKey')) !== false) || flagValue(options?.get('primaryKey')),
    ),
    ...enumCheck(call, given, at),
    ...modifiers(chain, at),
  };
  return [column];
}

function modifiers(chain: Chain, at: Span): Partial<ColumnDefinition> {
  const column: Partial<ColumnDefinition> = {};
  for (const link of chain.links.slice(2))
    if (link.open >= 0) Object.assign(column, modifier(chain, link, at));
  return column;
}

function modifier(chain: Chain, link: Link, at: Span): Partial<ColumnDefinition> {
  const [first] = argumentsOfLink(chain, link);
  switch (link.name) {
    case 'notNullable':
    case 'notNull':
      return { notNull: true };
    case 'nullable':
      return flagValue(first) === false ? { notNull: true } : { nullable: true };
    case 'defaultTo':
    case 'default':
      return first ? { default: valueExpression(first) } : {};
    case 'primary':
      return { primaryKey: true };
    case 'unique':
      return { unique: true };
    case 'index':
      return { index: {} };
    case 'collate':
      return optional('collation', textValue(first));
    case 'references':
      return optional('references', referenceOf(chain, at));
    default:
      return CHECKS.has(link.name) ? { check: { at, text: `${link.name}()`, volatility: 'constant' } } : {};
  }
}

const CHECKS = new Set(
  'checkPositive checkNegative checkIn checkNotIn checkBetween checkLength checkRegex'.split(' '),
);

/** Undefined for a type that is worked out at run time, null for a call that makes no column. */
function columnType(call: string, given: readonly Value[], at: Span): DataType | undefined | null {
  const [, second, third] = given;
  if (call === 'specificType') {
    const text = textValue(second);
    return text === undefined ? undefined : sqlType(text, at);
  }
  const name = TYPES[call];
  if (name === undefined) return null;
  if (call === 'string' || call === 'varchar')
    return typeNamed(name, at, { args: [numberValue(second) ?? 255] });
  if (call === 'decimal')
    return typeNamed(name, at, { args: [numberValue(second) ?? 8, numberValue(third) ?? 2] });
  if (call === 'text') return typeNamed(textValue(second)?.toLowerCase() ?? name, at);
  if (call === 'timestamp' || call === 'datetime' || call === 'dateTime') {
    const isLocal = flagValue(second) === true || flagValue(entriesOf(second)?.values.get('useTz')) === false;
    return typeNamed(isLocal ? 'timestamp' : name, at);
  }
  return typeNamed(name, at, { args: numbers(second) });
}

function numbers(value: Value | undefined): number[] {
  const number = numberValue(value);
  return number === undefined ? [] : [number];
}

// https://knexjs.org/guide/schema-builder.html, as PostgreSQL gets them.
const TYPES: Readonly<Record<string, string>> = {
  increments: 'serial',
  bigIncrements: 'bigserial',
  bigincrements: 'bigserial',
  integer: 'integer',
  int: 'integer',
  tinyint: 'smallint',
  smallint: 'smallint',
  mediumint: 'integer',
  bigInteger: 'bigint',
  bigint: 'bigint',
  text: 'text',
  string: 'varchar',
  varchar: 'varchar',
  float: 'real',
  double: 'double precision',
  decimal: 'numeric',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  dateTime: 'timestamptz',
  timestamp: 'timestamptz',
  time: 'time',
  geometry: 'geometry',
  geography: 'geography',
  point: 'point',
  binary: 'bytea',
  enum: 'text',
  enu: 'text',
  json: 'json',
  jsonb: 'jsonb',
  uuid: 'uuid',
};

/** Not native: text with a check. Native: a type of its own. */
function enumCheck(call: Link, given: readonly Value[], at: Span): Partial<ColumnDefinition> {
  if (call.name !== 'enum' && call.name !== 'enu') return {};
  const options = entriesOf(given[2])?.values;
  if (flagValue(options?.get('useNative')) === true) {
    const type = textValue(options?.get('enumName'));
    return type === undefined ? {} : { type: { name: plainName(type), at } };
  }
  const values = given[1];
  const { script, document } = values?.scope.code ?? {};
  if (!values || !script || !document) return {};
  const [start, end] = [startOf(script, values.first), endOf(script, values.last)];
  return {
    check: {
      at: lineOf(document, start, end),
      text: shortText(document.text.slice(start, end)),
      volatility: 'constant',
    },
  };
}

export function nativeEnum(call: Link, given: readonly Value[], at: Span): Bare[] {
  if (call.name !== 'enum' && call.name !== 'enu') return [];
  const options = entriesOf(given[2])?.values;
  const isNative =
    flagValue(options?.get('useNative')) === true && flagValue(options?.get('existingType')) !== true;
  return isNative
    ? [{ kind: 'create-enum', name: nameValue(options?.get('enumName')), values: textsOf(given[1]), at }]
    : [];
}

/** `table.timestamps(useTimestamps, defaultToNow)`, `table.timestamps({ defaultToNow: true, useCamelCase: true })` */
function timestamps(chain: Chain, [first, second, third]: readonly Value[], at: Span): ColumnDefinition[] {
  const options = entriesOf(first)?.values;
  const isCamel = flagValue(options?.get('useCamelCase') ?? third) === true;
  const hasDefault = flagValue(options ? options.get('defaultToNow') : second) === true;
  const type = typeNamed('timestamptz', at);
  return Array.from(timestampNames(isCamel), (name) => ({
    name,
    at: placeOf(chain.scope.code, chain.first, chain.last),
    type,
    ...(hasDefault
      ? { notNull: true as const, default: { at, text: 'now()', volatility: 'constant' as const } }
      : {}),
  }));
}

export function timestampNames(isCamel: boolean): string[] {
  return isCamel ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'];
}

/** `alter()` sets type, default and whether it may be null anew; its options leave one of them out. */
export function alteration(
  table: string,
  column: ColumnDefinition,
  options: Value | undefined,
  at: Span,
): Bare[] {
  const entries = entriesOf(options)?.values;
  const leavesNullable = flagValue(entries?.get('alterNullable')) === false;
  const leavesType = flagValue(entries?.get('alterType')) === false;
  if (!leavesNullable && !leavesType)
    return [{ kind: 'change-column', table, column: column.name, definition: column, at }];
  const operations: Bare[] = [];
  const base = { table, column: column.name, at };
  if (!leavesType) operations.push({ kind: 'change-type', ...base, ...optional('type', column.type) });
  if (column.default) operations.push({ kind: 'set-default', ...base, default: column.default });
  else operations.push({ kind: 'drop-default', ...base });
  if (!leavesNullable) operations.push({ kind: column.notNull ? 'set-not-null' : 'drop-not-null', ...base });
  return operations;
}

/** `.references('id').inTable('users')`, `.references('users.id')` */
export function referenceOf(chain: Chain, at: Span): Reference | undefined {
  const called = (name: string): Value[] => {
    const link = chain.links.find((each) => each.name === name && each.open >= 0);
    return link ? argumentsOfLink(chain, link) : [];
  };
  const [columns] = called('references');
  if (!columns) return undefined;
  const [inTable] = called('inTable');
  const names = textsOf(columns);
  const [first = '?'] = names;
  const dot = first.lastIndexOf('.');
  const table = inTable ? nameValue(inTable) : dot < 0 ? '?' : plainName(first.slice(0, dot));
  const [deletes] = called('onDelete');
  return {
    table,
    columns: inTable || dot < 0 ? names : [first.slice(dot + 1)],
    ...onDeleteOf(deletes),
    at,
  };
}
