import { strict as assert } from 'node:assert';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const KEY = expand('{{stripe-secret-key}}');

describe('a person who wonders whether a key is live', () => {
  let window: EditorWindow;

  before(async () => {
    const root = temporaryRepository({ 'pay.js': `export const key = '${KEY}';\n` });
    window = await openWindow({ workspace: root, vsix: VSIX });
  });
  after(() => window?.close());

  it('is told who would be asked, with what, and can still say no', async () => {
    await window.openFile('pay.js', { line: 1, column: 25 });
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
    await window.quickFix('Check whether this key is live…');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const text = await dialog.innerText();
    assert.match(text, /Ask api\.stripe\.com whether this key is live\?/);
    const masked = `${KEY.slice(0, 4)}…${KEY.slice(-4)}`;
    assert.ok(
      text.includes(`(${masked}) to api.stripe.com once, with GET /v1/balance, and to nobody else.`),
      text,
    );
    assert.ok(!text.includes(KEY));
    await dialog.getByRole('button', { name: 'Ask api.stripe.com' }).waitFor();
    await window.screenshot('6-check-key');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await window.notifications(), []);
  });
});
