import { strict as assert } from 'node:assert';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const PAY = 'src/pay [old] & (new).js';
const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "express": "5.1.0" } }\n',
  '.env.example': 'DATABASE_URL=\n',
  [PAY]: `// how we are paid\n\nexport const key = '${expand('{{stripe-secret-key}}')}';\n`,
  'src/mail.js': 'export const sender = process.env.MAIL_SENDER.trim();\n',
};

describe('a person who wants to know what stands between them and their launch', () => {
  let window: EditorWindow | undefined;
  afterEach(async () => {
    await window?.close();
    window = undefined;
  });
  const pageIn = ({ page }: EditorWindow) =>
    page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('body');

  it('reads the risk list as a page, and goes from it to the line', async () => {
    window = await openWindow({ workspace: temporaryRepository(FILES), vsix: VSIX });
    await window.openFile('src/mail.js');
    await window.runCommand('Show Risk List');
    const page = pageIn(window);
    await page.getByRole('heading', { name: 'Must fix before launch' }).waitFor();
    const text = await page.innerText();
    assert.match(text, /Not ready to launch: 1 blocker/);
    assert.match(text, /Rotate what may be known/);
    assert.ok(!text.includes(expand('{{stripe-secret-key}}')));
    await window.screenshot('50-risk-list');
    await page
      .getByRole('link', { name: `${PAY}:3` })
      .first()
      .click();
    const opened = window;
    await until('the file', async () => (await opened.editorText()) === FILES[PAY]);
    await until('the line', async () => (await opened.statusBar()).some((item) => item.startsWith('Ln 3, ')));
  });

  it('reads it in a workspace that nobody trusts', async () => {
    window = await openWindow({ workspace: temporaryRepository(FILES), vsix: VSIX, trust: false });
    await window.openFile('src/mail.js');
    await window.runCommand('Show Risk List');
    const page = pageIn(window);
    await page.getByRole('heading', { name: 'Must fix before launch' }).waitFor();
    assert.match(await page.innerText(), /Provider key in the code/);
    await window.screenshot('51-risk-list-restricted');
  });
});
