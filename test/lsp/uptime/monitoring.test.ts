import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type { MonitorOrder } from '../../../server/src/host/monitor.ts';
import { startMonitorInWorker, type MonitorThreadHooks } from '../../../server/src/host/monitorWorker.ts';
import { startServer } from '../../../server/src/lsp/server.ts';
import {
  CHECK_WORKSPACE,
  MONITORING_EVENT,
  MONITORING_GENERATE,
  MONITORING_RUN,
  MONITORING_START,
  MONITORING_STATE,
  MONITORING_STOP,
  TRUST_GRANTED,
  type ConfirmedDomain,
  type LiveNetwork,
  type MonitoringEndpoint,
  type MonitoringEventParams,
  type MonitoringStateResult,
} from '../../../server/src/protocol.ts';
import { until } from '../../support/editor/until.ts';
import { temporaryFolder, temporaryRepository } from '../../support/temporaryFolder.ts';
import { startWorld, type World } from '../../support/world/world.ts';

const TEASHOP: ConfirmedDomain = { domain: 'teashop.test', hosts: [] };
const NETWORK: LiveNetwork = { allowPrivateAddresses: false, connect: {}, certificateAuthorities: [] };
const README = { 'README.md': '# Tea\n' };
const EXPRESS = {
  'package.json': '{ "dependencies": { "express": "5.0.0" } }',
  'src/server.ts': `import express from 'express';
const app = express();
app.get('/health', (request, response) => response.send('ok'));
app.post('/webhooks/stripe', (request, response) => response.send('ok'));
`,
};

describe('monitoring from the editor', () => {
  it('says what would be asked, where that is declared, and asks nobody', async () => {
    const editor = await start({ files: EXPRESS });
    await editor.checked();
    const { state, isRunning, endpoints } = await editor.state();
    assert.equal(state, 'ready');
    assert.equal(isRunning, false);
    assert.deepEqual(
      endpoints.map(({ name, status, place }) => [name, status, place && `${place.file}:${place.line}`]),
      [
        ['Home page of teashop.test', 'unknown', undefined],
        ['GET teashop.test/health', 'unknown', 'src/server.ts:2'],
      ],
    );
    assert.equal(editor.orders.length, 0);
  });

  it('does nothing in a workspace that nobody trusts', async () => {
    const editor = await start({ files: EXPRESS, trusted: false });
    await editor.checked();
    assert.deepEqual(await editor.state(), { state: 'untrusted', isRunning: false, endpoints: [] });
    for (const request of [MONITORING_START, MONITORING_RUN])
      await assert.rejects(
        editor.client.sendRequest(request, { confirmed: [TEASHOP], network: NETWORK }),
        /only where you trust the workspace: nothing was sent/,
      );
    assert.equal(editor.orders.length, 0);
    await editor.client.sendNotification(TRUST_GRANTED);
    assert.equal((await editor.state()).state, 'ready');
  });

  it('asks hosts that were confirmed alone, and says why others are not asked', async () => {
    const editor = await start({
      files: {
        'launch-ready.yaml': `domains:
  - domain: teashop.test
monitoring:
  endpoints:
    - url: /ready
    - url: https://status.teashop.test/
    - url: https://biscuits.test/
    - url: https://www.teashop.test/key
      headers: { authorization: 'Bearer $LAUNCH_READY_NO_SUCH_VARIABLE' }
`,
      },
    });
    await editor.start();
    const blocked = (await editor.state()).endpoints.map(({ url, status, reason = '' }) => [
      url,
      status,
      reason,
    ]);
    assert.deepEqual(blocked, [
      ['https://teashop.test/ready', 'unknown', ''],
      [
        'https://status.teashop.test/',
        'blocked',
        'status.teashop.test is none of the domains that you said are yours',
      ],
      ['https://biscuits.test/', 'blocked', 'biscuits.test is none of the domains that you said are yours'],
      [
        'https://www.teashop.test/key',
        'blocked',
        'the variable LAUNCH_READY_NO_SUCH_VARIABLE is not set where the editor runs',
      ],
    ]);
    assert.deepEqual(
      editor.orders.map(({ endpoints }) => endpoints.map(({ endpoint }) => endpoint.url)),
      [['https://teashop.test/ready']],
    );
    const place = (await editor.state()).endpoints[0]?.place;
    assert.deepEqual(
      [place?.file, place?.line, place?.character, place?.length],
      ['launch-ready.yaml', 4, 11, 6],
    );
  });

  it('goes on with what files say now, and ends at once when it is stopped', async () => {
    const editor = await start({ files: { 'launch-ready.yaml': 'domains:\n  - domain: teashop.test\n' } });
    await editor.start();
    assert.equal((await editor.state()).isRunning, true);
    const config = 'domains:\n  - domain: teashop.test\nmonitoring:\n  every: 5m\n';
    await editor.open('launch-ready.yaml', config);
    await until('the new order', () => editor.orders.length === 2);
    assert.equal(editor.orders[1]?.endpoints[0]?.endpoint.every, 300);
    assert.equal(editor.ended(), 1);
    await editor.client.sendRequest(MONITORING_STOP);
    assert.equal(editor.ended(), 2);
    assert.equal((await editor.state()).isRunning, false);
  });

  it('says so when it ended by itself', async () => {
    const editor = await start({ files: README });
    await editor.start();
    editor.hooks()?.onEnd('out of memory');
    assert.equal((await editor.state()).isRunning, false);
  });

  it('is copied as what watches elsewhere', async () => {
    const editor = await start({ files: README });
    const text = (kind: string): Promise<string> =>
      editor.client.sendRequest(MONITORING_GENERATE, { kind, confirmed: [TEASHOP] });
    assert.match(await text('github-actions'), /^name: Uptime$/m);
    assert.match(await text('kubernetes'), /^kind: CronJob$/m);
    assert.match(await text('prometheus'), /alert: EndpointDown/);
    await assert.rejects(text('toString'), /nothing of that kind/);
  });

  it('keeps nothing that somebody else wrote where its state should be', async () => {
    const storage = temporaryFolder({
      'monitoring.json': '{"format":1,"state":"{}","failures":[[1,2],["a",[{}]]]}',
    });
    const editor = await start({ files: README, storage });
    assert.deepEqual(
      (await editor.state()).endpoints.map(({ status, failures }) => [status, failures]),
      [['unknown', []]],
    );
  });
});

