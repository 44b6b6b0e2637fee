import { strict as assert } from 'node:assert';
import path from 'node:path';
import {
  LOCK_TABLE,
  LOCK_TABLE_SETUP,
  type MeasuredStatement,
} from '../../server/src/core/migrations/lockTable.ts';
import { measure, takeSnapshot, TALKATIVE, type Measured } from '../../server/src/host/trace/measure.ts';
import { openScratch, type ScratchTarget } from '../../server/src/host/trace/scratch.ts';
import type { OpenSession, ServerAddress } from '../../server/src/host/trace/session.ts';
import { testServer, whyNoPglite, whyNoServer } from '../support/postgres.ts';

const ROOT = path.join(import.meta.dirname, '../..');

describe('the table of measured locks', () => {
  it('has well over a hundred statements, each once for a version', () => {
    const keys = LOCK_TABLE.map(({ sql, from, to }) => `${sql} ${from} ${to}`);
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(LOCK_TABLE.length >= 110, `${LOCK_TABLE.length}`);
  });
});

const noServer = whyNoServer();
describe(`the locks of a PostgreSQL server${noServer === undefined ? '' : ` (left out: ${noServer})`}`, () => {
  if (noServer !== undefined) return;
  const server = testServer();

  it('are those of the table', async function () {
    this.timeout(120_000);
    await assertTable({ kind: 'server', server: server().address });
  });

  it('are those of the table where a statement refuses to be in a transaction', async function () {
    this.timeout(120_000);
    const wrong: string[] = [];
    for (const row of LOCK_TABLE.filter(({ alone }) => alone))
      wrong.push(...(await waitsFor(row, server().address)));
    assert.deepEqual(wrong, []);
  });
});

const noPglite = whyNoPglite();
describe(`the locks of PGlite${noPglite === undefined ? '' : ` (left out: ${noPglite})`}`, () => {
  if (noPglite !== undefined) return;

  it('are those of the table', async function () {
    this.timeout(120_000);
    await assertTable({ kind: 'pglite', folders: [ROOT] });
  });
});

/** Runs every statement of the table, each in a transaction that is rolled back. */
async function assertTable(target: ScratchTarget): Promise<void> {
  const session = await openScratch(target);
  try {
    const major = Number.parseInt(session.version, 10);
    await run(session, TALKATIVE);
    await run(session, LOCK_TABLE_SETUP);
    const wrong: string[] = [];
    const rows = LOCK_TABLE.filter(
      ({ alone, from = 0, to = Infinity }) => !alone && major >= from && major <= to,
    );
    for (const row of rows) wrong.push(...(await disagreement(session, row)));
    assert.deepEqual(wrong, [], `PostgreSQL ${session.version}`);
    assert.ok(rows.length > 200);
  } finally {
    await session.close();
  }
}

async function run(session: OpenSession, sql: string): Promise<void> {
  const { error } = await session.run(sql);
  assert.equal(error, undefined, sql);
}

async function disagreement(session: OpenSession, row: MeasuredStatement): Promise<readonly string[]> {
  const parts = /^(?<before>SET TIME ZONE '[^']*'); (?<sql>.*)$/.exec(row.sql)?.groups;
  await run(session, 'BEGIN');
  if (parts?.['before'] !== undefined) await run(session, parts['before']);
  const sql = parts?.['sql'] ?? row.sql;
  const { measured } = await measure(session, sql, await takeSnapshot(session));
  await run(session, 'ROLLBACK');
  const [expected, found] = [claimed(row), told(row, measured)];
  return expected === found ? [] : [`${row.sql}\n  table:  ${expected}\n  server: ${found}`];
}

function claimed({ locks, rewrite, scan, index, documented }: MeasuredStatement): string {
  return sentence(
    locks.map(({ on, lock }) => `${on}:${lock}`),
    { rewrite, scan, index },
    documented,
  );
}

function told(
  { documented }: MeasuredStatement,
  { error, locks, rewritten, scanned, indexed }: Measured,
): string {
  if (error) return error.message;
  return sentence(
    [...locks].map(([on, lock]) => `${on}:${lock}`),
    { rewrite: rewritten.length > 0, scan: scanned, index: indexed },
    documented,
  );
}

/** What is known from the manual alone is not compared. */
function sentence(
  locks: readonly string[],
  work: Readonly<Record<string, boolean>>,
  documented: readonly string[],
): string {
  const does = Object.entries(work).flatMap(([name, is]) => (is && !documented.includes(name) ? [name] : []));
  return `${locks.toSorted().join(' ')} | ${does.join(' ')}`;
}

/** The lock that a statement waits for while another connection holds one that shuts out every change of the schema. */
async function waitsFor(row: MeasuredStatement, server: ServerAddress): Promise<readonly string[]> {
  const { Client } = await import('pg');
  const [session, blocker] = [await openScratch({ kind: 'server', server }), { end: async () => {} }];
  try {
    await run(session, LOCK_TABLE_SETUP);
    const { rows } = await session.run('SELECT current_database() AS name, pg_backend_pid() AS pid');
    const [main] = row.locks;
    const other = new Client({ ...server, database: rows[0]?.['name'] as string, ssl: false });
    other.on('error', () => undefined);
    blocker.end = () => other.end();
    await other.connect();
    await other.query(`BEGIN; LOCK TABLE ${main?.on} IN SHARE UPDATE EXCLUSIVE MODE`);
    const running = session.run(row.sql);
    const waiting = `SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE NOT granted AND pid = ${Number(rows[0]?.['pid'])}`;
    let found: string | undefined;
    const until = Date.now() + 20_000;
    while (found === undefined && Date.now() < until) {
      const result = await other.query(waiting);
      const one = 'rows' in result ? result.rows[0] : undefined;
      if (one) found = `${one['relname'] as string}:${one['mode'] as string}`;
    }
    await other.query('ROLLBACK');
    const { error } = await running;
    const expected = `${main?.on}:${main?.lock}Lock`;
    return found === expected && !error
      ? []
      : [`${row.sql}: ${expected}, server: ${found} ${error?.message ?? ''}`];
  } finally {
    await blocker.end();
    await session.close();
  }
}
