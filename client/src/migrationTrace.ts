import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  CHECK_WORKSPACE,
  MIGRATION_HISTORIES,
  TRACE_MIGRATIONS,
  TRACE_PROGRESS,
  type CheckWorkspaceResult,
  type MigrationHistoriesParams,
  type MigrationHistoriesResult,
  type MigrationHistory,
  type TraceMigrationsParams,
  type TraceMigrationsResult,
} from '../../server/src/protocol.ts';
import { inform } from './inform.ts';
import { isTraced } from './messageTrace.ts';
import { plain, withoutIcons } from './plain.ts';
import { askWithProgress, attempt } from './progress.ts';
import { showTraceReport } from './traceReport.ts';
import { askForTrust } from './trust.ts';

/** Runs the migrations of one history, or those up to the one given, where the user wants them to be run. */
export async function traceMigrations(
  client: LanguageClient,
  migration: vscode.Uri | string | undefined,
): Promise<void> {
  if (!vscode.workspace.isTrusted)
    return askForTrust(vscode.l10n.t('Launch Ready: migrations are run only where you trust the workspace.'));
  const until = migration?.toString();
  const found = await attempt(() => historiesFor(client, until));
  if (!found) return;
  const history = await chosen(found, until);
  if (!history) return;
  const target = await targetFor(history);
  if (!target) return;
  const { folder, path, tool } = history;
  const order = { folder, path, tool, ...(until === undefined ? {} : { until }), ...target };
  let result = await run(client, order);
  if (result?.kind === 'far-host') {
    if (!(await mayReach(result.host))) return;
    result = await run(client, { ...order, confirmedHost: result.host });
  }
  if (result?.kind === 'traced') await tell(result, folder);
  else if (result?.kind === 'no-pglite') inform(vscode.l10n.t('PGlite is installed no more.'));
}

/** Migrations are known in their order once all files were read: where that was not wanted yet, it is now. */
async function historiesFor(
  client: LanguageClient,
  until: string | undefined,
): Promise<readonly MigrationHistory[] | undefined> {
  const params: MigrationHistoriesParams = until === undefined ? {} : { uri: until };
  const ask = () => client.sendRequest<MigrationHistoriesResult>(MIGRATION_HISTORIES, params);
  const known = await ask();
  if (known.isComplete) return known.histories;
  const checked = await askWithProgress(vscode.l10n.t('Launch Ready: reading the migrations'), (token) =>
    client.sendRequest<CheckWorkspaceResult>(CHECK_WORKSPACE, {}, token),
  );
  return checked && !checked.cancelled ? (await ask()).histories : undefined;
}

async function chosen(
  histories: readonly MigrationHistory[],
  until: string | undefined,
): Promise<MigrationHistory | undefined> {
  const [first] = histories;
  if (!first) {
    inform(
      until === undefined
        ? vscode.l10n.t('no migrations were found in this workspace.')
        : vscode.l10n.t('this file is not a migration that can be run.'),
    );
    return undefined;
  }
  if (histories.length === 1) return first;
  const items = histories.map((history) => ({
    label: history.path === '' ? vscode.l10n.t('this folder') : withoutIcons(history.path),
    description: `${history.tool} · ${migrationCount(history.migrations)}`,
    history,
  }));
  const title = vscode.l10n.t('Which migrations?');
  return (await vscode.window.showQuickPick(items, { title }))?.history;
}

function migrationCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 migration') : vscode.l10n.t('{0} migrations', count);
}

type Target = Pick<TraceMigrationsParams, 'database'>;

/** The server of the user's own settings, or else PGlite, or else a server that the user names now. */
async function targetFor({ hasPglite, dialect }: MigrationHistory): Promise<Target | undefined> {
  // Never the workspace's: a stranger could have migrations run where it pleases them.
  const set = vscode.workspace.getConfiguration('launchReady').inspect<unknown>('scratchDatabaseUrl');
  const own = typeof set?.globalValue === 'string' ? set.globalValue.trim() : '';
  if (own === '' && (hasPglite || dialect !== 'postgres')) return {};
  if (isTraced()) {
    inform(
      vscode.l10n.t(
        'no server is asked for while messages are traced (launchReady.trace.server): its password would be written to the output.',
      ),
    );
    return undefined;
  }
  const database = own === '' ? await askForServer() : own;
  return database === undefined ? undefined : { database };
}

const INSTALL = 'npm i -D @electric-sql/pglite';

async function askForServer(): Promise<string | undefined> {
  const copy = vscode.l10n.t('Copy the Install Command');
  const name = vscode.l10n.t('Use a Server…');
  const message = vscode.l10n.t(
    'PGlite, a PostgreSQL that runs in memory, is not installed here ({0}). A server can be used instead.',
    INSTALL,
  );
  const choice = await vscode.window.showInformationMessage(message, copy, name);
  if (choice === copy) await vscode.env.clipboard.writeText(INSTALL);
  if (choice !== name) return undefined;
  return vscode.window.showInputBox({
    title: vscode.l10n.t('URL of a PostgreSQL server'),
    prompt: vscode.l10n.t(
      'A database is created there for this run, and dropped again. The URL is kept nowhere.',
    ),
    placeHolder: 'postgres://postgres@localhost:5432/postgres',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^postgres(?:ql)?:\/\//.test(value.trim()) ? undefined : vscode.l10n.t('It starts with postgres://'),
  });
}

async function mayReach(host: string): Promise<boolean> {
  const message = vscode.l10n.t('Run the migrations on {0}?', host);
  const detail = vscode.l10n.t(
    '{0} is not on this machine. Launch Ready will create a database there, named launch_ready_scratch_…, run the migrations in it and drop it again. It touches no other database of that server.',
    host,
  );
  const yes = vscode.l10n.t('Run on {0}', host);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}

function run(
  client: LanguageClient,
  params: TraceMigrationsParams,
): Promise<TraceMigrationsResult | undefined> {
  return askWithProgress(
    vscode.l10n.t('Launch Ready: running migrations on a scratch PostgreSQL'),
    (token) => client.sendRequest<TraceMigrationsResult>(TRACE_MIGRATIONS, params, token),
    {
      client,
      notification: TRACE_PROGRESS,
      message: (done, total) => vscode.l10n.t('{0} of {1}', done, total),
    },
  );
}

async function tell(
  { report, line, summary, isFine }: Extract<TraceMigrationsResult, { readonly kind: 'traced' }>,
  folder: string,
): Promise<void> {
  const message = plain(`Launch Ready: ${summary}`);
  const open = vscode.l10n.t('Show Report');
  const choice = await (isFine
    ? vscode.window.showInformationMessage(message, open)
    : vscode.window.showWarningMessage(message, open));
  if (choice === open) await showTraceReport({ text: report, line, folder });
}
