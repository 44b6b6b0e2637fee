import { findCodeServer, installCodeServer, type CodeServerEditor } from './codeServer.ts';
import type { Log } from './commandLine.ts';
import { hasDisplay, installElectron, type ElectronEditor } from './electron.ts';

/** A real VS Code, ready to run. */
export type Editor = ElectronEditor | CodeServerEditor;

/**
 * Finds or installs a real VS Code for the host tests; fails with words on what to install when that is impossible.
 *
 * 1. What LAUNCH_READY_EDITOR says: "electron" or "code-server".
 * 2. code-server from an earlier run: it starts in a second and the user tests need it anyway.
 * 3. The desktop build, where it can be shown and downloaded: 100 MB rather than minutes of compiling.
 * 4. code-server from npm, with Chromium.
 */
export async function installEditor(log: Log): Promise<Editor> {
  const chosen = process.env['LAUNCH_READY_EDITOR'] ?? '';
  if (chosen === 'electron') return orExplain(() => installElectron(log));
  if (chosen === 'code-server') return installWindowEditor(log);
  if (chosen !== '') throw new Error(`LAUNCH_READY_EDITOR must be electron or code-server, not ${chosen}`);
  return findCodeServer() ?? (await tryElectron(log)) ?? installWindowEditor(log);
}

/**
 * Finds or installs the VS Code whose window Playwright can drive. Only code-server will do: the desktop build needs a
 * display, and would share the clipboard and the focus with the person at the machine.
 */
export async function installWindowEditor(log: Log): Promise<CodeServerEditor> {
  return findCodeServer() ?? orExplain(() => installCodeServer(log));
}

async function orExplain<T>(install: () => Promise<T>): Promise<T> {
  try {
    return await install();
  } catch (error) {
    throw new Error(`${HELP}\nWhat went wrong: ${messages(error).join(': ')}`, { cause: error });
  }
}

const HELP = `There is no VS Code to run the tests in. Either of these will do:
- code-server and Chromium: install Chromium (or Google Chrome), a C++ compiler, make, python3, pkg-config and the
  development files of Kerberos and libsecret. On Debian and Ubuntu:
    sudo apt-get install chromium g++ make python3 pkg-config libkrb5-dev libsecret-1-dev
  The tests then install code-server from npm by themselves.
- for the host tests alone, the desktop build: a network that reaches VS Code's downloads, and a display
  (on a server: xvfb-run). Choose it with LAUNCH_READY_EDITOR=electron.`;

async function tryElectron(log: Log): Promise<ElectronEditor | undefined> {
  if (!hasDisplay()) return undefined;
  try {
    return await installElectron(log);
  } catch (error) {
    log(`VS Code for the desktop cannot be downloaded (${messages(error).join(': ')}), trying code-server`);
    return undefined;
  }
}

function messages(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : messages(error.cause))];
}
