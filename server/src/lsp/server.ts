import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { VERSION } from '../host/version.ts';
import { TRUST_GRANTED, type InitializationOptions } from '../protocol.ts';
import { FIX_ALL, registerCodeActions } from './codeActions.ts';
import { toPath } from './convert.ts';
import { registerDiagnostics, type Diagnostics } from './diagnostics.ts';
import { registerFixes } from './fixes.ts';
import type { Folder } from './folder.ts';
import { registerHover } from './hover.ts';
import { createFolders, createSettings, type Services } from './services.ts';
import { registerWatchedFiles } from './watchedFiles.ts';
import { registerWorkspaceCheck } from './workspaceCheck.ts';

/** Wires the features to a connection. Everything that is shared is made here, by hand, once. */
export function startServer(connection: Connection): void {
  let trusted = false;
  let client: InitializeParams['capabilities'] = {};
  const services: Services = {
    documents: new TextDocuments(TextDocument),
    folders: createFolders(() => trusted),
    settings: createSettings(connection, () => client.workspace?.configuration === true),
    isTrusted: () => trusted,
    trust: () => {
      trusted = true;
    },
    log: (message) => connection.console.warn(message),
  };
  const check = registerWorkspaceCheck(connection, services, () => diagnostics);
  const diagnostics: Diagnostics = registerDiagnostics(connection, services, {
    onFindings: check.announce,
    onConfigChanged,
  });
  const watchedFiles = registerWatchedFiles(connection, services, check, { onConfigChanged });
  registerCodeActions(connection, services, registerFixes(connection, services));
  registerHover(connection, services);

  function startCheck(folder: Folder): void {
    if (services.settings.get().checkWorkspace) void check.start(folder);
  }

  const configTimers = new Map<Folder, NodeJS.Timeout>();
  function onConfigChanged(folder: Folder): void {
    folder.reloadConfig();
    diagnostics.refreshOpen(folder);
    // The editor's findings follow every keystroke in launch-ready.yaml; the workspace when typing has stopped.
    clearTimeout(configTimers.get(folder));
    configTimers.set(
      folder,
      setTimeout(() => startCheck(folder), 400),
    );
  }

  connection.onInitialize((params) => {
    client = params.capabilities;
    trusted = (params.initializationOptions as InitializationOptions | undefined)?.trusted ?? false;
    for (const { uri } of params.workspaceFolders ?? []) addFolder(uri);
    return {
      serverInfo: { name: 'Launch Ready', version: VERSION },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL], resolveProvider: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    await services.settings.refresh();
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) await watchedFiles.start();
    if (client.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(onFoldersChanged);
    services.folders.all().forEach(startCheck);
  });

  function addFolder(uri: string): Folder | undefined {
    const root = toPath(uri);
    return root === undefined ? undefined : services.folders.add(root);
  }

  function onFoldersChanged({
    added,
    removed,
  }: {
    added: { uri: string }[];
    removed: { uri: string }[];
  }): void {
    for (const { uri } of removed) {
      const root = toPath(uri);
      const folder = root === undefined ? undefined : services.folders.remove(root);
      if (!folder) continue;
      check.stop(folder);
      diagnostics.clear(folder);
    }
    for (const { uri } of added) {
      const folder = addFolder(uri);
      if (folder) startCheck(folder);
    }
    check.announce();
  }

  connection.onDidChangeConfiguration(async () => {
    await services.settings.refresh();
    for (const folder of services.folders.all()) {
      diagnostics.publishAll(folder);
      startCheck(folder);
    }
  });

  connection.onNotification(TRUST_GRANTED, () => {
    services.trust();
    services.folders.all().forEach(startCheck);
  });

  services.documents.listen(connection);
  connection.listen();
}
