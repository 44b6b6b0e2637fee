import type { Finding } from '../core/finding.ts';
import { findValue, GitError, type Sighting } from './git.ts';

/**
 * What to do about a value that was just taken out of a file: a value that git has seen must be rotated, since taking
 * it out of the present version takes it out of no clone. Without leave to run git, or without git, it says so.
 * The address of the page stays with `finding.help`, for a button or a line of its own.
 */
export async function rotationAdvice(
  root: string,
  finding: Finding,
  value: string,
  mayRunGit: boolean,
): Promise<string> {
  const how = finding.help
    ? `Rotate it at ${finding.help.label}.`
    : 'Replace it with a new one where it was issued.';
  const what = finding.message.split(' in this file', 1)[0] ?? 'The secret';
  const seen = mayRunGit && finding.file !== null ? await sightingOf(root, finding.file, value) : 'unknown';
  switch (seen) {
    case 'history':
      return `${what}: the value is in git history and stays there. ${how}`;
    case 'index':
      return `${what}: git has the value, staged or in another file. Stage the change before you commit; if it was ever pushed, rotate it. ${how}`;
    case 'unseen':
      return `${what}: no commit of this file has the value. If it was shared in another way, rotate it. ${how}`;
    case 'unknown':
      return `${what}: if the value was ever committed or shared, rotate it. ${how}`;
  }
}

async function sightingOf(root: string, file: string, value: string): Promise<Sighting> {
  try {
    return await findValue(root, file, value);
  } catch (error) {
    if (error instanceof GitError) return 'unknown'; // no repository, or one that git won't read
    throw error;
  }
}
