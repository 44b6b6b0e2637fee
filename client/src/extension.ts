import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { createLanguageClient } from './languageClient.ts';
import { registerStatusBar } from './statusBar.ts';
import { registerEnvironmentView } from './views/environment.ts';
import { registerRoutesView } from './views/routes.ts';

let stop: (() => Promise<void>) | undefined;

/** Starts the language server and registers what the user sees. Decides nothing. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Launch Ready', { log: true });
  const client = createLanguageClient(context, output);
  const { commands, onDidGrantTrust } = registerCommands(context, client, output);
  context.subscriptions.push(
    output,
    registerStatusBar(client),
    registerEnvironmentView(client),
    registerRoutesView(client),
    ...commands,
    vscode.workspace.onDidGrantWorkspaceTrust(onDidGrantTrust),
  );
  stop = () => client.stop();
  await client.start();
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
