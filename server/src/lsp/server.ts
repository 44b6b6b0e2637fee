import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { openResultCache, type ResultCache } from '../host/resultCache.ts';
import { reviewChanges } from '../host/review/review.ts';
import { VERSION } from '../host/version.ts';
import type { StartMonitor } from '../host/monitorWorker.ts';
import { TRUST_GRANTED, type InitializationOptions } from '../protocol.ts';
import { registerCodeActions } from './codeActions.ts';
import { toPath } from './convert.ts';
import { registerDiagnostics, type Diagnostics } from './diagnostics.ts';
import { COMPLETION_TRIGGERS, registerEnvCompletion } from './env/completion.ts';
import { registerEnvDefinition } from './env/definition.ts';
import { registerEnvironment } from './env/matrix.ts';
import { registerEnvRename } from './env/rename.ts';
import { registerReveal } from './env/reveal.ts';
import { registerEnvSymbols } from './env/symbols.ts';
import { FIX_ALL } from './fixAll.ts';
import { registerFixes } from './fixes.ts';
import type { Folder } from './folder.ts';
import { createGuard } from './guard.ts';
import { registerHistory } from './history.ts';
import { registerHover } from './hover.ts';
import { registerKeyCheck, type AskProvider } from './keyCheck.ts';
import { registerLiveChecks, type CheckLive } from './live/liveChecks.ts';
import { registerMigrationTrace, TRACE_MIGRATION } from './migrationTrace.ts';
import { onNewDay } from './newDay.ts';
import { registerPutOff } from './putOff.ts';
import { registerReview } from './review/review.ts';
import { createFolders, type Services } from './services.ts';
import { registerRiskList } from './riskList.ts';
import { registerRoutes } from './routes.ts';
import { createSettings } from './settings.ts';
import { registerMonitoring } from './uptime/monitoring.ts';
import { registerWatchedFiles } from './watchedFiles.ts';
import { registerWorkspaceCheck } from './workspaceCheck.ts';

/** Wires the features to a connection. Everything that is shared is made here, by hand, once. */
export function startServer(
  connection: Connection,
  askProvider?: AskProvider,
  checkLive?: CheckLive,
  startMonitor?: StartMonitor,
): void {
  let trusted = false;
  let client: InitializeParams['capabilities'] = {};
  let resultCache: ResultCache | undefined;
  const cache = (): ResultCache | undefined => resultCache;
  const log = (message: string): void => connection.console.warn(message);
  const services: Services = {
    documents: new TextDocuments(TextDocument),
    folders: createFolders(() => trusted, log),
    settings: createSettings(connection, () => client.workspace?.configuration === true),
    cache,
    isTrusted: () => trusted,
    trust: () => {
      trusted = true;
    },
    log,
    guarded: createGuard(log),
  };
  const check = registerWorkspaceCheck(connection, services, () => diagnostics);
  const environment = registerEnvironment(connection, services);
  const routes = registerRoutes(connection, services);
  const live = registerLiveChecks(connection, services, () => diagnostics, checkLive);
  const monitoring = registerMonitoring(connection, services, startMonitor);
  const diagnostics: Diagnostics = registerDiagnostics(connection, services, {
    onFindings: check.announce,
    onWhole() {
      environment.announce();
      routes.announce();
      live.announce();
      monitoring.announce();
    },
    onConfigChanged,
  });
  const fixes = registerFixes(connection, services);
  const watchedFiles = registerWatchedFiles(connection, services, check, {
    onConfigChanged,
    onDeleted: (folder, path) => fixes.madeFolders.tidy(folder, path),
  });
  registerCodeActions(connection, services, fixes);
  registerHover(connection, services);
  registerEnvCompletion(connection, services);
  registerEnvDefinition(connection, services);
  registerEnvRename(connection, services);
  registerEnvSymbols(connection, services);
  registerReveal(connection, services);
  registerHistory(connection, services);
  registerRiskList(connection, services, check);
  registerPutOff(connection, services);
  registerKeyCheck(connection, services, askProvider);
  registerMigrationTrace(connection, services);
  registerReview(connection, services, fixes, reviewChanges);

  function onConfigChanged(folder: Folder): void {
    folder.reloadConfig();
    monitoring.announce();
    diagnostics.refreshOpen(folder);
    // The editor's findings follow every keystroke in launch-ready.yaml; the workspace when typing has stopped.
    check.refreshSoon(folder, 400);
  }

  connection.onInitialize((params) => {
    client = params.capabilities;
    const options = params.initializationOptions as Partial<InitializationOptions> | undefined;
    trusted = options?.trusted ?? false;
    resultCache = openResultCache({ folder: options?.storage });
    for (const { uri } of params.workspaceFolders ?? []) addFolder(uri);
    live.restore(options?.storage);
    monitoring.restore(options?.storage);
    return {
      serverInfo: { name: 'Launch Ready', version: VERSION },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS] },
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        codeActionProvider: {
          codeActionKinds: ['quickfix', FIX_ALL, TRACE_MIGRATION],
          resolveProvider: true,
        },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    // Before anything is waited for: folders that change meanwhile must not be missed.
    if (client.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(onFoldersChanged);
    await services.settings.refresh();
    live.show();
    environment.announce();
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) await watchedFiles.start();
    services.folders.all().forEach(check.refresh);
    check.announce(); // also where there is nothing to check
  });

  function addFolder(uri: string): Folder | undefined {
    const root = toPath(uri);
    try {
      return root === undefined ? undefined : services.folders.add(root);
    } catch {
      log(`${root} can't be read and is left out.`); // gone, say: the other folders can do without it
      return undefined;
    }
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
      check.abandon(folder);
      diagnostics.clear(folder);
    }
    const fresh = added.flatMap(({ uri }) => addFolder(uri) ?? []);
    diagnostics.rehome();
    fresh.forEach(check.refresh);
    check.announce();
    environment.announce();
    live.show();
    live.announce();
    monitoring.announce();
  }

  connection.onDidChangeConfiguration(async () => {
    await services.settings.refresh();
    environment.announce();
    for (const folder of services.folders.all()) {
      diagnostics.publishAll(folder);
      check.refresh(folder);
    }
  });

  const stopClock = onNewDay(services.guarded(() => services.folders.all().forEach(onConfigChanged)));
  connection.onShutdown(() => {
    stopClock();
    return monitoring.stop();
  });

  connection.onNotification(TRUST_GRANTED, () => {
    services.trust();
    live.announce();
    monitoring.announce();
    services.folders.all().forEach(check.refresh);
  });

  services.documents.listen(connection);
  connection.listen();
}
