import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  CHECK_WORKSPACE,
  COMMANDS,
  IGNORE,
  STOP_CHECKING,
  TRUST_GRANTED,
  type CheckWorkspaceResult,
  type IgnoreParams,
  type IgnoreTarget,
  type KeyCheckTarget,
  type PutOffTarget,
  type RevealTarget,
} from '../../server/src/protocol.ts';
import { countsInWords, fileCount } from './counts.ts';
import { fixApplied } from './fixApplied.ts';
import { checkHistory, registerVersions } from './history.ts';
import { hasFolder } from './hasFolder.ts';
import { inform } from './inform.ts';
import { checkKey } from './keyCheck.ts';
import type { LiveModel } from './live/liveModel.ts';
import type { MonitoringModel } from './monitoring/monitoringModel.ts';
import { traceMigrations } from './migrationTrace.ts';
import { putOff } from './putOff.ts';
import { askWithProgress } from './progress.ts';
import { reviewCommands } from './review/reviewCommands.ts';
import type { ReviewModel } from './review/reviewModel.ts';
import { revealValue } from './revealValue.ts';
import { registerRiskList, showRiskList } from './riskList.ts';
import { registerTraceReports } from './traceReport.ts';
import { copyName, renameEverywhere } from './views/environmentCommands.ts';
import type { Node } from './views/environmentItems.ts';
import { liveCommands } from './views/liveCommands.ts';
import { monitoringCommands } from './views/monitoringCommands.ts';
import { copyRoute } from './views/routes.ts';

type Handler = (...args: never[]) => unknown;

/** Every command of the extension, by its id: one table. */
export function registerCommands(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  output: vscode.LogOutputChannel,
  live: LiveModel,
  monitoring: MonitoringModel,
  review: ReviewModel,
): { readonly commands: readonly vscode.Disposable[]; readonly onDidGrantTrust: () => void } {
  const handlers: Readonly<Record<string, Handler>> = {
    'launchReady.checkWorkspace': () => checkWorkspace(client),
    'launchReady.checkHistory': () => checkHistory(client),
    'launchReady.showRiskList': () => showRiskList(client),
    'launchReady.stopChecking': () => client.sendNotification(STOP_CHECKING),
    'launchReady.showOutput': () => output.show(),
    'launchReady.restartServer': () => client.restart(),
    [COMMANDS.ignore]: (target: IgnoreTarget) => ignore(client, target),
    [COMMANDS.putOff]: (target: PutOffTarget) => putOff(context, client, target),
    [COMMANDS.fixApplied]: () => fixApplied(client),
    [COMMANDS.openRulePage]: (ruleId: string) => openRulePage(context, ruleId),
    'launchReady.environment.copyName': copyName,
    'launchReady.environment.rename': renameEverywhere,
    'launchReady.routes.copyPath': copyRoute,
    'launchReady.showRoutes': () => vscode.commands.executeCommand('launchReady.routes.focus'),
    [COMMANDS.revealValue]: (target?: RevealTarget | Node) => revealValue(client, target),
    [COMMANDS.traceMigrations]: (migration?: vscode.Uri | string) => traceMigrations(client, migration),
    [COMMANDS.checkKey]: (target: KeyCheckTarget) => checkKey(client, target),
    ...liveCommands(live),
    ...monitoringCommands(monitoring, live),
    ...reviewCommands(client, review),
    [COMMANDS.explainRefusal]: (reason: string) => inform(reason),
  };
  return {
    commands: [
      registerVersions(client),
      registerTraceReports(),
      registerRiskList(),
      ...Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler)),
    ],
    onDidGrantTrust: () => void client.sendNotification(TRUST_GRANTED),
  };
}

async function checkWorkspace(client: LanguageClient): Promise<void> {
  if (!hasFolder(vscode.l10n.t('Launch Ready: open a folder first. Everything in it is checked.'))) return;
  const result = await askWithProgress(vscode.l10n.t('Launch Ready: checking the workspace'), (token) =>
    client.sendRequest<CheckWorkspaceResult>(CHECK_WORKSPACE, {}, token),
  );
  if (!result || result.cancelled) return;
  const found = countsInWords(result.counts);
  const message = vscode.l10n.t(
    'Launch Ready: {0} in {1}.',
    found === '' ? vscode.l10n.t('nothing found') : found,
    fileCount(result.files),
  );
  const show = vscode.l10n.t('Show Problems');
  const offered = found === '' ? [] : [show];
  void vscode.window.showInformationMessage(message, ...offered).then((choice) => {
    if (choice === show) void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

async function ignore(client: LanguageClient, target: IgnoreTarget): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Ignore {0}', target.ruleId),
    prompt: vscode.l10n.t(
      'Why is this fine? The reason is written beside it, for whoever reads the code next.',
    ),
    placeHolder: target.ruleId.startsWith('secrets/')
      ? vscode.l10n.t('For example: made up for a test, and opens nothing')
      : vscode.l10n.t('For example: only our own office reaches this server'),
    ignoreFocusOut: true, // to look at the code while one thinks of a reason
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('A reason is required.') : undefined),
  });
  if (reason === undefined) return;
  const params: IgnoreParams = { ...target, reason };
  const answer = await client.sendRequest<
    Parameters<typeof client.protocol2CodeConverter.asWorkspaceEdit>[0] | { refused: string } | null
  >(IGNORE, params);
  if (!answer) return;
  if ('refused' in answer) {
    inform(answer.refused);
    return;
  }
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer);
  if (edit) await vscode.workspace.applyEdit(edit);
}

/** The page that came with the extension: it is there without a network. */
async function openRulePage(context: vscode.ExtensionContext, ruleId: string): Promise<void> {
  const page = vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules', `${ruleId}.md`);
  await vscode.commands.executeCommand('markdown.showPreview', page);
}
