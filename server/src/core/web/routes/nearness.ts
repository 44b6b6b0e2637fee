/** How near two files are to each other. */
import { folderOf } from '../../paths.ts';

/** How many folders two files have in common; more for one and the same. */
export function sharedFolders(one: string, other: string): number {
  if (one === other) return 1_000;
  const [a, b] = [folderOf(one).split('/'), folderOf(other).split('/')];
  const different = a.findIndex((part, index) => part !== b[index]);
  return different === -1 ? a.length : different;
}
