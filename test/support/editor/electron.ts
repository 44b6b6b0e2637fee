import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheFolder } from './codeServer.ts';
import type { Log } from './commandLine.ts';

// Without data for this long, the download counts as impossible.
const SILENCE_MS = 5_000;

/** The desktop build of VS Code. */
export interface ElectronEditor {
  readonly kind: 'electron';
  readonly executable: string;
}

/** Downloads the stable desktop build, or finds the one downloaded earlier when there is no network. */
export async function installElectron(log: Log): Promise<ElectronEditor> {
  const cachePath = join(cacheFolder(), 'electron');
  mkdirSync(cachePath, { recursive: true });
  const executable = await downloadAndUnzipVSCode({
    cachePath,
    version: 'stable',
    timeout: SILENCE_MS,
    reporter: stageReporter(log),
  });
  return { kind: 'electron', executable };
}

/** The desktop build opens a real window, so Linux needs a display (or xvfb-run). */
export function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

function stageReporter(log: Log) {
  let stage = '';
  return {
    report(progress: { readonly stage: string }) {
      if (progress.stage !== stage) log(`VS Code for the desktop: ${progress.stage}`);
      stage = progress.stage;
    },
    error(error: unknown) {
      log(String(error));
    },
  };
}
