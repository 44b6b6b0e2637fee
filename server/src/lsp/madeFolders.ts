import { existsSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { EditPlan } from '../core/edit.ts';
import type { Folder } from './folder.ts';

export interface MadeFolders {
  /** Takes note of the folders that a plan makes for its new files. */
  remember(folder: Folder, plan: EditPlan): void;
  /** A file is gone: the folder that a plan made for it goes too, unless something else is in it. */
  tidy(folder: Folder, file: string): void;
}

/**
 * Editors that undo a fix take its new files back and leave their folders. To Prisma a migration's folder without a migration
 * is an error (P3015), so that an undo would break the next deploy.
 */
export function createMadeFolders(): MadeFolders {
  const made = new Set<string>();
  return {
    remember({ root }, { edits }) {
      for (const { create, path: file } of edits) {
        const parent = path.dirname(path.join(root, file));
        if (create && !existsSync(parent)) made.add(parent);
      }
    },
    tidy({ root }, file) {
      const parent = path.dirname(path.join(root, file));
      if (!made.has(parent)) return;
      try {
        rmdirSync(parent);
      } catch {
        // Something is in it, or it is gone.
      }
    },
  };
}
