import { randomBytes } from 'node:crypto';
import type { FileFacts } from '../core/collector.ts';
import { inventoryOf } from '../core/env/inventory.ts';
import { printable } from '../core/printable.ts';
import { inventoryAsJson, inventoryAsMarkdown, inventoryAsText } from '../core/report/environment.ts';
import { NEVER_CANCELLED } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { createDiskWorkspace } from '../host/diskWorkspace.ts';
import { scan } from '../host/scan.ts';
import { wholeWorkspace } from '../host/wholeWorkspace.ts';
import { VERSION } from '../host/version.ts';
import { paint } from './paint.ts';
import { resolveTarget } from './target.ts';
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
  const workspace = createDiskWorkspace(target.root, {
    trusted: () => true,
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
  });
  const paths = await workspace.list();
  const facts = new Map<string, FileFacts>();
  await scan(
    {
      root: target.root,
      configText: '',
      baselineText: '',
      today: today(),
      salt: randomBytes(16).toString('hex'),
      only: [],
      collect: true,
      facts: workspace.facts(),
    },
    {
      paths,
      cancellation: NEVER_CANCELLED,
      onResult(path, result) {
        if (result?.analysis.facts) facts.set(path, result.analysis.facts);
        for (const { file, message } of result?.analysis.errors ?? [])
          process.stderr.write(`${printable(`${file}: ${message}`)}\n`);
      },
    },
  );
  const all = inventoryOf(wholeWorkspace(facts, workspace, () => new Map()).model.env);
  const inventory = {
    packages: all.packages.filter(
      ({ folder: at }) => wanted === '' || at === wanted || at.startsWith(`${wanted}/`),
    ),
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
