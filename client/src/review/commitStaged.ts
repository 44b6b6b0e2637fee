import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ReviewFinding } from '../../../server/src/protocol.ts';
import { impactCounts } from '../counts.ts';
import { plain } from '../plain.ts';
import { putOffStaged } from './putOffStaged.ts';
import {
  chooseRepository,
  gitComplaint,
  isSameFile,
  requireGit,
  type CommitOptions,
  type Repository,
} from './gitApi.ts';
import { blocking, type Failed, type ReviewModel } from './reviewModel.ts';
import { reviewWithProgress, sayNothingStaged, showFindings } from './runReview.ts';

/** *Review and Commit*: commits what is staged if nothing of it stands against that, or if the user says why it may go. */
export async function commitStaged(client: LanguageClient, model: ReviewModel, from: unknown): Promise<void> {
  const git = await requireGit();
  const repository = git && (await chooseRepository(git, from));
  if (!repository || underWay.has(repository.rootUri.toString())) return;
  underWay.add(repository.rootUri.toString());
  try {
    if (!(await takesUnsavedEdits(repository)) || !(await isReady(client, model, repository))) return;
    if (await commit(repository)) model.forget(repository);
  } finally {
    underWay.delete(repository.rootUri.toString());
  }
}

/** A second click while a question of the first is open. */
const underWay = new Set<string>();

/** Whether the commit may go on. What was put off is reviewed again together with the ledger that says so. */
async function isReady(client: LanguageClient, model: ReviewModel, repository: Repository): Promise<boolean> {
  const accepted = new Set<string>();
  for (;;) {
    const result = await reviewWithProgress(model, repository);
    if (result.kind === 'failed') return goesOnWithoutReview(repository, result);
    if (result.kind === 'nothing-staged') sayNothingStaged();
    if (result.kind !== 'reviewed') return false;
    const standing = blocking(result).filter(({ id }) => !accepted.has(id));
    if (standing.length === 0) return true;
    const done = await isAccepted(client, repository, standing);
    if (!done) return false;
    for (const { id } of standing) accepted.add(id);
  }
}

async function isAccepted(
  client: LanguageClient,
  repository: Repository,
  standing: readonly ReviewFinding[],
): Promise<boolean> {
  const show = vscode.l10n.t('Show Findings');
  const anyway = vscode.l10n.t('Commit Anyway…');
  const choice = await vscode.window.showWarningMessage(
    titleOf(standing),
    { modal: true, detail: detailOf(standing) },
    show,
    anyway,
  );
  if (choice === show) await showFindings();
  if (choice !== anyway) return false;
  const title =
    standing.length === 1
      ? vscode.l10n.t('Commit Anyway: put 1 finding off')
      : vscode.l10n.t('Commit Anyway: put {0} findings off', standing.length);
  return putOffStaged(client, repository, standing, title);
}

/** "1 blocker and 2 high findings stand against this commit." */
function titleOf(standing: readonly ReviewFinding[]): string {
  const counts = impactCounts(standing.map(({ impact }) => impact));
  return standing.length === 1
    ? vscode.l10n.t('1 finding stands against this commit ({0}).', counts)
    : vscode.l10n.t('{0} findings stand against this commit ({1}).', standing.length, counts);
}

/** The first ones: the view has all. */
function detailOf(standing: readonly ReviewFinding[]): string {
  const shown = standing
    .slice(0, MOST_SHOWN)
    .map(({ file, range, message }) => `${file}:${range.start.line + 1}\n${message}`);
  const rest = standing.length - shown.length;
  return [...shown, ...(rest > 0 ? [vscode.l10n.t('and {0} more', rest)] : [])].join('\n\n');
}

const MOST_SHOWN = 4;

/** Our failure is no reason to keep a commit back, unless the user wants that. */
function goesOnWithoutReview({ rootUri }: Repository, { reason, onFailure }: Failed): boolean {
  const settings = vscode.workspace.getConfiguration('launchReady', rootUri);
  const isBlocked = onFailure === 'block' || settings.get<string>('review.onFailure') === 'block';
  const message = isBlocked
    ? vscode.l10n.t(
        'Launch Ready: the review failed, and nothing was committed: the settings of the editor or launch-ready.yaml want it so (review.onFailure). {0}',
        reason,
      )
    : vscode.l10n.t('Launch Ready: the review failed, so this is committed without one. {0}', reason);
  void vscode.window.showWarningMessage(plain(message));
  return !isBlocked;
}

/** As git's own command asks (`git.promptToSaveFilesBeforeCommit`), but before the review: it must see what is committed. */
async function takesUnsavedEdits(repository: Repository): Promise<boolean> {
  const { indexChanges } = repository.state;
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && indexChanges.some((change) => isSameFile(change.uri, uri)),
  );
  const wanted = gitSettings(repository).get<unknown>('promptToSaveFilesBeforeCommit');
  if (unsaved.length === 0 || wanted === 'never' || wanted === false) return true;
  const save = vscode.l10n.t('Save and Stage');
  const leave = vscode.l10n.t('Leave Them Out');
  const choice = await vscode.window.showWarningMessage(
    unsaved.length === 1
      ? vscode.l10n.t('1 staged file has edits that are not saved.')
      : vscode.l10n.t('{0} staged files have edits that are not saved.', unsaved.length),
    { modal: true, detail: unsaved.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join('\n') },
    save,
    leave,
  );
  if (choice !== save) return choice === leave;
  for (const document of unsaved) await document.save();
  await repository.add(unsaved.map(({ uri }) => uri.fsPath));
  return true;
}

/** True if git did. Its own hooks run, and what they say is shown. */
async function commit(repository: Repository): Promise<boolean> {
  const settings = gitSettings(repository);
  const prompt = settings.get<string>('branchProtectionPrompt');
  // git's own command has a question to ask there, which the API does not.
  if (repository.isBranchProtected() && prompt !== 'alwaysCommit') {
    await vscode.commands.executeCommand('git.commitStaged', repository.rootUri);
    return false;
  }
  const options = commitOptions(settings);
  const message = repository.inputBox.value || (options.useEditor ? '' : await askForMessage());
  if (message === undefined) return false;
  try {
    await repository.commit(message, options);
    return true;
  } catch (error) {
    const output = vscode.l10n.t('Show Git Output');
    const said = vscode.l10n.t('git did not commit: {0}', gitComplaint(error));
    void vscode.window.showErrorMessage(said, output).then((choice) => {
      if (choice === output) void vscode.commands.executeCommand('git.showOutput');
    });
    return false;
  }
}

/** What git's own command makes of its settings; the API does not look at them. */
function commitOptions(settings: vscode.WorkspaceConfiguration): CommitOptions {
  const useEditor = settings.get<boolean>('useEditorAsCommitInput') === true;
  return {
    ...(settings.get<boolean>('enableCommitSigning') === true ? { signCommit: true } : {}),
    ...(settings.get<boolean>('alwaysSignOff') === true ? { signoff: true } : {}),
    ...(useEditor ? { useEditor, verbose: settings.get<boolean>('verboseCommit') === true } : {}),
  };
}

/** Undefined where there is none: the API would commit with an empty one. */
async function askForMessage(): Promise<string | undefined> {
  const message = await vscode.window.showInputBox({
    title: vscode.l10n.t('Commit message'),
    prompt: vscode.l10n.t('Please write what this commit does.'),
    ignoreFocusOut: true,
  });
  return message?.trim() === '' ? undefined : message;
}

function gitSettings({ rootUri }: Repository): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('git', rootUri);
}
