import { randomBytes } from 'node:crypto';
import type { FileFacts } from '../core/collector.ts';
import { printable } from '../core/printable.ts';
import { NEVER_CANCELLED } from '../core/workspace.ts';
import type { WorkspaceModel } from '../core/workspaceRule.ts';
import { today } from '../host/clock.ts';
import { createDiskWorkspace, type DiskWorkspace } from '../host/diskWorkspace.ts';
import { scan } from '../host/scan.ts';
import { wholeWorkspace } from '../host/wholeWorkspace.ts';
import { isWithin, resolveTarget } from './target.ts';
import { UsageError } from './usageError.ts';

/** The files below a folder. Whoever runs a command there trusts it. */
export function openFolder(root: string): DiskWorkspace {
  return createDiskWorkspace(root, {
    trusted: () => true,
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
  });
}

export interface FolderModel {
  readonly root: string;
  readonly model: WorkspaceModel;
  /** Whether a file or folder lies in the part that was asked for. */
  readonly isWanted: (item: string) => boolean;
}

/** What all files say together, for a command that shows a folder or a part of it. Fails where several are named. */
export async function folderModel(command: string, folder: string | undefined): Promise<FolderModel> {
  const { root, paths } = resolveTarget(process.cwd(), folder === undefined ? [] : [folder]);
  const [wanted = '', ...others] = paths;
  if (others.length > 0) throw new UsageError(`launch-ready ${command} looks at one folder at a time.`);
  const workspace = openFolder(root);
  // The rest of the product says what its parts don't.
  const { facts } = await readFacts(root, workspace, await workspace.list());
  const { model } = wholeWorkspace(facts, workspace, () => new Map());
  return { root, model, isWanted: (item) => isWithin(item, wanted) };
}

export interface FolderFacts {
  readonly facts: ReadonlyMap<string, FileFacts>;
  /** How many files could not be read; which they are was told. */
  readonly unread: number;
}

/** What files say, without a judgement on any of them. */
export async function readFacts(
  root: string,
  workspace: DiskWorkspace,
  paths: readonly string[],
): Promise<FolderFacts> {
  let unread = 0;
  const facts = new Map<string, FileFacts>();
  await scan(
    {
      root,
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
        for (const { file, message } of result?.analysis.errors ?? []) {
          unread++;
          process.stderr.write(`${printable(`${file}: ${message}`)}\n`);
        }
      },
    },
  );
  return { facts, unread };
}
