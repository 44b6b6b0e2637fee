import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { COMMANDS, type InitializationOptions } from '../../server/src/protocol.ts';

/** Builds the client of our language server, which runs in a process of its own beside the extension host. */
export function createLanguageClient(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): LanguageClient {
  const module = context.asAbsolutePath('dist/server.mjs');
  return new LanguageClient(
    'launchReady',
    'Launch Ready',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ scheme: 'file' }],
      outputChannel: output,
      diagnosticCollectionName: 'launch-ready',
      // A function: after a restart the workspace may have become trusted.
      initializationOptions: (): InitializationOptions => ({
        trusted: vscode.workspace.isTrusted,
        storage: (context.storageUri ?? context.globalStorageUri).fsPath,
      }),
      // Hovers have a link that reveals a value, after a question to the server; no other command runs from them.
      markdown: { isTrusted: { enabledCommands: [COMMANDS.revealValue] } },
      synchronize: { configurationSection: 'launchReady' },
    },
  );
}
