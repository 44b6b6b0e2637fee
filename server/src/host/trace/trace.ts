/** Runs the migrations of a history in order on a scratch database, and says beside each statement what we say of it. */
import type { LockMode } from '../../core/migrations/locks.ts';
import type { History, Migration, Step } from '../../core/migrations/model.ts';
import type { ObjectName } from '../../core/migrations/operation.ts';
import type { Statement } from '../../core/migrations/types.ts';
import { compareVerdict, type Comparison } from './compare.ts';
import { openConnection, type Connection } from './connection.ts';
import type { Measured, Snapshot } from './measure.ts';
import type { DatabaseError, OpenSession } from './session.ts';
import { reachesServer, runnable, runsAlone } from './statements.ts';
import { SUPABASE_NOTE, SUPABASE_PRELUDE, SUPABASE_ROLES } from './supabase.ts';

export interface HistoryTrace {
  readonly history: History;
  /** "PostgreSQL 18.3". */
  readonly server: string;
  readonly notes: readonly string[];
  readonly migrations: readonly MigrationTrace[];
}

export interface MigrationTrace {
  readonly migration: Migration;
  readonly statements: readonly StatementTrace[];
}

export interface StatementTrace {
  readonly statement: Statement;
  /** What is sent, or stands in the file. */
  readonly sql: string;
  /** `left-out`: not run, or failed because something before it was not run. */
  readonly outcome: 'ran' | 'failed' | 'left-out';
  /** Why it is left out, or what the database said. */
  readonly reason?: string;
  /** On tables that were there before this migration; absent where it didn't run, or could not be measured. */
  readonly took?: {
    readonly locks: readonly { readonly on: ObjectName; readonly lock: LockMode }[];
    readonly rewritten: readonly ObjectName[];
    readonly scanned: boolean;
    readonly indexed: boolean;
  };
  /** What we say without running it, and whether that is so. */
  readonly comparison?: Comparison;
}

export interface TraceOptions {
  readonly session: OpenSession;
  /** Others use the server too: what reaches beyond the database is left out. */
  readonly isShared: boolean;
  readonly read: (file: string) => string | undefined;
  readonly onMigration?: (migration: Migration) => void;
}

export async function traceHistory(history: History, options: TraceOptions): Promise<HistoryTrace> {
  const notes: string[] = [];
  if (history.platform === 'supabase') {
    await prepareSupabase(options.session);
    notes.push(SUPABASE_NOTE);
  }
  const run = createRun(history, await openConnection(options.session), options);
  const migrations: MigrationTrace[] = [];
  for (const migration of history.migrations) {
    options.onMigration?.(migration);
    migrations.push({ migration, statements: await run(migration) });
  }
  return { history, server: `PostgreSQL ${options.session.version}`, notes, migrations };
}

async function prepareSupabase(session: OpenSession): Promise<void> {
  for (const role of SUPABASE_ROLES) await session.createRole(role);
  const { error } = await session.run(SUPABASE_PRELUDE);
  if (error) throw new Error(`The stand-ins for Supabase could not be made: ${error.message}`);
}

type Run = (migration: Migration) => Promise<readonly StatementTrace[]>;

function createRun(history: History, connection: Connection, { session, isShared, read }: TraceOptions): Run {
  const stepsOf = new Map<Statement, Step[]>();
  for (const step of history.steps)
    stepsOf.set(step.statement, [...(stepsOf.get(step.statement) ?? []), step]);
  const { ran, failed, leftOut } = createOutcomes(session.version);

  const trace = async (tried: Tried, existing: Snapshot): Promise<StatementTrace> => {
    const role = isShared ? roleOf(tried.steps) : undefined;
    if (role !== undefined) {
      await session.createRole(role);
      return leftOut(tried, 'the role is made without rights, and goes with the database');
    }
    if (isShared && reachesServer(tried.sql)) return leftOut(tried, 'it reaches beyond this one database');
    const { error, measured } = await runAsTool(connection, tried, existing);
    return error ? failed(tried, error) : ran(tried, measured);
  };

  return async (migration) => {
    const text = read(migration.file);
    if (text === undefined) return [];
    const existing = connection.now();
    const traced: StatementTrace[] = [];
    for (const statement of onceSent(migration.facts.up)) {
      const steps = stepsOf.get(statement) ?? [];
      const found = runnable(statement, migration, text);
      const written = text.slice(statement.range.start, statement.range.end);
      traced.push(
        'leftOut' in found
          ? leftOut({ statement, steps, sql: written }, found.leftOut)
          : await trace({ statement, steps, sql: found.sql }, existing),
      );
    }
    const error = await connection.end();
    const last = traced.at(-1);
    if (error && last) traced.push(failed({ statement: last.statement, steps: [], sql: 'COMMIT' }, error));
    return traced;
  };
}

