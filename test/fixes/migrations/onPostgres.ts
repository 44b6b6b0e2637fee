import { Client } from 'pg';
import type { TestServer } from '../../support/postgres.ts';
import { ROWS } from './forms.ts';
import type { Runner, Sending, Texts } from './runners.ts';

/** Runs all migrations on an empty database, with rows after the first; back to nothing and up again where there is a way back. */
export async function runThere({ address }: TestServer, runner: Runner, texts: Texts): Promise<void> {
  const { host, port, user, database, password } = address;
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    ssl: false,
    application_name: 'tests',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await send(client, runner.up(texts), runner, ROWS);
    if (!runner.down) return;
    await send(client, runner.down(texts), runner);
    const left = await client.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    );
    if ('rows' in left && left.rows.length > 0)
      throw new Error(`the way back leaves ${left.rows.map(({ relname }) => String(relname)).join()}`);
    await send(client, runner.up(texts), runner);
  } finally {
    await client.end();
  }
}

async function send(
  client: Client,
  migrations: readonly (readonly Sending[])[],
  runner: Runner,
  rows?: string,
): Promise<void> {
  const query = async (sql: string): Promise<void> => {
    try {
      await client.query(sql);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : ''}\n${sql}`, { cause: error });
    }
  };
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
