import * as vscode from 'vscode';
import { plain } from './plain.ts';

/** A notification without buttons: VS Code does not say from whom those are. */
export function inform(message: string): void {
  void vscode.window.showInformationMessage(plain(vscode.l10n.t('Launch Ready: {0}', message)));
}
