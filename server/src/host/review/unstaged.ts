import { git } from '../git.ts';

/** Two letters, a space and a path: of `git status --porcelain`, https://git-scm.com/docs/git-status#_short_format */
const ENTRY = /^(?<states>..) (?<path>[^]+)$/;

/**
 * Those of the given files that have something on disk that the index does not: edits, a conflict, all of a file that git
 * neither has nor ignores. `root` is the top of the work tree, absolute; `paths` are relative to it, with forward slashes.
 * Rejects with GitError.
 */
export async function unstagedOf(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const options = [
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--ignore-submodules=all',
    '--no-renames',
  ];
  const output = await git(root, ['status', ...options, '--', ...paths]);
  const entries = output
    .toString()
    .split('\0')
    .map((entry) => ENTRY.exec(entry)?.groups);
  return new Set(
    entries.flatMap((entry) => (entry?.['path'] && entry['states']?.[1] !== ' ' ? [entry['path']] : [])),
  );
}
