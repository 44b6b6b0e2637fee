import { existsSync, readdir, type Dirent } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readSmallText } from './readSources.ts';

/**
 * What the ignore files around a folder say (gitignore(5)), without running git: for untrusted workspaces, for folders
 * that are no repository, and for single paths in an editor. Files that are in the index stay committed all the same.
 */
export interface IgnoreRules {
  /** Path relative to the folder, forward slashes; folders end with a slash. */
  ignores(path: string): boolean;
  /** The same for an entry of a folder that is known not to be ignored. */
  ignoresEntry(path: string, isFolder: boolean): boolean;
  /** For whoever has listed a folder, and seen no ignore file in it: none is looked for. */
  hasNone(folder: string): void;
  /** The user's own ignore file, absolute; undefined for the place where git looks by itself. */
  useUserFile(file: string | undefined): void;
  /** Forgets what was read, after an ignore file changed. */
  clear(): void;
}

/** `read` gives the text of an ignore file by its absolute path: that on disk, unless somebody wants another state. */
export function createIgnoreRules(
  folder: string,
  read: (file: string) => string | undefined = readSmallText,
): IgnoreRules {
  // The folder may be a part of a repository: ignore files above it count, up to the top.
  const top = repositoryTop(folder) ?? folder;
  const prefix = path
    .relative(top, folder)
    .split(path.sep)
    .filter((part) => part !== '');
  const kept = new Map<string, Ignore | undefined>();
  let userFile = defaultUserFile();
  const rulesOf: RulesOf = (inner) => {
    if (!kept.has(inner)) kept.set(inner, readRules(top, inner, userFile, read));
    return kept.get(inner);
  };
  const partsOf = (relative: string): readonly string[] => [
    ...prefix,
    ...relative.split('/').filter((part) => part !== ''),
  ];
  return {
    ignores(relative) {
      const parts = partsOf(relative);
      // A parent that is ignored takes everything below it along, whatever deeper files say. The folder itself is not
      // asked about: somebody who opens an ignored folder wants to see what is in it.
      for (let depth = prefix.length + 1; depth <= parts.length; depth++) {
        if (verdict(parts.slice(0, depth), depth < parts.length || relative.endsWith('/'), rulesOf))
          return true;
      }
      return false;
    },
    ignoresEntry: (relative, isFolder) => verdict(partsOf(relative), isFolder, rulesOf),
    hasNone(inner) {
      const at = partsOf(inner).join('/');
      // The top has more than its own file.
      if (at !== '' && !kept.has(at)) kept.set(at, undefined);
    },
    useUserFile(file) {
      if (userFile === (file ?? defaultUserFile())) return;
      userFile = file ?? defaultUserFile();
      kept.clear();
    },
    clear: () => kept.clear(),
  };
}

type RulesOf = (folder: string) => Ignore | undefined;

/** The folder at or above that is a repository: that has a `.git`. */
export function repositoryTop(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** The deepest ignore file that has a say decides. */
function verdict(parts: readonly string[], isFolder: boolean, rulesOf: RulesOf): boolean {
  if (parts.at(-1) === '.git') return true;
  for (let depth = parts.length - 1; depth >= 0; depth--) {
    const rules = rulesOf(parts.slice(0, depth).join('/'));
    if (!rules) continue;
    const below = parts.slice(depth).join('/') + (isFolder ? '/' : '');
    if (!ignore.isPathValid(below)) return true;
    const { ignored, unignored } = rules.test(below);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** At the top, the user's own ignore file and the repository's private one come first and weigh least. */
function readRules(
  top: string,
  folder: string,
  userFile: string,
  read: (file: string) => string | undefined,
): Ignore | undefined {
  const files =
    folder === ''
      ? [userFile, path.join(top, '.git/info/exclude'), path.join(top, '.gitignore')]
      : [path.join(top, folder, '.gitignore')];
  const text = files.map((file) => read(file) ?? '').join('\n');
  return text.trim() === '' ? undefined : ignore({ ignorecase: IGNORES_CASE }).add(text);
}

/** As `git init` sets core.ignorecase. */
const IGNORES_CASE = process.platform === 'win32' || process.platform === 'darwin';

/** Where git looks when core.excludesFile is not set. */
function defaultUserFile(): string {
  return path.join(process.env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config'), 'git/ignore');
}

const MOST_FILES = 200_000;
/** Folders within folders: no product's sources go deeper, and a hostile tree could go to thousands. */
const DEEPEST = 64;

/** The files below a folder that nothing ignores, relative, forward slashes. Links are not followed. */
export async function walk(root: string, rules: IgnoreRules): Promise<readonly string[]> {
  const files: string[] = [];
  const pending: Folder[] = [{ folder: '', depth: 0 }];
  const visit = ({ folder, depth }: Folder, entries: readonly Dirent[]): void => {
    if (!entries.some(({ name }) => name.toLowerCase() === '.gitignore')) rules.hasNone(folder);
    for (const entry of entries) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const wanted =
          entry.name !== 'node_modules' && depth < DEEPEST && !rules.ignoresEntry(relative, true);
        if (wanted) pending.push({ folder: relative, depth: depth + 1 });
      } else if (entry.isFile() && !rules.ignoresEntry(relative, false)) files.push(relative);
    }
  };
  // Several at once: the disk answers while others are looked at. It also lets requests in, beside an editor.
  while (pending.length > 0 && files.length < MOST_FILES) {
    const folders = pending.splice(-AT_ONCE);
    const listed = await Promise.all(folders.map(({ folder }) => entriesOf(path.join(root, folder))));
    folders.forEach((folder, index) => visit(folder, listed[index] ?? []));
  }
  return files.sort();
}

interface Folder {
  readonly folder: string;
  readonly depth: number;
}

const AT_ONCE = 32;

function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return new Promise((resolve) => {
    // Nothing where it is gone meanwhile, or not ours to read.
    readdir(folder, { withFileTypes: true }, (error, entries) => resolve(error ? [] : entries));
  });
}
