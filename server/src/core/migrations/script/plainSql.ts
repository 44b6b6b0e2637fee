/** SQL that a migration hands to whatever runs it: `queryRunner.query('…')`, `this.addSql('…')`, `` db.execute(sql`…`) ``, `` sql`…`.execute(db) ``. */
import { ASSIGN, OPEN_BRACE } from '../../parsers/script/codes.ts';
import { codeAt } from '../../parsers/script/walk.ts';
import type { Statement } from '../types.ts';
import { chainStatement, type Bare, type ToolContext } from './building.ts';
import { argumentsOfLink, chainOf, templateOfLink, type Chain, type Link } from './chains.ts';
import { readKnex } from './knex.ts';
import { looksLikeSql, sqlSource, sqlStatements, unknownStatement, type SqlPlace } from './sqlText.ts';
import { branchOf, piecesOf } from './texts.ts';
import { elementsOf, resolved, type Value } from './values.ts';
import type { Visit } from './walkBody.ts';

export function readPlainSql(visit: Visit, context: ToolContext): readonly Statement[] | undefined {
  const { chain } = visit;
  const place = { ...context, nested: visit.nested };
  const tag = chain.links.find(({ name, template }) => template >= 0 && TAGS.has(name));
  if (tag && runsItself(chain, tag)) return readTag(visit, tag, place);
  const call = chain.links.find(
    ({ name, open }, index) => open >= 0 && RUNS.has(name) && (index > 0 || BARE.has(name)),
  );
  if (!call) return ormCall(visit);
  const [given] = argumentsOfLink(chain, call);
  if (!given) return undefined;
  const source = sqlSource(given);
  if (isText(source))
    return SURE.has(call.name) || looksLikeSql(source) ? sqlStatements(given, place) : undefined;
  const inner = chainOf(resolved(given));
  const built = inner && readKnex({ ...visit, chain: inner }, context);
  if (built && built.length > 0) return built;
  if (!SURE.has(call.name) || isOther(given)) return undefined;
  return [unknownStatement({ first: chain.first, last: chain.last, scope: chain.scope }, place)];
}

/** A constant or a fragment runs where it is used. */
function readTag({ chain }: Visit, tag: Link, place: SqlPlace): readonly Statement[] | undefined {
  const text = templateOfLink(chain, tag);
  const isExecuted = chain.links.at(-1) !== tag;
  const isGiven = codeAt(chain.scope.code.script, chain.first - 1) === ASSIGN;
  if (!isExecuted && (isGiven || !text || !looksLikeSql(text))) return isGiven ? [] : undefined;
  return sqlStatements(text, place);
}

/** `` sql`…` `` is handed on where it stands in a call; what runs it is `sql` itself (postgres.js) or what follows it. */
function runsItself({ links }: Chain, tag: Link): boolean {
  return links[0] === tag || RUNS.has(tag.name) || tag.name === '$executeRaw' || tag.name === 'sql';
}

const TAGS = new Set([
  'sql',
  'SQL',
  '$executeRaw',
  '$queryRaw',
  'query',
  'execute',
  'executeRaw',
  'unsafe',
  'raw',
  'any',
  'run',
]);

/** Calls whose first argument may be SQL. */
const RUNS = new Set(
  (
    'query execute exec executeSql executeQuery execSql runSql runQuery run raw unsafe addSql none any oneOrNone manyOrNone multi result ' +
    '$executeRaw $executeRawUnsafe $queryRaw $queryRawUnsafe batch sql command prepare all send rawQuery'
  ).split(' '),
);
const BARE = new Set(['query', 'execute', 'runSql', 'runQuery', 'executeSql', 'execSql', 'sql', 'exec']);
/** Those that take nothing else: what they are given and can't be read is SQL that is worked out at run time. */
const SURE = new Set(
  'query runSql runQuery addSql executeSql execSql $executeRawUnsafe $queryRawUnsafe executeQuery rawQuery'.split(
    ' ',
  ),
);

function isText(value: Value): boolean {
  const at = resolved(branchOf(value));
  return at !== undefined && (piecesOf(at) !== undefined || elementsOf(at)?.some(isText) === true);
}

function isOther(value: Value): boolean {
  const at = resolved(value) ?? value;
  return codeAt(at.scope.code.script, at.first) === OPEN_BRACE || chainOf(at)?.links.length === 0;
}

/** Rows that are changed through entities: `queryRunner.manager.save(…)`, `getRepository(User).update(…)`. */
function ormCall(visit: Visit): readonly Statement[] | undefined {
  const { links } = visit.chain;
  const through = links.findIndex(({ name }) => THROUGH.has(name));
  const changes = links.some(({ name, open }, index) => index > through && open >= 0 && CHANGES.has(name));
  if (through < 0 || !changes) return undefined;
  const operations: readonly Bare[] = [{ kind: 'data-code' }];
  return [chainStatement(visit, operations)];
}

const THROUGH = new Set([
  'manager',
  'getRepository',
  'createQueryBuilder',
  'getCustomRepository',
  'getEntityManager',
]);
const CHANGES = new Set([
  'save',
  'update',
  'delete',
  'insert',
  'remove',
  'upsert',
  'softDelete',
  'nativeUpdate',
  'nativeDelete',
  'persistAndFlush',
]);
