import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createAnalyzer, type Analyzer } from '../core/analyze.ts';
import { parseBaseline } from '../core/baseline.ts';
import { parseConfig } from '../core/config.ts';
import type { WorkspaceFacts } from '../core/facts.ts';
import { RULES } from '../core/rules/registry.ts';
import { checkFile, type Cancellation, type FileResult } from '../core/workspace.ts';
import { createFileReader } from './diskWorkspace.ts';

/** A scan of many files of one folder. Everything in it can be sent to a worker thread. */
export interface ScanSettings {
  readonly root: string;
  /** The text of launch-ready.yaml, "" where there is none. */
  readonly configText: string;
  /** The text of the baseline, "" where there is none. */
  readonly baselineText: string;
  /** ISO date. */
  readonly today: string;
  /** Random, the same for the whole run: see `Finding.valueId`. */
  readonly salt: string;
  readonly facts: WorkspaceFacts;
}

export interface ScanOptions {
  /** In the order in which they are wanted. */
  readonly paths: readonly string[];
  /** What is known from before: unchanged files are not read again. */
  readonly known?: ReadonlyMap<string, FileResult>;
  /** Worker threads at most; 0 scans in this thread. Default: by the number of files and cores. */
  readonly threads?: number;
  readonly cancellation: Cancellation;
  /** Called for each file as soon as it is judged; `path` alone when it is gone. */
  readonly onResult: (path: string, result: FileResult | undefined) => void;
}

/** Files handed to a worker at once: enough to keep it busy, few enough that cancelling and progress feel direct. */
const BATCH = 48;
/** Below this many files a worker thread takes longer to start than it saves. */
const WORTH_A_THREAD = 400;

export type CheckFile = (path: string, known?: FileResult) => FileResult | undefined;

/** What decides how a text is judged. */
export type AnalyzerSettings = Pick<ScanSettings, 'configText' | 'baselineText' | 'today' | 'salt'>;

export function analyzerFor({ configText, baselineText, today, salt }: AnalyzerSettings): Analyzer {
  const { fingerprints } = parseBaseline(baselineText);
  const { config } = parseConfig(configText, fingerprints);
  return createAnalyzer({ rules: RULES, config, today, salt, now: () => performance.now() });
}

/** One thread's own reader and analyzer. */
export function createFileCheck({ root, facts, ...settings }: ScanSettings): CheckFile {
  const analyzer = analyzerFor(settings);
  const reader = createFileReader(root, () => facts);
  return (path, known) => checkFile(reader, analyzer, path, known);
}

/** Judges files, in worker threads where that pays. Resolves when all are done or the scan was cancelled. */
export async function scan(settings: ScanSettings, options: ScanOptions): Promise<void> {
  const most = options.threads ?? Math.min(availableParallelism(), 8);
  const threads = options.paths.length < WORTH_A_THREAD ? 0 : most;
  if (threads === 0) await scanHere(settings, options);
  else await scanInWorkers(settings, options, threads);
}

async function scanHere(
  settings: ScanSettings,
  { paths, known, cancellation, onResult }: ScanOptions,
): Promise<void> {
  const check = createFileCheck(settings);
  let sliceEnd = performance.now() + 20;
  for (const path of paths) {
    if (cancellation.cancelled) return;
    onResult(path, check(path, known?.get(path)));
    if (performance.now() > sliceEnd) {
      // Let requests and cancellation in between files.
      await new Promise((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + 20;
    }
  }
}

/** What goes to a worker, and what comes back, a batch at a time. */
export type BatchRequest = readonly { readonly path: string; readonly known: FileResult | undefined }[];
export type BatchReply = readonly { readonly path: string; readonly result: FileResult | undefined }[];

async function scanInWorkers(settings: ScanSettings, options: ScanOptions, threads: number): Promise<void> {
  const { paths, known, cancellation, onResult } = options;
  let next = 0;
  /** Batches that a worker got stuck in, file by file: all but one of them can still be judged. */
  const suspects: string[] = [];
  const takeBatch = (): BatchRequest => {
    if (cancellation.cancelled) return [];
    const suspect = next >= paths.length ? suspects.pop() : undefined;
    const batch = suspect === undefined ? paths.slice(next, next + BATCH) : [suspect];
    if (suspect === undefined) next += batch.length;
    return batch.map((path) => ({ path, known: known?.get(path) }));
  };
  const onStuck = (batch: BatchRequest): void => {
    if (batch.length > 1) suspects.push(...batch.map(({ path }) => path));
    else for (const { path } of batch) onResult(path, notJudged(path));
  };
  const onReply = (reply: BatchReply): void => {
    if (!cancellation.cancelled) for (const { path, result } of reply) onResult(path, result);
  };
  await Promise.all(
    Array.from({ length: threads }, async () => {
      // A worker that was ended is followed by another, as long as there is work.
      while ((await driveWorker(settings, takeBatch, onReply, onStuck)) === 'stuck');
    }),
  );
}

function notJudged(path: string): FileResult {
  const error = {
    file: path,
    ruleId: '',
    message: `took longer than ${PATIENCE / 1_000} s to check, and was given up`,
  };
  return { path, stamp: '', bytes: 0, analysis: { findings: [], errors: [error] } };
}

/** Milliseconds that a worker may be silent. A batch takes some tens of them; nothing else can stop a regular expression. */
const PATIENCE = 20_000;

/** Keeps one worker busy until no batch is left, or until it gets stuck. */
function driveWorker(
  settings: ScanSettings,
  takeBatch: () => BatchRequest,
  onReply: (reply: BatchReply) => void,
  onStuck: (batch: BatchRequest) => void,
): Promise<'done' | 'stuck'> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: settings });
    let watch: NodeJS.Timeout | undefined;
    const end = (outcome: 'done' | 'stuck'): void =>
      void worker.terminate().then(() => resolve(outcome), reject);
    const sendNext = (): void => {
      clearTimeout(watch);
      const batch = takeBatch();
      if (batch.length === 0) return end('done');
      worker.postMessage(batch);
      watch = setTimeout(() => {
        onStuck(batch);
        end('stuck');
      }, PATIENCE);
    };
    worker.on('message', (reply: BatchReply) => {
      onReply(reply);
      sendNext();
    });
    worker.on('error', (error) => {
      clearTimeout(watch);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
    sendNext();
  });
}

/** Beside this file: as source while developing, as a bundle when packaged. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './scanWorker.ts' : './worker.cjs', here);
}
