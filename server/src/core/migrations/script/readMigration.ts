/** One migration in code: its way up, its way back, and what it says of its transaction. */
import { OPEN_PAREN, WORD } from '../../parsers/script/codes.ts';
import type { FunctionPart } from '../../parsers/script/functions.ts';
import { codeAt, partnerOf, wordAt } from '../../parsers/script/walk.ts';
import type { Document } from '../../source.ts';
import type { Span } from '../../span.ts';
import type { Dialect, Operation } from '../operation.ts';
import { markedStatements } from '../reading/marks.ts';
import type { MigrationFacts, Statement, ToolId } from '../types.ts';
import { chainStatement, type ChainReader, type ToolContext } from './building.ts';
import { argumentsOfLink, type Link } from './chains.ts';
import { codeOf, placeOf, type Code } from './code.ts';
import { readDbMigrate } from './dbMigrate.ts';
import { detectTool, type Detected } from './detectTool.ts';
import { directionOf, type Direction } from './directions.ts';
import { inferredDown } from './inferredDown.ts';
import { readKnex } from './knex.ts';
import { readKysely } from './kysely.ts';
import { readNodePgMigrate } from './nodePgMigrate.ts';
import { readPlainSql } from './plainSql.ts';
import { readSequelize } from './sequelize.ts';
import { transactionFlag } from './transactionFlag.ts';
import { readTypeorm } from './typeorm.ts';
import { functionValue } from './values.ts';
import { walkFunction, type Visit } from './walkBody.ts';

export interface ScriptPlace {
  /** Its path speaks of migrations. */
  readonly inMigrations: boolean;
  /** Its name starts as versions do. */
  readonly isVersioned: boolean;
}

export function readMigration(document: Document, place: ScriptPlace): MigrationFacts | undefined {
  const code = codeOf(document);
  const named = directionOf(code, 'up');
  const up = named ?? (place.isVersioned ? directionOf(code, 'run') : undefined);
  if (!up?.body && !place.isVersioned) return undefined;
  const detected = detectTool(code);
  if (!place.inMigrations && detected?.anywhere !== true) return undefined;
  const whole: FunctionPart = { open: -1, first: 0, bodyStart: 0, bodyEnd: code.script.count - 1 };
  const tool: Detected = detected ?? { tool: 'sql', certain: false, anywhere: false };
  const forward = withBefore(code, 'beforeUp', readDirection(code, up?.body ?? whole, tool.tool), tool.tool);
  if (!detected || !named?.body) {
    // Not proven by more than calls that run SQL.
    const doesSomething = ({ kind }: Operation): boolean =>
      kind !== 'unknown' && (kind !== 'call' || named?.body !== undefined);
    if (!forward.statements.some(({ operations }) => operations.some(doesSomething))) return undefined;
  }
  return factsOf(code, tool, forward, up?.body ? directionOf(code, 'down') : undefined);
}

function factsOf(
  code: Code,
  { tool, certain }: Detected,
  forward: Reading,
  down: Direction | undefined,
): MigrationFacts {
  const back = down?.body
    ? withBefore(code, 'beforeDown', readDirection(code, down.body, tool), tool)
    : undefined;
  const inferred = !down && tool === 'node-pg-migrate' ? inferredDown(forward.statements) : undefined;
  const statements = back?.statements ?? inferred;
  const downAt = down?.body ? placeOf(code, down.token, down.token) : undefined;
  // node-pg-migrate: there is no way back.
  const isRefused = down?.value === 'false' ? placeOf(code, down.token, down.token) : undefined;
  const irreversible = back?.throws ?? isRefused;
  const transaction = transactionFlag(code);
  const dialect = tool === 'node-pg-migrate' ? 'postgres' : (forward.dialect ?? back?.dialect);
  return {
    tool,
    ...(certain ? { certain: true } : {}),
    ...(dialect ? { dialect } : {}),
    direction: 'both',
    up: forward.statements,
    ...(statements ? { down: statements } : {}),
    ...(irreversible ? { irreversible } : {}),
    ...(downAt ? { downAt } : {}),
    ...(transaction ? { transaction } : {}),
    ...(code.script.broken ? { broken: true } : {}),
  };
}

