import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { STATUS, type StatusParams } from '../../server/src/protocol.ts';

/** One item: the number of blockers, and what is going on. A click opens Problems, or stops a check under way. */
export function registerStatusBar(client: LanguageClient): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('launchReady.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Launch Ready';
  render(item, { scanning: null, counts: { blocker: 0, high: 0, medium: 0, low: 0 } });
  item.show();
  return vscode.Disposable.from(
    item,
    client.onNotification(STATUS, (status: StatusParams) => render(item, status)),
  );
}

function render(item: vscode.StatusBarItem, { scanning, counts }: StatusParams): void {
  const blockers =
    counts.blocker === 0
      ? vscode.l10n.t('No blockers')
      : counts.blocker === 1
        ? vscode.l10n.t('1 blocker')
        : vscode.l10n.t('{0} blockers', counts.blocker);
  const rest = vscode.l10n.t('{0} high, {1} medium, {2} low', counts.high, counts.medium, counts.low);
  item.text = `${scanning ? '$(sync~spin)' : '$(rocket)'} ${blockers}`;
  const what = scanning
    ? vscode.l10n.t('Checking the workspace: {0} of {1} files. Click to stop.', scanning.done, scanning.total)
    : vscode.l10n.t('Click to show the problems.');
  item.tooltip = `Launch Ready: ${blockers}, ${rest}\n${what}`;
  item.accessibilityInformation = { label: `Launch Ready: ${blockers}, ${rest}` };
  item.command = scanning ? 'launchReady.stopChecking' : 'workbench.actions.view.problems';
}
