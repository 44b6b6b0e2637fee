import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Connection,
} from 'vscode-languageserver/node';
import { isSettingsFile } from './folder.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';
import type { WorkspaceCheck } from './workspaceCheck.ts';

export interface WatchedFilesHooks {
  onConfigChanged(folder: Folder): void;
  onDeleted(folder: Folder, path: string): void;
}

/** Many changes at once (a checkout, an install) end in one listing; unchanged files are not read again. */
const PAUSE = 300;

/** Keeps what is known of files on disk true: edits in other programs, branches switched, files created and deleted. */
export function registerWatchedFiles(
  connection: Connection,
  { folders, log }: Services,
  check: WorkspaceCheck,
  hooks: WatchedFilesHooks,
): { start(): Promise<void> } {
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      const place = folders.locate(uri);
      if (!place || !folders.isWorkspaceFolder(place.folder)) continue;
      const { folder, path } = place;
      if (type === FileChangeType.Deleted) hooks.onDeleted(folder, path);
      if (isSettingsFile(path)) {
        // What an editor shows of it is in force, whatever happens on disk.
        if (folder.configIsStale()) hooks.onConfigChanged(folder);
      } else if (/(^|\/)\.gitignore$/.test(path)) {
        folder.workspace.forgetIgnoreRules();
        check.refreshSoon(folder, PAUSE);
      } else if (/(^|\/)\.git(\/|$)/.test(path)) {
        // The index says what is tracked, and the main branch what is released; the other files of the repository say nothing
        // about findings.
        if (
          /(^|\/)\.git\/(index|HEAD|packed-refs|refs\/(heads\/(main|master)|remotes\/origin\/[^/]+))$/.test(
            path,
          )
        )
          check.refreshSoon(folder, PAUSE);
      } else if (folder.workspace.isBuilt(path) && folder.workspace.isIgnored(path)) {
        // A build in watch mode writes them all with every keystroke: the next check of the workspace takes note.
        continue;
      } else if (changes.length > 50 || folder.workspace.isFolder(path)) {
        // Of a new folder the editor tells the folder alone.
        check.refreshSoon(folder, PAUSE);
      } else check.checkOne(folder, path);
    }
  });

  return {
    async start() {
      try {
        await connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*' }],
        });
      } catch {
        log('The editor does not watch files: changes made by other programs are seen at the next check.');
      }
    },
  };
}
