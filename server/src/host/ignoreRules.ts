import { existsSync, readdirSync, type Dirent } from 'node:fs';
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
  /** The user's own ignore file, absolute; undefined for the place where git looks by itself. */
  useUserFile(file: string | undefined): void;
  /** Forgets what was read, after an ignore file changed. */
  clear(): void;
}

export function createIgnoreRules(folder: string): IgnoreRules {
  // The folder may be a part of a repository: ignore files above it count, up to the top.
  const top = repositoryTop(folder) ?? folder;
  const prefix = path
    .relative(top, folder)
    .split(path.sep)
    .filter((part) => part !== '');
  const kept = new Map<string, Ignore | undefined>();
  let userFile = defaultUserFile();
  const rulesOf: RulesOf = (inner) => {
    if (!kept.has(inner)) kept.set(inner, readRules(top, inner, userFile));
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
function readRules(top: string, folder: string, userFile: string): Ignore | undefined {
  const files =
    folder === ''
      ? [userFile, path.join(top, '.git/info/exclude'), path.join(top, '.gitignore')]
      : [path.join(top, folder, '.gitignore')];
  const text = files.map((file) => readSmallText(file) ?? '').join('\n');
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
  const pending: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let visited = 0, next = pending.pop(); next && files.length < MOST_FILES; next = pending.pop()) {
    const { folder, depth } = next;
    for (const entry of entriesOf(path.join(root, folder))) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const wanted =
          entry.name !== 'node_modules' && depth < DEEPEST && !rules.ignoresEntry(relative, true);
        if (wanted) pending.push({ folder: relative, depth: depth + 1 });
      } else if (entry.isFile() && !rules.ignoresEntry(relative, false)) files.push(relative);
    }
    // Let requests in between folders: this runs beside an editor.
    if (++visited % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return files.sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // gone meanwhile, or not ours to read
  }
}
