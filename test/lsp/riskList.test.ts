import { strict as assert } from 'node:assert';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { RISK_LIST, type RiskListParams, type RiskListResult } from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { startTestServer, type TestServer } from '../support/languageServer.ts';
import { temporaryRepository } from '../support/temporaryFolder.ts';

const LEAK = `export const key = '${expand('{{stripe-secret-key}}')}';\n`;

describe('the risk list of a workspace, over stdio', () => {
  let server: TestServer | undefined;
  const ask = (params: RiskListParams = {}): Promise<RiskListResult> | undefined =>
    server?.connection.sendRequest<RiskListResult>(RISK_LIST, params);
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it('is written of files that nobody has checked yet, also without trust', async () => {
    const root = temporaryRepository({ 'src/pay.ts': LEAK });
    server = await startTestServer({ roots: [root], trusted: false, settings: { checkWorkspace: false } });
    const text = (await ask())?.text ?? '';
    assert.match(text, /^# Launch risks: launch-ready-test-/);
    assert.match(text, /\n- \*\*`stripe secret key`:\*\* `src\/pay\.ts:1`: /);
    assert.ok(!text.includes(expand('{{stripe-secret-key}}')));
  });

  it('is about what open editors show', async () => {
    const root = temporaryRepository({ 'src/pay.ts': 'export {};\n' });
    server = await startTestServer({ roots: [root] });
    assert.match((await ask())?.text ?? '', /\*\*Nothing was found\.\*\*/);
    await server.open('src/pay.ts', `\n\n${LEAK}`);
    await server.diagnostics('src/pay.ts', ({ diagnostics }) => diagnostics.length > 0);
    assert.match((await ask())?.text ?? '', /`src\/pay\.ts:3`/);
  });

  it('links to the files of every folder, from the first one', async () => {
    const first = temporaryRepository({ 'a (1)/[x] pay.ts': LEAK });
    const second = temporaryRepository({ 'pay.ts': LEAK });
    server = await startTestServer({ roots: [first, second] });
    const text = (await ask({ linksFrom: pathToFileURL(first).href }))?.text ?? '';
    assert.ok(text.includes('[`a (1)/[x] pay.ts:1`](/a%20%281%29/%5Bx%5D%20pay.ts#L1)'), text);
    assert.ok(text.includes(`[\`pay.ts:1\`](/../${path.basename(second)}/pay.ts#L1)`), text);
  });
});
