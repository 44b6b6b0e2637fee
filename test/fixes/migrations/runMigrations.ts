import { ROWS } from './forms.ts';
import type { Runner, Sending, Texts } from './runners.ts';

/** Sends SQL as one simple query, and gives the rows of its last statement. */
export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Runs all migrations on an empty database, with rows after the first; back to nothing and up again where there is a way back. */
export async function runMigrations(query: Query, runner: Runner, texts: Texts): Promise<void> {
  const told = withItsSql(query);
  await told('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await send(told, runner.up(texts), runner, ROWS);
  if (!runner.down) return;
  await send(told, runner.down(texts), runner);
  const left = await told("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace");
  if (left.length > 0)
    throw new Error(`the way back leaves ${left.map(({ relname }) => String(relname)).join()}`);
  await send(told, runner.up(texts), runner);
}

function withItsSql(query: Query): Query {
  return async (sql) => {
    try {
      return await query(sql);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : ''}\n${sql}`, { cause: error });
    }
  };
}

async function send(
  query: Query,
  migrations: readonly (readonly Sending[])[],
  runner: Runner,
  rows?: string,
): Promise<void> {
  if (runner.all) await query('BEGIN');
  for (const [index, sendings] of migrations.entries()) {
    const isOwn = !runner.all && sendings.some(({ alone }) => !alone);
    if (isOwn) await query('BEGIN');
    for (const { sql } of sendings) await query(sql);
    if (isOwn) await query('COMMIT');
    // A limit that a migration sets holds for its session alone.
    if (!runner.all) await query('RESET ALL');
    if (index === 0 && rows !== undefined) await query(rows);
  }
  if (runner.all) await query('COMMIT');
}
