import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, type CodeAction } from 'vscode-languageserver/node';
import { openScratch } from '../../server/src/host/trace/scratch.ts';
import {
  CHECK_WORKSPACE,
  MIGRATION_HISTORIES,
  TRACE_MIGRATIONS,
  TRACE_PROGRESS,
  TRUST_GRANTED,
  type MigrationHistoriesResult,
  type TraceMigrationsParams,
  type TraceMigrationsResult,
} from '../../server/src/protocol.ts';
import { startTestServer, type ServerOptions, type TestServer } from '../support/languageServer.ts';
import { testServer, whyNoPglite, whyNoServer } from '../support/postgres.ts';
import { temporaryRepository } from '../support/temporaryFolder.ts';

const START = 'prisma/migrations/20260101000000_start/migration.sql';
const INDEX = 'prisma/migrations/20260102000000_index/migration.sql';
const FILES = {
  '.gitignore': 'node_modules\n',
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  [START]: 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER);\n',
  [INDEX]: 'CREATE INDEX "orders_total_idx" ON "orders"("total");\n',
  'src/orders.sql': 'SELECT * FROM orders;\n',
};
const TITLE = 'Run this migration on a scratch Postgres';

describe('running migrations from the editor', () => {
  let server: TestServer;
  const start = async (
    files: Readonly<Record<string, string>>,
    more: Omit<ServerOptions, 'roots'> = {},
  ): Promise<string> => {
    const root = temporaryRepository(files);
    server = await startTestServer({ roots: [root], ...more });
    return root;
  };
  const histories = (uri?: string): Promise<MigrationHistoriesResult> =>
    server.connection.sendRequest<MigrationHistoriesResult>(MIGRATION_HISTORIES, uri ? { uri } : {});
  const checked = (): Promise<unknown> => server.connection.sendRequest(CHECK_WORKSPACE, {});
  const trace = async (
    more: Partial<TraceMigrationsParams> = {},
    source = new CancellationTokenSource(),
  ): Promise<TraceMigrationsResult> => {
    const [history] = (await histories()).histories;
    assert.ok(history);
    const { folder, path: at, tool } = history;
    const params: TraceMigrationsParams = { folder, path: at, tool, ...more };
    return server.connection.sendRequest<TraceMigrationsResult>(TRACE_MIGRATIONS, params, source.token);
  };
  afterEach(() => server.stop());

  it('does nothing in a workspace that nobody trusts', async () => {
    const root = await start(FILES, { trusted: false });
    await checked();
    await assert.rejects(histories(), /only where you trust the workspace/);
    const params = { folder: pathToFileURL(root).href, path: 'prisma/migrations', tool: 'prisma' };
    await assert.rejects(server.connection.sendRequest(TRACE_MIGRATIONS, params), /only where you trust/);
    await server.open(INDEX, FILES[INDEX]);
    assert.deepEqual(titled(await server.codeActions(INDEX, 0)), []);
    await server.connection.sendNotification(TRUST_GRANTED);
    await checked();
    assert.equal((await histories()).histories.length, 1);
  });

  it('tells which migrations there are, and whether all files were read', async () => {
    const root = await start(FILES, { settings: { checkWorkspace: false } });
    assert.deepEqual(await histories(), { isComplete: false, histories: [] });
    await checked();
    const history = {
      folder: pathToFileURL(root).href,
      path: 'prisma/migrations',
      tool: 'prisma',
      dialect: 'postgres',
      migrations: 2,
      hasPglite: false,
    };
    assert.deepEqual(await histories(), { isComplete: true, histories: [history] });
    assert.deepEqual((await histories(server.uri(INDEX))).histories, [history]);
    assert.deepEqual((await histories(server.uri('src/orders.sql'))).histories, []);
  });

  it('is offered on migrations, when somebody asks what there is to do', async () => {
    await start({ ...FILES, 'old/migrations/001_a.sql': 'CREATE TABLE `a` (`b` int) ENGINE=InnoDB;\n' });
    await checked();
    const ask = async (file: string, context: object): Promise<readonly CodeAction[]> =>
      (await server.connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
        textDocument: { uri: server.uri(file) },
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        context: { diagnostics: [], ...context },
      })) ?? [];
    for (const file of [INDEX, 'src/orders.sql', 'old/migrations/001_a.sql'])
      await server.open(file, 'SELECT 1;\n');
    const [action, ...others] = titled(await ask(INDEX, { triggerKind: 1 }));
    assert.deepEqual(action?.command?.arguments, [server.uri(INDEX)]);
    assert.deepEqual([action.kind, others], ['refactor.launchReady.traceMigration', []]);
    assert.equal(titled(await ask(INDEX, { only: ['refactor'] })).length, 1);
    for (const context of [{ triggerKind: 2 }, { only: ['quickfix'] }, { only: ['source'] }])
      assert.deepEqual(titled(await ask(INDEX, context)), [], JSON.stringify(context));
    assert.deepEqual(titled(await ask('src/orders.sql', { triggerKind: 1 })), []);
    assert.deepEqual(titled(await ask('old/migrations/001_a.sql', { triggerKind: 1 })), [], 'for MySQL');
  });

  it('says where there is no PGlite, and runs nothing made for other databases', async () => {
    await start(FILES);
    await checked();
    assert.deepEqual(await trace(), { kind: 'no-pglite' });
    await assert.rejects(trace({ path: 'elsewhere' }), /not there any more/);
    await assert.rejects(trace({ until: server.uri('src/orders.sql') }), /not there any more/);
    await server.stop();
    await start({ 'db/migrations/001_a.sql': 'CREATE TABLE `a` (`b` int) ENGINE=InnoDB;\n' });
    await checked();
    await assert.rejects(trace(), /not for PostgreSQL \(mysql\)/);
  });

  it('asks before it leaves this machine, and never says a password', async () => {
    await start(FILES);
    await checked();
    for (const database of [
      'postgres://me:hidden-word@db.example.invalid/app',
      'postgres://me:hidden-word@localhost/app?host=db.example.invalid',
    ]) {
      const far = { kind: 'far-host', host: 'db.example.invalid' };
      assert.deepEqual(await trace({ database }), far);
      assert.deepEqual(await trace({ database, confirmedHost: 'localhost' }), far);
    }
    const told = async (database: string): Promise<string> =>
      trace({ database }).then(
        () => assert.fail('it ran'),
        (error: unknown) => (error as Error).message,
      );
    assert.match(await told('postgres://me:hidden-word@127.0.0.1:1/app'), /could not be opened: .*REFUSED/);
    assert.match(await told('postgres://me:hidden-word@localhost:1/app'), /could not be opened: .*REFUSED/);
    const wrong = await told('mysql://me:hidden-word@localhost/app');
    assert.match(wrong, /must be a URL such as postgres:/);
    assert.ok(!wrong.includes('hidden-word'));
  });

  const noPglite = whyNoPglite();
  describe(`on PGlite${noPglite === undefined ? '' : ` (left out: ${noPglite})`}`, function () {
    this.timeout(120_000);
    if (noPglite !== undefined) return;
    const startWithPglite = async (files: Readonly<Record<string, string>>): Promise<void> => {
      const root = await start(files);
      mkdirSync(path.join(root, 'node_modules'));
      const real = path.join(import.meta.dirname, '../../node_modules/@electric-sql');
      symlinkSync(real, path.join(root, 'node_modules/@electric-sql'), 'junction');
      await checked();
    };

    it('runs all of them, and gives the report of the command line', async () => {
      await startWithPglite(FILES);
      assert.equal((await histories()).histories[0]?.hasPglite, true);
      const progress: unknown[] = [];
      server.connection.onNotification(TRACE_PROGRESS, (params) => void progress.push(params));
      const result = await trace();
      assert.ok(result.kind === 'traced');
      assert.match(result.report, /^prisma\/migrations \(prisma\): 2 migrations on PostgreSQL \d+/);
      assert.match(result.report, /SHARE on orders: writes wait\n {10}an index is built/);
      assert.match(result.summary, /^PostgreSQL [\d.]+: 2 statements ran\. What we say .* holds for all/);
      assert.equal(result.isFine, true);
      assert.deepEqual(progress, [
        { done: 0, total: 2 },
        { done: 1, total: 2 },
      ]);
    });

    it('stops after the one that was asked for, as it stands in its editor and on disk', async () => {
      await startWithPglite({
        ...FILES,
        'prisma/migrations/20260103000000_late/migration.sql': 'DROP TABLE "nowhere";\n',
      });
      await server.open(INDEX, 'ALTER TABLE "orders" ADD COLUMN "note" TEXT, ADD COLUMN "b" nothing;\n');
      const result = await trace({ until: server.uri(INDEX) });
      assert.ok(result.kind === 'traced');
      assert.equal(result.report.split('\n')[result.line], `  ✘ ${INDEX}`);
      assert.match(result.report, /failed: type "nothing" does not exist/);
      assert.ok(!result.report.includes('20260103000000'));
      assert.equal(result.isFine, false);
      const all = await trace();
      assert.ok(all.kind === 'traced');
      assert.equal(all.report.split('\n')[all.line], `  ✘ ${INDEX}`, 'the first that went wrong');
    });

    it('ends what is running when it is cancelled, and can be asked again', async () => {
      await startWithPglite({
        ...FILES,
        [INDEX]: 'SELECT count(*) FROM generate_series(1, 100000000000);\n',
      });
      const source = new CancellationTokenSource();
      server.connection.onNotification(TRACE_PROGRESS, ({ done }: { readonly done: number }) => {
        if (done === 1) setTimeout(() => source.cancel(), 300);
      });
      const first = trace({}, source);
      await assert.rejects(trace(), /being run already/);
      assert.deepEqual(await first, { kind: 'cancelled' });
      assert.equal((await trace({ until: server.uri(START) })).kind, 'traced');
    });
  });

  const noServer = whyNoServer();
  describe(`on a server${noServer === undefined ? '' : ` (left out: ${noServer})`}`, function () {
    this.timeout(120_000);
    if (noServer !== undefined) return;
    const postgres = testServer();

    it('drops the database, at the end and when it is cancelled', async () => {
      await start({
        ...FILES,
        'prisma/migrations/20260103000000_slow/migration.sql': 'SELECT pg_sleep(60);\n',
      });
      await checked();
      const database = postgres().url;
      assert.equal((await trace({ database, until: server.uri(INDEX) })).kind, 'traced');
      const watcher = await openScratch({ kind: 'server', server: postgres().address });
      const others = async (): Promise<unknown> => {
        const { rows } = await watcher.run(
          "SELECT count(*)::int AS many FROM pg_database WHERE datname LIKE 'launch_ready_scratch_%' AND datname <> current_database()",
        );
        return rows[0]?.['many'];
      };
      assert.equal(await others(), 0);
      const source = new CancellationTokenSource();
      let during: unknown;
      server.connection.onNotification(TRACE_PROGRESS, async ({ done }: { readonly done: number }) => {
        if (done !== 2) return;
        during = await others();
        source.cancel();
      });
      assert.deepEqual(await trace({ database }, source), { kind: 'cancelled' });
      assert.equal(during, 1);
      const end = Date.now() + 30_000;
      while ((await others()) !== 0) assert.ok(Date.now() < end, 'the database is still there');
      await watcher.close();
    });
  });
});

function titled(actions: readonly CodeAction[]): readonly CodeAction[] {
  return actions.filter(({ title }) => title === TITLE);
}
