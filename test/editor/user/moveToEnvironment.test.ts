import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const KEY = expand('{{stripe-secret-key}}');
const PAY = `// Payments go to the account of the shop.\n\nexport const stripe = { key: '${KEY}', apiVersion: '2026-09-30' };\n`;
const FIXED = PAY.replace(`'${KEY}'`, 'process.env.STRIPE_SECRET_KEY');

describe('a person with the packaged extension', () => {
  let window: EditorWindow;
  let root: string;
  const onDisk = (file: string): string => readFileSync(path.join(root, file), 'utf8');

  before(async () => {
    root = temporaryRepository({
      'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
      '.gitignore': 'node_modules/\n',
      'src/pay.js': PAY,
      'src/mail.js': expand("export const resend = '{{resend-api-key}}';\n"),
      'app/button.tsx': expand("'use client';\nexport const key = '{{stripe-secret-key:2}}';\n"),
    });
    window = await openWindow({ workspace: root, vsix: VSIX });
  });
  after(() => window?.close());

  it('sees the squiggle, the problems and the number of blockers', async () => {
    await window.openFile('src/pay.js', { line: 3, column: 40 });
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
    const rows = await window.problems({ min: 3 });
    assert.ok(
      rows.some(
        ({ file, text }) => file.endsWith('pay.js') && /Stripe live secret key in this file/.test(text),
      ),
      JSON.stringify(rows),
    );
    assert.ok(
      rows.some(({ file }) => file.endsWith('mail.js')),
      'a file that is not open is there too',
    );
    assert.ok(!JSON.stringify(rows).includes(KEY), 'the key is masked');
    await until('three blockers in the status bar', async () =>
      (await window.statusBar()).some((item) => item === '3 blockers'),
    );
    await window.screenshot('1-squiggle-and-problems');
  });

  it('reads on hover what it means', async () => {
    await window.openFile('src/pay.js', { line: 3, column: 40 });
    const text = await window.hover('do not launch with this');
    assert.match(text, /Stripe live secret key in this file/);
    await window.screenshot('2-hover');
    await window.page.keyboard.press('Escape');
  });

  it('moves the key to the environment from the lightbulb', async () => {
    await window.openFile('src/pay.js', { line: 3, column: 40 });
    const fixes = await window.quickFixes();
    assert.ok(fixes.includes('Move to .env as STRIPE_SECRET_KEY'), fixes.join(', '));
    await window.page.keyboard.press('ControlOrMeta+.');
    await window.page.getByText('Move to .env as STRIPE_SECRET_KEY').first().waitFor();
    await window.screenshot('3-quick-fixes');
    await window.page.keyboard.press('Escape');
    await window.quickFix('Move to .env as STRIPE_SECRET_KEY');
    await until('the fixed source', async () => (await window.editorText()) === FIXED);
    await until(
      '.env on disk',
      () => existsSync(path.join(root, '.env')) && onDisk('.env') === `STRIPE_SECRET_KEY=${KEY}\n`,
    );
    await until('.env to be private', () => (statSync(path.join(root, '.env')).mode & 0o777) === 0o600);
    await window.saveAll();
    await until('everything on disk', () => onDisk('src/pay.js') === FIXED);
    assert.equal(onDisk('.env.example'), 'STRIPE_SECRET_KEY=\n');
    assert.equal(onDisk('.gitignore'), 'node_modules/\n.env\n');
    await until('no squiggle', async () => (await window.squiggles()).error === 0);
  });

  it('is told to rotate it, and where', async () => {
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /Moved to \.env as STRIPE_SECRET_KEY/);
    assert.match(message ?? '', /in git history and stays there\. Rotate it at Stripe/);
    await window.screenshot('4-fixed');
  });

  it('takes everything back with one undo', async () => {
    await window.openFile('src/pay.js');
    await window.undo();
    await until('the source as it was', async () => (await window.editorText()) === PAY);
    await until(
      'no .env',
      () => !existsSync(path.join(root, '.env')) && !existsSync(path.join(root, '.env.example')),
    );
    await until('everything as it was on disk', async () => {
      await window.saveAll(); // the undo comes to the files one after the other
      return onDisk('src/pay.js') === PAY && onDisk('.gitignore') === 'node_modules/\n';
    });
    await until('the squiggle again', async () => (await window.squiggles()).error > 0);
  });

  it('checks the workspace on request, and is told the outcome', async () => {
    await window.runCommand('Launch Ready: Check Workspace');
    await until('the outcome', async () =>
      (await window.notifications({ min: 1 })).some((text) =>
        /Launch Ready: 3 blockers in 5 files\./.test(text),
      ),
    );
  });

  it('ignores a finding with a reason', async () => {
    await window.openFile('src/mail.js', { line: 1, column: 30 });
    await window.quickFix('Ignore here, with a reason…');
    await window.answer('key of the public demo account');
    const wanted =
      '// launch-ready-ignore-next-line secrets/provider-token -- key of the public demo account\n';
    await until('the comment', async () => (await window.editorText()).startsWith(wanted));
    await until('no squiggle', async () => (await window.squiggles()).error === 0);
  });

  it('is told why code for browsers can’t be fixed this way', async () => {
    await window.openFile('app/button.tsx', { line: 2, column: 30 });
    await window.quickFix('Why this can’t be moved to the environment from here…');
    await until('the explanation', async () =>
      (await window.notifications({ min: 1 })).some((text) => /browser/.test(text)),
    );
    assert.ok(!existsSync(path.join(root, '.env')));
  });
});
