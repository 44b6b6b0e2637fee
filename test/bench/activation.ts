import { existsSync } from 'node:fs';
import path from 'node:path';
import { findCodeServer } from '../support/editor/codeServer.ts';
import { until } from '../support/editor/until.ts';
import { openWindow } from '../support/editor/window.ts';
import { makeWorkspace } from './editing.ts';

const VSIX = path.join(import.meta.dirname, '../../launch-ready.vsix');
const WINDOWS = 3;

/** How long VS Code says the extension took to activate, in several windows; undefined (and said) where there is none. */
export async function measureActivation(say: (line: string) => void): Promise<readonly number[] | undefined> {
  const editor = findCodeServer();
  if (!editor || !existsSync(VSIX)) {
    say(
      'Activation: left out; it needs launch-ready.vsix (npm run package) and the editor that npm test installs',
    );
    return undefined;
  }
  const times: number[] = [];
  for (let round = 0; round < WINDOWS; round++) {
    const workspace = makeWorkspace();
    const window = await openWindow({ workspace: workspace.root, vsix: VSIX, editor });
    try {
      await until('the status bar item', async () =>
        (await window.statusBar()).some((item) => item.includes('blocker')),
      );
      await window.runCommand('Developer: Show Running Extensions');
      const row = window.page
        .locator('.runtime-extensions-editor .monaco-list-row')
        .filter({ hasText: 'Launch Ready' });
      times.push(
        await until('the activation time', async () =>
          Number(/Activation:\s*(\d+)\s*ms/.exec(await row.first().innerText())?.[1] ?? 0),
        ),
      );
    } finally {
      await window.close();
      workspace.remove();
    }
  }
  return times;
}
