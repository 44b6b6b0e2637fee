import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findOnPath, runCommandLine, type Log } from './commandLine.ts';

// code-server's post-install compiles VS Code's native modules (https://coder.com/docs/code-server/npm).
const BUILD_PACKAGES = ['libkrb5-dev', 'pkg-config', 'libsecret-1-dev', 'g++', 'make', 'python3'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The browser that shows the window: LAUNCH_READY_CHROMIUM, else one of the usual names on PATH. */
export function findChromium(): string | undefined {
  const chosen = process.env['LAUNCH_READY_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen))
      throw new Error(`LAUNCH_READY_CHROMIUM names a file that does not exist: ${chosen}`);
    return chosen;
  }
  const onPath = findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  return onPath ?? (existsSync(MAC_CHROME) ? MAC_CHROME : undefined);
}

/** Finds Chromium, or installs Debian's. */
export async function installChromium(log: Log): Promise<string> {
  if (findChromium() === undefined) await installDebianPackages(log, ['chromium']);
  const chromium = findChromium();
  if (chromium !== undefined) return chromium;
  throw new Error(
    'The tests show VS Code in Chromium, and there is none. Install Chromium or Google Chrome, or set ' +
      'LAUNCH_READY_CHROMIUM to the path of one.',
  );
}

/** Installs what is missing to compile code-server. Other systems than Debian's family are left to their owner. */
export async function installBuildPackages(log: Log): Promise<void> {
  if (findOnPath('dpkg-query') === undefined) return;
  const missing = BUILD_PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length > 0) await installDebianPackages(log, missing);
}

/** Installs Debian's PostgreSQL server; elsewhere the tests that need one say that there is none. */
export async function installPostgres(log: Log): Promise<void> {
  if (findOnPath('apt-get') !== undefined) await installDebianPackages(log, ['postgresql']);
}

function isInstalled(name: string): boolean {
  const query = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], {
    encoding: 'utf8',
  });
  return query.stdout.trim() === 'installed';
}

async function installDebianPackages(log: Log, names: readonly string[]): Promise<void> {
  if (findOnPath('apt-get') === undefined) return;
  log(`installing Debian packages: ${names.join(' ')}`);
  // -n: fail rather than wait for a password that nobody will type.
  const root = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const aptGet = async (...args: string[]) => {
    const [command = '', ...rest] = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    await runCommandLine(log, command, rest);
  };
  try {
    await aptGet('update');
    await aptGet('install', '--yes', '--no-install-recommends', ...names);
  } catch (error) {
    throw new Error(`Run this once and try again: sudo apt-get install ${names.join(' ')}`, { cause: error });
  }
}
