/** A throw-away database on a server that the user named. */
import { Client } from 'pg';
import type { Answer, OpenSession, ServerAddress } from './session.ts';
import { errorFrom, quoted, versionOf } from './session.ts';

/** Creates the database `name`. Whatever happens next, `close` drops it. */
export async function openOnServer(server: ServerAddress, name: string): Promise<OpenSession> {
  const owner = await connect(server, server.database);
  const created = await ask(owner.client, `CREATE DATABASE "${name}"`);
  const failed = created.error
    ? undefined
    : await connect(server, name).catch((error: unknown) => error as Error);
  if (created.error || !failed || failed instanceof Error) {
    if (!created.error) await ask(owner.client, `DROP DATABASE IF EXISTS "${name}"`);
    await owner.client.end();
    throw new Error(created.error?.message ?? (failed instanceof Error ? failed.message : 'no connection'));
  }
  await owner.client.end();
  const scratch = failed;
  const roles: string[] = [];
  return {
    version: await versionOf({ run: (sql) => ask(scratch.client, sql) }),
    async run(sql) {
      scratch.notices.length = 0;
      const answer = await ask(scratch.client, sql);
      return { ...answer, notices: [...scratch.notices] };
    },
    async createRole(role) {
      const found = await ask(
        scratch.client,
        `SELECT FROM pg_catalog.pg_roles WHERE rolname = ${literal(role)}`,
      );
      if (found.error || found.rows.length > 0) return found;
      const answer = await ask(scratch.client, `CREATE ROLE ${quoted(role)} NOLOGIN`);
      if (!answer.error) roles.push(role);
      return answer;
    },
    async close() {
      // Not waited for: a statement may still be running, and goes with the database.
      scratch.client.end().catch(() => undefined);
      const again = await connect(server, server.database);
      const forced = await ask(again.client, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      // PostgreSQL 12 and older don't know FORCE.
      const { error } = forced.error ? await ask(again.client, `DROP DATABASE IF EXISTS "${name}"`) : forced;
      for (const role of roles) await ask(again.client, `DROP ROLE IF EXISTS ${quoted(role)}`);
      await again.client.end();
      if (error) throw new Error(`The database ${name} could not be dropped: ${error.message}`);
    },
  };
}

interface Connection {
  readonly client: Client;
  readonly notices: string[];
}

async function connect(
  { host, port, user, password, ssl }: ServerAddress,
  database: string,
): Promise<Connection> {
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    ssl: ssl === 'off' ? false : { rejectUnauthorized: ssl === 'verified' },
    application_name: 'launch-ready migrate --trace',
    connectionTimeoutMillis: 15_000,
  });
  const notices: string[] = [];
  client.on('notice', ({ message }) => notices.push(message ?? ''));
  // A connection that breaks off fails the statement that runs, which says so.
  client.on('error', () => undefined);
  await client.connect();
  return { client, notices };
}

async function ask(client: Client, sql: string): Promise<Answer> {
  try {
    const result = await client.query(sql);
    const last = 'rows' in result ? result : result.at(-1);
    return { rows: last?.rows ?? [], notices: [] };
  } catch (error) {
    return { rows: [], notices: [], error: errorFrom(error) };
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
