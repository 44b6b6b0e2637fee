import type { FileFacts } from '../../server/src/core/collector.ts';
import { createDiskWorkspace, type DiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { scan, type ScanSettings } from '../../server/src/host/scan.ts';

export interface ReadFolder {
  readonly workspace: DiskWorkspace;
  readonly paths: readonly string[];
  readonly settings: ScanSettings;
  readonly facts: Map<string, FileFacts>;
}

/** Lists and reads a folder as a check does, and keeps what its files say. */
export async function readAll(
  root: string,
  wanted: Pick<ScanSettings, 'only' | 'collect'>,
): Promise<ReadFolder> {
  const workspace = createDiskWorkspace(root, { trusted: () => true });
  const paths = await workspace.list();
  const settings: ScanSettings = {
    root,
    configText: '',
    baselineText: '',
    today: '2026-01-01',
    salt: 'of the benchmark',
    ...wanted,
    facts: workspace.facts(),
  };
  const facts = new Map<string, FileFacts>();
  await scan(settings, {
    paths,
    cancellation: { cancelled: false },
    onResult(file, result) {
      if (result?.analysis.facts) facts.set(file, result.analysis.facts);
    },
  });
  return { workspace, paths, settings, facts };
}
