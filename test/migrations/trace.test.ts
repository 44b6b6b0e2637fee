import { strict as assert } from 'node:assert';
import path from 'node:path';
import type { History } from '../../server/src/core/migrations/model.ts';
import type { ToolId, TransactionMode } from '../../server/src/core/migrations/types.ts';
import { countTraces, tracesAsText } from '../../server/src/host/trace/report.ts';
import { openScratch, PgliteMissing, type ScratchTarget } from '../../server/src/host/trace/scratch.ts';
import { traceHistory, type HistoryTrace, type StatementTrace } from '../../server/src/host/trace/trace.ts';
import type { OpenSession } from '../../server/src/host/trace/session.ts';
import { historyOf } from '../support/migrationHistory.ts';
import { testServer, whyNoPglite, whyNoServer } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const ROOT = path.join(import.meta.dirname, '../..');

type Files = Readonly<Record<string, string>>;

interface Told {
  readonly tool?: ToolId;
  readonly transaction?: TransactionMode;
  readonly platform?: 'supabase';
}

/** What every target must do. */
function behaviour(open: () => Promise<OpenSession>): void {
  const trace = async (files: Files, told: Told = {}): Promise<HistoryTrace> => {
    const session = await open();
    try {
      return await traceHistory(toldHistory(files, told), {
        session,
        isShared: false,
        read: (file) => files[file],
      });
    } finally {
      await session.close();
    }
  };

  it('measures what each statement locks on tables that were there before, and agrees with what is said', async () => {
    const traced = await trace({
      'db/0001_start.sql':
        'CREATE TABLE orders (id int PRIMARY KEY, total int);\nCREATE INDEX ON orders (total);\n',
      'db/0002_more.sql':
        'CREATE INDEX total ON orders (total);\nALTER TABLE orders ALTER COLUMN total TYPE bigint;\nSELECT 1;\n',
    });
    const [start, more] = traced.migrations;
    assert.deepEqual(start?.statements.map(took), [[], []]);
    assert.deepEqual(more?.statements.map(took), [
      ['orders:Share', 'index'],
      ['orders:AccessExclusive', 'rewrite', 'index'],
      [],
    ]);
    assert.deepEqual(
      more?.statements.map(({ comparison }) => comparison?.agreement),
      ['agrees', 'agrees', 'unsaid'],
    );
    assert.deepEqual(countTraces([traced]), { ran: 5, failed: 0, leftOut: 0, agree: 4, differ: 0 });
  });

  it('tells what the transaction holds already from what a statement takes', async () => {
    const { migrations } = await trace({
      'db/0001_start.sql': 'CREATE TABLE orders (id int PRIMARY KEY, total int);',
      'db/0002_more.sql':
        'ALTER TABLE orders RENAME TO sales;\nALTER INDEX orders_pkey RENAME TO sales_pkey;\nDROP TABLE sales;\n',
    });
    const [first, second, third] = migrations[1]?.statements ?? [];
    assert.deepEqual([first, second, third].map(took), [['orders:AccessExclusive'], [], []]);
    assert.deepEqual(
      [first, second, third].map((one) => one?.comparison?.agreement),
      ['agrees', 'agrees', 'agrees'],
    );
  });

  it('reports what fails, undoes that statement alone and goes on', async () => {
    const { migrations } = await trace({
      'db/0001_start.sql':
        'CREATE TABLE a (id int);\nALTER TABLE nowhere ADD COLUMN b int;\nCREATE TABLE b (id int);\n',
      'db/0002_more.sql': 'DROP TABLE b;\n',
    });
    assert.deepEqual(
      migrations.flatMap(({ statements }) => statements.map(({ outcome }) => outcome)),
      ['ran', 'failed', 'ran', 'ran'],
    );
    assert.match(migrations[0]?.statements[1]?.reason ?? '', /relation "nowhere" does not exist/);
  });

  it('runs a migration the way its tool does: inside a transaction, or each statement for itself', async () => {
    const files = {
      'db/0001_start.sql': 'CREATE TABLE a (id int);',
      'db/0002_more.sql': 'CREATE INDEX CONCURRENTLY i ON a (id);\nCREATE TABLE b (id int);\n',
    };
    const inside = await trace(files, { tool: 'flyway', transaction: 'file' });
    assert.match(inside.migrations[1]?.statements[0]?.reason ?? '', /cannot run inside a transaction block/);
    const alone = await trace(files, { tool: 'flyway', transaction: 'none' });
    assert.equal(alone.migrations[1]?.statements[0]?.outcome, 'ran');
    assert.equal(alone.migrations[1]?.statements[0]?.took, undefined);
    assert.deepEqual(countTraces([alone]).failed, 0);
  });

  it('follows the transactions that a file opens itself', async () => {
    const { migrations } = await trace(
      {
        'db/0001_start.sql': 'CREATE TABLE a (id int);',
        'db/0002_more.sql':
          'BEGIN;\nALTER TABLE a ADD COLUMN b int;\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON a (b);\nBEGIN;\nDROP TABLE a;\nROLLBACK;\nALTER TABLE a DROP COLUMN b;\n',
      },
      { tool: 'flyway', transaction: 'none' },
    );
    assert.deepEqual(
      migrations[1]?.statements.map((one) => one.reason),
      Array(8).fill(undefined),
    );
    assert.deepEqual(took(migrations[1]?.statements[1]), ['a:AccessExclusive']);
  });

  it('stands in for what Supabase has, and says so', async () => {
    const traced = await trace(
      {
        'supabase/migrations/1_start.sql':
          "CREATE TABLE notes (id uuid PRIMARY KEY, owner uuid REFERENCES auth.users);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;\nCREATE POLICY own ON notes FOR SELECT TO authenticated USING (owner = auth.uid());\nCREATE POLICY see ON storage.objects FOR SELECT TO anon USING (bucket_id = 'x');\n",
      },
      { tool: 'supabase', platform: 'supabase' },
    );
    assert.deepEqual(countTraces([traced]), { ran: 4, failed: 0, leftOut: 0, agree: 4, differ: 0 });
    assert.match(traced.notes.join(''), /stood in for/);
  });

  it('keeps listening to the database where the migration tells it to be silent, or looks elsewhere', async () => {
    const { migrations } = await trace({
      'db/0001_start.sql': 'CREATE TABLE a (id int, b int);',
      'db/0002_more.sql':
        "SET client_min_messages = error;\nSET search_path = '';\nALTER TABLE public.a ALTER COLUMN b SET NOT NULL;\n",
    });
    assert.deepEqual(took(migrations[1]?.statements[2]), ['a:AccessExclusive', 'scan']);
  });

  it('leaves out code, and what needs it', async () => {
    const files = { 'db/0001_start.js': 'knex.schema.createTable(); ALTER TABLE a ADD COLUMN b int;' };
    const traced = await trace(files, { tool: 'knex' });
    assert.deepEqual(countTraces([traced]).failed, 0);
    assert.match(traced.migrations[0]?.statements[0]?.reason ?? '', /it is code/);
  });

  it('prints the statements that somebody waits for', async () => {
    const traced = await trace({
      'db/0001_start.sql': 'CREATE TABLE orders (id int PRIMARY KEY, total int);\n',
      'db/0002_more.sql': '-- all orders\nCREATE INDEX total ON orders (total);\nDROP TABLE nowhere;\n',
    });
    const text = tracesAsText([traced]).replace(/on PostgreSQL \S+/, 'on PostgreSQL X');
    assert.equal(
      text,
      [
        'db (sql): 2 migrations on PostgreSQL X',
        '  ✔ db/0001_start.sql',
        '    1 statement that nobody waits for',
        '  ✘ db/0002_more.sql',
        '       2  CREATE INDEX total ON orders (total)',
        '          SHARE on orders: writes wait',
        '          an index is built',
        '       3  DROP TABLE nowhere',
        '          failed: table "nowhere" does not exist',
        '',
        '2 statements ran, 1 failed. What we say without running them holds for all of them.',
        '',
      ].join('\n'),
    );
  });
}

