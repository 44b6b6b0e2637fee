/** Why git was not asked about a repository, or did not answer. */
import { printable } from '../../core/printable.ts';
import { GitError } from '../../host/git.ts';

export const UNTRUSTED = 'What is staged is read with git, which runs only where you trust the workspace.';
export const NO_DISK = 'The repository is not on this machine’s disk.';

/** git says what it did not like; what any other exception says may quote the text that it choked on. */
export function reasonOf(error: unknown): string {
  return error instanceof GitError ? printable(error.message) : 'An unexpected error.';
}