interface Reading {
  readonly statements: readonly Statement[];
  readonly throws?: Span;
  readonly dialect?: Dialect;
}

/** Steps of their own that run before the transaction begins. */
function withBefore(code: Code, name: string, reading: Reading, tool: ToolId): Reading {
  const body = code.script.text.includes(name) ? directionOf(code, name)?.body : undefined;
  if (!body) return reading;
  const before = markedStatements(readDirection(code, body, tool).statements, { outside: true });
  return { ...reading, statements: [...before, ...reading.statements] };
}

const READERS: Readonly<Partial<Record<ToolId, ChainReader>>> = {
  knex: readKnex,
  kysely: readKysely,
  typeorm: readTypeorm,
  sequelize: readSequelize,
  'mikro-orm': readKnex,
  'node-pg-migrate': readNodePgMigrate,
  sql: (visit, context) => readDbMigrate(visit, context) ?? readKnex(visit, context),
};

/** Tools that run a migration in no transaction of their own: what the file opens is one. */
const OPENS_NONE: ReadonlySet<ToolId> = new Set(['sequelize', 'sql']);

function readDirection(code: Code, body: FunctionPart, tool: ToolId): Reading {
  const statements: Statement[] = [];
  let throws: Span | undefined;
  let dialect: Dialect | undefined;
  const context: ToolContext = {
    parameters: parametersOf(code, body),
    transactions: { open: 0 },
    sees(shown) {
      dialect ??= shown;
    },
    ...(tool === 'node-pg-migrate' ? { dialect: 'postgres' as const } : {}),
  };
  const add = (found: readonly Statement[]): void => {
    if (statements.length < MOST_STATEMENTS) for (const statement of found) statements.push(statement);
  };
  walkFunction(
    body,
    { code, names: new Map() },
    {
      chain(visit) {
        if (isRejection(visit)) throws ??= placeOf(code, visit.chain.first, visit.chain.last);
        const begins = OPENS_NONE.has(tool) ? transactionCall(visit) : undefined;
        if (begins) {
          add([chainStatement(visit, [{ kind: 'begin' }])]);
          context.transactions.open++;
          return false;
        }
        const found = READERS[tool]?.(visit, context) ?? readPlainSql(visit, context);
        if (found) add(found);
        if (
          found?.some(({ operations }) =>
            operations.some(({ kind }) => kind === 'commit' || kind === 'rollback'),
          )
        )
          context.transactions.open = 0;
        return found !== undefined;
      },
      after(visit) {
        const call = OPENS_NONE.has(tool) ? transactionCall(visit) : undefined;
        if (!call || !hasCallback(visit, call)) return;
        context.transactions.open = Math.max(0, context.transactions.open - 1);
        add([chainStatement(visit, [{ kind: 'commit' }])]);
      },
      throws(token) {
        throws ??= placeOf(code, token, token);
      },
    },
  );
  return { statements, ...(throws ? { throws } : {}), ...(dialect ? { dialect } : {}) };
}

const MOST_STATEMENTS = 5_000;

function parametersOf({ script }: Code, { open, first }: FunctionPart): ReadonlySet<string> {
  const names = new Set<string>();
  if (open < 0) return codeAt(script, first) === WORD ? names.add(wordAt(script, first)) : names;
  if (codeAt(script, open) !== OPEN_PAREN) return names;
  const close = partnerOf(script, open);
  for (let at = open + 1; at < close && at < open + 60; at++)
    if (codeAt(script, at) === WORD) names.add(wordAt(script, at));
  return names;
}

/** `sequelize.transaction(async (t) => {…})`, `const t = await sequelize.transaction()`, `pool.transaction(…)` */
function transactionCall({ chain }: Visit): Link | undefined {
  return chain.links.find(({ name, open }, index) => name === 'transaction' && open >= 0 && index > 0);
}

function hasCallback({ chain }: Visit, link: Link): boolean {
  const following = chain.links.find(({ name }) => name === 'execute');
  return [link, following].some(
    (each) => each !== undefined && argumentsOfLink(chain, each).some((value) => functionValue(value)),
  );
}

/** `return Promise.reject(new Error('…'))` */
function isRejection({ chain: { links }, nested }: Visit): boolean {
  return !nested && links[0]?.name === 'Promise' && links[1]?.name === 'reject';
}
