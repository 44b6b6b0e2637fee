import { strict as assert } from 'node:assert';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { temporaryRepository, writeFiles } from '../../support/temporaryFolder.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const VSIX = path.join(ROOT, 'launch-ready.vsix');

const START = `CREATE TABLE "customers" ("id" SERIAL PRIMARY KEY, "fax" TEXT);

CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "customer_id" INTEGER NOT NULL, "total" INTEGER);

CREATE INDEX "orders_customer_id_idx" ON "orders"("customer_id");
`;
const KEY = `SET lock_timeout = '5s';

-- Every order has a customer.
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_fk"
  FOREIGN KEY ("customer_id") REFERENCES "customers"("id");
`;
const INDEX = 'CREATE INDEX "orders_total_idx" ON "orders"("total");\n';
const DROP = 'SET lock_timeout = \'5s\';\nALTER TABLE "customers" DROP COLUMN "fax";\n';
const MIGRATIONS = 'prisma/migrations';
const KEY_FILE = `${MIGRATIONS}/20260301000000_key/migration.sql`;
const TYPED = `${MIGRATIONS}/20260302000000_drop/migration.sql`;
const LOCK = { [`${MIGRATIONS}/migration_lock.toml`]: 'provider = "postgresql"\n' };
const ASKED_AGAIN_MS = 60_000;
const CLICK_MS = 5_000;
const QUICK_FIX = 'Add it NOT VALID, and validate it in a new migration';

