import { printable } from '../printable.ts';

/**
 * A path as a word of a command that people copy into a POSIX shell. A stranger chose the name: nothing in it may run, or
 * be taken for an option.
 */
export function shellPath(path: string): string {
  const word = printable(path.startsWith('-') ? `./${path}` : path);
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