describe('monitoring of a product on loopback', () => {
  let world: World;
  let answer: (path: string) => number = () => 200;
  before(async () => {
    world = await startWorld({
      'teashop.test': {
        https: (request, response) => response.writeHead(answer(request.url ?? '')).end('tea'),
      },
    });
  });
  after(() => world.close());

  const files = (more = '', every = '1s'): Record<string, string> => ({
    'launch-ready.yaml': `domains:
  - domain: teashop.test
monitoring:
  every: ${every}
  endpoints:
    - url: /health
      name: Health
${more}`,
  });
  const network = (): LiveNetwork => {
    const folder = temporaryFolder({ 'ca.pem': world.authority });
    return {
      allowPrivateAddresses: true,
      resolver: world.settings.resolver ?? '',
      connect: world.settings.connect,
      certificateAuthorities: [path.join(folder, 'ca.pem')],
    };
  };
  const first = async (editor: Editor): Promise<MonitoringEndpoint> => {
    const [endpoint] = (await editor.state()).endpoints;
    assert.ok(endpoint);
    return endpoint;
  };

  it('tells of an outage once and of its end once, and remembers it over a restart', async () => {
    answer = () => 200;
    const storage = temporaryFolder();
    const root = temporaryRepository(files());
    const editor = await start({ root, storage, isReal: true });
    await editor.start(network());
    await until('two good runs', async () => (await first(editor)).total.runs >= 2);
    assert.equal((await first(editor)).status, 'up');
    assert.deepEqual(editor.events(), []);
    answer = () => 503;
    await until('the outage', async () => (await first(editor)).status === 'down');
    await until(
      'a failure more',
      async () => (await first(editor)).runs.filter(({ isUp }) => !isUp).length >= 4,
    );
    const down = await first(editor);
    assert.equal(down.reason, 'it answered 503');
    assert.equal(down.failures.length, 1, 'one outage is one entry');
    assert.ok((down.failures[0]?.runs ?? 0) >= 4);
    assert.deepEqual(editor.events(), ['down Health: it answered 503']);
    answer = () => 200;
    await until('the end of it', async () => (await first(editor)).status === 'up');
    await until('the word of it', () => editor.events().length === 2);
    assert.match(editor.events()[1] ?? '', /^up Health: \d+ seconds?$/);
    await editor.client.sendRequest(MONITORING_STOP);
    const { total } = await first(editor);
    const asked = world.requestsOf('teashop.test').length;

    const again = await start({ root, storage, isReal: true });
    const kept = await first(again);
    assert.deepEqual(kept.total, total);
    assert.equal(kept.failures[0]?.reason, 'it answered 503');
    assert.equal((await again.state()).isRunning, false);
    assert.equal(world.requestsOf('teashop.test').length, asked, 'nothing is asked before it is started');
    assert.deepEqual(readdirSync(storage), ['monitoring.json']);
    assert.doesNotMatch(readFileSync(path.join(storage, 'monitoring.json'), 'utf8'), /authorization/i);
  });

  it('tells nobody while there is maintenance, and says so', async () => {
    answer = () => 500;
    const editor = await start({
      files: files(`  maintenance:
    - { from: "2020-01-01T00:00Z", to: "2099-01-01T00:00Z", reason: new kettle }
`),
      isReal: true,
    });
    await editor.start(network());
    await until('the outage', async () => (await first(editor)).status === 'down');
    await until('a failure more', async () => ((await first(editor)).failures[0]?.runs ?? 0) >= 3);
    assert.equal((await first(editor)).maintenance, 'new kettle');
    assert.deepEqual(editor.events(), []);
    await editor.client.sendRequest(MONITORING_STOP);
  });

  it('asks once without being started, and now when it is', async () => {
    answer = () => 200;
    const editor = await start({ files: files('', '1h'), isReal: true });
    const order = { confirmed: [TEASHOP], network: network() };
    await editor.client.sendRequest(MONITORING_RUN, order);
    assert.equal((await first(editor)).total.runs, 1);
    assert.equal((await editor.state()).isRunning, false);
    await editor.client.sendRequest(MONITORING_START, order);
    await until('its first run', async () => (await first(editor)).total.runs === 2);
    await editor.client.sendRequest(MONITORING_RUN, { ...order, endpoints: [(await first(editor)).id] });
    await until('one more', async () => (await first(editor)).total.runs === 3);
    await editor.client.sendRequest(MONITORING_STOP);
  });
});

