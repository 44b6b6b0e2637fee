/** What TypeORM's `new Table({…})`, `new TableColumn({…})` and their kin hold. */
import type { ColumnDefinition, Constraint, IndexDefinition } from '../operation.ts';
import { flag, nameValue, onDeleteOf, optional, plainName, spanOfValue, type Bare } from './building.ts';
import { argumentsOfLink, chainOf } from './chains.ts';
import { placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { sqlExpression } from './expressions.ts';
import { textsOf, textValue } from './texts.ts';
import {
  elementsOf,
  entriesOf,
  flagValue,
  numberValue,
  resolved,
  type Entries,
  type Value,
} from './values.ts';
import { codeAt } from '../../parsers/script/walk.ts';
import { NUMBER } from '../../parsers/script/codes.ts';

/** The object in `new TableColumn({…})`, or the object itself. */
export function partsIn(value: Value | undefined): Entries | undefined {
  const at = resolved(value);
  const direct = entriesOf(at);
  if (direct || !at) return direct;
  const chain = chainOf(at);
  const link = chain?.links.at(-1);
  return chain && link && link.open >= 0 ? entriesOf(argumentsOfLink(chain, link)[0]) : undefined;
}

/** A name, or what has one: `'users'`, `new Table({ name: 'users' })`. */
export function targetName(value: Value | undefined): string {
  const text = textValue(value);
  if (text !== undefined) return plainName(text);
  const entries = partsIn(value);
  return entries ? nameValue(entries.values.get('name')) : '?';
}

export function nameOfTarget(value: Value): { readonly name?: string } {
  const name = targetName(value);
  return name === '?' ? {} : { name };
}

export function columnsOfTarget(value: Value): { readonly columns?: readonly string[] } {
  const columns = partsIn(value)?.values.get('columnNames');
  return columns ? { columns: textsOf(columns) } : {};
}

export function listOf(value: Value | undefined): Value[] {
  if (!value) return [];
  return elementsOf(value) ?? [value];
}

export function createTable(value: Value | undefined, ifNotExists: boolean): Bare {
  const entries = partsIn(value);
  const get = (name: string): Value[] => listOf(entries?.values.get(name));
  const lists: readonly (readonly [string, Constraint['type']])[] = [
    ['foreignKeys', 'foreign-key'],
    ['uniques', 'unique'],
    ['checks', 'check'],
    ['exclusions', 'exclude'],
  ];
  const indexes = get('indices').map((index) => indexOf(partsIn(index)));
  const isWhole = entries && !entries.open && elementsOf(entries.values.get('columns')) !== undefined;
  return {
    kind: 'create-table',
    table: entries ? nameValue(entries.values.get('name')) : '?',
    columns: isWhole ? get('columns').map(columnOf) : [],
    constraints: lists.flatMap(([name, type]) =>
      get(name).map((constraint) => constraintOf(type, constraint)),
    ),
    ...(indexes.length > 0 ? { indexes } : {}),
    ...flag('ifNotExists', ifNotExists),
    ...flag('open', !isWhole),
  };
}

/** Not null unless it says `isNullable`. */
export function columnOf(value: Value): ColumnDefinition {
  const entries = partsIn(value);
  const get = (name: string): Value | undefined => entries?.values.get(name);
  const at = placeOf(value.scope.code, value.first, value.last);
  const name = get('name');
  const isNullable = flagValue(get('isNullable')) === true;
  const isGenerated = flagValue(get('isGenerated')) === true;
  const strategy = textValue(get('generationStrategy'));
  const isPrimary = flagValue(get('isPrimary')) === true;
  const asExpression = get('asExpression');
  const given = get('default');
  return {
    name: textValue(name) ?? '?',
    at: name ? spanOfValue(name) : at,
    ...optional('type', typeOf(entries, isGenerated && strategy !== 'uuid' && strategy !== 'rowid', at)),
    ...(isNullable ? { nullable: true } : entries && !entries.open ? { notNull: true } : {}),
    ...flag('primaryKey', isPrimary),
    ...flag('unique', flagValue(get('isUnique'))),
    ...(given
      ? { default: defaultOf(given) }
      : isGenerated && strategy === 'uuid'
        ? { default: { at, text: 'uuid_generate_v4()', volatility: 'volatile' } }
        : {}),
    ...(asExpression
      ? { generated: textValue(get('generatedType'))?.toLowerCase() === 'stored' ? 'stored' : 'virtual' }
      : {}),
    ...optional('collation', textValue(get('collation'))),
  };
}

/** The text is SQL: `default: "'active'"`, `default: 'now()'`, `default: 0`. */
function defaultOf(value: Value): ReturnType<typeof sqlExpression> {
  const at = resolved(value) ?? value;
  const isPlain = flagValue(at) !== undefined || codeAt(at.scope.code.script, at.first) === NUMBER;
  if (!isPlain) return sqlExpression(value);
  const { script } = at.scope.code;
  return {
    at: placeOf(value.scope.code, value.first, value.last),
    text: script.text.slice(script.starts[at.first], script.ends[at.last]),
    volatility: 'constant',
  };
}

function typeOf(
  entries: Entries | undefined,
  isSerial: boolean,
  at: ColumnDefinition['at'],
): ColumnDefinition['type'] {
  const text = textValue(entries?.values.get('type'));
  const parsed = text === undefined ? undefined : sqlType(text, at);
  if (!parsed || !entries) return parsed;
  const length = Number(
    textValue(entries.values.get('length')) ?? numberValue(entries.values.get('length')) ?? Number.NaN,
  );
  const precision = numberValue(entries.values.get('precision'));
  const scale = numberValue(entries.values.get('scale'));
  const args = Number.isInteger(length)
    ? [length]
    : precision === undefined
      ? parsed.args
      : scale === undefined
        ? [precision]
        : [precision, scale];
  return {
    ...parsed,
    ...optional('args', args),
    ...flag('array', parsed.array ?? flagValue(entries.values.get('isArray'))),
    ...flag('serial', parsed.serial ?? isSerial),
  };
}

export function indexOf(entries: Entries | undefined): IndexDefinition {
  const get = (name: string): Value | undefined => entries?.values.get(name);
  const where = get('where');
  const method = flagValue(get('isSpatial'))
    ? 'spatial'
    : flagValue(get('isFulltext'))
      ? 'fulltext'
      : undefined;
  return {
    ...optional('name', textValue(get('name'))),
    columns: textsOf(get('columnNames')),
    ...flag('unique', flagValue(get('isUnique'))),
    ...optional('method', method),
    ...(where ? { where: sqlExpression(where) } : {}),
  };
}

export function constraintOf(type: Constraint['type'], value: Value): Constraint {
  const entries = partsIn(value);
  const get = (name: string): Value | undefined => entries?.values.get(name);
  const at = placeOf(value.scope.code, value.first, value.last);
  const check = get('expression');
  const references =
    type === 'foreign-key'
      ? {
          references: {
            table: nameValue(get('referencedTableName')),
            columns: textsOf(get('referencedColumnNames')),
            ...onDeleteOf(get('onDelete')),
            at,
          },
        }
      : {};
  return {
    type,
    columns: textsOf(get('columnNames')),
    ...optional('name', textValue(entries ? get('name') : value)),
    ...(check && type === 'check' ? { check: sqlExpression(check) } : {}),
    ...references,
    at,
  };
}
