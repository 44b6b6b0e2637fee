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
      // What the server reads, and no more: a URL of a database may hold a password.
      synchronize: { configurationSection: SERVER_SETTINGS.map((name) => `launchReady.${name}`) },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const answers: unknown = await next(params, token);
            return Array.isArray(answers) ? answers.map(serverSettings) : [];
          },
        },
      },
    },
  );
}

const SERVER_SETTINGS = ['checkWorkspace', 'minimumImpact'];

function serverSettings(all: unknown): unknown {
  if (typeof all !== 'object' || all === null) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => SERVER_SETTINGS.includes(name)));
}
