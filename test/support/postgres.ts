/** A PostgreSQL server of our own, from the machine's packages: started in a temporary folder, and gone with the tests. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ServerAddress } from '../../server/src/host/trace/session.ts';

export interface TestServer {
  readonly address: ServerAddress;
  readonly url: string;
}

/** Why there can be no server here; undefined where there can. */
export function whyNoServer(): string | undefined {
  if (process.platform === 'win32') return 'no PostgreSQL server is started on Windows';
  if (!binaries()) return 'no PostgreSQL server is installed (Debian: apt-get install postgresql)';
  return isInstalled('pg') ? undefined : 'the package pg is not installed';
}

/** Why PGlite can't be asked; undefined where it can. */
export function whyNoPglite(): string | undefined {
  return isInstalled('@electric-sql/pglite')
    ? undefined
    : 'the package @electric-sql/pglite is not installed';
}

/** Starts it before the tests of the file, and takes it away after them. */
export function testServer(): () => TestServer {
  let running: (TestServer & { stop(): void }) | undefined;
  before(async function () {
    this.timeout(60_000);
    running = await startServer();
  });
  after(() => running?.stop());
  return () => {
    if (!running) throw new Error('the server has not started');
    return running;
  };
}

async function startServer(): Promise<TestServer & { stop(): void }> {
  const bin = binaries() ?? '';
  const folder = mkdtempSync(path.join(os.tmpdir(), 'launch-ready-test-postgres-'));
  const data = path.join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const account = serverAccount();
  const options: ExecFileSyncOptions = { stdio: 'ignore', cwd: folder, ...account };
  if (account) for (const item of [folder, passwordFile]) chownSync(item, account.uid, account.gid);
  chmodSync(folder, 0o700);
  const stop = (): void => {
    try {
      execFileSync(path.join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'], options);
    } catch {
      // It was not running.
    }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const port = await freePort();
  const setup = ['-D', data, '-U', 'owner', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync'];
  execFileSync(path.join(bin, 'initdb'), [...setup, '--locale', 'C', '-E', 'UTF8'], options);
  const settings = `-k ${folder} -p ${port} -c listen_addresses=127.0.0.1 -c fsync=off`;
  execFileSync(
    path.join(bin, 'pg_ctl'),
    ['-D', data, '-o', settings, '-l', path.join(folder, 'log'), '-w', 'start'],
    options,
  );
  return {
    address: { host: '127.0.0.1', port, user: 'owner', password, database: 'postgres', ssl: 'off' },
    url: `postgres://owner:${password}@127.0.0.1:${port}/postgres`,
    stop() {
      process.off('exit', stop);
      stop();
    },
  };
}

/** Debian keeps the programs of each version in a folder of their own, out of the PATH. */
function binaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(root, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')));
}

/** PostgreSQL refuses to run as root. */
function serverAccount(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
