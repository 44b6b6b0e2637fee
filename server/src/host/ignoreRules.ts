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
  /** Forgets what was read, after an ignore file changed. */
  clear(): void;
}

export function createIgnoreRules(folder: string): IgnoreRules {
  // The folder may be a part of a repository: ignore files above it count, up to the top.
  const top = repositoryTop(folder) ?? folder;
  const prefix = path.relative(top, folder).split(path.sep).join('/');
  const kept = new Map<string, Ignore | undefined>();
  const rulesOf = (inner: string): Ignore | undefined => {
    if (!kept.has(inner)) kept.set(inner, readRules(top, inner));
    return kept.get(inner);
  };
  return {
    ignores(relative) {
      const parts = `${prefix}/${relative}`.split('/').filter((part) => part !== '');
      const own = prefix === '' ? 0 : prefix.split('/').length;
      // A parent that is ignored takes everything below it along, whatever deeper files say. The folder itself is not
      // asked about: somebody who opens an ignored folder wants to see what is in it.
      for (let depth = own + 1; depth <= parts.length; depth++) {
        const isFolder = depth < parts.length || relative.endsWith('/');
        if (verdict(parts.slice(0, depth), isFolder, rulesOf)) return true;
      }
      return false;
    },
    clear: () => kept.clear(),
  };
}

function repositoryTop(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** The deepest ignore file that has a say decides. */
function verdict(
  parts: readonly string[],
  isFolder: boolean,
  rulesOf: (folder: string) => Ignore | undefined,
): boolean {
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
function readRules(top: string, folder: string): Ignore | undefined {
  const files =
    folder === ''
      ? [userIgnoreFile(), path.join(top, '.git/info/exclude'), path.join(top, '.gitignore')]
      : [path.join(top, folder, '.gitignore')];
  const text = files.map((file) => readSmallText(file) ?? '').join('\n');
  return text.trim() === '' ? undefined : ignore().add(text);
}

/** Where git looks when core.excludesFile is not set. */
function userIgnoreFile(): string {
  return path.join(process.env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config'), 'git/ignore');
}

/** The files below a folder that nothing ignores, relative, forward slashes. Links are not followed. */
export function walk(root: string, rules: IgnoreRules, limit = 200_000): readonly string[] {
  const files: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined && files.length < limit; folder = pending.pop()) {
    for (const entry of entriesOf(path.join(root, folder))) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && !rules.ignores(`${relative}/`)) pending.push(relative);
      } else if (entry.isFile() && !rules.ignores(relative)) files.push(relative);
    }
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
