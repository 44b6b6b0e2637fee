import * as vscode from 'vscode';

/** The contents of messages between client and server are written to the output: no secret may be in one now. */
export function isTraced(): boolean {
  const trace: unknown = vscode.workspace.getConfiguration('launchReady').get('trace.server');
  return trace !== undefined && trace !== 'off' && trace !== 'messages';
}
