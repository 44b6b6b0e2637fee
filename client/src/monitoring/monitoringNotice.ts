import * as vscode from 'vscode';
import type { MonitoringEventParams } from '../../../server/src/protocol.ts';
import { plain } from '../plain.ts';
import type { MonitoringModel } from './monitoringModel.ts';

/** Tells, once and quietly, when an endpoint goes down or comes back; `show` brings it into view. */
export function registerMonitoringNotices(
  monitoring: MonitoringModel,
  show: (endpoint: string) => Promise<void>,
): vscode.Disposable {
  return monitoring.onDidHappen(async (event) => {
    if (!isWanted()) return;
    const button = vscode.l10n.t('Show');
    const message = plain(`Launch Ready: ${wordsOf(event)}`);
    const choice =
      event.kind === 'up'
        ? await vscode.window.showInformationMessage(message, button)
        : await vscode.window.showWarningMessage(message, button);
    if (choice === button) await show(event.endpoint);
  });
}

function wordsOf({ kind, name, detail }: MonitoringEventParams): string {
  switch (kind) {
    case 'down':
      return vscode.l10n.t('{0} is down: {1}.', name, detail);
    case 'up':
      return detail === ''
        ? vscode.l10n.t('{0} answers again.', name)
        : vscode.l10n.t('{0} answers again, after {1}.', name, detail);
    case 'certificate':
      return vscode.l10n.t('The certificate of {0} expires in {1}.', name, detail);
  }
}

/** By the user's own settings: a workspace must not keep an outage from anybody. */
function isWanted(): boolean {
  const setting = vscode.workspace.getConfiguration('launchReady.monitoring').inspect<unknown>('notify');
  return setting?.globalValue !== false;
}
