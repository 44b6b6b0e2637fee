import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { repositoryTop } from '../host/ignoreRules.ts';
import { UsageError } from './usageError.ts';

/** What to check: the root that paths and configuration are relative to, and which paths below it. */
export interface Target {
  readonly root: string;
  /** Relative, forward slashes; "" for the root itself. */
  readonly paths: readonly string[];
}

/**
 * Where a check happens. The root is the present folder as long as all paths lie in it; a single folder elsewhere is
 * its own root; several paths elsewhere have their common folder as root. A repository that is named from a folder outside of any
 * is its own root too: what git knows counts, and what lies beside it has nothing to do with it.
 */
export function resolveTarget(cwd: string, given: readonly string[]): Target {
  const wanted = given.length === 0 ? ['.'] : given;
  const absolute = wanted.map((item) => existing(path.resolve(cwd, item), item));
  const folders = absolute.map((item) => statSync(item).isDirectory());
  const common = commonFolder(absolute, folders);
  const root = absolute.every((item) => isInside(cwd, item))
    ? ((repositoryTop(cwd) === undefined ? repositoryTop(common) : undefined) ?? cwd)
    : common;
  return { root, paths: absolute.map((item) => path.relative(root, item).split(path.sep).join('/')) };
}

/** Files of a listing that lie at or below one of the target's paths. */
export function selectFiles(listing: readonly string[], { paths }: Target): readonly string[] {
  if (paths.includes('')) return listing;
  return listing.filter((file) => paths.some((wanted) => isWithin(file, wanted)));
}

/** Whether a path is the one that is wanted, or lies in it. */
export function isWithin(item: string, wanted: string): boolean {
  return wanted === '' || item === wanted || item.startsWith(`${wanted}/`);
}

/** Where a link that somebody names leads is what they mean. */
function existing(absolute: string, given: string): string {
  try {
    return realpathSync(absolute);
  } catch {
    throw new UsageError(`There is no file or folder “${given}”.`);
  }
}

function isInside(folder: string, item: string): boolean {
  const relative = path.relative(folder, item);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function commonFolder(items: readonly string[], folders: readonly boolean[]): string {
  const tops = items.map((item, index) => (folders[index] ? item : path.dirname(item)));
  let common = tops[0] ?? '.';
  while (!tops.every((top) => isInside(common, top))) common = path.dirname(common);
  return common;
}