const noServer = whyNoServer();
describe(`migrations on a server${noServer === undefined ? '' : ` (left out: ${noServer})`}`, function () {
  this.timeout(120_000);
  if (noServer !== undefined) return;
  const server = testServer();
  const target = (): ScratchTarget => ({ kind: 'server', server: server().address });
  behaviour(() => openScratch(target()));

  it('leave no database and no role behind, whatever happens', async () => {
    const session = await openScratch(target());
    const list = 'SELECT datname AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1';
    const names = async (): Promise<readonly unknown[]> =>
      (await session.run(list)).rows.map(({ name }) => name);
    const before = await names();
    const other = await openScratch(target());
    await other.createRole('visitor');
    assert.equal((await names()).length, before.length + 2);
    assert.equal((await other.run('SELECT no_such_function()')).error?.code, '42883');
    await other.close();
    assert.deepEqual(await names(), before);
    await session.close();
  });

  it('don’t run what reaches beyond the database', async () => {
    const files = {
      'db/0001_start.sql':
        "CREATE ROLE visitor LOGIN PASSWORD 'x';\nALTER SYSTEM SET work_mem = '64MB';\nCREATE DATABASE other;\nDO $$ BEGIN EXECUTE 'ALTER ROLE owner NOLOGIN'; END $$;\nGRANT pg_monitor TO visitor;\nCREATE TABLE a (id int);\nGRANT SELECT ON a TO visitor;\n",
    };
    const session = await openScratch(target());
    const traced = await traceHistory(historyOf(files), {
      session,
      isShared: true,
      read: () => files['db/0001_start.sql'],
    });
    const login = await session.run("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'visitor'");
    await session.close();
    assert.deepEqual(
      traced.migrations[0]?.statements.map(({ outcome }) => outcome),
      ['left-out', 'left-out', 'left-out', 'left-out', 'left-out', 'ran', 'ran'],
    );
    assert.deepEqual(login.rows, [{ rolcanlogin: false }]);
  });

  it('say why no database could be made, without the password', async () => {
    const { address } = server();
    const wrong = { ...address, password: 'not-the-password' };
    await assert.rejects(openScratch({ kind: 'server', server: wrong }), (error: Error) => {
      assert.match(error.message, /authentication failed/);
      return !error.message.includes('not-the-password');
    });
  });
});

