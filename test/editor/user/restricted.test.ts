import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { git, temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');

describe('a person in a workspace that they don’t trust', () => {
  let window: EditorWindow;
  let root: string;

  before(async () => {
    root = temporaryRepository({ 'pay.js': expand("export const key = '{{stripe-secret-key}}';\n") });
    git(root, 'config', 'core.fsmonitor', `touch "${path.join(root, 'git-ran')}"`);
    window = await openWindow({ workspace: root, vsix: VSIX, trust: false });
  });
  after(() => window?.close());

  it('sees findings all the same, and nothing of the workspace runs', async () => {
    await window.openFile('pay.js');
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
    await until('one blocker in the status bar', async () =>
      (await window.statusBar()).includes('1 blocker'),
    );
    await until('the mark of Restricted Mode', async () =>
      (await window.statusBar()).some((item) => /Restricted/.test(item)),
    );
    assert.ok(!existsSync(path.join(root, 'git-ran')));
    await window.openFile('pay.js', { line: 1, column: 25 });
    const fixes = await window.quickFixes();
    assert.ok(
      fixes.some((title) => title.startsWith('Ignore here')),
      fixes.join(', '),
    );
    assert.ok(!fixes.some((title) => title.startsWith('Check whether')), fixes.join(', '));
    await window.screenshot('5-restricted');
  });

  it('is told why the history is not looked at', async () => {
    await window.runCommand('Launch Ready: Check the History for Secrets');
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /history is read with git, which runs only where you trust the workspace/);
    await window.screenshot('10-restricted-history');
    await window.page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await window.page.locator('.workspace-trust-editor').waitFor();
    assert.ok(!existsSync(path.join(root, 'git-ran')));
  });
});
