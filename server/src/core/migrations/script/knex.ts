/** Knex: `knex.schema.createTable('users', (table) => …)`, `knex('users').update(…)`, `knex.raw('…')`. */
import type { Statement } from '../types.ts';
import {
  chainStatement,
  flag,
  nameValue,
  optional,
  statementOf,
  withSchema,
  type Bare,
  type ToolContext,
} from './building.ts';
import { argumentsOfLink, linkNamed, type Chain, type Link } from './chains.ts';
import { valueExpression } from './expressions.ts';
import { readTableBuilder } from './knexTable.ts';
import { looksLikeSql, sqlSource, sqlStatements } from './sqlText.ts';
import { piecesOf, textValue } from './texts.ts';
import { elementsOf, entriesOf, flagValue, resolved, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';

export function readKnex(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const schema = chain.links.findIndex(({ name, open }) => name === 'schema' && open < 0);
  const isBare = BARE_ROOT.has(chain.links[0]?.name ?? '');
  if (schema >= 0 || isBare) return readSchema(visit, context, schema < 0 ? 0 : schema);
  return readRaw(visit, context) ?? readRows(visit, context);
}

/** `const { schema } = knex` */
const BARE_ROOT = new Set(['schema']);

function readSchema(visit: Visit, context: ToolContext, from: number): readonly Statement[] | undefined {
  const statements: Statement[] = [];
  let schema: string | undefined;
  let known = false;
  for (const link of visit.chain.links.slice(from + 1)) {
    const given = argumentsOfLink(visit.chain, link);
    if (link.name === 'withSchema') schema = textValue(given[0]);
    else if (link.name === 'raw') {
      const place = { ...context, nested: visit.nested, bindings: bindingsOf(given[1]) };
      for (const statement of sqlStatements(given[0], place)) statements.push(statement);
      known = true;
    } else {
      const operations = schemaCall(link, given, schema);
      if (!operations) continue;
      known = true;
      const first = statements.length === 0 ? visit.chain.first : link.token;
      if (operations.length > 0) statements.push(statementOf(visit, first, link.last, operations));
    }
  }
  return known ? statements : undefined;
}

/** Undefined for calls that do nothing of their own: `then`, `hasTable`. */
function schemaCall(
  link: Link,
  given: readonly Value[],
  schema: string | undefined,
): readonly Bare[] | undefined {
  const [first, second, third] = given;
  const table = withSchema(schema, nameValue(first));
  switch (link.name) {
    case 'createTable':
    case 'createTableIfNotExists':
      return [
        ...readTableBuilder(second, table, true, flag('ifNotExists', link.name === 'createTableIfNotExists')),
      ];
    case 'alterTable':
    case 'table':
      return readTableBuilder(second, table, false, {});
    case 'createTableLike':
      return [
        {
          kind: 'create-table',
          table,
          columns: [],
          constraints: [],
          like: nameValue(second),
          ...flag('open', third !== undefined),
        },
      ];
    case 'dropTable':
    case 'dropTableIfExists':
      return [{ kind: 'drop-table', table, ...flag('ifExists', link.name === 'dropTableIfExists') }];
    case 'renameTable':
      return [{ kind: 'rename-table', table, to: nameValue(second) }];
    case 'createView':
    case 'createViewOrReplace':
    case 'createMaterializedView':
      return [
        {
          kind: 'create-view',
          name: table,
          reads: [],
          ...flag('replace', link.name === 'createViewOrReplace'),
          ...flag('materialized', link.name === 'createMaterializedView'),
        },
      ];
    case 'refreshMaterializedView':
      return [{ kind: 'refresh-materialized-view', name: table, ...flag('concurrently', flagValue(second)) }];
    case 'dropView':
    case 'dropViewIfExists':
    case 'dropMaterializedView':
    case 'dropMaterializedViewIfExists':
      return [
        {
          kind: 'drop-view',
          name: table,
          ...flag('ifExists', link.name.endsWith('IfExists')),
          ...flag('materialized', link.name.startsWith('dropMaterialized')),
        },
      ];
    case 'renameView':
      return [{ kind: 'alter-view', name: table, renameTo: nameValue(second) }];
    case 'createSchema':
    case 'createSchemaIfNotExists':
      return [{ kind: 'create-schema', name: nameValue(first) }];
    case 'dropSchema':
    case 'dropSchemaIfExists':
      return [
        {
          kind: 'drop-schema',
          name: nameValue(first),
          ...flag('ifExists', link.name.endsWith('IfExists')),
          ...flag('cascade', flagValue(second)),
        },
      ];
    case 'createExtension':
    case 'createExtensionIfNotExists':
      return [{ kind: 'create-extension', name: nameValue(first) }];
    case 'dropExtension':
    case 'dropExtensionIfExists':
      return [{ kind: 'drop-extension', name: nameValue(first) }];
    default:
      return undefined;
  }
}

/** `knex.raw('…')`, `trx.raw(…)` */
function readRaw(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const [root, raw] = chain.links;
  if (!root || root.open >= 0 || raw?.name !== 'raw' || raw.open < 0) return undefined;
  const [text, bindings] = argumentsOfLink(chain, raw);
  const source = text && resolved(sqlSource(text));
  if (source && piecesOf(source) && !looksLikeSql(source)) return undefined;
  return sqlStatements(text, { ...context, nested: visit.nested, bindings: bindingsOf(bindings) });
}

/** https://knexjs.org/guide/raw.html#raw-parameter-binding: a list, or the only one. */
function bindingsOf(given: Value | undefined): readonly Value[] | undefined {
  return elementsOf(given) ?? (given && [given]);
}

/** Rows: `knex('users').where(…).update(…)`, `knex.into('users').insert(…)`, `knex.batchInsert('users', rows)`. */
function readRows(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const [root, next] = chain.links;
  const called = chain.links.find(
    ({ name }, index) => name === '' && chain.links[index - 1]?.name === 'getKnex',
  );
  if (!root || !(called || isConnection(root.name, context))) return undefined;
  if (next?.name === 'batchInsert') {
    const table = nameValue(argumentsOfLink(chain, next)[0]);
    return [chainStatement(visit, [{ kind: 'insert', table }])];
  }
  const schema = textValue(argumentsOfLink(chain, linkNamed(chain, 'withSchema') ?? root)[0]);
  const named = called ?? (root.open >= 0 ? root : chain.links.find(({ name }) => TABLE_CALLS.has(name)));
  if (!named) return readTransaction(visit, next);
  const table = withSchema(
    linkNamed(chain, 'withSchema') ? schema : undefined,
    nameOf(argumentsOfLink(chain, named)[0]),
  );
  const change = rowChange(chain, table);
  return change && [chainStatement(visit, [change])];
}

/** `knex('users as u')` */
function nameOf(value: Value | undefined): string {
  const name = nameValue(value);
  const alias = name.toLowerCase().indexOf(' as ');
  return alias < 0 ? name : name.slice(0, alias).trim();
}

const TABLE_CALLS = new Set(['table', 'from', 'into', 'queryBuilder']);
const CONNECTIONS = new Set(['knex', 'trx', 'tx', 'db', 'transaction', 'database', 'connection']);

function isConnection(name: string, { parameters }: ToolContext): boolean {
  return CONNECTIONS.has(name) || parameters.has(name);
}

function rowChange(chain: Chain, table: string): Bare | undefined {
  for (const link of chain.links.slice(1)) {
    const [first, second] = argumentsOfLink(chain, link);
    if (link.open < 0) continue;
    switch (link.name) {
      case 'update':
      case 'increment':
      case 'decrement': {
        const columns = updatedColumns(first, second !== undefined);
        return { kind: 'update', table, columns, ...optional('where', whereOf(chain)), ...batchedOf(chain) };
      }
      case 'del':
      case 'delete':
        return { kind: 'delete', table, ...optional('where', whereOf(chain)), ...batchedOf(chain) };
      case 'insert':
      case 'upsert':
        return { kind: 'insert', table };
      case 'truncate':
        return { kind: 'truncate', table };
      default:
    }
  }
  return undefined;
}

function updatedColumns(first: Value | undefined, hasValue: boolean): string[] {
  const name = hasValue ? textValue(first) : undefined;
  if (name !== undefined) return [name];
  return [...(entriesOf(first)?.values.keys() ?? [])];
}

function whereOf(chain: Chain): ReturnType<typeof valueExpression> | undefined {
  const link = chain.links.find(({ name, open }) => open >= 0 && /^(?:or|and)?where/i.test(name));
  const given = link ? argumentsOfLink(chain, link) : [];
  const [first] = given;
  const last = given.at(-1);
  return first && last
    ? { ...valueExpression({ ...first, last: last.last }), volatility: 'unknown' }
    : undefined;
}

function batchedOf(chain: Chain): { readonly batched?: true } {
  return flag(
    'batched',
    chain.links.some(({ name }) => name === 'limit'),
  );
}

function readTransaction(visit: Visit, link: Link | undefined): readonly Statement[] | undefined {
  return link && link.open >= 0 && (link.name === 'commit' || link.name === 'rollback')
    ? [chainStatement(visit, [{ kind: link.name }])]
    : undefined;
}
