import { strict as assert } from 'node:assert';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type { KeyObservation } from '../../server/src/core/observations.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import type { KeyCheckOrder } from '../../server/src/probes/keyCheck.ts';
import {
  CHECK_KEY,
  KEY_QUESTION,
  TRUST_GRANTED,
  type CheckKeyResult,
  type KeyCheckTarget,
  type KeyQuestion,
} from '../../server/src/protocol.ts';
import { expand } from '../support/expand.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const LEAK = `export const key = '${KEY}';\n`;
const TITLE = 'Check whether this key is live…';
const LIVE: KeyObservation = { state: 'live', host: 'api.stripe.com', status: 200, reason: 'it is live' };

describe('checking a key from the editor', () => {
  it('is offered last and never preferred, on a key that somebody can be asked about', async () => {
    const server = await start({ text: `${LEAK}const other = '${expand('{{pypi-token}}')}';\n` });
    const actions = await server.actions(0);
    assert.equal(actions.at(-1)?.title, TITLE);
    assert.equal(actions.at(-1)?.kind, 'quickfix');
    assert.equal(actions.at(-1)?.isPreferred, undefined);
    assert.equal(actions.at(-1)?.edit, undefined);
    // Editors resolve what has no edit before they run its command.
    assert.deepEqual(await server.client.sendRequest('codeAction/resolve', actions.at(-1)), actions.at(-1));
    assert.ok((await server.actions(1)).length > 0);
    assert.deepEqual(await server.targets(1), []);
    assert.equal(server.orders.length, 0);
  });

  it('asks the user with the host and the masked key, and the provider only after a yes', async () => {
    const server = await start({ text: LEAK });
    const [target] = await server.targets(0);
    assert.ok(target);
    const question = await server.question(target);
    assert.deepEqual(
      { ...question, ticket: '' },
      {
        ticket: '',
        key: `${KEY.slice(0, 4)}…${KEY.slice(-4)}`,
        host: 'api.stripe.com',
        request: 'GET /v1/balance',
      },
    );
    assert.equal(server.orders.length, 0);
    assert.deepEqual(await server.check(question?.ticket), {
      state: 'live',
      message: 'Live: api.stripe.com accepts this key. Rotate it now.',
      link: { label: 'Stripe: API keys', url: 'https://dashboard.stripe.com/apikeys' },
    });
    assert.deepEqual(
      server.orders.map(({ formatId, key, userAgent }) => [formatId, key, userAgent.replace(/[\d.]+$/, 'X')]),
      [['stripe-secret-key', KEY, 'launch-ready/X']],
    );
    assert.ok(!server.sent().includes(KEY), 'the key went to the client');
  });

  it('asks once for each yes', async () => {
    const server = await start({ text: LEAK });
    const [target] = await server.targets(0);
    assert.ok(target);
    const first = await server.question(target);
    const second = await server.question(target);
    assert.match((await server.check(first?.ticket)).message, /^The key was not checked/);
    assert.match((await server.check(second?.ticket)).message, /^The key was not checked/); // the wrong ticket used it up
    const third = await server.question(target);
    await server.check(third?.ticket);
    assert.match((await server.check(third?.ticket)).message, /^The key was not checked/);
    assert.equal(server.orders.length, 1);
  });

  it('says what the provider said', async () => {
    for (const [observation, message] of [
      [
        { ...LIVE, state: 'refused' },
        'api.stripe.com refused this key: it no longer works there, or never did.',
      ],
      [
        { ...LIVE, state: 'unknown', reason: 'api.stripe.com did not answer in time' },
        'Could not tell whether this key is live: api.stripe.com did not answer in time.',
      ],
    ] as const) {
      const server = await start({ text: LEAK, observation });
      const [target] = await server.targets(0);
      assert.ok(target);
      const { ticket } = (await server.question(target)) ?? {};
      assert.deepEqual(await server.check(ticket), { state: observation.state, message });
    }
  });

  it('does nothing in a workspace that is not trusted', async () => {
    const server = await start({ text: LEAK, trusted: false });
    assert.deepEqual(await server.targets(0), []);
    const target = { uri: server.uri, fingerprint: await server.fingerprint() };
    assert.equal(await server.question(target), null);
    assert.match((await server.check('made-up')).message, /^The key was not checked/);
    assert.equal(server.orders.length, 0);
    await server.client.sendNotification(TRUST_GRANTED);
    assert.ok(await server.question(target));
  });

  it('takes neither a text nor a host nor a finding of somebody else’s making', async () => {
    const server = await start({ text: LEAK });
    const [target] = await server.targets(0);
    assert.ok(target);
    for (const wrong of [
      { ...target, fingerprint: '0000000000000000' },
      { ...target, uri: 'file:///nowhere/a.ts' },
      { ...target, uri: 'untitled:a' },
    ])
      assert.equal(await server.question(wrong), null);
    const more = { ...target, host: 'evil.example', key: 'x', value: 'x', ticket: 'mine' };
    const question = await server.question(more);
    assert.equal(question?.host, 'api.stripe.com');
    assert.match((await server.check('mine')).message, /^The key was not checked/);
    assert.equal(server.orders.length, 0);
  });

  it('forgets the yes when the file changes, and does not offer what is silenced', async () => {
    const server = await start({ text: LEAK });
    const [target] = await server.targets(0);
    assert.ok(target);
    const question = await server.question(target);
    await server.change(2, `// one line more\n${LEAK}`);
    assert.equal((await server.targets(1)).length, 1); // judged anew: the same finding, in another place
    assert.match((await server.check(question?.ticket)).message, /^The key was not checked/);
    assert.equal(server.orders.length, 0);
    await server.change(
      3,
      `// launch-ready-ignore-next-line secrets/provider-token -- demo account\n${LEAK}`,
    );
    assert.deepEqual(await server.targets(1), []);
    assert.equal(await server.question(target), null);
  });

  it('forgets the yes when another key that looks alike stands there, though the version is the same', async () => {
    const server = await start({ text: LEAK });
    const [target] = await server.targets(0);
    assert.ok(target);
    const question = await server.question(target);
    const other = expand('{{stripe-secret-key:2}}');
    const alike = `${KEY.slice(0, 12)}${other.slice(12, -4)}${KEY.slice(-4)}`;
    // A file that is closed and opened again starts with its first version.
    const { client, uri } = server;
    await client.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text: LEAK.replace(KEY, alike) },
    });
    assert.deepEqual(await server.targets(0), [target], 'masked, both are the same');
    assert.match((await server.check(question?.ticket)).message, /^The key was not checked/);
    assert.equal(server.orders.length, 0);
  });

  it('passes a cancellation on', async () => {
    let signal: AbortSignal | undefined;
    const server = await start({
      text: LEAK,
      ask: (order) =>
        new Promise((resolve) => {
          signal = order.signal;
          signal?.addEventListener('abort', () =>
            resolve({ state: 'unknown', host: 'api.stripe.com', reason: 'it was cancelled' }),
          );
          cancel();
        }),
    });
    let cancel = (): void => {};
    const [target] = await server.targets(0);
    assert.ok(target);
    const question = await server.question(target);
    const cancellation = {
      isCancellationRequested: false,
      onCancellationRequested: (listener: () => void) => {
        cancel = listener;
        return { dispose: () => {} };
      },
    };
    const result = await server.client.sendRequest<CheckKeyResult>(
      CHECK_KEY,
      { ticket: question?.ticket },
      cancellation as never,
    );
    assert.equal(result.message, 'Could not tell whether this key is live: it was cancelled.');
    assert.equal(signal?.aborted, true);
  });
});

