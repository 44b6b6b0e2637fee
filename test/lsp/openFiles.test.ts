import { strict as assert } from 'node:assert';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction } from 'vscode-languageserver/node';
import { CHECK_WORKSPACE, FIX_APPLIED, type FixAppliedResult } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type ServerOptions, type TestServer } from '../support/languageServer.ts';
import { temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");
const OTHER_LEAK = expand("export const key = '{{stripe-secret-key:2}}';\n");
const CLEAN = 'export const key = process.env.STRIPE_SECRET_KEY;\n';
const LOW = 'rules: { secrets/provider-token: low }\n';

describe('files open in an editor, over stdio', () => {
  let server: TestServer;
  const start = async (options: ServerOptions): Promise<TestServer> =>
    (server = await startTestServer(options));
  const severity = (file: string, wanted: number | undefined) =>
    server.diagnostics(file, ({ diagnostics }) => diagnostics[0]?.severity === wanted);
  afterEach(() => server.stop());

  it('obeys launch-ready.yaml as its editor shows it, until that is closed without saving', async () => {
    await start({ roots: [temporaryRepository({ 'a.ts': LEAK, 'b.ts': LEAK })] });
    await server.open('a.ts', LEAK);
    await severity('a.ts', 1);
    await severity('b.ts', 1);
    await server.open('launch-ready.yaml', LOW);
    await severity('a.ts', 3);
    await severity('b.ts', 3);
    await server.close('launch-ready.yaml');
    await severity('a.ts', 1);
    await severity('b.ts', 1);
  });

  it('forgets a single file outside every folder, settings beside it included, at its closing', async () => {
    const root = temporaryFolder({ 'launch-ready.yaml': LOW });
    await start({ roots: [] });
    const [one, two] = [path.join(root, 'a.ts'), path.join(root, 'b.ts')];
    await server.open(one, LEAK);
    await server.open(two, LEAK);
    await severity(one, 3);
    await severity(two, 3);
    await server.close(one);
    await severity(one, undefined);
    await server.close(two);
    await severity(two, undefined);
    writeFiles(root, { 'launch-ready.yaml': '' });
    await server.open(one, LEAK, 2);
    await severity(one, 1);
  });

  it('goes by what editors show when the folder around a file comes or goes', async () => {
    const root = temporaryRepository({ 'a.ts': CLEAN });
    const other = temporaryRepository({ 'b.ts': OTHER_LEAK });
    await start({ roots: [other] });
    const file = path.join(root, 'a.ts');
    const folders = (event: object) =>
      server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: [], removed: [], ...event },
      });
    const folder = { uri: pathToFileURL(root).href, name: 'root' };
    await server.open(file, LEAK);
    await severity(file, 1);
    await folders({ added: [folder] });
    const { counts } = await server.connection.sendRequest<{ counts: { blocker: number } }>(
      CHECK_WORKSPACE,
      {},
    );
    assert.equal(counts.blocker, 2, 'the text in the editor, not the one on disk');
    await severity(file, 1);
    await folders({ removed: [folder] });
    await server.change(file, 2, `\n${LEAK}`);
    await server.diagnostics(file, ({ diagnostics }) => diagnostics[0]?.range.start.line === 1);
    await server.close(file);
    await severity(file, undefined);
  });

  describe('a fix that was worked out', () => {
    const applied = () => server.connection.sendRequest<FixAppliedResult | null>(FIX_APPLIED);
    const resolve = async (): Promise<CodeAction> => {
      const [action] = await server.codeActions('a.js', 0);
      return server.resolve(action ?? assert.fail());
    };

    beforeEach(async () => {
      await start({ roots: [temporaryRepository({ 'package.json': '{}\n', 'a.js': LEAK })] });
      await server.open('a.js', LEAK);
      await severity('a.js', 1);
      assert.ok((await resolve()).edit);
    });

    it('counts as applied when its value is gone', async () => {
      await server.change('a.js', 2, CLEAN);
      assert.match((await applied())?.message ?? '', /^Moved to \.env/);
      assert.equal(await applied(), null, 'told once');
    });

    it('does not when nothing was changed', async () => {
      assert.equal(await applied(), null);
    });

    it('is dropped at a change that leaves the value where it is', async () => {
      await server.change('a.js', 2, `\n${LEAK}`);
      await server.change('a.js', 3, CLEAN);
      assert.equal(await applied(), null);
    });

    it('is dropped at a change after the one that took the value out', async () => {
      await server.change('a.js', 2, CLEAN);
      await server.change('a.js', 3, LEAK);
      assert.equal(await applied(), null);
    });

    it('is dropped when its file is closed', async () => {
      await server.close('a.js');
      await server.open('a.js', LEAK, 3);
      await server.change('a.js', 4, CLEAN);
      assert.equal(await applied(), null);
    });
  });

  it('applies all safe fixes of a file in one edit', async () => {
    const other = expand("const mail = '{{sendgrid-api-key}}';\n");
    const source = `const region = process.env.AWS_REGION;\n${LEAK}${other}`;
    const value = (line: string): string => line.split("'")[1] ?? '';
    const root = temporaryRepository({ 'package.json': '{}\n', '.gitignore': '.env\n', 'a.js': source });
    writeFiles(root, {
      '.env': `STRIPE_SECRET_KEY=${value(LEAK)}\nSENDGRID_API_KEY=${value(other)}\n`,
      '.env.example': 'STRIPE_SECRET_KEY=\nSENDGRID_API_KEY=\n',
    });
    await start({ roots: [root] });
    await server.open('a.js', source);
    await server.diagnostics('a.js', ({ diagnostics }) => diagnostics.length === 2);
    const actions = await server.codeActions('a.js', 0, ['source.fixAll']);
    assert.equal(actions.length, 1);
    const [change] = actions[0]?.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.deepEqual(
      change.edits.map((edit) => ('newText' in edit ? edit.newText : '')),
      ['process.env.STRIPE_SECRET_KEY', 'process.env.SENDGRID_API_KEY'],
    );
  });
});
