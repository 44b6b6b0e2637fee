import * as vscode from 'vscode';

/** Where several folders are open, the name by which the window knows this one. */
export function folderItem(uri: string): vscode.TreeItem {
  const folder = vscode.Uri.parse(uri);
  const name = vscode.workspace.getWorkspaceFolder(folder)?.name ?? folder.path;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = vscode.ThemeIcon.Folder;
  return item;
}
