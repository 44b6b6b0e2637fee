import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { testEnvironment } from './commandLine.ts';

const SERVER = path.join(import.meta.dirname, '../../dist/server.mjs');

export interface ServerOptions {
  readonly roots: readonly string[];
  readonly trusted?: boolean;
  /** Where results are kept for the next start. */
  readonly storage?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The bundled language server, spoken to over stdio as any editor would. */
export interface TestServer {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** Every notification of diagnostics so far, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  readonly pid: number;
  uri(file: string): string;
  open(file: string, text: string, version?: number): Promise<void>;
  change(file: string, version: number, text: string): Promise<void>;
  close(file: string): Promise<void>;
  /** Waits for diagnostics of a file that satisfy a condition; those sent before count too, the last ones only. */
  diagnostics(
    file: string,
    condition?: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<readonly Diagnostic[]>;
  codeActions(file: string, line: number, only?: readonly string[]): Promise<readonly CodeAction[]>;
  resolve(action: CodeAction): Promise<CodeAction>;
  stop(): Promise<void>;
}

export async function startTestServer(options: ServerOptions): Promise<TestServer> {
  if (!existsSync(SERVER)) throw new Error('dist/server.mjs is missing: run `npm run build` first');
  const child = spawn(process.execPath, [SERVER, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: testEnvironment(),
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published: PublishDiagnosticsParams[] = [];
  const listeners = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const listener of listeners) listener();
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', () => [options.settings ?? {}]);
  connection.listen();

  const root = options.roots[0] ?? '';
  const uri = (file: string): string => pathToFileURL(path.resolve(root, file)).href;
  // A test that fails half-way must not leave a server behind: mocha would wait for it for ever.
  if (typeof after === 'function') after(() => child.kill()); // benchmarks run without mocha
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: {
        configuration: true,
        workspaceFolders: true,
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    },
    workspaceFolders: options.roots.map((folder) => ({
      uri: pathToFileURL(folder).href,
      name: path.basename(folder),
    })),
    initializationOptions: { trusted: options.trusted ?? true, storage: options.storage },
  });
  await connection.sendNotification('initialized', {});

  return {
    connection,
    initialized,
    published,
    pid: child.pid ?? 0,
    uri,
    open: (file, text, version = 1) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(file), languageId: 'plaintext', version, text },
      }),
    change: (file, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(file), version },
        contentChanges: [{ text }],
      }),
    close: (file) =>
      connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri(file) } }),
    diagnostics: (file, condition = () => true) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const last = published.findLast((params) => params.uri === uri(file));
          if (!last || !condition(last)) return;
          clearTimeout(deadline);
          listeners.delete(look);
          resolve(last.diagnostics);
        };
        const deadline = setTimeout(() => {
          listeners.delete(look);
          reject(
            new Error(
              `no such diagnostics of ${file}; last: ${JSON.stringify(published.findLast((params) => params.uri === uri(file)))}`,
            ),
          );
        }, 10_000);
        listeners.add(look);
        look();
      }),
    codeActions: async (file, line, only) =>
      (await connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
        textDocument: { uri: uri(file) },
        range: { start: { line, character: 0 }, end: { line, character: 200 } },
        context: { diagnostics: [], ...(only ? { only } : {}) },
      })) ?? [],
    resolve: (action) => connection.sendRequest<CodeAction>('codeAction/resolve', action),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await gone;
      connection.dispose();
    },
  };
}
