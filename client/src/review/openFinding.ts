import * as vscode from 'vscode';
import type { ReviewFinding } from '../../../server/src/protocol.ts';
import { requireGit } from './gitApi.ts';

/** Opens the change that a finding is in: HEAD on the left, what is staged on the right, at its line. */
export async function openFinding({ uri, from, file, range, status }: ReviewFinding): Promise<void> {
  const git = await requireGit();
  if (!git) return;
  const now = vscode.Uri.parse(uri);
  const staged = git.toGitUri(now, status === 'deleted' ? 'HEAD' : '');
  const before = git.toGitUri(from === undefined ? now : vscode.Uri.parse(from), 'HEAD');
  const options: vscode.TextDocumentShowOptions = {
    // At its beginning: a long value would have the line scrolled to its end.
    selection: new vscode.Range(range.start.line, 0, range.start.line, 0),
    preserveFocus: true,
    preview: true,
  };
  const name = file.split('/').at(-1) ?? file;
  if (status === 'modified' || status === 'renamed') {
    const title = vscode.l10n.t('{0} (HEAD ↔ Staged)', name);
    await vscode.commands.executeCommand('vscode.diff', before, staged, title, options);
  } else {
    // There is one version alone.
    const title =
      status === 'deleted' ? vscode.l10n.t('{0} (HEAD)', name) : vscode.l10n.t('{0} (Staged)', name);
    await vscode.commands.executeCommand('vscode.open', staged, options, title);
  }
}
