import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The bundled command line. */
export const CLI = path.join(import.meta.dirname, '../../dist/cli.cjs');

/** Runs it in a folder, and keeps what it remembers out of the home of whoever runs the tests. */
export function launchReadyIn(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: 'utf8',
    env: testEnvironment(env),
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The environment of a process of ours: without colours, and with a cache folder that goes when the tests are over. */
export function testEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  const cache = (cacheFolder ??= makeCacheFolder());
  const home = process.platform === 'darwin' ? { HOME: cache } : {};
  return { ...inherited, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, ...home, ...more };
}

let cacheFolder: string | undefined;

function makeCacheFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'launch-ready-test-cache-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
