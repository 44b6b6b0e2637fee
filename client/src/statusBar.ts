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
  let status: StatusParams = { scanning: null, counts: { blocker: 0, high: 0, medium: 0, low: 0 } };
  let liveWords = '';
  const show = (): void => render(item, status, liveWords, lastReview(review));
  show();
  item.show();
  return vscode.Disposable.from(
    item,
    client.onNotification(STATUS, (now: StatusParams) => {
      if ((status.scanning === null) !== (now.scanning === null)) void setChecking(now.scanning !== null);
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

function render(
  item: vscode.StatusBarItem,
  { scanning, counts }: StatusParams,
  liveWords: string,
  reviewWords: string,
): void {
  const blockers =
    counts.blocker === 0 ? vscode.l10n.t('No blockers') : impactCount('blocker', counts.blocker);
  const rest = vscode.l10n.t('{0} high, {1} medium, {2} low', counts.high, counts.medium, counts.low);
  const all = [blockers, ...(liveWords === '' ? [] : [liveWords])].join(' · ');
  item.text = `${scanning ? '$(sync~spin)' : '$(rocket)'} ${all}`;
  const what = scanning
    ? vscode.l10n.t('Checking the workspace: {0} of {1} files. Click to stop.', scanning.done, scanning.total)
    : vscode.l10n.t('Click to show the problems.');
  const found = [blockers, rest, ...(liveWords === '' ? [] : [liveWords])].join(', ');
  item.tooltip = [`Launch Ready: ${found}`, reviewWords, what].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: `Launch Ready: ${found}` };
  item.command = scanning ? 'launchReady.stopChecking' : 'workbench.actions.view.problems';
}
