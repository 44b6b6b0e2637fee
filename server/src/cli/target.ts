import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { BASELINE_FILE, CONFIG_FILE } from '../core/fileNames.ts';
import { printable } from '../core/printable.ts';
import { repositoryTop } from '../host/ignoreRules.ts';
import { statusOf } from './statusOf.ts';
import { UsageError } from './usageError.ts';

/** Patterns that somebody gave, about files relative to a root. */
export interface Patterns {
  match(file: string): boolean;
  /** Those that match no file of a listing, as they were given. */
  unmatched(listing: readonly string[]): readonly string[];
}

/** What to check: the root that paths and configuration are relative to, and which paths below it. */
export interface Target {
  readonly root: string;
  /** Relative, forward slashes; "" for the root itself. */
  readonly paths: readonly string[];
  /** What matches one of these is to be checked too; absent where none was given. */
  readonly patterns?: Patterns;
  /** What matches one of these is left out, whatever names it. */
  readonly leftOut?: Patterns;
}

/**
 * Where a check happens. The root is the present folder as long as all paths lie in it; a single folder elsewhere is
 * its own root; several paths elsewhere have their common folder as root. A repository that is named from a folder outside of any
 * is its own root too: what git knows counts, and what lies beside it has nothing to do with it. Where a folder above the
 * root, in the same repository, has the configuration, that one is the root.
 */
export function resolveTarget(cwd: string, given: readonly string[]): Target {
  const wanted = given.length === 0 ? ['.'] : given;
  const absolute = wanted.map((item) => existing(path.resolve(cwd, item), item));
  const folders = absolute.map((item) => statSync(item).isDirectory());
  const common = commonFolder(absolute, folders);
  const named = absolute.every((item) => isInside(cwd, item))
    ? ((repositoryTop(cwd) === undefined ? repositoryTop(common) : undefined) ?? cwd)
    : common;
  const root = configuredRoot(named);
  return { root, paths: absolute.map((item) => path.relative(root, item).split(path.sep).join('/')) };
}

/**
 * The folder whose configuration counts for a folder: itself or the nearest above it that has a launch-ready.yaml, or else a
 * baseline. Nothing above the top of the repository counts, and outside of one nothing above the folder: others
 * may write there. The folder itself where there is none.
 */
export function configuredRoot(folder: string): string {
  const top = repositoryTop(folder) ?? folder;
  const folders = [folder];
  for (let at = folder; at !== top; at = path.dirname(at)) folders.push(path.dirname(at));
  const having = (name: string): string | undefined => folders.find((at) => isThere(path.join(at, name)));
  return having(CONFIG_FILE) ?? having(BASELINE_FILE) ?? folder;
}

/** Files of a listing that a target means. */
export function selectFiles(listing: readonly string[], target: Target): readonly string[] {
  const { paths, leftOut } = target;
  return paths.includes('') && !leftOut ? listing : listing.filter((file) => isMeant(file, target));
}

/** Whether a file lies at or below one of the target's paths or matches one of its patterns, and is not left out. */
export function isMeant(file: string, { paths, patterns, leftOut }: Target): boolean {
  const isNamed = paths.some((wanted) => isWithin(file, wanted)) || patterns?.match(file) === true;
  return isNamed && leftOut?.match(file) !== true;
}

/** Whether a path is the one that is wanted, or lies in it. */
export function isWithin(item: string, wanted: string): boolean {
  return wanted === '' || item === wanted || item.startsWith(`${wanted}/`);
}

/** Whether a target means more than single files: what is wrong with all files together belongs to it. */
export function namesAFolder({ root, paths, patterns }: Target): boolean {
  return (
    patterns !== undefined ||
    paths.some((item) => statSync(path.join(root, item), { throwIfNoEntry: false })?.isDirectory() === true)
  );
}

/** Whether an absolute path is a folder, or lies in it. */
export function isInside(folder: string, item: string): boolean {
  const relative = path.relative(folder, item);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Also what is no plain file: whoever reads it says so, and nobody takes the configuration for missing. */
function isThere(file: string): boolean {
  return statusOf(file) !== undefined;
}

/** Where a link that somebody names leads is what they mean. */
function existing(absolute: string, given: string): string {
  try {
    return realpathSync(absolute);
  } catch {
    throw new UsageError(`There is no file or folder “${printable(given)}”.`);
  }
}

function commonFolder(items: readonly string[], folders: readonly boolean[]): string {
  const tops = items.map((item, index) => (folders[index] ? item : path.dirname(item)));
  let common = tops[0] ?? '.';
  while (!tops.every((top) => isInside(common, top))) common = path.dirname(common);
  return common;
}
