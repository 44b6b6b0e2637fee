import {
  CodeActionKind,
  CodeActionTriggerKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeAction,
  type CodeActionContext,
  type Connection,
} from 'vscode-languageserver/node';
import path from 'node:path';
import type { History } from '../core/migrations/model.ts';
import { printable } from '../core/printable.ts';
import { checkFile } from '../core/workspace.ts';
import { isLoopback, parseAddress, WRONG_ADDRESS } from '../host/trace/address.ts';
import { findPglite } from '../host/trace/findPglite.ts';
import { countTraces, summaryOf, tracesAsText } from '../host/trace/report.ts';
import { PgliteMissing, type ScratchTarget } from '../host/trace/scratch.ts';
import { ScratchUnavailable, traceOnScratch } from '../host/trace/traceOnScratch.ts';
import {
  COMMANDS,
  MIGRATION_HISTORIES,
  TRACE_MIGRATIONS,
  TRACE_PROGRESS,
  type MigrationHistoriesParams,
  type MigrationHistoriesResult,
  type MigrationHistory,
  type TraceMigrationsParams,
  type TraceMigrationsResult,
  type TraceProgressParams,
} from '../protocol.ts';
import { toUri } from './convert.ts';
import { bringUpToDate, type Folder } from './folder.ts';
import type { Place, Services } from './services.ts';

/** Kind of the action that runs a migration. Not a quick fix: it changes nothing. */
export const TRACE_MIGRATION = `${CodeActionKind.Refactor}.launchReady.traceMigration`;

/**
 * Runs migrations on a scratch database when the user asks for it, in trusted workspaces: on PGlite, or on the server that the
 * user named. What runs them is a process of its own (`host/trace`).
 */
export function registerMigrationTrace(connection: Connection, services: Services): void {
  const { folders } = services;
  let isRunning = false;

  connection.onRequest(MIGRATION_HISTORIES, ({ uri }: MigrationHistoriesParams): MigrationHistoriesResult => {
    demandTrust(services);
    const place = uri === undefined ? undefined : folders.locate(uri);
    const asked = uri === undefined ? folders.all() : place ? [place.folder] : [];
    return {
      isComplete: asked.every((folder) => !folders.isWorkspaceFolder(folder) || folder.whole.model()),
      histories: asked.flatMap((folder) =>
        historiesOf(folder)
          .filter(({ migrations }) => !place || migrations.some(({ file }) => file === place.path))
          .map((history) => describe(folder, history)),
      ),
    };
  });

  connection.onRequest<TraceMigrationsResult, unknown>(
    TRACE_MIGRATIONS,
    async (params: TraceMigrationsParams, token: CancellationToken): Promise<TraceMigrationsResult> => {
      demandTrust(services);
      const folder = folders.all().find(({ root }) => toUri(root, '') === params.folder);
      const history = folder && presentHistory(folder, params, services);
      if (!folder || !history) throw failure('These migrations are not there any more.');
      const target = targetOf(params, folder, history);
      if ('far' in target) return { kind: 'far-host', host: target.far };
      if (isRunning) throw failure('Migrations are being run already: wait for them, or cancel that first.');
      isRunning = true;
      try {
        return await run(history, { folder, target, token, until: params.until });
      } finally {
        isRunning = false;
      }
    },
  );

  const run = async (
    history: History,
    { folder, target, token, until }: Order,
  ): Promise<TraceMigrationsResult> => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    if (token.isCancellationRequested) return { kind: 'cancelled' };
    try {
      const traced = await traceOnScratch(history, {
        target,
        read: (file) => textOf(folder, file),
        signal: stop.signal,
        onMigration({ index }) {
          const progress: TraceProgressParams = { done: index, total: history.migrations.length };
          void connection.sendNotification(TRACE_PROGRESS, progress);
        },
      });
      const [report, counts] = [tracesAsText([traced]), countTraces([traced])];
      return {
        kind: 'traced',
        report,
        line: lineToShow(report, until === undefined ? undefined : history.migrations.at(-1)?.file),
        summary: `${traced.server}: ${summaryOf(counts)}`,
        isFine: counts.failed + counts.differ === 0,
      };
    } catch (error) {
      if (stop.signal.aborted) return { kind: 'cancelled' };
      if (error instanceof PgliteMissing) return { kind: 'no-pglite' };
      if (error instanceof ScratchUnavailable) throw failure(error.message);
      const reason = error instanceof Error ? error.message : 'unknown error';
      throw failure(`The migrations could not be run: ${printable(reason)}`);
    }
  };
}

