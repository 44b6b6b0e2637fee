import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Progress } from '../../server/src/protocol.ts';
import { plain } from './plain.ts';

/** Asks the server for what takes a while, and can be stopped; undefined where it was, or where it failed, which is told. */
export async function askWithProgress<Result>(
  title: string,
  ask: (token: vscode.CancellationToken) => Promise<Result>,
  counted?: Counted,
): Promise<Result | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    let last = 0;
    const listener = counted?.client.onNotification(counted.notification, ({ done, total }: Progress) => {
      const percent = (100 * done) / total;
      progress.report({ message: counted.message(done, total), increment: Math.max(0, percent - last) });
      last = percent;
    });
    try {
      return await attempt(() => ask(token), token);
    } finally {
      listener?.dispose();
    }
  });
}

/** The notification by which the server says how far it is, and the words for that. */
export interface Counted {
  readonly client: LanguageClient;
  readonly notification: string;
  readonly message: (done: number, total: number) => string;
}

/** Tells what the server says went wrong; what the user stopped is no failure. */
export async function attempt<Result>(
  action: () => Promise<Result>,
  token?: vscode.CancellationToken,
): Promise<Result | undefined> {
  try {
    return await action();
  } catch (error) {
    if (token?.isCancellationRequested) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(plain(`Launch Ready: ${reason}`));
    return undefined;
  }
}
