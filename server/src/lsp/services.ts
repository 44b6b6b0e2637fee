import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { toPath, toRelative } from './convert.ts';
import { createAnalyzers, createFolder, type Folder, type FolderOptions } from './folder.ts';
import type { ResultCache } from '../host/resultCache.ts';
import type { Guard } from './guard.ts';
import type { SettingsStore } from './settings.ts';

/** What the features share. Built once, by hand, in `server.ts`. */
export interface Services {
  readonly documents: TextDocuments<TextDocument>;
  readonly folders: Folders;
  readonly settings: SettingsStore;
  /** What earlier starts found; none where the editor gives no place for it. */
  readonly cache: () => ResultCache | undefined;
  isTrusted(): boolean;
  trust(): void;
  readonly log: (message: string) => void;
  readonly guarded: Guard;
}

/** A file's folder, and its path there. */
export interface Place {
  readonly folder: Folder;
  readonly path: string;
}

export interface Folders {
  all(): readonly Folder[];
  add(root: string): Folder;
  remove(root: string): Folder | undefined;
  /** The innermost folder that holds a file. Of the files outside every folder only open ones have a place. */
  locate(uri: string): Place | undefined;
  /** The same for a file that is opened: outside every folder it gets one made up for its directory. */
  settle(uri: string): Place | undefined;
  /** Drops a folder that was made up, when nothing in it is open any more. */
  release(folder: Folder): void;
  /** False for the folders made up for single files, which are never checked as a whole, and for removed ones. */
  isWorkspaceFolder(folder: Folder): boolean;
}

export function createFolders(trusted: () => boolean, log: (message: string) => void): Folders {
  const told = new Set<string>();
  const options: FolderOptions = {
    trusted,
    analyzers: createAnalyzers(),
    // Beside an editor, ignore files alone are better than no check at all.
    onGitFailure({ message }) {
      if (!told.has(message)) log(`git does not list the files, ignore files alone decide: ${message}`);
      told.add(message);
    },
    onNotice: log,
  };
  const folders = new Map<string, Folder>();
  const loose = new Map<string, Folder>();

  const locateIn = (uri: string, looseFolder: (root: string) => Folder | undefined): Place | undefined => {
    const absolute = toPath(uri);
    if (absolute === undefined) return undefined;
    const inside = [...folders.values()]
      .flatMap((folder) => ({ folder, path: toRelative(folder.root, absolute) ?? '' }))
      .filter((place) => place.path !== '')
      .sort((a, b) => a.path.length - b.path.length)[0];
    if (inside) return inside;
    const folder = looseFolder(path.dirname(absolute));
    return folder && { folder, path: path.basename(absolute) };
  };

  return {
    all: () => [...folders.values()],
    add(root) {
      const folder = folders.get(root) ?? createFolder(root, options);
      folders.set(root, folder);
      return folder;
    },
    remove(root) {
      const folder = folders.get(root);
      folders.delete(root);
      return folder;
    },
    locate: (uri) => locateIn(uri, (root) => loose.get(root)),
    settle: (uri) =>
      locateIn(uri, (root) => {
        if (!existsSync(root)) return undefined; // a new file in a directory that is still to be made
        const folder = loose.get(root) ?? createFolder(root, options);
        loose.set(root, folder);
        return folder;
      }),
    release(folder) {
      if (folder.open.size === 0 && loose.get(folder.root) === folder) loose.delete(folder.root);
    },
    isWorkspaceFolder: (folder) => folders.get(folder.root) === folder,
  };
}
