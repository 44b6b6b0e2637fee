/** Kysely: `db.schema.createTable('users').addColumn('id', 'serial', (col) => col.primaryKey()).execute()`, `` sql`…`.execute(db) ``. */
import type { ColumnDefinition, Constraint, IndexDefinition } from '../operation.ts';
import type { Statement } from '../types.ts';
import {
  chainStatement,
  firstArgument,
  flag,
  nameValue,
  optional,
  withSchema,
  type Bare,
} from './building.ts';
import { argumentsOfLink, linkNamed, type Chain, type Link } from './chains.ts';
import { placeOf } from './code.ts';
import { sqlType } from './columnTypes.ts';
import { conditionExpression, valueExpression } from './expressions.ts';
import { sqlSource } from './sqlText.ts';
import { textsOf, textValue } from './texts.ts';
import { entriesOf, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';
import { builderOf, columnOf, constraintOf } from './kyselyColumns.ts';

export function readKysely(visit: Visit): readonly Statement[] | undefined {
  const { chain } = visit;
  const schema = chain.links.findIndex(({ name, open }) => name === 'schema' && open < 0);
  const operations = schema < 0 ? rowChange(chain) : schemaChange(chain, schema);
  return operations && [chainStatement(visit, operations)];
}

function schemaChange(chain: Chain, from: number): readonly Bare[] | undefined {
  const schema = linkNamed(chain, 'withSchema');
  const prefix = schema ? textValue(firstArgument(chain, schema)) : undefined;
  const index = chain.links.findIndex(
    ({ name, open }, place) => place > from && open >= 0 && name !== 'withSchema',
  );
  const call = chain.links[index];
  if (!call) return undefined;
  const name = withSchema(prefix, nameValue(firstArgument(chain, call)));
  const rest = chain.links.slice(index + 1);
  const has = (word: string): boolean => rest.some((link) => link.name === word);
  const exists = flag('ifExists', has('ifExists'));
  const cascade = flag('cascade', has('cascade'));
  switch (call.name) {
    case 'createTable':
      return [createTable(chain, name, rest)];
    case 'alterTable':
      return rest.flatMap((link) => alterTable(chain, name, link, rest));
    case 'createIndex':
      return [createIndex(chain, name, rest)];
    case 'dropTable':
      return [{ kind: 'drop-table', table: name, ...exists, ...cascade }];
    case 'dropIndex':
      return [
        {
          kind: 'drop-index',
          name,
          ...exists,
          ...cascade,
          ...optional('table', onTable(chain, rest)),
          ...flag('concurrently', has('concurrently')),
        },
      ];
    case 'createType':
      return [
        { kind: 'create-enum', name, values: textsOf(firstArgument(chain, linkNamed(chain, 'asEnum'))) },
      ];
    case 'dropType':
      return [{ kind: 'drop-type', name, ...exists }];
    case 'createView':
      return [
        {
          kind: 'create-view',
          name,
          reads: [],
          ...flag('replace', has('orReplace')),
          ...flag('materialized', has('materialized')),
        },
      ];
    case 'dropView':
      return [
        { kind: 'drop-view', name, ...exists, ...cascade, ...flag('materialized', has('materialized')) },
      ];
    case 'refreshMaterializedView':
      return [
        {
          kind: 'refresh-materialized-view',
          name,
          ...flag('concurrently', has('concurrently')),
          ...flag('noData', has('withNoData')),
        },
      ];
    case 'createSchema':
      return [{ kind: 'create-schema', name }];
    case 'dropSchema':
      return [{ kind: 'drop-schema', name, ...exists, ...cascade }];
    default:
      return undefined;
  }
}

function onTable(chain: Chain, rest: readonly Link[]): string | undefined {
  const on = rest.find(({ name }) => name === 'on');
  return on && nameValue(firstArgument(chain, on));
}

function createTable(chain: Chain, table: string, rest: readonly Link[]): Bare {
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  let isOpen = false;
  for (const link of rest) {
    if (link.name === 'addColumn') columns.push(columnOf(chain, link));
    else if (link.name === '$call') isOpen = true;
    const constraint = constraintOf(chain, link);
    if (constraint) constraints.push(constraint);
  }
  return {
    kind: 'create-table',
    table,
    columns,
    constraints,
    ...flag(
      'ifNotExists',
      rest.some(({ name }) => name === 'ifNotExists'),
    ),
    ...flag(
      'temporary',
      rest.some(({ name }) => name === 'temporary'),
    ),
    ...flag(
      'asSelect',
      rest.some(({ name }) => name === 'as'),
    ),
    ...flag('open', isOpen),
  };
}

function alterTable(chain: Chain, table: string, link: Link, rest: readonly Link[]): Bare[] {
  const [first, second] = argumentsOfLink(chain, link);
  const at = placeOf(chain.scope.code, link.token, link.last);
  const constraint = constraintOf(chain, link);
  if (constraint) return [{ kind: 'add-constraint', table, constraint, at }];
  switch (link.name) {
    case 'addColumn':
      return [
        {
          kind: 'add-column',
          table,
          column: columnOf(chain, link),
          ...flag(
            'ifNotExists',
            rest.some(({ name }) => name === 'ifNotExists'),
          ),
          at,
        },
      ];
    case 'dropColumn':
      return [{ kind: 'drop-column', table, column: nameValue(first), at }];
    case 'renameColumn':
      return [{ kind: 'rename-column', table, column: nameValue(first), to: nameValue(second), at }];
    case 'modifyColumn':
      return [
        { kind: 'change-column', table, column: nameValue(first), definition: columnOf(chain, link), at },
      ];
    case 'alterColumn':
      return second ? alterColumn(table, nameValue(first), second, at) : [];
    case 'renameTo':
      return [{ kind: 'rename-table', table, to: nameValue(first), at }];
    case 'setSchema':
      return [{ kind: 'set-schema', table, schema: textValue(first) ?? '?', at }];
    case 'dropConstraint':
      return [
        {
          kind: 'drop-constraint',
          table,
          name: nameValue(first),
          ...flag(
            'ifExists',
            rest.some(({ name }) => name === 'ifExists'),
          ),
          at,
        },
      ];
    case 'renameConstraint':
      return [{ kind: 'rename-constraint', table, name: nameValue(first), to: nameValue(second), at }];
    case 'addIndex':
      return [{ kind: 'create-index', table, index: indexOf(chain, nameValue(first), rest), at }];
    case 'dropIndex':
      return [{ kind: 'drop-index', table, name: nameValue(first), at }];
    default:
      return [];
  }
}

function alterColumn(table: string, column: string, build: Value, at: Bare['at']): Bare[] {
  const chain = builderOf(build);
  const base = { table, column, ...optional('at', at) };
  return (chain?.links ?? []).flatMap((link): Bare[] => {
    const [first] = chain && link.open >= 0 ? argumentsOfLink(chain, link) : [];
    const text = first && textValue(sqlSource(first));
    switch (link.name) {
      case 'setDataType':
        return [
          {
            kind: 'change-type',
            ...base,
            ...optional('type', at && text !== undefined ? sqlType(text, at) : undefined),
          },
        ];
      case 'setDefault':
        return [{ kind: 'set-default', ...base, ...optional('default', first && valueExpression(first)) }];
      case 'dropDefault':
        return [{ kind: 'drop-default', ...base }];
      case 'setNotNull':
        return [{ kind: 'set-not-null', ...base }];
      case 'dropNotNull':
        return [{ kind: 'drop-not-null', ...base }];
      default:
        return [];
    }
  });
}

function createIndex(chain: Chain, name: string, rest: readonly Link[]): Bare {
  const has = (word: string): boolean => rest.some((link) => link.name === word);
  return {
    kind: 'create-index',
    table: onTable(chain, rest) ?? '?',
    index: indexOf(chain, name, rest),
    ...flag('ifNotExists', has('ifNotExists')),
    ...flag('concurrently', has('concurrently')),
  };
}

function indexOf(chain: Chain, name: string, rest: readonly Link[]): IndexDefinition {
  const columns = rest.flatMap((link) => {
    const [first] = argumentsOfLink(chain, link);
    if (link.name === 'expression') return ['(expression)'];
    return link.name === 'column' || link.name === 'columns' ? textsOf(first).map(withoutOrder) : [];
  });
  const using = textValue(firstArgument(chain, linkNamed(chain, 'using')));
  const where = rest.find((link) => link.name === 'where');
  const condition = firstArgument(chain, where);
  return {
    name,
    columns,
    ...flag(
      'unique',
      rest.some((link) => link.name === 'unique'),
    ),
    ...optional('method', using?.toLowerCase()),
    ...(condition ? { where: conditionExpression(condition) } : {}),
  };
}

/** `column('created_at desc')` */
function withoutOrder(column: string): string {
  const space = column.indexOf(' ');
  return space < 0 ? column : column.slice(0, space);
}

// --- rows ---

function rowChange(chain: Chain): readonly Bare[] | undefined {
  const index = chain.links.findIndex(({ name, open }) => open >= 0 && ROW_CALLS.has(name));
  const call = chain.links[index];
  if (!call || index === 0) return undefined;
  const table = nameValue(firstArgument(chain, call)).split(' ')[0] ?? '?';
  const where = chain.links.find(({ name }) => name.startsWith('where'));
  const [condition] = where ? argumentsOfLink(chain, where) : [];
  const limit = optional(
    'where',
    condition && { ...valueExpression(condition), volatility: 'unknown' as const },
  );
  const batched = flag('batched', linkNamed(chain, 'limit') !== undefined);
  if (call.name === 'updateTable') {
    const set = argumentsOfLink(chain, linkNamed(chain, 'set') ?? call);
    return [{ kind: 'update', table, columns: setColumns(set), ...limit, ...batched }];
  }
  if (call.name === 'deleteFrom') return [{ kind: 'delete', table, ...limit, ...batched }];
  return [{ kind: 'insert', table }];
}

const ROW_CALLS = new Set(['updateTable', 'deleteFrom', 'insertInto', 'replaceInto', 'mergeInto']);

function setColumns([first, second]: readonly Value[]): string[] {
  if (second) return [textValue(first) ?? '?'];
  return [...(entriesOf(first)?.values.keys() ?? [])];
}
