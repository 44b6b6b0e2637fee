import { strict as assert } from 'node:assert';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const KEY = expand('{{stripe-secret-key}}');
const CLEAN = "import Stripe from 'stripe';\n\nexport const currency = 'eur';\n";
const LEAK = `import Stripe from 'stripe';\n\nexport const stripe = new Stripe('${KEY}');\nexport const currency = 'eur';\n`;
const FILES = { 'src/pay.js': CLEAN, '.gitignore': '.env\n', 'README.md': '# Tea\n' };

describe('a person who commits', () => {
  let window: EditorWindow;
  let root: string;
  const stage = (files: Readonly<Record<string, string>>): void => {
    writeFiles(root, files);
    git(root, 'add', '--', ...Object.keys(files));
  };
  const staged = (): string => git(root, 'diff', '--cached', '--name-only').trim();
  const commits = (): number => Number(git(root, 'rev-list', '--count', 'HEAD'));
  const hasRow = (pattern: RegExp): Promise<unknown> =>
    until(String(pattern), async () => (await window.sideBarRows()).some((text) => pattern.test(text)));
  const row = (name: string) => window.page.locator('.sidebar .monaco-list-row', { hasText: name }).first();
  const header = () => window.page.locator('.sidebar .pane-header', { hasText: 'Launch Review' });
  const status = async (): Promise<string> => (await header().getAttribute('aria-label')) ?? '';
  /** The buttons of a view show while the mouse is over it. */
  const pressReview = async (): Promise<void> => {
    await window.page.locator('.sidebar .pane-header', { hasText: /^Changes$/ }).hover();
    await window.page.locator('.sidebar').getByRole('button', { name: 'Review Staged Changes' }).click();
  };
  /** Presses a button of an entry until it shows: one of a tree that is being drawn anew may get nothing of the first press. */
  const pressUntil = async (name: string, button: string, shows: () => Promise<boolean>): Promise<void> => {
    for (let press = 0; press < 3; press++) {
      await row(name).hover();
      await row(name).getByRole('button', { name: button }).click();
      const isShown = await until(`what “${button}” shows`, shows, 10_000).catch(() => false);
      if (isShown) return;
    }
    assert.fail(`“${button}” of ${name} was pressed three times, and nothing shows.`);
  };
  const dialog = () => window.page.locator('.monaco-dialog-box');
  const writeMessage = async (text: string): Promise<void> => {
    await window.page.locator('.scm-editor .native-edit-context, .scm-editor textarea').first().focus();
    await window.page.keyboard.insertText(text);
  };

  before(async () => {
    root = temporaryRepository(FILES);
    window = await openWindow({
      workspace: root,
      vsix: VSIX,
      settings: { 'git.useEditorAsCommitInput': false },
    });
    await window.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  });
  after(() => window?.close());

  it('is told that nothing is staged, and nothing gets staged', async () => {
    await pressReview();
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /nothing is staged\. Stage what the commit is to hold, and review again\./);
    await window.page.getByRole('button', { name: 'Show Source Control' }).click();
    assert.equal(staged(), '');
    assert.equal(await header().count(), 0);
  });

  it('hears of nothing that is in the unstaged half of a file', async () => {
    stage({ 'src/pay.js': `// prices\n${CLEAN}` });
    writeFiles(root, { 'src/pay.js': `// prices\n${LEAK}` });
    await pressReview();
    await until('the words', async () =>
      (await window.notifications()).some((text) => text.includes('Launch Ready: No findings in 1 file.')),
    );
    await window.screenshot('70-review-clean');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('presses the button in Source Control, and sees what was found', async () => {
    stage({ 'src/pay.js': LEAK });
    await pressReview();
    await hasRow(/^Blockers 1 · do not launch with these$/);
    await hasRow(/^pay\.js:3 .*Stripe/);
    assert.match(await status(), /1 finding, 1 blocker · \d/);
    await window.screenshot('71-review');
  });

  it('opens the change of a finding at its line', async () => {
    await row('pay.js:3').click();
    await window.page.locator('.tab', { hasText: 'pay.js (HEAD ↔ Staged)' }).waitFor();
    await until('its line', async () => (await window.statusBar()).some((item) => item.startsWith('Ln 3,')));
    await window.screenshot('72-review-diff');
  });

  it('commits nothing while a blocker stands, without a word of why', async () => {
    await writeMessage('Prices');
    await window.runCommand('Launch Ready: Review and Commit');
    await dialog().waitFor();
    assert.match(await dialog().innerText(), /1 finding stands against this commit \(1 blocker\)/);
    await window.screenshot('73-review-question');
    await dialog().getByRole('button', { name: 'Show Findings' }).click();
    assert.equal(commits(), 1);
  });

  it('fixes it, and has the fix staged', async () => {
    await row('pay.js:3').hover();
    await row('pay.js:3').getByRole('button', { name: 'Fix and Stage' }).click();
    await until('an empty view', async () => /No findings in \d files?/.test(await status()));
    const text = git(root, 'show', ':src/pay.js');
    assert.equal(text, LEAK.replace(`'${KEY}'`, 'process.env.STRIPE_SECRET_KEY'));
    assert.equal(readFileSync(path.join(root, 'src/pay.js'), 'utf8'), text);
    assert.match(readFileSync(path.join(root, '.env'), 'utf8'), /^STRIPE_SECRET_KEY=/m);
    assert.ok(!git(root, 'diff', '--cached').includes(KEY));
    assert.ok(!staged().split('\n').includes('.env'), staged());
    await until('what is left to do', async () =>
      (await window.notifications()).some((words) => words.includes('Moved to .env as STRIPE_SECRET_KEY.')),
    );
    await until(
      'no finding',
      async () => !(await window.sideBarRows()).some((words) => /Blockers/.test(words)),
    );
    await window.screenshot('74-review-fixed');
    assert.deepEqual(
      (await window.notifications()).filter((words) => /not staged|failed/.test(words)),
      [],
    );
  });

  it('commits, and the message is gone as after git’s own commit', async () => {
    await window.runCommand('Launch Ready: Review and Commit');
    await until('the commit', () => commits() === 2);
    assert.equal(git(root, 'log', '-1', '--format=%s').trim(), 'Prices');
    await until('no view', async () => (await header().count()) === 0);
    await until(
      'no message',
      async () => (await window.page.locator('.scm-editor').innerText()) !== 'Prices',
    );
  });

  it('leaves a partly staged file as it is, and says so', async () => {
    const now = readFileSync(path.join(root, 'src/pay.js'), 'utf8');
    stage({ 'src/pay.js': `${now}export const old = new Stripe('${KEY}');\n` });
    writeFiles(root, { 'src/pay.js': `${now}export const old = new Stripe('${KEY}');\n// later\n` });
    await pressReview();
    const before = git(root, 'ls-files', '--stage');
    await pressUntil('pay.js:5', 'Fix and Stage', async () =>
      (await window.notifications()).some((text) =>
        text.includes('src/pay.js has edits that are not staged, so nothing was changed'),
      ),
    );
    assert.equal(git(root, 'ls-files', '--stage'), before);
    assert.match(readFileSync(path.join(root, 'src/pay.js'), 'utf8'), /\/\/ later\n$/);
    await window.screenshot('75-review-partly-staged');
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('commits anyway, with a reason that is part of the commit', async () => {
    await writeMessage('Old account');
    await window.runCommand('Launch Ready: Review and Commit');
    await dialog().getByRole('button', { name: 'Commit Anyway…' }).click();
    await window.page.getByText('Commit Anyway: put 1 finding off (1/3)').waitFor();
    await window.page.getByText('Who will see to it? This is a blocker').waitFor();
    await window.page.keyboard.press('Enter'); // git's name
    await window.page.getByText('Commit Anyway: put 1 finding off (2/3)').waitFor();
    await window.page.keyboard.press('Enter'); // in a week
    await window.page.getByText('The reason is committed with it').waitFor();
    await window.screenshot('76-review-reason');
    await window.answer('revoked on Monday');
    await until('the commit', () => commits() === 3);
    assert.deepEqual(git(root, 'show', '--name-only', '--format=%s', 'HEAD').trim().split('\n'), [
      'Old account',
      '',
      'launch-ready.yaml',
      'src/pay.js',
    ]);
    const ledger = git(root, 'show', 'HEAD:launch-ready.yaml');
    assert.match(ledger, /owner: Test\n/);
    assert.match(ledger, /reason: revoked on Monday\n/);
    assert.match(readFileSync(path.join(root, 'src/pay.js'), 'utf8'), /\/\/ later\n$/);
  });
});

describe('a person who stages', () => {
  let window: EditorWindow;
  let root: string;
  before(async () => {
    root = temporaryRepository(FILES);
    window = await openWindow({
      workspace: root,
      vsix: VSIX,
      settings: { 'launchReady.review.onStage': true },
    });
    await window.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  });
  after(() => window?.close());
  const header = () => window.page.locator('.sidebar .pane-header', { hasText: 'Launch Review' });
  const status = async (): Promise<string> => (await header().getAttribute('aria-label')) ?? '';

  it('sees what the review found without asking, and no notification', async () => {
    writeFiles(root, { 'src/pay.js': LEAK });
    await window.page.locator('.sidebar .monaco-list-row', { hasText: 'pay.js' }).hover();
    await window.page
      .locator('.sidebar .monaco-list-row', { hasText: 'pay.js' })
      .getByRole('button', { name: 'Stage Changes' })
      .click();
    await until('the review', async () => /1 finding, 1 blocker · \d/.test(await status()));
    assert.deepEqual(await window.notifications(), []);
    await window.screenshot('77-review-by-itself');
  });

  it('sees the review go when nothing is staged any more', async () => {
    git(root, 'reset', '--quiet');
    await until('no view', async () => (await header().count()) === 0);
  });
});

describe('a person whose review fails', () => {
  let window: EditorWindow;
  let root: string;
  before(async () => {
    root = temporaryRepository(FILES);
    writeFiles(root, { 'README.md': '# Tea\n\nHot.\n' });
    git(root, 'add', '--all');
    // VS Code's own git takes the environment's word for where the rest of the repository is; ours does not.
    const objects = path.join(temporaryFolder(), 'objects');
    cpSync(path.join(root, '.git/objects'), objects, { recursive: true });
    rmSync(path.join(root, '.git/objects'), { recursive: true });
    mkdirSync(path.join(root, '.git/objects'));
    window = await openWindow({
      workspace: root,
      vsix: VSIX,
      env: { GIT_ALTERNATE_OBJECT_DIRECTORIES: objects },
    });
    await window.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  });
  after(() => window?.close());

  it('is told, and the commit is made all the same', async () => {
    await window.page.locator('.scm-editor .native-edit-context, .scm-editor textarea').first().focus();
    await window.page.keyboard.insertText('Words');
    await window.runCommand('Launch Ready: Review and Commit');
    await until('the words', async () =>
      (await window.notifications()).some((text) =>
        text.includes('the review failed, so this is committed without one. git '),
      ),
    );
    await window.screenshot('78-review-failed');
    await until('the commit', () =>
      readFileSync(path.join(root, '.git/logs/HEAD'), 'utf8').includes('commit: Words'),
    );
  });
});

describe('a person whose first commit is under way', () => {
  let window: EditorWindow;
  let root: string;
  const dialog = () => window.page.locator('.monaco-dialog-box');
  const told = (pattern: RegExp): Promise<unknown> =>
    until(String(pattern), async () => (await window.notifications()).some((text) => pattern.test(text)));
  const commitAnyway = async (): Promise<void> => {
    await window.runCommand('Launch Ready: Review and Commit');
    await dialog().getByRole('button', { name: 'Commit Anyway…' }).click();
  };
  const header = () => window.page.locator('.sidebar .pane-header', { hasText: 'Launch Review' });
  const giveReason = async (): Promise<void> => {
    await window.page.getByText('Who will see to it?').waitFor();
    await window.page.keyboard.press('Enter');
    await window.page.getByText('In two weeks').waitFor();
    await window.page.keyboard.press('Enter');
    await window.page.getByText('The reason is committed with it').waitFor();
    await window.answer('revoked on Monday');
  };

  before(async () => {
    root = temporaryFolder({
      'src/pay.js': LEAK,
      'launch-ready.yaml': '# ours\n',
      '.git-hook': '#!/bin/sh\necho "no commits on Mondays" >&2\nexit 1\n',
    });
    git(root, 'init', '--quiet');
    git(root, 'add', 'src/pay.js', 'launch-ready.yaml');
    writeFiles(root, { 'launch-ready.yaml': '# ours\n# not yet\n' });
    window = await openWindow({
      workspace: root,
      vsix: VSIX,
      settings: { 'git.useEditorAsCommitInput': false },
    });
    await window.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  });
  after(() => window?.close());

  it('opens a new file as it is staged', async () => {
    await window.page.locator('.sidebar .pane-header', { hasText: /^Changes$/ }).hover();
    await window.page.locator('.sidebar').getByRole('button', { name: 'Review Staged Changes' }).click();
    await window.page.locator('.sidebar .monaco-list-row', { hasText: 'pay.js:3' }).first().click();
    await window.page.locator('.tab', { hasText: 'pay.js (Staged)' }).waitFor();
    await window.screenshot('79-review-first-commit');
  });

  it('puts a finding off from the view, which the next review honours', async () => {
    await window.page
      .locator('.sidebar .monaco-list-row', { hasText: 'pay.js:3' })
      .click({ button: 'right' });
    await window.page.locator('.monaco-menu').getByText('Put Off…').waitFor();
    await window.screenshot('79-review-menu');
    await window.page.locator('.monaco-menu').getByText('Put Off…').click();
    await dialog().getByRole('button', { name: 'Stage All of It' }).click();
    await giveReason();
    await until('no finding', async () =>
      /No findings in 2 files/.test((await header().getAttribute('aria-label')) ?? ''),
    );
    assert.match(git(root, 'show', ':launch-ready.yaml'), /^# ours\n# not yet\ndeferred:\n/);
    writeFiles(root, { 'launch-ready.yaml': '# ours\n' });
    git(root, 'add', 'launch-ready.yaml');
    writeFiles(root, { 'launch-ready.yaml': '# ours\n# not yet\n' });
  });

  it('is asked before edits that are not staged are committed with the reason, and can leave it', async () => {
    const before = git(root, 'ls-files', '--stage');
    await commitAnyway();
    await dialog().getByText('launch-ready.yaml has edits that are not staged.').waitFor();
    await window.screenshot('80-review-unstaged-ledger');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await until('no dialog', async () => (await dialog().count()) === 0);
    assert.equal(git(root, 'ls-files', '--stage'), before);
    assert.equal(readFileSync(path.join(root, 'launch-ready.yaml'), 'utf8'), '# ours\n# not yet\n');
  });

  it('hears what a hook of theirs says, and loses neither message nor reason', async () => {
    cpSync(path.join(root, '.git-hook'), path.join(root, '.git/hooks/pre-commit'));
    chmodSync(path.join(root, '.git/hooks/pre-commit'), 0o755);
    git(root, 'add', 'launch-ready.yaml');
    await window.page.locator('.scm-editor .native-edit-context, .scm-editor textarea').first().focus();
    await window.page.keyboard.insertText('First');
    await commitAnyway();
    await giveReason();
    await told(/git did not commit: no commits on Mondays/);
    await window.screenshot('81-review-hook');
    assert.match(await window.page.locator('.scm-editor').innerText(), /First/);
    assert.match(git(root, 'show', ':launch-ready.yaml'), /# ours\n# not yet\ndeferred:\n/);
    rmSync(path.join(root, '.git/hooks/pre-commit'));
    await window.runCommand('Launch Ready: Review and Commit');
    await until('the commit', () => git(root, 'log', '--format=%s').trim() === 'First');
  });

  it('is asked for a message where there is none', async () => {
    writeFiles(root, { 'README.md': '# Tea\n' });
    git(root, 'add', 'README.md');
    await window.runCommand('Launch Ready: Review and Commit');
    await window.page.getByText('Please write what this commit does.').waitFor();
    await window.answer('Second');
    await until('the commit', () => git(root, 'log', '-1', '--format=%s').trim() === 'Second');
  });
});
