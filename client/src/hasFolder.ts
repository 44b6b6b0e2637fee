import * as vscode from 'vscode';

/** Whether any folder is open; where none is, `message` says what one is needed for. */
export function hasFolder(message: string): boolean {
  if ((vscode.workspace.workspaceFolders ?? []).length > 0) return true;
  const open = vscode.l10n.t('Open Folder');
  void vscode.window.showInformationMessage(message, open).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand('vscode.openFolder');
  });
  return false;
}
