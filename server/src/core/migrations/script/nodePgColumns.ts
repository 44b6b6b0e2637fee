/** Columns and constraints as node-pg-migrate describes them. A column may be null unless it says `notNull`. */
import type { ColumnDefinition, Constraint, Expression, Reference } from '../operation.ts';
import { flag, nameValue, onDeleteOf, optional, plainName, spanOfKey } from './building.ts';
import { placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { sqlExpression, valueExpression } from './expressions.ts';
import { sqlSource } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { elementsOf, entriesOf, flagValue, type Entries, type Value } from './values.ts';

export function columnEntries(value: Value | undefined): {
  readonly columns: ColumnDefinition[];
  readonly open: boolean;
} {
  const entries = entriesOf(value);
  if (!entries) return { columns: [], open: true };
  return {
    columns: [...entries.values].map(([name, definition]) =>
      pgColumn(name, definition, entries.keys.get(name)),
    ),
    open: entries.open,
  };
}

/** `'text'`, the shorthand `'id'` or one of the file, or all of it in an object. */
export function pgColumn(name: string, definition: Value, key?: number, depth = 3): ColumnDefinition {
  const at = placeOf(definition.scope.code, definition.first, definition.last);
  const base = { name, at: spanOfKey(definition, key) };
  const text = textValue(definition);
  if (text !== undefined) return { ...base, ...shorthand(definition, text, at, depth) };
  const entries = entriesOf(definition);
  if (!entries) return base;
  const get = (word: string): Value | undefined => entries.values.get(word);
  const typed = textValue(get('type'));
  const given = get('default');
  const isGenerated = get('expressionGenerated') !== undefined;
  return {
    ...base,
    ...(typed === undefined ? {} : shorthand(definition, typed, at, depth)),
    ...flag('notNull', flagValue(get('notNull'))),
    ...(given ? { default: valueExpression(given) } : {}),
    ...flag('primaryKey', flagValue(get('primaryKey'))),
    ...flag('unique', flagValue(get('unique'))),
    ...(isGenerated ? { generated: 'stored' as const } : {}),
    ...flag('identity', get('sequenceGenerated') !== undefined || get('generated') !== undefined),
    ...checkOf(get('check')),
    ...optional('references', referencesOf(get('references'), get('onDelete'), at)),
    ...optional('collation', textValue(get('collation'))),
  };
}

function shorthand(
  definition: Value,
  text: string,
  at: Expression['at'],
  depth: number,
): Partial<ColumnDefinition> {
  const { code } = definition.scope;
  const first = code.shorthands;
  const own =
    first < 0
      ? undefined
      : entriesOf({ first, last: first, scope: { code, names: new Map() } })?.values.get(text);
  // A shorthand may name another one, or itself.
  if (own && depth > 0) {
    const { name: _name, at: _at, ...rest } = pgColumn(text, own, undefined, depth - 1);
    return rest;
  }
  if (text === 'id') return { type: { name: 'integer', serial: true, at }, primaryKey: true };
  return optional('type', sqlType(text, at));
}

function checkOf(value: Value | undefined): { readonly check?: Expression } {
  return value ? { check: sqlExpression(sqlSource(value)) } : {};
}

/** `'users'`, `'users(id)'`, `'"users"'`, `{ schema, name }` */
function referencesOf(
  value: Value | undefined,
  onDelete: Value | undefined,
  at: Expression['at'],
): Reference | undefined {
  if (!value) return undefined;
  const text = textValue(value);
  const open = text?.indexOf('(') ?? -1;
  const rules = onDeleteOf(onDelete);
  if (text === undefined || open < 0) return { table: nameValue(value), columns: [], ...rules, at };
  const columns = text
    .slice(open + 1, text.lastIndexOf(')') > open ? text.lastIndexOf(')') : undefined)
    .split(',')
    .map((column) => plainName(column.trim()));
  return { table: plainName(text.slice(0, open).trim()), columns, ...rules, at };
}

export function tableConstraints(value: Value | undefined, at: Expression['at']): Constraint[] {
  const entries = entriesOf(value);
  return entries ? constraintsOf(entries.values, undefined, at) : [];
}

/** `{ unique: 'email' }`, `{ foreignKeys: { columns, references, onDelete } }`, `{ check: 'x > 0' }` */
export function constraintsOf(
  given: Entries['values'],
  name: string | undefined,
  at: Expression['at'],
): Constraint[] {
  const found: Constraint[] = [];
  const named = optional('name', name);
  for (const [key, value] of given) {
    if (key === 'primaryKey') found.push({ type: 'primary-key', columns: textsOf(value), ...named, at });
    else if (key === 'unique')
      for (const columns of uniqueLists(value)) found.push({ type: 'unique', columns, ...named, at });
    else if (key === 'check')
      for (const check of elementsOf(value) ?? [value])
        found.push({ type: 'check', columns: [], check: sqlExpression(check), ...named, at });
    else if (key === 'exclude') found.push({ type: 'exclude', columns: [], ...named, at });
    else if (key === 'foreignKeys')
      for (const foreign of elementsOf(value) ?? [value])
        found.push({ ...foreignKey(foreign, at), ...named });
  }
  return found;
}

/** `'a'`, `['a', 'b']`, `[['a', 'b'], 'c']` */
function uniqueLists(value: Value): string[][] {
  const elements = elementsOf(value);
  if (!elements?.some((element) => elementsOf(element))) return [textsOf(value)];
  return elements.map((element) => textsOf(element));
}

function foreignKey(value: Value, at: Expression['at']): Constraint {
  const entries = entriesOf(value)?.values;
  const references = referencesOf(entries?.get('references'), entries?.get('onDelete'), at);
  return {
    type: 'foreign-key',
    columns: textsOf(entries?.get('columns')),
    ...optional('references', references),
    at,
  };
}

export function options(value: Value | undefined): Entries['values'] {
  return entriesOf(value)?.values ?? new Map<string, Value>();
}

export function dropFlags(value: Value | undefined): { readonly ifExists?: true; readonly cascade?: true } {
  const found = options(value);
  return {
    ...flag('ifExists', flagValue(found.get('ifExists'))),
    ...flag('cascade', flagValue(found.get('cascade'))),
  };
}

export function ifNotExists(value: Value | undefined): { readonly ifNotExists?: true } {
  return flag('ifNotExists', flagValue(options(value).get('ifNotExists')));
}
