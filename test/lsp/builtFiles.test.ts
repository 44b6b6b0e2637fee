import { strict as assert } from 'node:assert';
import { CHECK_WORKSPACE } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer } from '../support/languageServer.ts';
import { temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

const BUILT = `x("${expand('{{stripe-secret-key}}')}")`;

describe('built files in the editor', () => {
  it('are checked with the workspace, and keep what was found when they are opened, closed and built again', async () => {
    const root = temporaryRepository({ 'package.json': '{}', '.gitignore': 'dist/\n' });
    writeFiles(root, { 'dist/index.html': '', 'dist/a.js': BUILT });
    const server = await startTestServer({ roots: [root] });
    await server.connection.sendRequest(CHECK_WORKSPACE, {});
    const [found, ...others] = await server.diagnostics(
      'dist/a.js',
      ({ diagnostics }) => diagnostics.length > 0,
    );
    assert.equal(found?.code, 'secrets/secret-in-bundle');
    assert.equal(others.length, 0);
    await server.open('dist/a.js', BUILT);
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uri('dist/a.js'), type: 2 }],
    });
    await server.close('dist/a.js');
    // Messages are answered in order: what comes after them has seen them.
    await server.open('src/last.ts', BUILT);
    await server.diagnostics('src/last.ts', ({ diagnostics }) => diagnostics.length > 0);
    assert.equal((await server.diagnostics('dist/a.js')).length, 1);
    await server.stop();
  });
});
