import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const KEY = expand('{{stripe-secret-key}}');

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  '.gitignore': '.env.development.local\n',
  'src/pay.ts': 'export const pay = connect(process.env.PAY_SECRET_KEY!);\n',
  'src/refund.ts':
    "const { PAY_SECRET_KEY } = process.env;\nif (!PAY_SECRET_KEY) throw new Error('no key');\n",
  'src/mail.ts': "export const mail = send(process.env['MAIL_FROM']!);\n",
  'src/site.ts': "export const site = process.env.NEXT_PUBLIC_SITE ?? 'shop';\n",
  'src/new.ts': 'export const again = 1;\n',
  '.env.example': 'PAY_SECRET_KEY=\nMAIL_FROM=\n',
  '.env.production': 'PAY_SECRET_KEY=${VAULT_KEY}\nVAULT_KEY=\n',
  'compose.yaml':
    'services:\n  web:\n    image: shop\n    environment:\n      PAY_SECRET_KEY: ${PAY_SECRET_KEY}\n      MAIL_FROM: shop@example.com\n',
};
const LOCAL = { '.env.development.local': `PAY_SECRET_KEY=${KEY}\nMAIL_FROM=hello@shop.test\n` };

describe('a person who works on environment variables', () => {
  let window: EditorWindow;
  let root: string;
  const onDisk = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const rows = (): Promise<readonly string[]> => window.sideBarRows();
  const row = (name: string) => window.page.locator('.sidebar .monaco-list-row', { hasText: name }).first();

  before(async () => {
    root = temporaryRepository(FILES);
    writeFiles(root, LOCAL);
    window = await openWindow({ workspace: root, vsix: VSIX });
  });
  after(() => window?.close());

  it('sees in the side bar what each environment lacks, the worst first', async () => {
    await window.page.locator('.activitybar .action-label[aria-label^="Launch Ready"]').click();
    await until('the variables', async () => (await rows())[0]?.startsWith('MAIL_FROM'));
    await row('MAIL_FROM').click();
    await until('its environments', async () =>
      (await rows()).some((text) => text.startsWith('production missing')),
    );
    await window.screenshot('20-environment');
    const label = await row('MAIL_FROM').getAttribute('aria-label');
    assert.equal(label, 'MAIL_FROM, missing in production, required');
    assert.ok(!(await rows()).join().includes(KEY.slice(8)));
  });

  it('goes to the places from there', async () => {
    await row('example').click();
    await until('the template', async () => (await window.editorText()) === FILES['.env.example']);
  });

  it('is offered names while typing', async () => {
    await window.openFile('src/new.ts', { line: 1, column: 24 });
    await window.page.keyboard.press('Enter');
    await window.page.keyboard.type('export const key = process.env.');
    const offered = window.page.locator('.suggest-widget.visible .monaco-list-row');
    await until('the names', async () => (await offered.allInnerTexts()).join().includes('MAIL_FROM'));
    await window.screenshot('21-completion');
    await window.page.keyboard.type('PAY');
    await until('one name', async () => (await offered.first().innerText()).includes('PAY_SECRET_KEY'));
    await window.page.keyboard.press('Enter');
    await until('the name', async () =>
      (await window.editorText()).includes('export const key = process.env.PAY_SECRET_KEY'),
    );
    await window.undo();
    await window.runCommand('File: Revert File');
  });

  it('reads of a variable what there is to know, but not its value', async () => {
    await window.openFile('src/pay.ts', { line: 1, column: 45 });
    const text = await window.hover('Declared in');
    assert.match(text, /PAY_SECRET_KEY · required · secret/);
    assert.match(text, /Required: src\/pay\.ts:1 reads it/);
    assert.ok(!text.includes(KEY.slice(8)));
    await window.screenshot('22-variable-hover');
    await window.page.getByRole('link', { name: 'Reveal value…' }).click();
    assert.ok((await window.entries({ min: 2 }))[0]?.includes('.env.development.local:1'));
    await window.page.keyboard.press('Escape');
  });

  it('reveals a value on request, for a while', async () => {
    await window.openFile('.env.development.local', { line: 1, column: 4 });
    await window.runCommand('Launch Ready: Reveal Value…');
    await until('the value', async () =>
      (await window.notifications({ min: 1 })).some((text) => text.includes(KEY)),
    );
    await window.screenshot('23-revealed');
    await until(
      'nothing',
      async () => !(await window.notifications()).some((text) => text.includes(KEY)),
      30_000,
    );
  });

  it('gives a variable another name everywhere, and takes that back with one undo', async () => {
    await window.openFile('src/pay.ts', { line: 1, column: 45 });
    await window.page.keyboard.press('F2');
    const box = window.page.locator('.rename-box input');
    await box.waitFor();
    assert.equal(await box.inputValue(), 'PAY_SECRET_KEY');
    await box.fill('STRIPE_SECRET_KEY');
    await window.screenshot('24-rename');
    await window.page.keyboard.press('Enter');
    await until('the new name', async () =>
      (await window.editorText()).includes('process.env.STRIPE_SECRET_KEY!'),
    );
    await window.saveAll();
    const changed = [
      'src/refund.ts',
      '.env.development.local',
      '.env.example',
      '.env.production',
      'compose.yaml',
    ];
    await until('all files', () => changed.every((file) => onDisk(file).includes('STRIPE_SECRET_KEY')));
    assert.equal(
      onDisk('src/refund.ts').split('\n')[0],
      'const { STRIPE_SECRET_KEY: PAY_SECRET_KEY } = process.env;',
    );
    assert.ok(onDisk('compose.yaml').includes('STRIPE_SECRET_KEY: ${STRIPE_SECRET_KEY}'));
    await window.openFile('src/pay.ts');
    await window.undo();
    await until('everything as it was', async () => {
      await window.saveAll(); // the undo comes to the files one after the other
      return Object.entries({ ...FILES, ...LOCAL }).every(([file, text]) => onDisk(file) === text);
    });
  });
});
