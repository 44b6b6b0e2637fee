import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHECK_WORKSPACE, STOP_CHECKING, type CheckWorkspaceResult } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type ServerOptions, type TestServer } from '../support/languageServer.ts';
import { temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

/** A secret in several places counts once: files that are to be counted get a key of their own by its seed. */
const leak = (seed = 1): string => expand(`export const key = '{{stripe-secret-key:${seed}}}';\n`);
const LEAK = leak();
const CLEAN = 'export const key = await vault.read("stripe");\n';
const LOW = 'rules: { secrets/provider-token: low }\n';

const many = (count: number, folder = 'src'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}/${index}.ts`, CLEAN]));

describe('the check of a workspace over stdio', () => {
  let server: TestServer;
  const start = async (options: ServerOptions): Promise<TestServer> =>
    (server = await startTestServer(options));
  const check = (): Promise<CheckWorkspaceResult> =>
    server.connection.sendRequest<CheckWorkspaceResult>(CHECK_WORKSPACE, {});
  const changed = (file: string, type: 1 | 2 | 3): Promise<void> =>
    server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uri(file), type }],
    });
  const folders = (event: { added?: string[]; removed?: string[] }): Promise<void> => {
    const named = (roots: string[] = []) =>
      roots.map((root) => ({ uri: pathToFileURL(root).href, name: path.basename(root) }));
    return server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: named(event.added), removed: named(event.removed) },
    });
  };
  const count = (file: string) => (wanted: number) =>
    server.diagnostics(file, ({ diagnostics }) => diagnostics.length === wanted);
  const severity = (file: string, wanted: number) =>
    server.diagnostics(file, ({ diagnostics }) => diagnostics[0]?.severity === wanted);
  afterEach(() => server.stop());

  it('says that it was stopped', async () => {
    await start({ roots: [temporaryRepository({ ...many(1_200), 'a.ts': LEAK })] });
    const answer = check();
    await server.connection.sendNotification(STOP_CHECKING);
    assert.equal((await answer).cancelled, true);
    assert.equal((await check()).cancelled, false);
  });

  it('says why it failed', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    await start({ roots: [root, path.join(root, 'never-was')] });
    await count('a.ts')(1);
    rmSync(root, { recursive: true });
    await assert.rejects(check(), /The check of .* failed: the folder is gone/);
    await count('a.ts')(0);
  });

  it('answers everybody who asked with what the newest check found', async () => {
    const root = temporaryRepository({ ...many(1_200), 'a.ts': LEAK });
    await start({ roots: [root], settings: { checkWorkspace: false } });
    const answers = Array.from({ length: 6 }, check);
    // In the background only known files would be looked at; whoever asked for all of them still gets all.
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    const expected = {
      files: 1_201,
      cancelled: false,
      counts: { blocker: 1, high: 0, medium: 0, low: 0 },
    };
    for (const answer of await Promise.all(answers)) assert.deepEqual(answer, expected);
  });

  it('leaves a folder alone that was removed, whatever was due there', async () => {
    const yaml = { 'a.ts': LEAK, 'launch-ready.yaml': '' };
    const roots = [1, 2, 3, 4].map(() => temporaryRepository(yaml));
    const [one = '', two = '', three = '', stays = ''] = roots;
    await start({ roots });
    for (const root of roots) await count(path.join(root, 'a.ts'))(1);
    const removed = [one, two, three];
    await server.open(path.join(one, 'launch-ready.yaml'), LOW); // a check due in 400 ms
    await severity(path.join(stays, 'a.ts'), 1);
    await changed(path.join(two, '.gitignore'), 1); // one due in 300 ms
    const asked = check(); // one under way
    await folders({ removed });
    for (const root of removed) await count(path.join(root, 'a.ts'))(0);
    assert.equal((await asked).cancelled, false, 'the folder that stays was checked');
    // A later check of the same kind has come through: an earlier one would have, too.
    await server.open(path.join(stays, 'launch-ready.yaml'), LOW);
    await severity(path.join(stays, 'a.ts'), 3);
    for (const root of removed) await count(path.join(root, 'a.ts'))(0);
  });

  it('keeps what is known true where the user wants no check of the workspace', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK, 'b.ts': leak(2), 'in/c.ts': leak(3) });
    writeFiles(root, { 'open.ts': leak(4) });
    await start({ roots: [root], settings: { checkWorkspace: false } });
    await server.open('open.ts', leak(4));
    assert.equal((await check()).counts.blocker, 4);
    rmSync(path.join(root, 'a.ts'));
    await changed('a.ts', 3);
    await count('a.ts')(0);
    rmSync(path.join(root, 'in'), { recursive: true });
    await changed('in', 3);
    await count('in/c.ts')(0);
    writeFiles(root, { 'new.ts': leak(5), 'b.ts': CLEAN, '.gitignore': 'open.ts\n' });
    await changed('new.ts', 1);
    await changed('b.ts', 2);
    await count('b.ts')(0);
    await changed('.gitignore', 1);
    await count('open.ts')(0);
    assert.ok(!server.published.some(({ uri }) => uri === server.uri('new.ts')), 'nothing else is looked at');
    assert.equal((await check()).counts.blocker, 1);
  });

  it('counts a secret in two files once, shows it in both, and names the other place in each', async () => {
    await start({ roots: [temporaryRepository({ 'a.ts': LEAK, 'b.ts': `\n${LEAK}`, 'c.ts': leak(2) })] });
    assert.deepEqual((await check()).counts, { blocker: 2, high: 0, medium: 0, low: 0 });
    const otherPlaces = async (file: string, wanted: number): Promise<readonly string[]> => {
      const [diagnostic] = await server.diagnostics(file, ({ diagnostics }) => {
        const [only, ...others] = diagnostics;
        return others.length === 0 && (only?.relatedInformation ?? []).length === wanted;
      });
      return (diagnostic?.relatedInformation ?? []).map(
        ({ message, location: { uri, range } }) =>
          `${message}: ${path.basename(uri)}:${range.start.line}:${range.start.character}`,
      );
    };
    assert.deepEqual(await otherPlaces('a.ts', 1), ['The same value: b.ts:1:20']);
    assert.deepEqual(await otherPlaces('b.ts', 1), ['The same value: a.ts:0:20']);
    await otherPlaces('c.ts', 0);
  });

  it('judges known files again when launch-ready.yaml changes, without looking at others', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    await start({ roots: [root], settings: { checkWorkspace: false } });
    await check();
    await severity('a.ts', 1);
    writeFiles(root, { 'launch-ready.yaml': LOW });
    await changed('launch-ready.yaml', 1);
    await severity('a.ts', 3);
  });

  it('forgets a folder that is gone with all its files, and no other that is named alike', async () => {
    const root = temporaryRepository({ ...many(300, 'in'), 'in/a.ts': LEAK, 'inner/b.ts': LEAK });
    await start({ roots: [root] });
    await count('in/a.ts')(1);
    await count('inner/b.ts')(1);
    rmSync(path.join(root, 'in'), { recursive: true });
    await changed('in', 3);
    await count('in/a.ts')(0);
    await count('inner/b.ts')(1);
    const { files, counts } = await check();
    assert.deepEqual([files, counts.blocker], [1, 1]);
    const said = server.published.filter(({ uri }) => uri === server.uri('inner/b.ts'));
    assert.ok(said.every(({ diagnostics }) => diagnostics.length === 1));
  });

  it('does not believe settings that mean nothing', async () => {
    await start({
      roots: [temporaryRepository({ 'a.ts': LEAK })],
      settings: { minimumImpact: 'nonsense', checkWorkspace: 'perhaps' },
    });
    await count('a.ts')(1);
  });
});
