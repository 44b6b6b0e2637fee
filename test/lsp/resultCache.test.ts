import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECK_WORKSPACE, type CheckWorkspaceResult } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer } from '../support/languageServer.ts';
import { temporaryFolder, temporaryRepository } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');

describe('what a language server knows from its last start', () => {
  it('is kept in the editor’s storage, without the secret, and shown again', async () => {
    const root = temporaryRepository({ 'src/pay.ts': `export const key = '${KEY}';\n`, 'src/b.ts': '' });
    const storage = path.join(temporaryFolder({}), 'storage');
    const check = async (): Promise<unknown> => {
      const server = await startTestServer({ roots: [root], storage });
      const { counts, files } = await server.connection.sendRequest<CheckWorkspaceResult>(
        CHECK_WORKSPACE,
        {},
      );
      const diagnostics = await server.diagnostics('src/pay.ts', (params) => params.diagnostics.length > 0);
      await server.stop();
      return { counts, files, diagnostics };
    };
    const first = await check();
    const kept = readdirSync(storage);
    assert.deepEqual(
      kept.map((name) => path.extname(name)),
      ['.results'],
    );
    for (const name of kept) assert.ok(!readFileSync(path.join(storage, name), 'utf8').includes(KEY));
    assert.deepEqual(await check(), first);
  });

  it('is nothing where the editor gives no place for it', async () => {
    const root = temporaryRepository({ 'a.ts': `export const key = '${KEY}';\n` });
    const server = await startTestServer({ roots: [root] });
    await server.connection.sendRequest(CHECK_WORKSPACE, {});
    await server.stop();
    assert.deepEqual(readdirSync(root).sort(), ['.git', 'a.ts']);
  });
});
