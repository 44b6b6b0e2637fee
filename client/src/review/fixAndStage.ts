import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  FIX_APPLIED,
  FIX_STAGED,
  FIX_STAGED_DONE,
  type FixAppliedResult,
  type FixStagedParams,
  type FixStagedResult,
  type ReviewFinding,
} from '../../../server/src/protocol.ts';
import { sayFixApplied } from '../fixApplied.ts';
import { plain } from '../plain.ts';
import { attempt } from '../progress.ts';
import { gitComplaint, openDocument, type Repository } from './gitApi.ts';
import type { ReviewModel } from './reviewModel.ts';
import { unstagedAmong } from './unstaged.ts';

/**
 * *Fix and Stage*: makes the fix in the file on disk, and stages that. Only where nothing of the file is unstaged: what the user
 * left out of the commit stays out of it.
 */
export async function fixAndStage(...given: Parameters<typeof fix>): Promise<void> {
  await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () => fix(...given));
}

async function fix(
  client: LanguageClient,
  model: ReviewModel,
  repository: Repository,
  finding: ReviewFinding,
): Promise<void> {
  const uri = vscode.Uri.parse(finding.uri);
  const unstaged = await unstagedAmong(client, repository, [uri]);
  if (unstaged === undefined) return;
  if (unstaged.length > 0) return sayUnstaged(finding);
  // Open documents are what the server makes fixes for.
  await vscode.workspace.openTextDocument(uri);
  const params: FixStagedParams = { repository: repository.rootUri.toString(), id: finding.id };
  const answer = await attempt(() => client.sendRequest<FixStagedResult>(FIX_STAGED, params));
  if (answer?.kind === 'refused')
    void vscode.window.showWarningMessage(plain(vscode.l10n.t('Launch Ready: {0}', answer.reason)));
  if (answer?.kind !== 'edit') return;
  const others = answer.stage.map((one) => vscode.Uri.parse(one));
  const staged = await withoutUnstagedEdits(client, repository, others);
  if (!staged || !(await apply(client, answer.edit))) return;
  try {
    await repository.add(staged.map(({ fsPath }) => fsPath));
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Launch Ready: the fix was made, but not staged. {0}', gitComplaint(error)),
    );
  }
  void attempt(async () => sayFixApplied(await client.sendRequest<FixAppliedResult | null>(FIX_STAGED_DONE)));
  await model.review(repository);
}

/** Where the user left something of a file out of the commit, the fix changes it on disk alone. */
async function withoutUnstagedEdits(
  client: LanguageClient,
  repository: Repository,
  uris: readonly vscode.Uri[],
): Promise<readonly vscode.Uri[] | undefined> {
  const ignored = await repository.checkIgnore(uris.map(({ fsPath }) => fsPath));
  const tracked = uris.filter(({ fsPath }) => !ignored.has(fsPath));
  const unstaged = await unstagedAmong(client, repository, tracked);
  return unstaged && tracked.filter((uri) => !unstaged.includes(uri));
}

async function apply(client: LanguageClient, answer: unknown): Promise<boolean> {
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(
    answer as Parameters<typeof client.protocol2CodeConverter.asWorkspaceEdit>[0],
  );
  if (!edit || !(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Launch Ready: the fix could not be made, and nothing was staged.'),
    );
    return false;
  }
  // For the permissions of a new file, at once. What is left to do depends on what will have been staged.
  void client.sendRequest(FIX_APPLIED);
  for (const [uri] of edit.entries()) await openDocument(uri)?.save();
  return true;
}

async function sayUnstaged({ uri, file, range }: ReviewFinding): Promise<void> {
  const selection = new vscode.Range(range.start.line, 0, range.start.line, 0);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri), { selection });
  void vscode.window.showWarningMessage(
    plain(
      vscode.l10n.t(
        'Launch Ready: {0} has edits that are not staged, so nothing was changed: a fix would stage them too. Fix it here, and stage what belongs to it.',
        file,
      ),
    ),
  );
}
