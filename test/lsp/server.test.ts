import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, LSPErrorCodes, type Hover } from 'vscode-languageserver/node';
import {
  CHECK_WORKSPACE,
  FIX_APPLIED,
  IGNORE,
  STATUS,
  type CheckWorkspaceResult,
  type FixAppliedResult,
  type StatusParams,
} from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type ServerOptions, type TestServer } from '../support/languageServer.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");
const CLEAN = 'export const key = await vault.read("stripe");\n';

describe('the language server over stdio', () => {
  let server: TestServer;
  const start = async (options: ServerOptions): Promise<TestServer> =>
    (server = await startTestServer(options));
  afterEach(() => server.stop());

  it('judges an open file, its changes and its closing', async () => {
    await start({ roots: [temporaryRepository({ 'src/a.ts': CLEAN })] });
    await server.open('src/a.ts', LEAK);
    const [diagnostic] = await server.diagnostics('src/a.ts', ({ diagnostics }) => diagnostics.length === 1);
    assert.deepEqual(diagnostic?.range, {
      start: { line: 0, character: 20 },
      end: { line: 0, character: LEAK.length - 3 },
    });
    assert.equal(diagnostic?.code, 'secrets/provider-token');
    assert.equal(diagnostic?.source, 'Launch Ready');
    assert.equal(diagnostic?.severity, 1);
    assert.match(diagnostic?.codeDescription?.href ?? '', /secrets\/provider-token/);
    assert.ok(!JSON.stringify(diagnostic).includes(LEAK.slice(20, -3)), 'no secret in a diagnostic');

    await server.change('src/a.ts', 2, CLEAN);
    await server.diagnostics(
      'src/a.ts',
      ({ diagnostics, version }) => diagnostics.length === 0 && version === 2,
    );
    await server.change('src/a.ts', 3, `\n\n${LEAK}`);
    const [moved] = await server.diagnostics('src/a.ts', ({ version }) => version === 3);
    assert.equal(moved?.range.start.line, 2);
    await server.close('src/a.ts');
    await server.diagnostics('src/a.ts', ({ diagnostics }) => diagnostics.length === 0);
  });

  it('says only what it knows of the newest version when changes come quickly', async () => {
    await start({ roots: [temporaryRepository({ 'a.ts': CLEAN })] });
    await server.open('a.ts', CLEAN);
    for (let version = 2; version <= 40; version++)
      await server.change('a.ts', version, version % 2 ? CLEAN : LEAK);
    await server.diagnostics('a.ts', ({ version }) => version === 40);
    const versions = server.published
      .filter(({ uri }) => uri === server.uri('a.ts'))
      .map(({ version }) => version ?? 0);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
      'never an older version after a newer one',
    );
    assert.ok(versions.length < 30, `changes are taken together (${versions.length} for 40 versions)`);
  });

  it('checks the whole workspace, and shows what is not open', async () => {
    await start({ roots: [temporaryRepository({ 'src/a.ts': LEAK, 'b.py': CLEAN })] });
    assert.equal((await server.diagnostics('src/a.ts')).length, 1);
  });

  it('tells the status bar what is going on', async () => {
    const statuses: StatusParams[] = [];
    await start({ roots: [temporaryRepository({ 'src/a.ts': LEAK })] });
    const idle = new Promise<StatusParams>((resolve) => {
      server.connection.onNotification(STATUS, (status: StatusParams) => {
        statuses.push(status);
        if (!status.scanning && status.counts.blocker === 1) resolve(status);
      });
    });
    assert.deepEqual((await idle).counts, { blocker: 1, high: 0, medium: 0, low: 0 });
  });

  it('says so where there is nothing to check', async () => {
    await start({ roots: [] });
    const said = await new Promise<StatusParams>((resolve) => {
      server.connection.onNotification(STATUS, resolve);
    });
    assert.deepEqual(said, { scanning: null, counts: { blocker: 0, high: 0, medium: 0, low: 0 } });
  });

  it('leaves ignored files alone, unless git tracks them', async () => {
    const root = temporaryRepository({ '.gitignore': '.env\ntracked.env\n', 'a.ts': CLEAN });
    writeFiles(root, {
      '.env': expand('KEY={{stripe-secret-key}}\n'),
      'tracked.env': expand('KEY={{stripe-secret-key}}\n'),
    });
    git(root, 'add', '--force', 'tracked.env');
    await start({ roots: [root] });
    assert.equal((await server.diagnostics('tracked.env')).length, 2, 'the key, and the file that git has');
    await server.open('.env', expand('KEY={{stripe-secret-key}}\n'));
    await server.diagnostics('.env', ({ diagnostics }) => diagnostics.length === 0);
    assert.equal(
      server.published.filter(({ uri, diagnostics }) => uri === server.uri('.env') && diagnostics.length > 0)
        .length,
      0,
    );
  });

  it('runs no git in an untrusted workspace, and still judges files', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    const trap = path.join(root, 'git-ran');
    git(root, 'config', 'core.fsmonitor', `touch ${trap}`);
    await start({ roots: [root], trusted: false });
    assert.equal((await server.diagnostics('a.ts')).length, 1);
    assert.ok(!existsSync(trap));
  });

  it('is not led astray by a repository’s own git settings when it is trusted', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    const trap = path.join(root, 'git-ran');
    writeFiles(root, { 'monitor.sh': `#!/bin/sh\ntouch ${trap}\n` });
    git(root, 'config', 'core.fsmonitor', `sh ${path.join(root, 'monitor.sh')}`);
    await start({ roots: [root] });
    assert.equal((await server.diagnostics('a.ts')).length, 1);
    assert.ok(!existsSync(trap));
  });

  it('follows files that change, appear and go on disk', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK });
    await start({ roots: [root] });
    await server.diagnostics('a.ts', ({ diagnostics }) => diagnostics.length === 1);
    const changed = (file: string, type: 1 | 2 | 3): Promise<void> =>
      server.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: server.uri(file), type }],
      });
    writeFiles(root, { 'a.ts': CLEAN, 'new/b.ts': LEAK });
    await changed('a.ts', 2);
    await changed('new', 1); // of a new folder, editors tell the folder alone
    await server.diagnostics('a.ts', ({ diagnostics }) => diagnostics.length === 0);
    await server.diagnostics('new/b.ts', ({ diagnostics }) => diagnostics.length === 1);
    rmSync(path.join(root, 'new'), { recursive: true });
    await changed('new', 3);
    await server.diagnostics('new/b.ts', ({ diagnostics }) => diagnostics.length === 0);
  });

  it('obeys launch-ready.yaml while it is being written', async () => {
    await start({ roots: [temporaryRepository({ 'a.ts': LEAK, 'b.ts': LEAK })] });
    await server.open('a.ts', LEAK);
    await server.diagnostics('b.ts', ({ diagnostics }) => diagnostics.length === 1);
    await server.open('launch-ready.yaml', '');
    await server.change('launch-ready.yaml', 2, 'rules: { secrets/provider-token: low }\n');
    await server.diagnostics('a.ts', ({ diagnostics }) => diagnostics[0]?.severity === 3);
    await server.diagnostics('b.ts', ({ diagnostics }) => diagnostics[0]?.severity === 3);
    await server.change('launch-ready.yaml', 3, 'rules: { secrets/provider-token: lowish }\n');
    assert.equal(
      (await server.diagnostics('launch-ready.yaml', ({ diagnostics }) => diagnostics.length === 1))[0]?.code,
      'config/invalid-setting',
    );
  });

  it('handles several folders, and one that comes or goes', async () => {
    const [one, two] = [temporaryRepository({ 'a.ts': LEAK }), temporaryRepository({ 'a.ts': LEAK })];
    await start({ roots: [one] });
    await server.diagnostics(path.join(one, 'a.ts'), ({ diagnostics }) => diagnostics.length === 1);
    const folder = (root: string): { uri: string; name: string } => ({
      uri: pathToFileURL(root).href,
      name: path.basename(root),
    });
    await server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [folder(two)], removed: [] },
    });
    await server.diagnostics(path.join(two, 'a.ts'), ({ diagnostics }) => diagnostics.length === 1);
    await server.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [folder(one)] },
    });
    await server.diagnostics(path.join(one, 'a.ts'), ({ diagnostics }) => diagnostics.length === 0);
  });

  it('shows only what matters enough when the settings say so', async () => {
    const test = expand("export const key = '{{stripe-test-secret-key}}';\n");
    await start({
      roots: [temporaryRepository({ 'a.ts': LEAK, 'b.ts': test })],
      settings: { minimumImpact: 'high' },
    });
    await server.diagnostics('a.ts', ({ diagnostics }) => diagnostics.length === 1);
    await server.open('b.ts', test);
    await server.diagnostics('b.ts', ({ diagnostics }) => diagnostics.length === 0);
  });

  it('checks the workspace on request, without reading unchanged files again, and can be stopped', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1_200 }, (_, index) => [`src/${index}.ts`, index === 7 ? LEAK : CLEAN]),
    );
    await start({ roots: [temporaryRepository(files)] });
    const result = await server.connection.sendRequest<CheckWorkspaceResult>(CHECK_WORKSPACE, {});
    assert.deepEqual(result, {
      files: 1_200,
      cancelled: false,
      counts: { blocker: 1, high: 0, medium: 0, low: 0 },
    });
    const cancellation = new CancellationTokenSource();
    const stopped = server.connection.sendRequest<CheckWorkspaceResult>(
      CHECK_WORKSPACE,
      {},
      cancellation.token,
    );
    cancellation.cancel();
    assert.equal(
      await stopped.then(
        ({ cancelled }) => cancelled,
        ({ code }: { code: number }) => code === LSPErrorCodes.RequestCancelled,
      ),
      true,
    );
  });

  it('explains on hover', async () => {
    await start({ roots: [temporaryRepository({ 'a.ts': LEAK })] });
    await server.open('a.ts', LEAK);
    await server.diagnostics('a.ts', ({ diagnostics }) => diagnostics.length === 1);
    const hover = await server.connection.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: server.uri('a.ts') },
      position: { line: 0, character: 25 },
    });
    const text = JSON.stringify(hover?.contents);
    assert.match(text, /do not launch with this/);
    assert.match(text, /dashboard\.stripe\.com/);
    assert.ok(!text.includes(LEAK.slice(20, -3)));
  });

  it('knows a folder whose name begins with two dots', async () => {
    await start({ roots: [temporaryRepository({ '..odd/a.ts': LEAK })] });
    await server.open('..odd/a.ts', LEAK);
    await server.diagnostics('..odd/a.ts', ({ diagnostics }) => diagnostics.length === 1);
    await server.close('..odd/a.ts');
    await server.diagnostics('..odd/a.ts', ({ diagnostics }) => diagnostics.length === 1);
  });

  it('judges a single file outside every folder', async () => {
    const root = temporaryFolder({ 'a.ts': LEAK });
    await start({ roots: [] });
    const file = path.join(root, 'a.ts');
    await server.open(file, LEAK);
    assert.equal((await server.diagnostics(file)).length, 1);
  });

  it('survives files that are no files', async () => {
    const root = temporaryRepository({ 'a.ts': LEAK, 'broken.ts': '' });
    mkdirSync(path.join(root, 'folder.ts'));
    rmSync(path.join(root, 'broken.ts'));
    await start({ roots: [root] });
    assert.equal((await server.diagnostics('a.ts')).length, 1);
  });

  it('moves a secret in one edit, files created first, and says what to do next', async () => {
    const root = temporaryRepository({ 'package.json': '{}\n', 'src/a.js': LEAK });
    await start({ roots: [root] });
    await server.open('src/a.js', LEAK);
    await server.diagnostics('src/a.js', ({ diagnostics }) => diagnostics.length === 1);
    const [action] = await server.codeActions('src/a.js', 0);
    assert.equal(action?.title, 'Move to .env as STRIPE_SECRET_KEY');
    assert.equal(action?.isPreferred, true);
    assert.equal(action?.edit, undefined, 'made only when it is chosen');
    const { edit } = await server.resolve(action ?? assert.fail());
    const steps = edit?.documentChanges?.map((change) =>
      'edits' in change
        ? `edit ${change.textDocument.uri}`
        : change.kind === 'create'
          ? `create ${change.uri}`
          : change.kind,
    );
    assert.deepEqual(steps, [
      `create ${server.uri('.env')}`,
      `create ${server.uri('.env.example')}`,
      `create ${server.uri('.gitignore')}`,
      `edit ${server.uri('.env')}`,
      `edit ${server.uri('.env.example')}`,
      `edit ${server.uri('.gitignore')}`,
      `edit ${server.uri('src/a.js')}`,
    ]);
    writeFiles(root, { '.env': '' });
    await server.change('src/a.js', 2, CLEAN);
    const answer = await server.connection.sendRequest<FixAppliedResult>(FIX_APPLIED);
    assert.match(
      answer.message,
      /^Moved to \.env as STRIPE_SECRET_KEY\. .*in git history and stays there\. Rotate it at Stripe/,
    );
    assert.equal(statSync(path.join(root, '.env')).mode & 0o777, 0o600);
  });

  it('fixes without asking only what needs no judgement', async () => {
    const key = LEAK.slice(20, -3);
    const source = `const region = process.env.AWS_REGION;\n${LEAK}`;
    const root = temporaryRepository({
      'package.json': '{}\n',
      '.gitignore': '.env\n',
      'a.js': source,
      'b.js': LEAK,
    });
    writeFiles(root, { '.env': `STRIPE_SECRET_KEY=${key}\n`, '.env.example': 'STRIPE_SECRET_KEY=\n' });
    await start({ roots: [root] });
    await server.open('a.js', source);
    await server.diagnostics('a.js', ({ diagnostics }) => diagnostics.length === 1);
    const [action] = await server.codeActions('a.js', 0, ['source.fixAll']);
    assert.equal(action?.kind, 'source.fixAll.launchReady');
    const [change] = action?.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.deepEqual(
      change.edits.map((edit) => ('newText' in edit ? edit.newText : '')),
      ['process.env.STRIPE_SECRET_KEY'],
    );
    await server.open('b.js', LEAK);
    await server.diagnostics('b.js', ({ diagnostics }) => diagnostics.length === 1);
    assert.deepEqual(
      await server.codeActions('b.js', 0, ['source.fixAll']),
      [],
      'a file that reads no variables yet needs a look',
    );
  });

  it('writes a suppression with its reason, and refuses one without', async () => {
    await start({ roots: [temporaryRepository({ 'a.py': `x = 1\n    ${LEAK}` })] });
    await server.open('a.py', `x = 1\n    ${LEAK}`);
    await server.diagnostics('a.py', ({ diagnostics }) => diagnostics.length === 1);
    const ask = (reason: string) =>
      server.connection.sendRequest<{
        documentChanges?: { edits: { newText: string }[] }[];
        refused?: string;
      }>(IGNORE, {
        uri: server.uri('a.py'),
        ruleId: 'secrets/provider-token',
        line: 1,
        scope: 'next-line',
        reason,
      });
    const answer = await ask('key of the demo');
    assert.deepEqual(
      answer.documentChanges?.[0]?.edits.map(({ newText }) => newText),
      [`    # ${['launch-ready', 'ignore'].join('-')}-next-line secrets/provider-token -- key of the demo\n`],
    );
    assert.match((await ask(' ')).refused ?? '', /only be ignored with a reason/);
  });
});
