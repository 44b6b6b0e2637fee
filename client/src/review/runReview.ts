import * as vscode from 'vscode';
import type { ReviewStagedResult } from '../../../server/src/protocol.ts';
import { plain } from '../plain.ts';
import { chooseRepository, nameOf, requireGit, type Repository } from './gitApi.ts';
import { inWords, setHasReview, type ReviewModel } from './reviewModel.ts';

/** Milliseconds after which a review that is not done can be cancelled: most are done long before. */
const PATIENCE = 1_000;

/** *Review Staged Changes*: the view shows what was found, a notification says that nothing was. */
export async function reviewStaged(model: ReviewModel, from: unknown): Promise<void> {
  const git = await requireGit();
  const repository = git && (await chooseRepository(git, from));
  if (!repository) return;
  const result = await reviewWithProgress(model, repository);
  if (result.kind === 'failed') sayFailed(result.reason);
  if (result.kind === 'nothing-staged') sayNothingStaged();
  if (result.kind !== 'reviewed') return;
  if (result.findings.length > 0 || result.notices.length > 0) return showFindings();
  void vscode.window.showInformationMessage(vscode.l10n.t('Launch Ready: {0}.', inWords(result)));
}

export async function showFindings(): Promise<void> {
  await setHasReview(true); // waited for: until then there is no view that could be shown
  await vscode.commands.executeCommand('launchReady.review.focus');
}

export function sayNothingStaged(): void {
  const show = vscode.l10n.t('Show Source Control');
  const message = vscode.l10n.t(
    'Launch Ready: nothing is staged. Stage what the commit is to hold, and review again.',
  );
  void vscode.window.showInformationMessage(message, show).then((choice) => {
    if (choice === show) void vscode.commands.executeCommand('workbench.view.scm');
  });
}

function sayFailed(reason: string): void {
  void vscode.window.showErrorMessage(plain(vscode.l10n.t('Launch Ready: the review failed. {0}', reason)));
}

/** Shown at the Source Control view, and as a notification with a way to cancel once it takes long. */
export async function reviewWithProgress(
  model: ReviewModel,
  repository: Repository,
): Promise<ReviewStagedResult> {
  const stop = new vscode.CancellationTokenSource();
  const run = model.review(repository, stop.token);
  const title = vscode.l10n.t('Launch Ready: reviewing what is staged in {0}', nameOf(repository));
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, (_progress, token) => {
      token.onCancellationRequested(() => stop.cancel());
      return run;
    });
  }, PATIENCE);
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.SourceControl, title },
      () => run,
    );
  } finally {
    clearTimeout(timer);
    stop.dispose();
  }
}