describe('a person who writes a migration', () => {
  let window: EditorWindow;
  let root: string;
  const migrations = (): readonly string[] => readdirSync(path.join(root, MIGRATIONS)).sort();

  before(async () => {
    root = temporaryRepository({
      '.gitignore': 'node_modules\n',
      'package.json': '{ "name": "shop", "dependencies": { "@prisma/client": "6.0.0" } }\n',
      ...LOCK,
      [`${MIGRATIONS}/20260101000000_start/migration.sql`]: START,
      'src/customer.ts':
        'export const sendFax = (customer: Customer) => (customer.fax ? dial(customer.fax) : undefined);\n',
    });
    writeFiles(root, { [KEY_FILE]: KEY, [TYPED]: DROP });
    window = await openWindow({ workspace: root, vsix: VSIX });
  });
  after(() => window?.close());

  it('sees who waits while it runs, in the file and in the list', async () => {
    await window.openFile(KEY_FILE, { line: 4, column: 30 });
    await until('the squiggle', async () => (await window.squiggles()).warning > 0);
    const rows = await window.problems({ min: 2 });
    const about = (file: string) => rows.find((row) => row.file === file && row.severity !== 'info');
    assert.match(about(KEY_FILE)?.text ?? '', /migrations\/blocking-foreign-key/, JSON.stringify(rows));
    const drop = about(TYPED);
    assert.equal(drop?.severity, 'error', 'code still knows the column');
    assert.match(drop.text, /migrations\/dropped-column/);
    assert.match(drop.related.join(), /customer\.ts/);
    await window.screenshot('30-migrations');
  });

  it('reads on hover what customers notice, and opens the page', async () => {
    await window.openFile(KEY_FILE, { line: 4, column: 30 });
    await window.page.mouse.move(800, 450); // where no tooltip covers the picture
    const text = await window.hover('High: fix before paid traffic');
    assert.match(text, /orders/);
    assert.match(text, /About migrations\/blocking-foreign-key/);
    await window.screenshot('31-migration-hover');
    await window.page.keyboard.press('Escape');
    await window.quickFix('Open the page of migrations/blocking-foreign-key');
    await until('the page', async () =>
      (await window.page.locator('.tab.active').innerText()).includes('blocking-foreign-key'),
    );
    await window.runCommand('View: Close Editor');
  });

  it('finds in the menu of the tab that it can be run, which other files can’t', async () => {
    const offered = async (file: string): Promise<string> => {
      await window.openFile(file);
      await window.page.locator('.tab.active').click({ button: 'right' });
      const menu = window.page.locator('.monaco-menu').first();
      await menu.getByText('Copy Path').waitFor();
      const text = await menu.innerText();
      if (file === KEY_FILE) await window.screenshot('38-tab-menu');
      await window.page.keyboard.press('Escape');
      return text;
    };
    assert.match(await offered(KEY_FILE), /Run Migrations on a Scratch Postgres/);
    assert.doesNotMatch(await offered('src/customer.ts'), /Scratch Postgres/);
    await window.runCommand('View: Close Editor');
  });

  it('takes the quick fix, which puts what can wait into a new migration', async () => {
    await window.openFile(KEY_FILE, { line: 4, column: 30 });
    await window.page.keyboard.press('ControlOrMeta+.');
    await window.page.getByText(QUICK_FIX).first().waitFor();
    await window.screenshot('32-migration-quick-fixes');
    await window.page.keyboard.press('Escape');
    await window.quickFix(QUICK_FIX);
    await until('the safe form', async () => (await window.editorText()).includes('NOT VALID'));
    await until('a new migration', () => migrations().length === 5);
    await window.saveAll();
    const added = migrations().find((name) => /^\d{14}_validate/.test(name)) ?? assert.fail();
    assert.ok(added > '20260302000000_drop', added);
    const text = readFileSync(path.join(root, MIGRATIONS, added, 'migration.sql'), 'utf8');
    assert.match(text, /VALIDATE CONSTRAINT "orders_customer_fk"/);
    await until('no squiggle', async () => (await window.squiggles()).warning === 0);
    await window.screenshot('33-migration-fixed');
  });

  it('takes all of it back with one undo', async () => {
    await window.openFile(KEY_FILE);
    await window.undo();
    await until('the migration as it was', async () => (await window.editorText()) === KEY);
    await until('no new migration, and no folder of one', () => migrations().length === 4);
    await window.saveAll();
  });

  it('keeps the findings of what is finished while typing what is not', async () => {
    await window.openFile(TYPED, { line: 1, column: 1 });
    await window.page.keyboard.press('ControlOrMeta+End');
    await window.page.keyboard.insertText(`${INDEX}ALTER TABLE "orders" ADD COLU`);
    await until('what was typed', async () => (await window.editorText()).endsWith('ADD COLU'));
    await until('both squiggles', async () => {
      const squiggles = await window.squiggles();
      if (squiggles.error > 0 && squiggles.warning > 0) return true;
      throw new Error(JSON.stringify(squiggles));
    });
    await window.screenshot('34-unfinished');
    await window.runCommand('File: Revert File');
  });

  it('runs the migrations in memory, and reads what each of them locked', async () => {
    mkdirSync(path.join(root, 'node_modules'));
    const pglite = path.join(ROOT, 'node_modules/@electric-sql');
    symlinkSync(pglite, path.join(root, 'node_modules/@electric-sql'), 'junction');
    await window.openFile(KEY_FILE);
    // The outcome hides after ten seconds, which a machine that stalls can miss: then it is asked for again.
    await until(
      'the outcome',
      async () => {
        await window.quickFix('Run this migration on a scratch Postgres');
        await until('the report', () => window.page.getByRole('button', { name: 'Show Report' }).isVisible());
        const told = (await window.notifications()).join();
        assert.match(told, /PostgreSQL [\d.]+: 5 statements ran/);
        await window.page.getByRole('button', { name: 'Show Report' }).click({ timeout: CLICK_MS });
        return true;
      },
      2 * ASKED_AGAIN_MS,
    );
    await until('the migration that was asked for', async () =>
      (await window.statusBar()).some((item) => item.startsWith('Ln 4, Col 1')),
    );
    await until('the report', async () => (await window.editorText()).startsWith(`${MIGRATIONS} (prisma)`));
    const report = await window.editorText();
    assert.match(report, /SHARE ROW EXCLUSIVE on orders: writes wait/);
    assert.ok(!report.includes('20260302000000_drop'), 'nothing behind the one that was asked for');
    await window.screenshot('35-trace');
    await window.page.keyboard.type('x');
    assert.equal(await window.editorText(), report);
    // From the statement in the report to its line in the migration.
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('Home');
    await window.runCommand('Open Link');
    await until('the statement', async () => (await window.editorText()) === KEY);
    await until('its line', async () => (await window.statusBar()).some((item) => item.startsWith('Ln 4,')));
  });

  it('is asked for a server where PGlite is not installed', async () => {
    const modules = path.join(root, 'node_modules/@electric-sql');
    unlinkSync(modules);
    await window.runCommand('Launch Ready: Run Migrations on a Scratch Postgres');
    await until('the question', async () =>
      (await window.notifications({ min: 1 })).some((text) => text.includes('npm i -D @electric-sql/pglite')),
    );
    await window.screenshot('36-no-pglite');
    await window.page.getByRole('button', { name: 'Use a Server…' }).click();
    await window.page.getByText('The URL is kept nowhere').waitFor();
    await window.answer('postgres://me:hidden-word@db.example.invalid/app');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Run the migrations on db\.example\.invalid\?/);
    await window.screenshot('37-far-host');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
});
