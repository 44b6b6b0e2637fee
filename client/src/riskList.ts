import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { RISK_LIST, type RiskListParams, type RiskListResult } from '../../server/src/protocol.ts';
import { hasFolder } from './hasFolder.ts';
import { askWithProgress } from './progress.ts';

/** One document for the window, read-only. Asked for again, it is written anew, also where it is shown already. */
const SCHEME = 'launch-ready-risks';
const DOCUMENT = vscode.Uri.from({ scheme: SCHEME, path: '/Launch Risks.md' });
const changed = new vscode.EventEmitter<vscode.Uri>();
let text = '';

export function registerRiskList(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: () =>
      text === '' ? vscode.l10n.t('This list is gone. Run “Show Risk List” again to see one.') : text,
  });
}

/** Checks what is not known yet, and shows the list as a page whose links lead to files and lines. */
export async function showRiskList(client: LanguageClient): Promise<void> {
  const message = vscode.l10n.t(
    'Launch Ready: open a folder first. The risk list is about everything in it.',
  );
  if (!hasFolder(message)) return;
  // An address that starts with a slash begins at the first folder, for VS Code's preview.
  const [first] = vscode.workspace.workspaceFolders ?? [];
  const params: RiskListParams = first ? { linksFrom: first.uri.toString() } : {};
  const result = await askWithProgress(vscode.l10n.t('Launch Ready: writing the risk list'), (token) =>
    client.sendRequest<RiskListResult>(RISK_LIST, params, token),
  );
  if (!result || result.text === null) return;
  text = result.text;
  changed.fire(DOCUMENT);
  await vscode.commands.executeCommand('markdown.showPreview', DOCUMENT);
}
