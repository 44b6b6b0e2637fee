import type * as vscode from 'vscode';

/** What screen readers say of an entry. Without it, they get the tooltip in place of the label. */
export function say(item: vscode.TreeItem, parts: readonly (string | boolean | undefined)[]): void {
  item.accessibilityInformation = {
    label: parts.filter((part) => typeof part === 'string' && part !== '').join(', '),
  };
}
