import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DiagnosticSeverity, type CodeAction, type Diagnostic } from 'vscode-languageserver/node';
import { CHECK_WORKSPACE, FIX_APPLIED, type FixAppliedResult } from '../../server/src/protocol.ts';
import { startTestServer, type TestServer } from '../support/languageServer.ts';
import { expand } from '../support/expand.ts';
import { git, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const START = 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "customer_id" INTEGER, "total" INTEGER);\n';
const CUSTOMERS = 'CREATE TABLE "customers" ("id" SERIAL PRIMARY KEY);\n';
const KEY =
  'ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_fk" FOREIGN KEY ("customer_id") REFERENCES "customers"("id");\n';
const SAFE = 'Add it NOT VALID, and validate it in a new migration';

describe('migrations in the editor', () => {
  let server: TestServer;
  const start = async (committed: Files, fresh: Files): Promise<string> => {
    const root = temporaryRepository(committed);
    writeFiles(root, fresh);
    server = await startTestServer({ roots: [root] });
    await server.connection.sendRequest(CHECK_WORKSPACE, {});
    return root;
  };
  afterEach(() => server.stop());

  it('keep what is found in finished statements while others are being typed', async () => {
    const file = 'prisma/migrations/20260201000000_index/migration.sql';
    const index = 'CREATE INDEX "orders_total_idx" ON "orders"("total");\n';
    await start(
      { ...PRISMA, 'prisma/migrations/20260101000000_start/migration.sql': START },
      { [file]: index },
    );
    await server.open(file, index);
    const isAt =
      (line: number) =>
      ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) =>
        diagnostics.find(({ code }) => code === 'migrations/blocking-index')?.range.start.line === line;
    await server.diagnostics(file, isAt(0));
    const typed = `ALTER TABLE "orders" ALTER COL\n${index}UPDATE "orders" SET total = 'it`;
    let version = 1;
    for (const length of [3, 12, 22, 30, typed.length]) {
      const text = typed.slice(0, length) + (length < 31 ? `\n${index}` : '');
      await server.change(file, ++version, text);
      await server.diagnostics(file, isAt(1));
    }
    // The other way round: what is no longer there is no longer told.
    await server.change(file, ++version, typed.replace(index, '\n'));
    await server.diagnostics(file, (params) => !isAt(1)(params));
  });

  it('say after a fix what has to be done next, and only after it', async () => {
    const file = 'drizzle/0001_key.sql';
    const entries = ['0000_start', '0001_key'].map((tag, idx) => ({ idx, version: '7', when: idx + 1, tag }));
    const journal = JSON.stringify({ version: '7', dialect: 'postgresql', entries });
    await start(
      { 'drizzle/0000_start.sql': `${START}--> statement-breakpoint\n${CUSTOMERS}` },
      { [file]: KEY, 'drizzle/meta/_journal.json': journal },
    );
    await server.connection.sendRequest(CHECK_WORKSPACE, {});
    await server.open(file, KEY);
    const action = (await server.codeActions(file, 0)).find(({ title }) => title === SAFE);
    assert.ok(action?.command, JSON.stringify(action));
    const resolved = await server.resolve(action);
    const finish = () => server.connection.sendRequest<FixAppliedResult | null>(FIX_APPLIED);
    assert.equal(await finish(), null, 'nothing has been applied');
    await server.resolve(action);
    await server.change(file, 2, `${KEY}-- another thought\n`);
    assert.equal(await finish(), null, 'something else was written');
    await server.change(file, 3, KEY);
    await server.resolve(action);
    await server.change(file, 4, textAfter(resolved, server.uri(file), KEY));
    assert.match((await finish())?.message ?? '', /Drizzle runs all pending migrations in one transaction/);
  });

  it('take the folder of a new migration away when its file goes again, and nothing else', async () => {
    const file = 'prisma/migrations/20260201000000_key/migration.sql';
    const root = await start(
      { ...PRISMA, 'prisma/migrations/20260101000000_start/migration.sql': START + CUSTOMERS },
      { [file]: KEY },
    );
    await server.open(file, KEY);
    const action = (await server.codeActions(file, 0)).find(({ title }) => title === SAFE);
    assert.ok(action);
    const { edit } = await server.resolve(action);
    const [created] = (edit?.documentChanges ?? []).flatMap((one) => ('kind' in one ? [one] : []));
    assert.ok(created && 'uri' in created);
    const added = new URL(created.uri).pathname;
    const deleted = async (uri: string): Promise<void> => {
      await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri, type: 3 }],
      });
      await server.codeActions(file, 0); // answered in order
    };
    mkdirSync(path.dirname(added));
    writeFileSync(path.join(path.dirname(added), 'note.txt'), '');
    await deleted(created.uri);
    assert.ok(existsSync(path.dirname(added)), 'something is in it');
    rmSync(path.join(path.dirname(added), 'note.txt'));
    await deleted(created.uri);
    assert.ok(!existsSync(path.dirname(added)));
    rmSync(path.join(root, file));
    await deleted(server.uri(file));
    assert.ok(existsSync(path.join(root, path.dirname(file))), 'no fix has made it');
  });

  it('are judged anew when the main branch gets them, although no file has changed', async () => {
    const file = 'prisma/migrations/20260201000000_index/migration.sql';
    const root = await start(
      { ...PRISMA, 'prisma/migrations/20260101000000_start/migration.sql': START },
      { [file]: 'CREATE INDEX "orders_total_idx" ON "orders"("total");\n' },
    );
    const release = async (): Promise<void> => {
      git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
      await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: server.uri('.git/refs/remotes/origin/main'), type: 2 }],
      });
    };
    const isRated = (severity: number) => (params: { readonly diagnostics: readonly Diagnostic[] }) =>
      params.diagnostics.find(({ code }) => code === 'migrations/blocking-index')?.severity === severity;
    await release();
    await server.diagnostics(file, isRated(DiagnosticSeverity.Warning));
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'index');
    await release();
    await server.diagnostics(file, isRated(DiagnosticSeverity.Hint));
  });

  it('that have run say so under the pointer, and nothing is offered that would change them', async () => {
    const file = 'prisma/migrations/20260201000000_index/migration.sql';
    const index = 'CREATE INDEX "orders_total_idx" ON "orders"("total");\n';
    const root = await start(
      { ...PRISMA, 'prisma/migrations/20260101000000_start/migration.sql': START, [file]: index },
      {},
    );
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uri('.git/refs/remotes/origin/main'), type: 2 }],
    });
    await server.open(file, index);
    await server.diagnostics(file, ({ diagnostics }) =>
      diagnostics.some(({ severity }) => severity === DiagnosticSeverity.Hint),
    );
    const hoverAt = async (character: number): Promise<string> => {
      const textDocument = { uri: server.uri(file) };
      const params = { textDocument, position: { line: 0, character } };
      const hover = await server.connection.sendRequest<{ contents: { value: string } }>(
        'textDocument/hover',
        params,
      );
      return hover.contents.value;
    };
    assert.match(await hoverAt(10), /\*\* · Nothing to do: it is done\n\n/);
    assert.match(await hoverAt(10), /It has run already: leave this file as it is/);
    assert.doesNotMatch(await hoverAt(1), /It has run already/, 'the editor says it there');
    assert.deepEqual(
      (await server.codeActions(file, 0)).map(({ title }) => title).filter((title) => !/scratch/.test(title)),
      ['Open the page of migrations/blocking-index'],
    );
  });

  it('that have run are not given a comment', async () => {
    const file = 'prisma/migrations/20260201000000_key/migration.sql';
    const insert = `INSERT INTO "settings" VALUES ('${expand('{{stripe-secret-key}}')}');\n`;
    const root = await start(
      { ...PRISMA, 'prisma/migrations/20260101000000_start/migration.sql': START, [file]: insert },
      {},
    );
    await server.open(file, insert);
    const titles = async (): Promise<readonly string[]> =>
      (await server.codeActions(file, 0)).map(({ title }) => title);
    assert.ok(
      (await titles()).some((title) => title.startsWith('Ignore here')),
      'on this machine alone',
    );
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uri('.git/refs/remotes/origin/main'), type: 2 }],
    });
    await server.connection.sendRequest(CHECK_WORKSPACE, {});
    assert.deepEqual(
      (await titles()).filter((title) => /^(?:Ignore|Put off)/.test(title)),
      ['Put off…'],
    );
  });

  it('tell the rule to be ignored where there are several', async () => {
    const file = 'prisma/migrations/20260201000000_key/migration.sql';
    await start(
      { ...PRISMA, 'prisma/migrations/20260101000000_start/migration.sql': START + CUSTOMERS },
      { [file]: KEY },
    );
    await server.open(file, KEY);
    const titles = (await server.codeActions(file, 0)).map(({ title }) => title);
    assert.ok(
      titles.includes('Ignore migrations/blocking-foreign-key here, with a reason…'),
      titles.join('\n'),
    );
    assert.ok(!titles.includes('Ignore here, with a reason…'));
  });
});

type Files = Readonly<Record<string, string>>;

const PRISMA: Files = { 'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n' };

/** Of edits in lines of their own: the last one first. */
function textAfter({ edit }: CodeAction, uri: string, text: string): string {
  const own = (edit?.documentChanges ?? []).flatMap((change) =>
    'textDocument' in change && change.textDocument.uri === uri ? change.edits : [],
  );
  const offset = ({ line, character }: { line: number; character: number }): number =>
    text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return own
    .toSorted((a, b) => ('range' in a && 'range' in b ? offset(b.range.start) - offset(a.range.start) : 0))
    .reduce(
      (now, one) =>
        'newText' in one
          ? now.slice(0, offset(one.range.start)) + one.newText + now.slice(offset(one.range.end))
          : now,
      text,
    );
}
