import * as vscode from 'vscode';

/** Says why something is not done where nobody trusts the workspace, and leads to where that is changed. */
export function askForTrust(message: string): void {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  void vscode.window.showInformationMessage(message, manage).then((choice) => {
    if (choice === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
}
