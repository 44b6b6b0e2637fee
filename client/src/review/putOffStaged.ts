import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  PUT_OFF_STAGED,
  type PutOffStagedParams,
  type PutOffStagedResult,
  type ReviewFinding,
} from '../../../server/src/protocol.ts';
import { plain } from '../plain.ts';
import { attempt } from '../progress.ts';
import { askToPutOff } from '../putOffQuestions.ts';
import { gitComplaint, openDocument, userNameOf, type Repository } from './gitApi.ts';
import { unstagedAmong } from './unstaged.ts';

/**
 * Puts findings off: who does so, until when and why goes to the ledger in launch-ready.yaml, which is staged: it is part of the
 * commit that it excuses. `title` is that of the questions. True once that is done.
 */
export async function putOffStaged(
  client: LanguageClient,
  repository: Repository,
  standing: readonly ReviewFinding[],
  title: string,
): Promise<boolean> {
  const ledger = vscode.Uri.joinPath(repository.rootUri, 'launch-ready.yaml');
  if (!(await takesWhole(client, repository, ledger))) return false;
  const answers = await askToPutOff({
    title,
    isBlocker: standing.some(({ impact }) => impact === 'blocker'),
    owner: (await userNameOf(repository)) ?? '',
    isForCommit: true,
  });
  if (!answers) return false;
  const params: PutOffStagedParams = {
    repository: repository.rootUri.toString(),
    ids: standing.map(({ id }) => id),
    ...answers,
  };
  const answer = await attempt(() => client.sendRequest<PutOffStagedResult>(PUT_OFF_STAGED, params));
  if (answer?.kind === 'refused')
    void vscode.window.showErrorMessage(plain(vscode.l10n.t('Launch Ready: {0}', answer.reason)));
  if (answer?.kind !== 'text') return false;
  return write(repository, ledger, answer.text);
}

/** Edits of the user's that are not staged would go into the commit together with the entry: only if they say so. */
async function takesWhole(
  client: LanguageClient,
  repository: Repository,
  ledger: vscode.Uri,
): Promise<boolean> {
  const unstaged = await unstagedAmong(client, repository, [ledger]);
  if (!unstaged) return false;
  if (unstaged.length === 0) return true;
  const stage = vscode.l10n.t('Stage All of It');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('launch-ready.yaml has edits that are not staged.'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The reason is written into launch-ready.yaml and committed with it. Your other edits of that file would become part of the commit.',
      ),
    },
    stage,
  );
  return choice === stage;
}

async function write(repository: Repository, ledger: vscode.Uri, text: string): Promise<boolean> {
  try {
    // With edits that the user agreed to, which a file on disk that changes under them would not take away.
    const open = openDocument(ledger);
    if (open) await replace(open, text);
    else await vscode.workspace.fs.writeFile(ledger, new TextEncoder().encode(text));
    if ((await repository.checkIgnore([ledger.fsPath])).size > 0)
      throw new Error(vscode.l10n.t('git ignores launch-ready.yaml, so the reason can’t be committed.'));
    await repository.add([ledger.fsPath]);
    return true;
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Launch Ready: launch-ready.yaml could not be staged. {0}', gitComplaint(error)),
    );
    return false;
  }
}

async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}
