import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openScratch } from '../../server/src/host/trace/scratch.ts';
import { CLI, launchReadyIn, testEnvironment } from '../support/commandLine.ts';
import { testServer, whyNoServer } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const MIGRATIONS = {
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/migrations/20260101000000_start/migration.sql':
    'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER);\n',
  'prisma/migrations/20260102000000_index/migration.sql':
    'CREATE INDEX "orders_total_idx" ON "orders"("total");\n',
};

describe('launch-ready migrate', () => {
  it('wants to be told what to do', () => {
    const { status, stderr } = launchReadyIn(temporaryFolder(MIGRATIONS), ['migrate']);
    assert.deepEqual(
      [status, stderr],
      [2, 'Say what to do with the migrations: launch-ready migrate --trace.\n'],
    );
  });

  it('says what to install where there is neither PGlite nor a server', () => {
    // This project has it for its tests: the tool is put where it can't be found.
    const elsewhere = temporaryFolder(MIGRATIONS);
    const files = readdirSync(path.dirname(CLI)).filter((file) => /^(?:cli|command|scratch)\b/.test(file));
    assert.ok(files.includes('scratch.mjs'));
    for (const file of files) copyFileSync(path.join(path.dirname(CLI), file), path.join(elsewhere, file));
    const { status, stderr } = spawnSync(process.execPath, ['cli.cjs', 'migrate', '--trace'], {
      cwd: elsewhere,
      encoding: 'utf8',
      env: testEnvironment({ LAUNCH_READY_SCRATCH_DATABASE_URL: '' }),
    });
    assert.equal(status, 2);
    assert.match(stderr, /npm i -D @electric-sql\/pglite/);
    assert.match(stderr, /--database postgres:\/\//);
  });

  it('refuses servers that are not on this machine, and never prints a password', () => {
    const folder = temporaryFolder(MIGRATIONS);
    for (const url of [
      'postgres://me:hidden-word@db.example.com/app',
      'postgres://me:hidden-word@localhost/app?host=db.example.com',
    ]) {
      const { status, stdout, stderr } = trace(folder, '--database', url);
      assert.equal(status, 2);
      assert.match(stderr, /The server db\.example\.com is not on this machine/);
      assert.ok(!`${stdout}${stderr}`.includes('hidden-word'));
    }
    const wrong = trace(folder, '--database', 'not a url: hidden-word');
    assert.equal(wrong.status, 2);
    assert.ok(!wrong.stderr.includes('hidden-word'));
  });

  it('has nothing to do where there are no migrations', () => {
    const { status, stderr } = trace(
      temporaryFolder({ 'a.txt': 'x' }),
      '--database',
      'postgres://localhost:1/x',
    );
    assert.deepEqual([status, stderr], [0, 'No migrations were found.\n']);
  });

  it('says that a server can’t be reached, without the password', () => {
    const url = 'postgres://me:hidden-word@127.0.0.1:1/app';
    const { status, stderr } = trace(temporaryFolder(MIGRATIONS), '--database', url);
    assert.equal(status, 2);
    assert.match(stderr, /The scratch database could not be opened/);
    assert.ok(!stderr.includes('hidden-word'));
  });
});

const noServer = whyNoServer();
describe(`launch-ready migrate --trace${noServer === undefined ? '' : ` (left out: ${noServer})`}`, function () {
  this.timeout(120_000);
  if (noServer !== undefined) return;
  const server = testServer();

  it('runs them on a server, and prints what each locks', () => {
    const { status, stdout, stderr } = trace(temporaryFolder(MIGRATIONS), '--database', server().url);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /prisma\/migrations \(prisma\): 2 migrations on PostgreSQL \d+/);
    assert.match(
      stdout,
      / {4} 1 {2}CREATE INDEX "orders_total_idx" ON "orders"\("total"\)\n {10}SHARE on orders: writes wait\n/,
    );
    assert.match(stdout, /2 statements ran\. What we say without running them holds for all of them\./);
  });

  it('takes the server from the environment, and prints JSON', () => {
    const { status, stdout } = launchReadyIn(
      temporaryFolder(MIGRATIONS),
      ['migrate', '--trace', 'prisma/migrations', '--format', 'json'],
      { LAUNCH_READY_SCRATCH_DATABASE_URL: server().url },
    );
    assert.equal(status, 0);
    const report = JSON.parse(stdout) as {
      readonly schemaVersion: number;
      readonly counts: unknown;
      readonly histories: readonly {
        readonly migrations: readonly { readonly statements: readonly Shown[] }[];
      }[];
    };
    assert.equal(report.schemaVersion, 1);
    assert.deepEqual(report.counts, { ran: 2, failed: 0, leftOut: 0, agree: 2, differ: 0 });
    const [index] = report.histories[0]?.migrations[1]?.statements ?? [];
    assert.deepEqual(index?.took.locks, [{ on: 'orders', lock: 'Share', blocks: 'writes' }]);
    assert.equal(index?.agreement, 'agrees');
  });

  it('fails where a migration fails', () => {
    const folder = temporaryFolder({
      ...MIGRATIONS,
      'prisma/migrations/20260103000000_wrong/migration.sql': 'DROP TABLE "nowhere";\n',
    });
    const { status, stdout } = trace(folder, '--database', server().url);
    assert.equal(status, 1);
    assert.match(stdout, /failed: table "nowhere" does not exist/);
  });

  it('drops its database when it is interrupted', async () => {
    const folder = temporaryFolder({
      ...MIGRATIONS,
      'prisma/migrations/20260103000000_slow/migration.sql': 'SELECT pg_sleep(60);\n',
    });
    const watcher = await openScratch({ kind: 'server', server: server().address });
    const others = async (): Promise<number> => {
      const { rows } = await watcher.run(
        "SELECT count(*)::int AS many FROM pg_database WHERE datname LIKE 'launch_ready_scratch_%' AND datname <> current_database()",
      );
      return rows[0]?.['many'] as number;
    };
    const child = spawn(process.execPath, [CLI, 'migrate', '--trace', '--database', server().url], {
      cwd: folder,
      env: testEnvironment(),
      stdio: 'ignore',
    });
    await until(async () => (await others()) === 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until(async () => (await others()) === 0);
    await watcher.close();
  });
});

interface Shown {
  readonly took: { readonly locks: unknown };
  readonly agreement: string;
}

function trace(folder: string, ...args: readonly string[]): ReturnType<typeof launchReadyIn> {
  assert.ok(existsSync(path.join(path.dirname(CLI), 'scratch.mjs')), 'run npm run build first');
  return launchReadyIn(folder, ['migrate', '--trace', ...args], { LAUNCH_READY_SCRATCH_DATABASE_URL: '' });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) if (Date.now() > end) throw new Error(`it never came true: ${isSo.toString()}`);
}
