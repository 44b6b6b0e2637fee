import { strict as assert } from 'node:assert';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { pathToFileURL } from 'node:url';
import {
  CHECK_HISTORY,
  HISTORY_PROGRESS,
  READ_VERSION,
  type CheckHistoryResult,
} from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type ServerOptions, type TestServer } from '../support/languageServer.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const LEAK = `\nconst stripe = new Stripe('${KEY}');\n`;
const CLEAN = 'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY);\n';

function leakyRepository(): { readonly root: string; readonly id: string } {
  const root = temporaryRepository({ 'src/pay.ts': LEAK });
  const id = git(root, 'rev-parse', 'HEAD').trim();
  writeFiles(root, { 'src/pay.ts': CLEAN });
  git(root, 'commit', '--quiet', '--all', '--message', `Take it out`);
  return { root, id };
}

describe('the check of the history over stdio', () => {
  let server: TestServer;
  const start = async (options: ServerOptions): Promise<TestServer> =>
    (server = await startTestServer(options));
  const check = (): Promise<CheckHistoryResult> =>
    server.connection.sendRequest<CheckHistoryResult>(CHECK_HISTORY, {});
  afterEach(() => server.stop());

  it('tells the secrets of every folder, and the versions that have them', async () => {
    const { root, id } = leakyRepository();
    const other = temporaryFolder({ 'a.ts': LEAK });
    await start({ roots: [root, other] });
    let progress = 0;
    server.connection.onNotification(HISTORY_PROGRESS, () => void progress++);
    const { secrets, commits, cancelled, unchecked } = await check();
    assert.deepEqual([commits, cancelled, unchecked], [2, false, []]);
    const [secret, ...others] = secrets;
    assert.equal(others.length, 0);
    const folder = pathToFileURL(root).href;
    const blob = git(root, 'rev-parse', `${id}:src/pay.ts`).trim();
    const range = { start: { line: 1, character: 27 }, end: { line: 1, character: 27 + KEY.length } };
    assert.deepEqual(secret?.version, { path: 'src/pay.ts', blob, range });
    assert.deepEqual([secret?.commit, secret?.inHead, secret?.impact], [id, false, 'blocker']);
    assert.ok(progress > 0);
    const read = (params: object) => server.connection.sendRequest<string | null>(READ_VERSION, params);
    assert.equal(await read({ folder: secret?.folder, blob }), LEAK);
    assert.equal(secret?.folder, folder);
    for (const params of [
      { folder, blob: 'HEAD' },
      { folder, blob: '--version' },
      { folder, blob: '0'.repeat(40) },
      { folder: pathToFileURL('/').href, blob },
    ])
      assert.equal(await read(params), null, JSON.stringify(params));
  });

  it('runs no git in a workspace that nobody trusts', async () => {
    const { root, id } = leakyRepository();
    await start({ roots: [root], trusted: false });
    await assert.rejects(check(), /only where you trust the workspace/);
    const blob = git(root, 'rev-parse', `${id}:src/pay.ts`).trim();
    const params = { folder: pathToFileURL(root).href, blob };
    assert.equal(await server.connection.sendRequest(READ_VERSION, params), null);
  });

  it('says when there is no repository', async () => {
    await start({ roots: [temporaryFolder({ 'a.ts': LEAK })] });
    await assert.rejects(check(), /so there is no history to check/);
  });

  it('stops when it is told to, and can be asked again', async () => {
    const { root } = leakyRepository();
    await start({ roots: [root] });
    const source = new CancellationTokenSource();
    const answer = server.connection.sendRequest<CheckHistoryResult>(CHECK_HISTORY, {}, source.token);
    source.cancel();
    assert.equal((await answer).cancelled, true);
    assert.equal((await check()).secrets.length, 1);
  });
});
