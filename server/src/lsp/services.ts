import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import path from 'node:path';
import { toPath, toRelative } from './convert.ts';
import { createFolder, type Folder } from './folder.ts';

/** What the features share. Built once, by hand, in `server.ts`. */
export interface Services {
  readonly documents: TextDocuments<TextDocument>;
  readonly folders: Folders;
  readonly settings: SettingsStore;
  isTrusted(): boolean;
  trust(): void;
  readonly log: (message: string) => void;
}

export interface Folders {
  all(): readonly Folder[];
  add(root: string): Folder;
  remove(root: string): Folder | undefined;
  /** The innermost folder that holds a file, and its path there. A file outside every folder gets one of its own. */
  locate(uri: string): { readonly folder: Folder; readonly path: string } | undefined;
  /** False for the folders made up for single files: they are never checked as a whole. */
  isWorkspaceFolder(folder: Folder): boolean;
}

export function createFolders(trusted: () => boolean): Folders {
  const folders = new Map<string, Folder>();
  const loose = new Map<string, Folder>();
  return {
    all: () => [...folders.values()],
    add(root) {
      const folder = folders.get(root) ?? createFolder(root, trusted);
      folders.set(root, folder);
      return folder;
    },
    remove(root) {
      const folder = folders.get(root);
      folders.delete(root);
      return folder;
    },
    locate(uri) {
      const absolute = toPath(uri);
      if (absolute === undefined) return undefined;
      const inside = [...folders.values()]
        .flatMap((folder) => ({ folder, path: toRelative(folder.root, absolute) ?? '' }))
        .filter((place) => place.path !== '')
        .sort((a, b) => a.path.length - b.path.length)[0];
      if (inside) return inside;
      const root = path.dirname(absolute);
      const folder = loose.get(root) ?? createFolder(root, trusted);
      loose.set(root, folder);
      return { folder, path: path.basename(absolute) };
    },
    isWorkspaceFolder: (folder) => folders.get(folder.root) === folder,
  };
}

/** The settings that the server reads; described for people in the extension's manifest. */
export interface Settings {
  readonly checkWorkspace: boolean;
  readonly minimumImpact: 'blocker' | 'high' | 'medium' | 'low';
}

export interface SettingsStore {
  get(): Settings;
  /** Asks the client again. */
  refresh(): Promise<void>;
}

const DEFAULTS: Settings = { checkWorkspace: true, minimumImpact: 'low' };

export function createSettings(connection: Connection, clientAnswers: () => boolean): SettingsStore {
  let settings = DEFAULTS;
  return {
    get: () => settings,
    async refresh() {
      if (!clientAnswers()) return;
      const answer: unknown = await connection.workspace.getConfiguration('launchReady');
      const given: Partial<Settings> = typeof answer === 'object' && answer !== null ? answer : {};
      settings = { ...DEFAULTS, ...given };
    },
  };
}