const noPglite = whyNoPglite();
describe(`migrations on PGlite${noPglite === undefined ? '' : ` (left out: ${noPglite})`}`, function () {
  this.timeout(120_000);
  if (noPglite !== undefined) return;
  // It takes seconds to start: one for all of them, emptied in between.
  let shared: OpenSession | undefined;
  before(async () => {
    shared = await openScratch({ kind: 'pglite', folders: [ROOT] }, ['uuid-ossp', 'no_such']);
  });
  after(() => shared?.close());
  const open = async (): Promise<OpenSession> => {
    assert.ok(shared);
    const { error } = await shared.run('RESET ALL; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    assert.equal(error, undefined);
    return { ...shared, close: async () => {} };
  };
  behaviour(open);

  it('get the extensions that PGlite has', async () => {
    const session = await open();
    const { error } = await session.run('CREATE EXTENSION "uuid-ossp"; SELECT uuid_generate_v4()');
    assert.equal(error, undefined);
  });
});

describe('a scratch database', () => {
  it('is refused where PGlite is not installed, and nothing is downloaded', async () => {
    const folder = temporaryFolder();
    if (noPglite !== undefined)
      await assert.rejects(openScratch({ kind: 'pglite', folders: [folder] }), PgliteMissing);
  });
});

/** The history with what configuration would say of it. */
function toldHistory(files: Files, { tool, transaction, platform }: Told): History {
  const history = historyOf(files, {
    ...(tool ? { tool, certain: true } : {}),
    ...(transaction ? { transaction: { use: transaction === 'file', at: NOWHERE } } : {}),
  });
  return platform ? { ...history, platform } : history;
}

const NOWHERE = { start: 0, end: 0, line: 1, column: 1 };

function took(one: StatementTrace | undefined): readonly string[] {
  if (!one?.took) return ['not measured'];
  const { locks, rewritten, scanned, indexed } = one.took;
  return [
    ...locks.filter(({ lock }) => lock !== 'AccessShare').map(({ on, lock }) => `${on}:${lock}`),
    ...(rewritten.length > 0 ? ['rewrite'] : []),
    ...(scanned ? ['scan'] : []),
    ...(indexed ? ['index'] : []),
  ];
}