interface Options {
  readonly text: string;
  readonly trusted?: boolean;
  readonly observation?: KeyObservation;
  readonly ask?: (order: KeyCheckOrder) => Promise<KeyObservation>;
}

interface Editor {
  readonly client: ProtocolConnection;
  readonly uri: string;
  readonly orders: readonly KeyCheckOrder[];
  /** All that the server has written to the client. */
  sent(): string;
  actions(line: number): Promise<readonly CodeAction[]>;
  targets(line: number): Promise<readonly KeyCheckTarget[]>;
  fingerprint(): Promise<string>;
  question(target: KeyCheckTarget): Promise<KeyQuestion | null>;
  check(ticket: string | undefined): Promise<CheckKeyResult>;
  change(version: number, text: string): Promise<void>;
}

/** The whole server in this process, as an editor wires it, but for the last step: who is asked is made up. */
async function start({ text, trusted = true, observation = LIVE, ask }: Options): Promise<Editor> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const chunks: Buffer[] = [];
  toClient.on('data', (chunk: Buffer) => chunks.push(chunk));
  const orders: KeyCheckOrder[] = [];
  startServer(
    createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    (order) => {
      orders.push(order);
      return ask?.(order) ?? Promise.resolve(observation);
    },
  );
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  client.onRequest('workspace/configuration', () => [{ checkWorkspace: false }]);
  client.listen();
  const root = temporaryFolder({ 'a.ts': text });
  const uri = pathToFileURL(`${root}/a.ts`).href;
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'root' }],
    initializationOptions: { trusted },
  });
  await client.sendNotification('initialized', {});
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });
  const actions = async (line: number): Promise<readonly CodeAction[]> =>
    (await client.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line, character: 0 }, end: { line, character: 200 } },
      context: { diagnostics: [] },
    })) ?? [];
  return {
    client,
    uri,
    orders,
    sent: () => Buffer.concat(chunks).toString(),
    actions,
    targets: async (line) =>
      (await actions(line))
        .filter(({ title }) => title === TITLE)
        .map(({ command }) => command?.arguments?.[0] as KeyCheckTarget),
    async fingerprint() {
      const [action] = await actions(0);
      const [diagnostic] = action?.diagnostics ?? [];
      assert.ok(diagnostic);
      return (diagnostic.data as { readonly fingerprint: string }).fingerprint;
    },
    question: (target) => client.sendRequest<KeyQuestion | null>(KEY_QUESTION, target),
    check: (ticket) => client.sendRequest<CheckKeyResult>(CHECK_KEY, { ticket }),
    change: async (version, changed) => {
      await client.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text: changed }],
      });
    },
  };
}