/** Several statements may stand in one string of code, which is sent whole. */
function onceSent(statements: readonly Statement[]): readonly Statement[] {
  const starts = new Set<number>();
  return statements.filter(({ embedded, range: { start } }) => {
    const from = embedded?.start ?? start;
    return !starts.has(from) && starts.add(from);
  });
}

interface Tried {
  readonly statement: Statement;
  readonly steps: readonly Step[];
  /** What is sent, or stands in the file. */
  readonly sql: string;
}

/** Runs a statement in the transaction that its tool puts round it, or in none. Measured is what was in one. */
async function runAsTool(
  connection: Connection,
  { steps, sql }: Tried,
  existing: Snapshot,
): Promise<{ readonly error?: DatabaseError | undefined; readonly measured?: Measured }> {
  const kinds = new Set(steps.map(({ operation }) => operation.kind));
  const place = steps[0]?.transaction;
  if (kinds.has('begin')) {
    await connection.end();
    return { error: await connection.send(sql, { opens: place?.id ?? 0 }) };
  }
  // Without a transaction of ours it is a warning, as it is for the tool.
  if (kinds.has('commit') || kinds.has('rollback')) return { error: await connection.send(sql) };
  const isAlone = runsAlone(sql);
  const inside = place ? place.inside === 'yes' || (place.inside === 'unknown' && !isAlone) : !isAlone;
  if (!inside || (place && place.id !== connection.transaction() && place.by !== 'file')) {
    const error = await connection.end();
    if (error) return { error };
  }
  if (!inside && isAlone) return { error: await connection.send(sql) };
  await connection.begin(place?.id ?? -1);
  const measured = await connection.measure(sql, existing);
  return { measured, error: measured.error ?? (inside ? undefined : await connection.end()) };
}

interface Outcomes {
  readonly ran: (tried: Tried, measured: Measured | undefined) => StatementTrace;
  readonly failed: (tried: Tried, error: DatabaseError) => StatementTrace;
  readonly leftOut: (tried: Tried, reason: string) => StatementTrace;
}

/** What failed for want of something that was left out is no failure. */
function createOutcomes(version: string): Outcomes {
  let isMissing = false;
  const leftOut: Outcomes['leftOut'] = ({ statement, sql }, reason) => {
    isMissing = true;
    return { statement, sql, outcome: 'left-out', reason };
  };
  return {
    leftOut,
    ran: ({ statement, steps, sql }, measured) => ({
      statement,
      sql,
      outcome: 'ran',
      ...(measured ? { took: taken(measured) } : {}),
      ...(measured ? { comparison: compareVerdict(steps, measured, Number.parseInt(version, 10)) } : {}),
    }),
    failed(tried, { code, message }) {
      const { statement, sql } = tried;
      if (isMissing && OF_WHAT_IS_MISSING.has(code))
        return leftOut(tried, `it needs what was left out before: ${message}`);
      // Reading the locks is a query, so that this can't come first any more.
      if (/^SET TRANSACTION .* must be called before any query/.test(message))
        return { statement, sql, outcome: 'left-out', reason: 'it has to come before the first query' };
      if (NOT_INSTALLED.test(message)) return leftOut(tried, `not on this server: ${message}`);
      return { statement, sql, outcome: 'failed', reason: message };
    },
  };
}

function taken({ locks, rewritten, scanned, indexed }: Measured): NonNullable<StatementTrace['took']> {
  return { locks: [...locks].map(([on, lock]) => ({ on, lock })), rewritten, scanned, indexed };
}

function roleOf(steps: readonly Step[]): string | undefined {
  const [only, ...others] = steps;
  return only?.operation.kind === 'create-role' && !only.operation.nested && others.length === 0
    ? only.operation.name
    : undefined;
}

/** Undefined table, column, function, object, schema; a type's operator; a missing role. */
const OF_WHAT_IS_MISSING: ReadonlySet<string> = new Set([
  '42P01',
  '42703',
  '42883',
  '42704',
  '3F000',
  '0LP01',
]);

const NOT_INSTALLED =
  /^extension "[^"]*" is not available|^could not open extension control file|could not access file "/;
