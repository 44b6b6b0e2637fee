/** Sequelize: `queryInterface.addColumn('users', 'email', { type: Sequelize.STRING })`, `queryInterface.sequelize.query('…')`. */
import type { Constraint } from '../operation.ts';
import { markedStatements } from '../reading/marks.ts';
import type { Statement } from '../types.ts';
import {
  chainStatement,
  flag,
  nameValue,
  onDeleteOf,
  optional,
  type Bare,
  type ToolContext,
} from './building.ts';
import { argumentsOfLink, type Chain, type Link } from './chains.ts';
import { placeOf } from './code.ts';
import { conditionExpression, valueExpression } from './expressions.ts';
import { columnsOfObject, fieldNames, indexOf, sequelizeColumn } from './sequelizeColumns.ts';
import { sqlStatements } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { entriesOf, flagValue, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';

export function readSequelize(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const link = chain.links.find(({ open, name }) => open >= 0 && !QUIET.has(name));
  if (!link || chain.links.length < 2) return undefined;
  const given = argumentsOfLink(chain, link);
  if (link.name === 'query')
    return outsideOf(context, sqlStatements(given[0], { ...context, nested: visit.nested }), given);
  const ends = transactionEnd(visit, link);
  if (ends) return ends;
  const operations = tableCall(link, given) ?? keyCall(chain, link, given) ?? rowCall(link, given);
  if (!operations) return undefined;
  return outsideOf(context, [chainStatement(visit, operations)], given);
}

const QUIET = new Set(['getQueryInterface']);

/** What is not given the transaction that stands round it runs outside of it. */
function outsideOf(
  { transactions }: ToolContext,
  statements: readonly Statement[],
  given: readonly Value[],
): readonly Statement[] {
  if (transactions.open === 0 || given.some(hasTransaction)) return statements;
  return markedStatements(statements, { outside: true });
}

function hasTransaction(value: Value): boolean {
  const entries = entriesOf(value);
  return entries ? entries.open || entries.values.has('transaction') : false;
}

/** `transaction.commit()`, where one was begun by hand. */
function transactionEnd(visit: Visit, link: Link): readonly Statement[] | undefined {
  const isEnd = (link.name === 'commit' || link.name === 'rollback') && visit.chain.links.length === 2;
  return isEnd
    ? [chainStatement(visit, [{ kind: link.name === 'commit' ? 'commit' : 'rollback' }])]
    : undefined;
}

function tableCall({ name }: Link, given: readonly Value[]): readonly Bare[] | undefined {
  const [first, second, third] = given;
  const table = nameValue(first);
  switch (name) {
    case 'createTable':
      return [createTable(table, second, third)];
    case 'dropTable':
      return [
        {
          kind: 'drop-table',
          table,
          ifExists: true,
          ...flag('cascade', flagValue(entriesOf(second)?.values.get('cascade'))),
        },
      ];
    case 'dropAllTables':
      return [{ kind: 'drop-table', table: '?', ifExists: true }];
    case 'renameTable':
      return [{ kind: 'rename-table', table, to: nameValue(second) }];
    case 'createSchema':
      return [{ kind: 'create-schema', name: table }];
    case 'dropSchema':
      return [{ kind: 'drop-schema', name: table }];
    case 'dropEnum':
      return [{ kind: 'drop-type', name: table }];
    case 'createFunction':
      return [{ kind: 'create-function', name: table, routine: 'function' }];
    case 'dropFunction':
      return [{ kind: 'drop-function', name: table }];
    case 'addColumn':
      return [{ kind: 'add-column', table, column: sequelizeColumn(nameIn(second), second, third) }];
    case 'removeColumn':
      return [{ kind: 'drop-column', table, column: nameIn(second) }];
    case 'changeColumn': {
      const definition = sequelizeColumn(nameIn(second), second, third);
      return [{ kind: 'change-column', table, column: definition.name, definition }];
    }
    case 'renameColumn':
      return [{ kind: 'rename-column', table, column: nameIn(second), to: nameIn(third) }];
    default:
      return undefined;
  }
}

function nameIn(value: Value | undefined): string {
  return textValue(value) ?? '?';
}

function createTable(table: string, attributes: Value | undefined, options: Value | undefined): Bare {
  const { columns, open } = columnsOfObject(attributes);
  const keys = entriesOf(entriesOf(options)?.values.get('uniqueKeys'))?.values ?? new Map<string, Value>();
  const constraints = [...keys].flatMap(([name, key]): Constraint[] => [
    {
      type: 'unique',
      name,
      columns: textsOf(entriesOf(key)?.values.get('fields')),
      at: placeOf(key.scope.code, key.first, key.last),
    },
  ]);
  return { kind: 'create-table', table, ifNotExists: true, columns, constraints, ...flag('open', open) };
}

function keyCall(chain: Chain, link: Link, given: readonly Value[]): readonly Bare[] | undefined {
  const [first, second, third] = given;
  const table = nameValue(first);
  switch (link.name) {
    case 'addIndex': {
      const options = entriesOf(second)?.values.has('fields') ? second : third;
      const fields = entriesOf(options)?.values.get('fields') ?? second;
      const isConcurrent = flagValue(entriesOf(options)?.values.get('concurrently'));
      return [
        {
          kind: 'create-index',
          table,
          index: indexOf(fields, options),
          ...flag('concurrently', isConcurrent),
        },
      ];
    }
    case 'removeIndex': {
      const isConcurrent = flagValue(entriesOf(third)?.values.get('concurrently'));
      const name = textValue(second);
      return [
        {
          kind: 'drop-index',
          table,
          ifExists: true,
          ...(name === undefined ? { columns: fieldNames(second) } : { name }),
          ...flag('concurrently', isConcurrent),
        },
      ];
    }
    case 'addConstraint': {
      const options = entriesOf(second) ? second : third;
      const at = placeOf(chain.scope.code, chain.first, chain.last);
      const constraint = constraintOf(second, options, at);
      return constraint ? [{ kind: 'add-constraint', table, constraint }] : [];
    }
    case 'removeConstraint':
      return [{ kind: 'drop-constraint', table, ...optional('name', textValue(second)) }];
    default:
      return undefined;
  }
}

const TYPES: Readonly<Record<string, Constraint['type']>> = {
  unique: 'unique',
  check: 'check',
  'primary key': 'primary-key',
  'foreign key': 'foreign-key',
};

/** PostgreSQL has no constraints of defaults: those give none. */
function constraintOf(
  second: Value | undefined,
  options: Value | undefined,
  at: Constraint['at'],
): Constraint | undefined {
  const get = (name: string): Value | undefined => entriesOf(options)?.values.get(name);
  const type = TYPES[textValue(get('type'))?.toLowerCase() ?? ''];
  if (!type) return undefined;
  const references = entriesOf(get('references'))?.values;
  const where = get('where');
  return {
    type,
    columns: fieldNames(get('fields') ?? second),
    ...optional('name', textValue(get('name'))),
    ...(where && type === 'check' ? { check: conditionExpression(where) } : {}),
    ...(references && type === 'foreign-key'
      ? {
          references: {
            table: nameValue(references.get('table')),
            columns: textsOf(references.get('field') ?? references.get('fields')),
            ...onDeleteOf(get('onDelete')),
            at,
          },
        }
      : {}),
    at,
  };
}

function rowCall({ name }: Link, [first, second, third]: readonly Value[]): readonly Bare[] | undefined {
  const table = nameValue(first);
  switch (name) {
    case 'bulkInsert':
    case 'upsert':
      return [{ kind: 'insert', table }];
    case 'bulkUpdate':
      return [
        { kind: 'update', table, columns: [...(entriesOf(second)?.values.keys() ?? [])], ...whereOf(third) },
      ];
    case 'bulkDelete': {
      const limit = entriesOf(third)?.values.has('limit');
      return [{ kind: 'delete', table, ...whereOf(second), ...flag('batched', limit) }];
    }
    default:
      return undefined;
  }
}

/** `{}` and `null` are no condition. */
function whereOf(value: Value | undefined): { readonly where?: ReturnType<typeof valueExpression> } {
  if (!value) return {};
  const entries = entriesOf(value);
  if (entries ? entries.values.size === 0 && !entries.open : textValue(value) === undefined && isNull(value))
    return {};
  return { where: { ...valueExpression(value), volatility: 'unknown' } };
}

function isNull({ first, last, scope }: Value): boolean {
  const { script } = scope.code;
  const text = script.text.slice(script.starts[first], script.ends[last]);
  return text === 'null' || text === 'undefined';
}
