/** Changes of rows by SQLAlchemy: `users.update()`, `sa.delete(users)`, `session.query(User)…`. */
import type { TextRange } from '../../../finding.ts';
import { UNKNOWN_NAME, type Expression, type ObjectName, type Operation } from '../../operation.ts';
import { argumentsOf, type Chain } from '../chains.ts';
import { expressionAt } from '../expressions.ts';
import { look, textAt } from '../pythonFile.ts';
import type { AlembicScope } from './columns.ts';
import { tableNamedBy, tableOfRoot } from './tables.ts';

/** What is run as an expression of SQLAlchemy; empty for a query, undefined where it is none. */
export function readExpression(
  scope: AlembicScope,
  range: TextRange | undefined,
  at: Operation['at'],
): readonly Operation[] | undefined {
  const value = range && look(scope.file, range, scope.constants);
  if (value?.kind !== 'call') return undefined;
  return readStatement(scope, value.chain, at);
}

const VERBS = new Set(['update', 'delete', 'insert']);

function readStatement(
  scope: AlembicScope,
  chain: Chain,
  at: Operation['at'],
): readonly Operation[] | undefined {
  const { file } = scope;
  const verb = chain.links.find(
    ({ name, open }) => open !== undefined && (VERBS.has(name) || name === 'select'),
  );
  if (verb?.open === undefined) return undefined;
  if (verb.name === 'select') return [];
  const [first] = argumentsOf(file.code, verb.open).positional;
  const table = tableOfRoot(scope, chain) ?? tableNamedBy(scope, first) ?? UNKNOWN_NAME;
  return [changeOf(scope, verb.name, table, chain, at)];
}

function changeOf(
  scope: AlembicScope,
  verb: string,
  table: ObjectName,
  chain: Chain,
  at: Operation['at'],
): Operation {
  const where = conditionOf(scope, chain);
  const wherePart = where ? { where } : {};
  if (verb === 'insert') {
    const isSelect = chain.links.some(({ name }) => name === 'from_select');
    return { kind: 'insert', at, table, ...(isSelect ? { fromTables: [UNKNOWN_NAME] } : {}) };
  }
  if (verb === 'delete') return { kind: 'delete', at, table, ...wherePart };
  return { kind: 'update', at, table, columns: columnsOf(scope, chain), ...wherePart };
}

function conditionOf(scope: AlembicScope, { links }: Chain): Expression | undefined {
  const { file } = scope;
  const filter = links.find(
    ({ name, open }) => open !== undefined && /^(?:where|filter|filter_by)$/.test(name),
  );
  const link = filter ?? links.find(({ name }) => name === 'update' || name === 'delete');
  const args = link?.open === undefined ? undefined : argumentsOf(file.code, link.open);
  // `table.update(condition)` is SQLAlchemy 1.x.
  const given =
    args?.positional[0] ?? (filter ? [...(args?.named.values() ?? [])][0] : args?.named.get('whereclause'));
  if (!given || (!filter && (links[0] === link || tableNamedBy(scope, given) !== undefined)))
    return undefined;
  const value = look(file, given);
  return value.kind === 'dict' ||
    (!filter && (value.kind === 'name' || /^(?:sa|sqlalchemy|sql)$/.test(links[0].name)))
    ? undefined
    : expressionAt(file, given, 'unknown');
}

function columnsOf({ file }: AlembicScope, { links }: Chain): readonly string[] {
  const values = links.find(
    ({ name, open }) => open !== undefined && (name === 'values' || name === 'update'),
  );
  const given = links.find(({ name }) => name === 'values') ?? values;
  if (given?.open === undefined) return [];
  const { named, positional } = argumentsOf(file.code, given.open);
  const dict = positional[0] && look(file, positional[0]);
  const keys =
    dict?.kind === 'dict'
      ? dict.entries.map(([key]) => textAt(file, key) ?? lastName(file.code.text, key))
      : [];
  const names = given.name === 'values' ? [...named.keys()] : [];
  return [...names, ...keys];
}

function lastName(text: string, { start, end }: TextRange): string {
  return text.slice(start, Math.min(end, start + 200)).replace(/^.*\./, '');
}

/** What a session is told to do with rows: `session.query(User).delete()`, `session.add(…)`. */
export function readSession(
  scope: AlembicScope,
  chain: Chain,
  at: Operation['at'],
  lastQueried: ObjectName | undefined,
): readonly Operation[] | undefined {
  const query = chain.links.find(({ name, open }) => name === 'query' && open !== undefined);
  const last = chain.links.at(-1);
  if (query?.open !== undefined) {
    const change = chain.links.find(
      ({ name, open }) => open !== undefined && /^(?:update|delete)$/.test(name),
    );
    const table = tableOfQuery(scope, chain) ?? UNKNOWN_NAME;
    return change ? [changeOf(scope, change.name, table, chain, at)] : undefined;
  }
  if (chain.links.length !== 2 || last?.open === undefined || !SAVES.test(last.name)) return undefined;
  if (!/session|db/i.test(chain.links[0].name)) return undefined;
  if (last.name === 'commit' || last.name === 'flush')
    return lastQueried === undefined ? [] : [{ kind: 'data-code', at, table: lastQueried }];
  const [first] = argumentsOf(scope.file.code, last.open).positional;
  const table = tableNamedBy(scope, first) ?? lastQueried;
  return [{ kind: 'data-code', at, ...(table === undefined ? {} : { table }) }];
}

const SAVES =
  /^(?:commit|flush|merge|delete|add|add_all|bulk_save_objects|bulk_update_mappings|bulk_insert_mappings)$/;

/** The table that `session.query(User)` asks. */
export function tableOfQuery(scope: AlembicScope, { links }: Chain): ObjectName | undefined {
  const query = links.find(({ name, open }) => name === 'query' && open !== undefined);
  if (query?.open === undefined) return undefined;
  return tableNamedBy(scope, argumentsOf(scope.file.code, query.open).positional[0]);
}
