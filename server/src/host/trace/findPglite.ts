import { createRequire } from 'node:module';
import path from 'node:path';

export const PGLITE = '@electric-sql/pglite';

/** The first of the folders from which PGlite can be loaded; undefined where none has it in its node_modules, or above. */
export function findPglite(folders: readonly string[]): string | undefined {
  return folders.find((folder) => resolveFrom(folder, PGLITE) !== undefined);
}

/** The file that a package is loaded from by what lies in a folder. */
export function resolveFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}
