import { DidChangeWatchedFilesNotification, type Connection } from 'vscode-languageserver/node';
import { CONFIG_FILE } from '../core/config.ts';
import type { Folder } from './folder.ts';
import type { Services } from './services.ts';
import type { WorkspaceCheck } from './workspaceCheck.ts';

export interface WatchedFilesHooks {
  onConfigChanged(folder: Folder): void;
}

/** Keeps what is known of files on disk true: edits in other programs, branches switched, files created and deleted. */
export function registerWatchedFiles(
  connection: Connection,
  { folders, settings }: Services,
  check: WorkspaceCheck,
  hooks: WatchedFilesHooks,
): { start(): Promise<void> } {
  const rescans = new Map<Folder, NodeJS.Timeout>();

  /** Many changes at once (a checkout, an install) end in one listing; unchanged files are not read again. */
  const rescanSoon = (folder: Folder): void => {
    clearTimeout(rescans.get(folder));
    rescans.set(
      folder,
      setTimeout(() => {
        rescans.delete(folder);
        if (settings.get().checkWorkspace) void check.start(folder);
      }, 300),
    );
  };

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const place = folders.locate(uri);
      if (!place || !folders.isWorkspaceFolder(place.folder)) continue;
      const { folder, path } = place;
      if (path === CONFIG_FILE) hooks.onConfigChanged(folder);
      else if (/(^|\/)\.gitignore$/.test(path)) {
        folder.workspace.forgetIgnoreRules();
        rescanSoon(folder);
      } else if (/(^|\/)\.git(\/|$)/.test(path)) {
        // The index says what is tracked; the rest of the repository's own files say nothing about findings.
        if (/(^|\/)\.git\/(index|HEAD)$/.test(path)) rescanSoon(folder);
      } else if (changes.length > 50 || folder.workspace.isFolder(path)) {
        // Of a new folder the editor tells the folder alone.
        rescanSoon(folder);
      } else if (settings.get().checkWorkspace) check.checkOne(folder, path);
    }
  });

  return {
    async start() {
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/*' }],
      });
    },
  };
}
