import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder with those above it, one by one: asked for all of them at once, Node never returns from a place like /proc.
 * `mode` is that of the new ones, as far as the umask lets it. Throws where one can't be made.
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  const above = path.dirname(folder);
  // Where not even the top is there, it is for the system to say why.
  if (above !== folder) makeFolder(above, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (!existsSync(folder)) throw error; // another process was faster
  }
}
