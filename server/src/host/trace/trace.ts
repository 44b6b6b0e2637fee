/** Runs the migrations of a history in order on a scratch database, and says beside each statement what we say of it. */
import type { LockMode } from '../../core/migrations/locks.ts';
import type { History, Migration, Step } from '../../core/migrations/model.ts';
import type { ObjectName } from '../../core/migrations/operation.ts';
import type { Statement } from '../../core/migrations/types.ts';
import { compareVerdict, type Comparison } from './compare.ts';
import { measure, takeSnapshot, TALKATIVE, unlocked, type Measured, type Snapshot } from './measure.ts';
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
  const run = await createRun(history, options);
  const migrations: MigrationTrace[] = [];
  for (const migration of history.migrations) {
    options.onMigration?.(migration);
    migrations.push({ migration, statements: await run.migrate(migration) });
  }
  return { history, server: `PostgreSQL ${options.session.version}`, notes, migrations };
}

async function prepareSupabase(session: OpenSession): Promise<void> {
  for (const role of SUPABASE_ROLES) await session.createRole(role);
  const { error } = await session.run(SUPABASE_PRELUDE);
  if (error) throw new Error(`The stand-ins for Supabase could not be made: ${error.message}`);
}

interface Run {
  migrate(migration: Migration): Promise<readonly StatementTrace[]>;
}

/** The connection's state from statement to statement. */
async function createRun(history: History, { session, isShared, read }: TraceOptions): Promise<Run> {
  const steps = new Map<Statement, readonly Step[]>();
  for (const step of history.steps) steps.set(step.statement, [...(steps.get(step.statement) ?? []), step]);
  let now: Snapshot = await takeSnapshot(session);
  let transaction: number | undefined;
  let isMissing = false;

  const end = async (how: 'COMMIT' | 'ROLLBACK' = 'COMMIT'): Promise<DatabaseError | undefined> => {
    if (transaction === undefined) return undefined;
    transaction = undefined;
    const { error } = await session.run(how);
    now = error || how === 'ROLLBACK' ? await takeSnapshot(session) : unlocked(now);
    return error;
  };

  const leaveOut = (statement: Statement, sql: string, reason: string): StatementTrace => {
    isMissing = true;
    return { statement, sql, outcome: 'left-out', reason };
  };

  const failed = (statement: Statement, sql: string, error: DatabaseError): StatementTrace => {
    if (isMissing && OF_WHAT_IS_MISSING.has(error.code))
      return leaveOut(statement, sql, `it needs what was left out before: ${error.message}`);
    // Reading the locks is a query, so that this can't come first any more.
    if (/^SET TRANSACTION .* must be called before any query/.test(error.message))
      return { statement, sql, outcome: 'left-out', reason: 'it has to come before the first query' };
    if (NOT_INSTALLED.test(error.message))
      return leaveOut(statement, sql, `not on this server: ${error.message}`);
    return { statement, sql, outcome: 'failed', reason: error.message };
  };

  /** Inside the open transaction, so that its locks are still there to be read. A failure undoes this statement alone. */
  const inTransaction = async (
    statement: Statement,
    sql: string,
    existing: Snapshot,
  ): Promise<StatementTrace> => {
    await session.run(`SAVEPOINT launch_ready; ${TALKATIVE}`);
    const { measured, after } = await measure(session, sql, now, existing);
    if (measured.error) {
      const { error } = await session.run('ROLLBACK TO SAVEPOINT launch_ready');
      if (error) await end('ROLLBACK');
      return failed(statement, sql, measured.error);
    }
    await session.run('RELEASE SAVEPOINT launch_ready');
    now = after;
    return judged(statement, sql, measured);
  };

  const judged = (statement: Statement, sql: string, measured: Measured): StatementTrace => ({
    statement,
    sql,
    outcome: 'ran',
    took: {
      locks: [...measured.locks].map(([on, lock]) => ({ on, lock })),
      rewritten: measured.rewritten,
      scanned: measured.scanned,
      indexed: measured.indexed,
    },
    comparison: compareVerdict(steps.get(statement) ?? [], measured, majorOf(session.version)),
  });

  /** What begins or ends a transaction itself, or refuses to be in one. */
  const asItIs = async (statement: Statement, sql: string): Promise<StatementTrace> => {
    const { error } = await session.run(sql);
    now = await takeSnapshot(session);
    return error ? failed(statement, sql, error) : { statement, sql, outcome: 'ran' };
  };

  const runOne = async (statement: Statement, sql: string, existing: Snapshot): Promise<StatementTrace> => {
    const own = steps.get(statement) ?? [];
    const kinds = new Set(own.map(({ operation }) => operation.kind));
    const place = own[0]?.transaction;
    if (kinds.has('begin')) {
      await end();
      transaction = place?.id ?? 0;
      return asItIs(statement, sql);
    }
    if (kinds.has('commit') || kinds.has('rollback')) {
      // Without a transaction of ours it is a warning, as it is for the tool.
      transaction = undefined;
      return asItIs(statement, sql);
    }
    const isAlone = runsAlone(sql);
    const inside = place ? place.inside === 'yes' || (place.inside === 'unknown' && !isAlone) : !isAlone;
    if (!inside || (place && place.id !== transaction && place.by !== 'file')) {
      const error = await end();
      if (error) return failed(statement, sql, error);
    }
    if (!inside && isAlone) return asItIs(statement, sql);
    if (transaction === undefined) {
      await session.run('BEGIN');
      transaction = place?.id ?? -1;
    }
    const traced = await inTransaction(statement, sql, existing);
    if (inside) return traced;
    const error = await end();
    return error ? failed(statement, sql, error) : traced;
  };

  return {
    async migrate(migration) {
      const text = read(migration.file);
      if (text === undefined) return [];
      const existing = now;
      const traced: StatementTrace[] = [];
      const done = new Set<number>();
      for (const statement of migration.facts.up) {
        // Several statements may stand in one string of code, which is sent whole.
        const start = (statement.embedded ?? statement.range).start;
        if (done.has(start)) continue;
        done.add(start);
        const found = runnable(statement, migration, text);
        const written = text.slice(statement.range.start, statement.range.end);
        const role = isShared ? roleOf(steps.get(statement) ?? []) : undefined;
        if ('leftOut' in found) traced.push(leaveOut(statement, written, found.leftOut));
        else if (role !== undefined) {
          await session.createRole(role);
          traced.push(
            leaveOut(statement, found.sql, 'the role is made without rights, and goes with the database'),
          );
        } else if (isShared && reachesServer(found.sql))
          traced.push(leaveOut(statement, found.sql, 'it reaches beyond this one database'));
        else traced.push(await runOne(statement, found.sql, existing));
      }
      const error = await end();
      const last = traced.at(-1);
      if (error && last) traced.push({ ...failed(last.statement, 'COMMIT', error) });
      return traced;
    },
  };
}

function roleOf(steps: readonly Step[]): string | undefined {
  const [only, ...others] = steps;
  return only?.operation.kind === 'create-role' && !only.operation.nested && others.length === 0
    ? only.operation.name
    : undefined;
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
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