interface Order {
  readonly folder: Folder;
  readonly target: ScratchTarget;
  readonly token: CancellationToken;
  readonly until: string | undefined;
}

/** Offered on migrations when somebody opens the menu, and never by a light bulb, which would be on every line. */
export function traceActions(
  { folder, path: file, uri }: Place & { readonly uri: string },
  { only, triggerKind }: CodeActionContext,
): readonly CodeAction[] {
  const isWanted = only
    ? only.some((kind) => TRACE_MIGRATION === kind || TRACE_MIGRATION.startsWith(`${kind}.`) || kind === '')
    : triggerKind !== CodeActionTriggerKind.Automatic;
  const history = isWanted
    ? historiesOf(folder).find(({ migrations }) => migrations.some((one) => one.file === file))
    : undefined;
  if (history?.dialect !== 'postgres') return [];
  const title = 'Run this migration on a scratch Postgres';
  return [
    { title, kind: TRACE_MIGRATION, command: { title, command: COMMANDS.traceMigrations, arguments: [uri] } },
  ];
}

function demandTrust(services: Services): void {
  if (!services.isTrusted()) throw failure('Migrations are run only where you trust the workspace.');
}

function failure(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

function historiesOf({ whole }: Folder): readonly History[] {
  return whole.model()?.migrations.histories ?? [];
}

function describe(folder: Folder, history: History): MigrationHistory {
  const { folder: at, tool, dialect, migrations } = history;
  return {
    folder: toUri(folder.root, ''),
    path: at,
    tool,
    dialect,
    migrations: migrations.length,
    hasPglite: findPglite(packageFolders(folder, history)) !== undefined,
  };
}

/** Where packages are looked for: Node goes from a folder to those above it by itself. */
function packageFolders({ root }: Folder, history: History): readonly string[] {
  return [path.join(root, history.folder), root];
}

/** As its files are now, on disk or in their editors, up to the one that is to be the last. */
function presentHistory(
  folder: Folder,
  { path: at, tool, until }: TraceMigrationsParams,
  { folders }: Services,
): History | undefined {
  const find = (): History | undefined =>
    historiesOf(folder).find((history) => history.folder === at && history.tool === tool);
  for (const { file } of find()?.migrations ?? []) readAgain(folder, file);
  const history = find();
  if (!history || until === undefined) return history;
  const last = history.migrations.findIndex(({ file }) => file === folders.locate(until)?.path);
  return last === -1 ? undefined : { ...history, migrations: history.migrations.slice(0, last + 1) };
}

/** What is known of a file has places in its text: both must be of the same moment. */
function readAgain(folder: Folder, file: string): void {
  if (folder.open.has(file)) return bringUpToDate(folder, file);
  const known = folder.results.get(file);
  const result = checkFile(folder.workspace, folder.analyzer(), file, known);
  if (!result) folder.results.delete(file);
  else if (result !== known) folder.results.set(file, result);
}

function textOf({ open, workspace }: Folder, file: string): string | undefined {
  const shown = open.get(file);
  return shown ? (shown.judged?.factsText ?? shown.text.getText()) : workspace.read(file);
}

function targetOf(
  { database, confirmedHost }: TraceMigrationsParams,
  folder: Folder,
  history: History,
): ScratchTarget | { readonly far: string } {
  if (history.dialect !== 'postgres')
    throw failure(`They are not for PostgreSQL (${history.dialect}), so that they can’t be run on it.`);
  if (database === undefined) return { kind: 'pglite', folders: packageFolders(folder, history) };
  const server = parseAddress(database);
  if (!server) throw failure(WRONG_ADDRESS);
  return isLoopback(server.host) || confirmedHost === server.host
    ? { kind: 'server', server }
    : { far: server.host };
}

/** Of the migration that was asked for; else of the first in which something is wrong. */
function lineToShow(report: string, file: string | undefined): number {
  const lines = report.split('\n');
  const found = lines.findIndex((line) =>
    file === undefined
      ? line.startsWith('  ✘ ')
      : /^ {2}[✔✘] /.test(line) && line.endsWith(` ${printable(file)}`),
  );
  return Math.max(found, 0);
}
