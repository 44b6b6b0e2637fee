/** The callback of `createTable` and `alterTable` of Knex. */
import type { Span } from '../../span.ts';
import type { ColumnDefinition, Constraint, IndexDefinition } from '../operation.ts';
import { flag, nameValue, optional, type Bare } from './building.ts';
import { argumentsOfLink, type Chain, type Link } from './chains.ts';
import { placeOf } from './code.ts';
import { sqlExpression, valueExpression } from './expressions.ts';
import { sqlSource } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { elementsOf, entriesOf, flagValue, functionValue, type Value } from './values.ts';
import { walkFunction } from './walkBody.ts';
import { alteration, columnsOf, nativeEnum, referenceOf, timestampNames } from './knexColumns.ts';

/** What the callback does: one operation for a new table, one for each call for one that is there. */
export function readTableBuilder(
  callback: Value | undefined,
  table: string,
  isNew: boolean,
  flags: { readonly ifNotExists?: true },
): readonly Bare[] {
  const found = callback ? readCallback(callback, table, isNew) : [];
  if (!isNew) return found;
  return newTable(table, found, flags, callback === undefined || !functionValue(callback));
}

/** With operations on the way: what stands in a condition is not sure to be there. */
function readCallback(callback: Value, table: string, isNew: boolean): Bare[] {
  const part = functionValue(callback);
  if (!part) return [];
  const found: Bare[] = [];
  walkFunction(part, callback.scope, {
    chain({ chain, nested }) {
      const operations = readBuilderChain(chain, table, isNew);
      for (const operation of operations ?? [])
        found.push(nested ? { ...operation, nested: true } : operation);
      return operations !== undefined;
    },
  });
  return found;
}

function newTable(
  table: string,
  found: readonly Bare[],
  flags: { readonly ifNotExists?: true },
  open: boolean,
): Bare[] {
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  const indexes: IndexDefinition[] = [];
  const others: Bare[] = [];
  for (const operation of found) {
    if (operation.kind === 'add-column') columns.push(operation.column);
    else if (operation.kind === 'add-constraint') constraints.push(operation.constraint);
    else if (operation.kind === 'create-index') indexes.push(operation.index);
    else if (operation.kind === 'create-enum') others.push(operation);
  }
  return [
    ...others,
    {
      kind: 'create-table',
      table,
      columns,
      constraints,
      ...(indexes.length > 0 ? { indexes } : {}),
      ...flags,
      ...flag('open', open),
    },
  ];
}

/** `table.string('email', 320).notNullable().unique()` */
function readBuilderChain(chain: Chain, table: string, isNew: boolean): Bare[] | undefined {
  const [root, call] = chain.links;
  if (!root || !call || root.open >= 0 || call.open < 0) return undefined;
  const at = placeOf(chain.scope.code, chain.first, chain.last);
  const given = argumentsOfLink(chain, call);
  const change = readTableCall(chain, call, given, table, at);
  if (change) return change;
  const columns = columnsOf(chain, call, given, at);
  if (!columns) return undefined;
  const alter = chain.links.find(({ name, open }) => name === 'alter' && open >= 0);
  const enums = nativeEnum(call, given, at);
  if (alter && !isNew)
    return columns.flatMap((column) => alteration(table, column, argumentsOfLink(chain, alter)[0], at));
  return [...enums, ...columns.map((column): Bare => ({ kind: 'add-column', table, column, at }))];
}

