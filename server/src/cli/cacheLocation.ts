import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { printable } from '../core/printable.ts';
import { git, GitError } from '../host/git.ts';
import { createIgnoreRules, repositoryTop } from '../host/ignoreRules.ts';
import { openResultCache, type ResultCache } from '../host/resultCache.ts';
import type { CheckOptions } from './check.ts';
import { isInside, namesAFolder, type Target } from './target.ts';
import { UsageError } from './usageError.ts';
import { userCache } from './wholeCheck.ts';

/** Not for files that somebody names: what is known of a large folder takes longer to read than they do. */
export async function cacheFor(target: Target, options: CacheOptions): Promise<ResultCache | undefined> {
  const cache = await chosenCache(target.root, options);
  return namesAFolder(target) ? cache : undefined;
}

/** Where results are kept from check to check; undefined for nowhere. Fails where the user named a place that can't be it. */
export async function chosenCache(
  root: string,
  { cache, cacheLocation }: CacheOptions,
): Promise<ResultCache | undefined> {
  if (!cache && cacheLocation !== undefined)
    throw new UsageError(
      '--no-cache keeps nothing, so --cache-location has nothing to say: use one of them.',
    );
  if (!cache) return undefined;
  if (cacheLocation === undefined) return userCache(root);
  const folder = realOf(path.resolve(cacheLocation));
  const refused = await whyNot(folder, root);
  if (refused !== undefined)
    throw new UsageError(`--cache-location: “${printable(cacheLocation)}” ${refused}`);
  const opened = openResultCache({ folder });
  if (!opened && !existsSync(folder))
    throw new UsageError(`--cache-location: “${printable(cacheLocation)}” can’t be made.`);
  return opened;
}

type CacheOptions = Pick<CheckOptions, 'cache' | 'cacheLocation'>;

/**
 * Whoever can write a cache can hide findings with it. That the user named the place says nothing about who filled it:
 * what is committed to a repository is a stranger's, so a place in one must be ignored and hold nothing that git tracks.
 */
async function whyNot(folder: string, root: string): Promise<string | undefined> {
  const top = repositoryTop(nearest(folder));
  if (top === undefined)
    return isInside(root, folder)
      ? 'lies in the folder that is checked, and without git nobody can tell who filled it. Name a folder outside.'
      : undefined;
  const relative = path.relative(top, folder).split(path.sep).join('/');
  if (relative === '' || relative.split('/').includes('.git'))
    return `${relative === '' ? 'is a repository itself' : 'belongs to git'}. Name a folder of its own.`;
  if (!createIgnoreRules(top).ignores(`${relative}/`))
    return `lies in a repository that does not ignore it: its files could be committed, and a committed cache can hide findings. Add “/${relative}/” to .gitignore, or name a folder outside.`;
  return (await isTracked(top, relative))
    ? `holds files that are committed: whoever wrote them could hide findings. Take them out of git (git rm -r --cached ${printable(relative)}), or name another folder.`
    : undefined;
}

async function isTracked(top: string, relative: string): Promise<boolean> {
  try {
    return (await git(top, ['--literal-pathspecs', 'ls-files', '-z', '--cached', '--', relative])).length > 0;
  } catch (error) {
    if (error instanceof GitError)
      throw new UsageError(
        `--cache-location: git can’t tell whether the folder is committed: ${printable(error.message)}.`,
      );
    throw error;
  }
}

/** With the links on its way followed, as far as it exists. */
function realOf(folder: string): string {
  const there = nearest(folder);
  return path.join(realpathSync(there), path.relative(there, folder));
}

function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at) && path.dirname(at) !== at) at = path.dirname(at);
  return at;
}
