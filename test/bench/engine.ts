import { parseConfig } from '../../server/src/core/config.ts';
import { createAnalyzer } from '../../server/src/core/analyze.ts';
import { fileClassOf, NO_FACTS } from '../../server/src/core/facts.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { NEVER_CANCELLED } from '../../server/src/core/workspace.ts';
import { createDiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { scan } from '../../server/src/host/scan.ts';
import { median, percentile } from './measure.ts';

/** What `engineMain.ts` prints: one JSON object. */
export interface EngineSpeed {
  readonly threads: number;
  /** Bytes of the files that are read: without binary, vendored and generated ones. */
  readonly bytes: number;
  /** Of the median round, from the list of files to the last result. */
  readonly ms: number;
}

/** The scan alone, without the start of a process and without listing the files: of these areas, or of all. The first round warms up. */
export async function measureScan(
  root: string,
  threads: number,
  rounds: number,
  only: readonly string[],
): Promise<EngineSpeed> {
  const workspace = createDiskWorkspace(root, { trusted: () => true });
  const paths = await workspace.list();
  const settings = { root, configText: '', baselineText: '', today: '2026-01-01', salt: 'of the benchmark' };
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    bytes = 0;
    await scan(
      { ...settings, ...(only.length > 0 ? { only } : {}), facts: workspace.facts() },
      {
        paths,
        threads,
        cancellation: NEVER_CANCELLED,
        onResult: (_path, result) => (bytes += result?.bytes ?? 0),
      },
    );
    if (round > 0) times.push(performance.now() - start);
  }
  return { threads, bytes, ms: median(times) };
}

export interface KeystrokeTimes {
  readonly first: number;
  readonly p50: number;
  readonly p99: number;
}

/** The analysis alone of each version of a file of 2,000 lines, as an editor sees it while somebody types. */
export function measureKeystrokes(lines: readonly string[], edits = 300): KeystrokeTimes {
  const analyzer = createAnalyzer({
    rules: RULES,
    config: parseConfig('').config,
    today: '2026-01-01',
    now: () => performance.now(),
    salt: 'of the benchmark',
  });
  const path = 'src/big.ts';
  const text = lines.join('\n');
  const judge = (version: string): number => {
    const start = performance.now();
    const triggered = analyzer.triggeredByBytes(path, Buffer.from(version), fileClassOf(path, NO_FACTS));
    analyzer.analyze({ path, text: version }, NO_FACTS, triggered);
    return performance.now() - start;
  };
  const first = judge(text);
  for (let warmUp = 0; warmUp < 50; warmUp++) judge(`${text}${warmUp}`);
  const times = Array.from({ length: edits }, (_, edit) => {
    const at = (edit * 7_919) % text.length;
    return judge(`${text.slice(0, at)}${edit % 5 === 0 ? '\n' : 'x'}${text.slice(at)}`);
  });
  return { first, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
