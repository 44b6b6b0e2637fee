import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readSmallText } from './readSources.ts';

/**
 * What the `.gitignore` files of a folder say, without running git: for untrusted workspaces, for folders that are
 * no repository, and for single paths in an editor. Files that are in the index stay committed whatever is ignored.
 */
export interface IgnoreRules {
  /** Path relative to the root, forward slashes; folders end with a slash. */
  ignores(path: string): boolean;
  /** Forgets what was read, after a .gitignore changed. */
  clear(): void;
}

export function createIgnoreRules(root: string): IgnoreRules {
  const files = new Map<string, Ignore | undefined>();
  const rulesOf = (folder: string): Ignore | undefined => {
    if (!files.has(folder)) files.set(folder, readRules(root, folder));
    return files.get(folder);
  };
  return {
    ignores(relative) {
      const parts = relative.split('/').filter((part) => part !== '');
      // A parent that is ignored takes everything below it along, whatever deeper files say (gitignore(5)).
      for (let depth = 1; depth <= parts.length; depth++) {
        const isFolder = depth < parts.length || relative.endsWith('/');
        if (verdict(parts.slice(0, depth), isFolder, rulesOf)) return true;
      }
      return false;
    },
    clear: () => files.clear(),
  };
}

/** The deepest .gitignore that has a say decides. */
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

function readRules(root: string, folder: string): Ignore | undefined {
  const texts = [readSmallText(path.join(root, folder, '.gitignore'))];
  if (folder === '') texts.push(readSmallText(path.join(root, '.git/info/exclude')));
  const text = texts.filter((item) => item !== undefined).join('\n');
  return text.trim() === '' ? undefined : ignore().add(text);
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
