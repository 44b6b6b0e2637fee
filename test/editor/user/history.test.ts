import { strict as assert } from 'node:assert';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const COMMAND = 'Launch Ready: Check the History for Secrets';
const KEY = expand('{{stripe-secret-key}}');
const OTHER_KEY = expand('{{resend-api-key}}');
const LEAK = `import Stripe from 'stripe';\n\nexport const stripe = new Stripe('${KEY}');\n`;
const CLEAN = LEAK.replace(`'${KEY}'`, 'process.env.STRIPE_SECRET_KEY');

describe('a person who wonders what the history holds', () => {
  let window: EditorWindow;
  let gate: string;
  let leakId: string;
  let mailId: string;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    const root = temporaryRepository({ 'src/pay.js': LEAK });
    leakId = git(root, 'rev-parse', '--short=10', 'HEAD').trim();
    writeFiles(root, { 'src/pay.js': CLEAN, 'src/mail.js': `export const resend = '${OTHER_KEY}';\n` });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'keys out');
    mailId = git(root, 'rev-parse', '--short=10', 'HEAD').trim();
    // A git that waits before it reads the history, as long as the gate is shut: there is time to look at the progress.
    const folder = temporaryFolder({ gate: '', 'bin/git': '' });
    gate = path.join(folder, 'gate');
    const real = git(root, '--exec-path').trim();
    const program = path.join(folder, 'bin/git');
    writeFileSync(
      program,
      `#!/bin/sh\ncase "$*" in *'log '*--raw*) while [ -e '${gate}' ]; do sleep 0.1; done;; esac\nexec '${real}/git' "$@"\n`,
    );
    chmodSync(program, 0o755);
    const PATH = `${path.dirname(program)}${path.delimiter}${process.env['PATH']}`;
    window = await openWindow({ workspace: root, vsix: VSIX, env: { PATH } });
  });
  after(() => window?.close());

  it('sees that it takes a while, and can stop it', async () => {
    await window.openFile('src/pay.js');
    await window.runCommand(COMMAND);
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /checking the history for secrets/);
    await window.screenshot('7-history-progress');
    await window.page.locator('.notifications-toasts').getByRole('button', { name: 'Cancel' }).click();
    await until('no notification', async () => (await window.notifications()).length === 0);
  });

  it('is told how many there are, and sees what is gone from the code as well', async () => {
    rmSync(gate);
    await window.runCommand(COMMAND);
    await until('the outcome', async () =>
      (await window.notifications({ min: 1 })).some((text) =>
        text.includes('2 secrets in the history, 1 of them no longer in the current code'),
      ),
    );
    await window.page.getByRole('button', { name: 'Show Secrets' }).click();
    const entries = await window.entries({ min: 2 });
    await window.screenshot('8-history-list');
    const pay = entries.find((text) => text.startsWith('src/pay.js:3')) ?? assert.fail(entries.join('\n'));
    assert.ok(pay.includes(leakId), pay);
    assert.match(pay, /no longer in the current code/);
    assert.match(pay, /Stripe live secret key/);
    const mail = entries.find((text) => text.startsWith('src/mail.js:1')) ?? assert.fail(entries.join('\n'));
    assert.ok(mail.includes(mailId), mail);
    assert.match(mail, /still in the current code/);
    assert.ok(!entries.join('\n').includes(KEY), 'the key is masked');
  });

  it('opens the version that brought one, at the secret, and reads what to do', async () => {
    const row = window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'src/pay.js' });
    await row.click();
    await until('the selected secret', async () =>
      (await window.statusBar()).some((item) => item.includes(`(${KEY.length} selected)`)),
    );
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /Stripe live secret key .* Rotate it at Stripe: API keys\./);
    assert.match(message ?? '', new RegExp(`since commit ${leakId} .* no longer has it`));
    await window.page
      .locator('.tab.active')
      .filter({ hasText: `${leakId}:pay.js` })
      .waitFor();
    await window.screenshot('9-history-version');
  });

  it('can’t change it, and goes on to the next', async () => {
    assert.equal(await window.editorText(), LEAK);
    await window.page.keyboard.type('x');
    assert.equal(await window.editorText(), LEAK);
    await window.page.getByRole('button', { name: 'Show Secrets' }).click();
    await window.entries({ min: 2 });
    const row = window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'src/mail.js' });
    await row.click();
    await until('the other secret', async () =>
      (await window.notifications({ min: 1 })).some((text) => text.includes('the current code still has it')),
    );
  });
});
