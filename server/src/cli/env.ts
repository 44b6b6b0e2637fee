import { inventoryOf } from '../core/env/inventory.ts';
import { inventoryAsJson, inventoryAsMarkdown, inventoryAsText } from '../core/report/environment.ts';
import { wholeWorkspace } from '../host/wholeWorkspace.ts';
import { VERSION } from '../host/version.ts';
import { paint } from './paint.ts';
import { openFolder, readFacts } from './readFolder.ts';
import { isWithin, resolveTarget } from './target.ts';
import { UsageError } from './usageError.ts';

export const ENV_FORMATS = ['text', 'markdown', 'json'] as const;

export interface EnvOptions {
  readonly format: (typeof ENV_FORMATS)[number];
}

/** Prints which variables the product reads, where, and which environments set them. Never a value. Gives the exit code. */
export async function env(folder: string | undefined, { format }: EnvOptions): Promise<number> {
  const target = resolveTarget(process.cwd(), folder === undefined ? [] : [folder]);
  const [wanted = '', ...others] = target.paths;
  if (others.length > 0) throw new UsageError('launch-ready env looks at one folder at a time.');
  const workspace = openFolder(target.root);
  const { facts } = await readFacts(target.root, workspace, await workspace.list());
  const all = inventoryOf(wholeWorkspace(facts, workspace, () => new Map()).model.env);
  const inventory = {
    packages: all.packages.filter(({ folder: at }) => isWithin(at, wanted)),
  };
  process.stdout.write(
    format === 'json'
      ? inventoryAsJson(inventory, { version: VERSION, root: target.root })
      : format === 'markdown'
        ? inventoryAsMarkdown(inventory)
        : inventoryAsText(inventory, paint()),
  );
  return 0;
}
