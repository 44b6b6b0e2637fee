/** A throw-away database on a server that the user named. */
import { Client } from 'pg';
import {
  errorFrom,
  quoted,
  versionOf,
  type Answer,
  type OpenSession,
  type ServerAddress,
} from './session.ts';

/** Creates the database `name`. Whatever happens next, `close` drops it. */
export async function openOnServer(server: ServerAddress, name: string): Promise<OpenSession> {
  const { client, notices } = await connectToNew(server, name);
  const made: string[] = [];
  return {
    version: await versionOf({ run: (sql) => ask(client, sql) }),
    async run(sql) {
      notices.length = 0;
      const answer = await ask(client, sql);
      return { ...answer, notices: [...notices] };
    },
    async createRole(role) {
      const found = await ask(client, `SELECT FROM pg_catalog.pg_roles WHERE rolname = ${literal(role)}`);
      if (found.error || found.rows.length > 0) return found;
      const answer = await ask(client, `CREATE ROLE ${quoted(role)} NOLOGIN`);
      if (!answer.error) made.push(role);
      return answer;
    },
    async close() {
      // Not waited for: a statement may still be running, and goes with the database.
      client.end().catch(() => undefined);
      await drop(server, name, made);
    },
  };
}

/** Makes the database, and connects to it. */
async function connectToNew(server: ServerAddress, name: string): Promise<Connection> {
  const { client: owner } = await connect(server, server.database);
  try {
    const { error } = await ask(owner, `CREATE DATABASE ${quoted(name)}`);
    if (error) throw new Error(error.message);
    return await connect(server, name).catch(async (reason: unknown) => {
      await ask(owner, `DROP DATABASE IF EXISTS ${quoted(name)}`);
      throw reason;
    });
  } finally {
    await owner.end();
  }
}

async function drop(server: ServerAddress, name: string, roles: readonly string[]): Promise<void> {
  const { client } = await connect(server, server.database);
  const forced = await ask(client, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
  // PostgreSQL 12 and older don't know FORCE.
  const { error } = forced.error ? await ask(client, `DROP DATABASE IF EXISTS ${quoted(name)}`) : forced;
  for (const role of roles) await ask(client, `DROP ROLE IF EXISTS ${quoted(role)}`);
  await client.end();
  if (error) throw new Error(`The database ${name} could not be dropped: ${error.message}`);
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
