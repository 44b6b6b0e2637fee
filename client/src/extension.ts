import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { createLanguageClient } from './languageClient.ts';
import { createLiveModel } from './live/liveModel.ts';
import { registerLiveSchedule } from './live/liveSchedule.ts';
import { createMonitoringModel } from './monitoring/monitoringModel.ts';
import { createReviewModel } from './review/reviewModel.ts';
import { registerReviewOnStage } from './review/reviewOnStage.ts';
import { registerStatusBar } from './statusBar.ts';
import { registerEnvironmentView } from './views/environment.ts';
import { registerLiveView } from './views/live.ts';
import { registerMonitoringView } from './views/monitoring.ts';
import { registerReviewView } from './views/review.ts';
import { registerRoutesView } from './views/routes.ts';

let stop: (() => Promise<void>) | undefined;

/** Starts the language server and registers what the user sees. Decides nothing. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Launch Ready', { log: true });
  const client = createLanguageClient(context, output);
  const live = createLiveModel(context, client);
  const monitoring = createMonitoringModel(context, client, live);
  const review = createReviewModel(client);
  const { commands, onDidGrantTrust } = registerCommands(context, client, output, live, monitoring, review);
  context.subscriptions.push(
    output,
    live,
    monitoring,
    review,
    registerStatusBar(client, live, review),
    registerLiveView(live),
    registerLiveSchedule(live),
    registerMonitoringView(monitoring, live),
    registerEnvironmentView(client),
    registerRoutesView(client),
    registerReviewView(review),
    registerReviewOnStage(review),
    ...commands,
    vscode.workspace.onDidGrantWorkspaceTrust(onDidGrantTrust),
  );
  stop = () => client.stop();
  await client.start();
  live.refresh();
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
