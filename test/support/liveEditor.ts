import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import type { Finding } from '../../server/src/core/finding.ts';
import type { LiveReport, LiveResult } from '../../server/src/core/judgeLive.ts';
import type { LiveHooks, LiveRequest } from '../../server/src/host/live.ts';
import type { CheckLive } from '../../server/src/lsp/live/liveChecks.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import {
  CHECK_WORKSPACE,
  LIVE_CHANGED,
  LIVE_PROGRESS,
  LIVE_RUN,
  LIVE_STATE,
  type ConfirmedDomain,
  type LiveNetwork,
  type LiveRunParams,
  type LiveRunResult,
  type LiveStateResult,
} from '../../server/src/protocol.ts';
import { temporaryFolder, temporaryRepository } from './temporaryFolder.ts';

export const TEASHOP: ConfirmedDomain = { domain: 'teashop.example', hosts: ['app.teashop.example'] };
export const NETWORK: LiveNetwork = {
  allowPrivateAddresses: false,
  connect: {},
  certificateAuthorities: [],
};
export const AT = '2026-11-01T10:00:00.000Z';

export function reportOn(
  domain: string,
  results: readonly LiveResult[],
  findings: readonly Finding[],
): LiveReport {
  return { domain, at: AT, milliseconds: 80, requests: 9, queries: 20, results, findings, errors: [] };
}

/** Finds the same of every domain. */
export function reporting(results: readonly LiveResult[], findings: readonly Finding[]): CheckLive {
  return async ({ targets }: LiveRequest, { onPhase, onReport }: LiveHooks) =>
    targets.map(({ domain }) => {
      onPhase?.(domain, 'dns');
      const report = reportOn(domain, results, findings);
      onReport?.(report);
      return report;
    });
}

export interface LiveEditorOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** A folder that is there already. */
  readonly root?: string;
  /** The folders that are open, where it is not that one alone. */
  readonly roots?: readonly string[];
  readonly trusted?: boolean;
  readonly storage?: string;
  readonly check?: CheckLive;
}

export interface LiveEditor {
  readonly client: ProtocolConnection;
  readonly root: string;
  readonly orders: readonly LiveRequest[];
  readonly phases: readonly string[];
  /** How often the server said that the state is another one now. */
  changes(): number;
  uri(file: string): string;
  checked(): Promise<unknown>;
  state(confirmed?: readonly ConfirmedDomain[]): Promise<LiveStateResult>;
  run(
    domains?: readonly ConfirmedDomain[],
    more?: Partial<LiveRunParams>,
    source?: CancellationTokenSource,
  ): Promise<LiveRunResult>;
  open(file: string, text: string): Promise<void>;
  change(file: string, version: number, text: string): Promise<void>;
  shown(file: string): readonly Diagnostic[];
  actions(file: string, line: number): Promise<readonly CodeAction[]>;
}

/** The whole server in this process, as an editor wires it, but for the network. */
export async function startLiveEditor({
  files,
  root,
  roots,
  trusted = true,
  storage,
  check,
}: LiveEditorOptions): Promise<LiveEditor> {
  const folder = root ?? roots?.[0] ?? (files ? temporaryRepository(files) : temporaryFolder());
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const orders: LiveRequest[] = [];
  startServer(
    createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    undefined,
    (request, hooks) => {
      orders.push(request);
      return (check ?? reporting([], []))(request, hooks);
    },
  );
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const uri = (file: string): string => pathToFileURL(path.join(folder, file)).href;
  const shown = new Map<string, readonly Diagnostic[]>();
  const phases: string[] = [];
  let changes = 0;
  client.onRequest('workspace/configuration', () => [{ checkWorkspace: false }]);
  client.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => void shown.set(params.uri, params.diagnostics),
  );
  client.onNotification(LIVE_CHANGED, () => {
    changes++;
  });
  client.onNotification(
    LIVE_PROGRESS,
    ({ domain, phase }: { readonly domain: string; readonly phase: string }) =>
      void phases.push(`${domain} ${phase}`),
  );
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
    workspaceFolders: (roots ?? [folder]).map((one) => ({ uri: pathToFileURL(one).href, name: 'root' })),
    initializationOptions: { trusted, storage },
  });
  await client.sendNotification('initialized', {});
  return {
    client,
    root: folder,
    orders,
    phases,
    changes: () => changes,
    uri,
    checked: () => client.sendRequest(CHECK_WORKSPACE, {}),
    state: (confirmed = [TEASHOP]) => client.sendRequest<LiveStateResult>(LIVE_STATE, { confirmed }),
    run: (domains = [TEASHOP], more = {}, source = new CancellationTokenSource()) =>
      client.sendRequest<LiveRunResult>(LIVE_RUN, { domains, network: NETWORK, ...more }, source.token),
    open: (file, text) =>
      client.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(file), languageId: 'json', version: 1, text },
      }),
    change: (file, version, text) =>
      client.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(file), version },
        contentChanges: [{ text }],
      }),
    shown: (file) => shown.get(uri(file)) ?? [],
    actions: async (file, line) =>
      (await client.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
        textDocument: { uri: uri(file) },
        range: { start: { line, character: 0 }, end: { line, character: 200 } },
        context: { diagnostics: [] },
      })) ?? [],
  };
}
