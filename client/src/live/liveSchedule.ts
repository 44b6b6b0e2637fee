import * as vscode from 'vscode';
import { liveSchedule } from './liveNetwork.ts';
import type { LiveModel } from './liveModel.ts';

const HOUR = 60 * 60 * 1_000;
/** Milliseconds after the start of the window, which has better things to do at first. */
const SETTLED = 30_000;

/** Runs the checks of confirmed domains by themselves, where the user's own settings ask for that. Off otherwise. */
export function registerLiveSchedule(live: LiveModel): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const startedAt = Date.now();
  let triedAt = 0;
  const plan = async (): Promise<void> => {
    clearTimeout(timer);
    const schedule = liveSchedule();
    if (schedule === 'off' || !vscode.workspace.isTrusted || live.isRunning()) return;
    const domains = live.confirmed();
    const state = await live.state();
    if (!state || domains.length === 0) return;
    const pause = schedule === 'hourly' ? HOUR : 24 * HOUR;
    // The domain that waits longest decides; one that was never checked waits for the user.
    const last = state.reports.map(({ areas }) => Math.max(...areas.map(({ at }) => Date.parse(at))));
    if (last.length === 0) return;
    // What failed is not tried again at once.
    const due = Math.max(Math.min(...last) + pause, triedAt + pause, startedAt + SETTLED);
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        triedAt = Date.now();
        void live.run(domains);
      },
      Math.max(0, due - Date.now()),
    );
  };
  const listeners = [
    live.onDidChange(() => void plan()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('launchReady.live.schedule')) void plan();
    }),
  ];
  return vscode.Disposable.from(...listeners, { dispose: () => clearTimeout(timer) });
}