interface Editor {
  readonly client: ProtocolConnection;
  readonly orders: readonly MonitorOrder[];
  hooks(): MonitorThreadHooks | undefined;
  /** Threads that were ended. */
  ended(): number;
  events(): readonly string[];
  checked(): Promise<unknown>;
  state(): Promise<MonitoringStateResult>;
  start(network?: LiveNetwork): Promise<unknown>;
  open(file: string, text: string): Promise<void>;
}

/** The whole server in this process; without `isReal` no thread is started. */
async function start({
  files,
  root = temporaryRepository(files ?? {}),
  trusted = true,
  storage,
  isReal = false,
}: {
  readonly files?: Readonly<Record<string, string>>;
  readonly root?: string;
  readonly trusted?: boolean;
  readonly storage?: string;
  readonly isReal?: boolean;
}): Promise<Editor> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const orders: MonitorOrder[] = [];
  const hooks: MonitorThreadHooks[] = [];
  let ended = 0;
  startServer(
    createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    undefined,
    undefined,
    (order, own) => {
      if (isReal) return startMonitorInWorker(order, own);
      orders.push(order);
      hooks.push(own);
      return { ask() {}, stop: () => void ended++ };
    },
  );
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const events: string[] = [];
  client.onRequest('workspace/configuration', () => [{ checkWorkspace: false }]);
  client.onNotification(
    MONITORING_EVENT,
    ({ kind, name, detail }: MonitoringEventParams) => void events.push(`${kind} ${name}: ${detail}`),
  );
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'root' }],
    initializationOptions: { trusted, storage },
  });
  await client.sendNotification('initialized', {});
  const confirmed = [TEASHOP];
  return {
    client,
    orders,
    hooks: () => hooks.at(-1),
    ended: () => ended,
    events: () => events,
    checked: () => client.sendRequest(CHECK_WORKSPACE, {}),
    state: () => client.sendRequest<MonitoringStateResult>(MONITORING_STATE, { confirmed }),
    start: (network = NETWORK) => client.sendRequest(MONITORING_START, { confirmed, network }),
    async open(file, text) {
      writeFileSync(path.join(root, file), text);
      await client.sendNotification('textDocument/didOpen', {
        textDocument: {
          uri: pathToFileURL(path.join(root, file)).href,
          languageId: 'yaml',
          version: 1,
          text,
        },
      });
    },
  };
}
