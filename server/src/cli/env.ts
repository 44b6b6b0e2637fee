import { inventoryOf } from '../core/env/inventory.ts';
import { inventoryAsJson, inventoryAsMarkdown, inventoryAsText } from '../core/report/environment.ts';
import { VERSION } from '../host/version.ts';
import { paint } from './paint.ts';
import { folderModel } from './readFolder.ts';

export interface EnvOptions {
  readonly format: 'text' | 'markdown' | 'json';
}

/** Prints which variables the product reads, where, and which environments set them. Never a value. Gives the exit code. */
export async function env(folder: string | undefined, { format }: EnvOptions): Promise<number> {
  const { root, model, isWanted } = await folderModel('env', folder);
  const { packages } = inventoryOf(model.env);
  const inventory = { packages: packages.filter(({ folder: at }) => isWanted(at)) };
  process.stdout.write(
    format === 'json'
      ? inventoryAsJson(inventory, { version: VERSION, root })
      : format === 'markdown'
        ? inventoryAsMarkdown(inventory)
        : inventoryAsText(inventory, paint()),
  );
  return 0;
}