/** Calls that are no columns. */
function readTableCall(
  chain: Chain,
  { name, open }: Link,
  given: readonly Value[],
  table: string,
  at: Span,
): Bare[] | undefined {
  const [first, second, third] = given;
  if (open < 0) return undefined;
  switch (name) {
    case 'dropColumn':
    case 'dropColumns':
      return given
        .flatMap((value) => textsOf(value))
        .map((column) => ({ kind: 'drop-column', table, column, at }));
    case 'dropTimestamps':
      return timestampNames(flagValue(first) === true).map((column) => ({
        kind: 'drop-column',
        table,
        column,
        at,
      }));
    case 'renameColumn':
      return [{ kind: 'rename-column', table, column: nameValue(first), to: nameValue(second), at }];
    case 'setNullable':
      return [{ kind: 'drop-not-null', table, column: nameValue(first), at }];
    case 'dropNullable':
      return [{ kind: 'set-not-null', table, column: nameValue(first), at }];
    case 'unique':
      return [unique(table, first, second, at)];
    case 'primary':
      return [
        {
          kind: 'add-constraint',
          table,
          constraint: { type: 'primary-key', columns: textsOf(first), ...nameIn(second), at },
          at,
        },
      ];
    case 'index':
      return [{ kind: 'create-index', table, index: indexOf(first, second, third), at }];
    case 'foreign':
      return [foreign(chain, table, first, second, at)];
    case 'check':
      return first
        ? [
            {
              kind: 'add-constraint',
              table,
              constraint: {
                type: 'check',
                columns: [],
                check: sqlExpression(sqlSource(first)),
                ...nameIn(third),
                at,
              },
              at,
            },
          ]
        : [];
    case 'dropForeign':
      return [
        {
          kind: 'drop-constraint',
          table,
          type: 'foreign-key',
          columns: textsOf(first),
          ...nameIn(second),
          at,
        },
      ];
    case 'dropUnique':
      return [
        { kind: 'drop-constraint', table, type: 'unique', columns: textsOf(first), ...nameIn(second), at },
      ];
    case 'dropPrimary':
      return [{ kind: 'drop-constraint', table, type: 'primary-key', ...nameIn(first), at }];
    case 'dropChecks':
      return given
        .flatMap((value) => textsOf(value))
        .map((check) => ({ kind: 'drop-constraint', table, type: 'check', name: check, at }));
    case 'dropIndex':
      return [{ kind: 'drop-index', table, columns: textsOf(first), ...nameIn(second), at }];
    case 'comment':
      return [{ kind: 'comment', on: table, at }];
    case 'inherits':
    case 'engine':
    case 'charset':
    case 'collate':
    case 'queryContext':
      return [];
    default:
      return undefined;
  }
}

function nameIn(value: Value | undefined): { readonly name?: string } {
  const entries = entriesOf(value);
  const name = textValue(
    entries ? (entries.values.get('indexName') ?? entries.values.get('constraintName')) : value,
  );
  return optional('name', name);
}

/** PostgreSQL gets a constraint, unless the call asks for a partial index. */
function unique(table: string, columns: Value | undefined, options: Value | undefined, at: Span): Bare {
  const entries = entriesOf(options)?.values;
  const isIndex = flagValue(entries?.get('useConstraint')) === false || entries?.has('predicate') === true;
  const predicate = entries?.get('predicate');
  if (isIndex) {
    const where = predicate ? { where: valueExpression(predicate) } : {};
    return {
      kind: 'create-index',
      table,
      index: { columns: textsOf(columns), unique: true, ...nameIn(options), ...where },
      at,
    };
  }
  return {
    kind: 'add-constraint',
    table,
    constraint: { type: 'unique', columns: textsOf(columns), ...nameIn(options), at },
    at,
  };
}

function indexOf(
  columns: Value | undefined,
  name: Value | undefined,
  options: Value | undefined,
): IndexDefinition {
  const entries = entriesOf(options)?.values;
  const type = textValue(entries?.get('indexType') ?? (entries ? undefined : options))?.toLowerCase();
  const predicate = entries?.get('predicate');
  return {
    columns: indexColumns(columns),
    ...nameIn(name),
    ...flag('unique', type === 'unique'),
    ...(type === undefined || type === 'unique' ? {} : { method: type }),
    ...(predicate ? { where: valueExpression(predicate) } : {}),
  };
}

/** `knex.raw('lower(email)')` is an expression. */
function indexColumns(value: Value | undefined): string[] {
  if (!value) return [];
  return (elementsOf(value) ?? [value]).map((element) =>
    sqlSource(element) === element ? (textValue(element) ?? '?') : '(expression)',
  );
}

function foreign(
  chain: Chain,
  table: string,
  columns: Value | undefined,
  name: Value | undefined,
  at: Span,
): Bare {
  const reference = referenceOf(chain, at);
  const key = chain.links.find((link) => link.name === 'withKeyName');
  const constraint: Constraint = {
    type: 'foreign-key',
    columns: textsOf(columns),
    ...nameIn(key ? argumentsOfLink(chain, key)[0] : name),
    ...optional('references', reference),
    at,
  };
  return { kind: 'add-constraint', table, constraint, at };
}
