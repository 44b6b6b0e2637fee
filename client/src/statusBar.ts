import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { STATUS, type LiveStateResult, type StatusParams } from '../../server/src/protocol.ts';
import { impactCount } from './counts.ts';
import type { LiveModel } from './live/liveModel.ts';
import type { ReviewModel } from './review/reviewModel.ts';
import { failingIn } from './views/liveNodes.ts';
import { statusOf } from './views/review.ts';

/**
 * One item: the number of blockers, what the live checks found where some were run, and what is going on. A click opens
 * Problems, or stops a check under way.
 */
export function registerStatusBar(
  client: LanguageClient,
  live: LiveModel,
  review: ReviewModel,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('launchReady.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Launch Ready';
  let status: StatusParams | undefined;
  let liveWords = '';
  const show = (): void => {
    if (status) render(item, status, liveWords, lastReview(review));
    else renderStart(item);
  };
  show();
  item.show();
  return vscode.Disposable.from(
    item,
    client.onNotification(STATUS, (now: StatusParams) => {
      void setChecking(now.scanning !== null);
      status = now;
      show();
    }),
    review.onDidChange(show),
    live.onDidChange(async () => {
      const words = wordsOf((await live.state())?.reports ?? []);
      if (words === liveWords) return;
      liveWords = words;
      show();
    }),
  );
}

/** What can be stopped is in the list of commands only while it runs. */
async function setChecking(isChecking: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'launchReady.checking', isChecking);
}

/** "" where no live check was run. */
function wordsOf(reports: LiveStateResult['reports']): string {
  if (reports.length === 0) return '';
  const failing = failingIn(reports);
  return failing === 0 ? vscode.l10n.t('live: fine') : vscode.l10n.t('live: {0} failing', failing);
}

/** "" where nothing was reviewed. */
function lastReview(review: ReviewModel): string {
  const [last] = review.reviews().toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return last ? vscode.l10n.t('Last review: {0}', statusOf(last)) : '';
}

/** Until the server has said something, nobody knows whether there are blockers. */
function renderStart(item: vscode.StatusBarItem): void {
  item.text = '$(sync~spin) Launch Ready';
  item.tooltip = vscode.l10n.t('Launch Ready is starting. Click to show its output.');
  item.command = 'launchReady.showOutput';
}

function render(
  item: vscode.StatusBarItem,
  { scanning, counts }: StatusParams,
  liveWords: string,
  reviewWords: string,
): void {
  const code = codeWords(counts.blocker, { isScanning: scanning !== null, isAlone: liveWords === '' });
  const all = [code, liveWords].filter((words) => words !== '').join(' · ');
  item.text = `${scanning ? '$(sync~spin)' : '$(rocket)'} ${all}`;
  const what = scanning
    ? vscode.l10n.t('Checking the workspace: {0} of {1} files. Click to stop.', scanning.done, scanning.total)
    : vscode.l10n.t('Click to show the problems.');
  const rest = vscode.l10n.t('{0} high, {1} medium, {2} low', counts.high, counts.medium, counts.low);
  const found = [code, rest, liveWords].filter((words) => words !== '').join(', ');
  item.tooltip = [`Launch Ready: ${found}`, reviewWords, what].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: `Launch Ready: ${found}` };
  item.command = scanning ? 'launchReady.stopChecking' : 'workbench.actions.view.problems';
}

/** What the files say: while they are being read, that there are no blockers is too early to say. */
function codeWords(
  blockers: number,
  { isScanning, isAlone }: { readonly isScanning: boolean; readonly isAlone: boolean },
): string {
  if (blockers === 0 && isScanning) return vscode.l10n.t('Checking…');
  if (blockers === 0) return isAlone ? vscode.l10n.t('No blockers') : vscode.l10n.t('code: no blockers');
  const words = impactCount('blocker', blockers);
  return isAlone ? words : vscode.l10n.t('code: {0}', words);
}
