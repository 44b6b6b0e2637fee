import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createAnalyzer } from '../core/analyze.ts';
import { parseConfig } from '../core/config.ts';
import { RULES } from '../core/rules/registry.ts';
import { checkFile, type Cancellation, type FileResult } from '../core/workspace.ts';
import { createFileReader } from './diskWorkspace.ts';

/** A scan of many files of one folder. Everything in it can be sent to a worker thread. */
export interface ScanSettings {
  readonly root: string;
  /** The text of launch-ready.yaml, "" where there is none. */
  readonly configText: string;
  /** ISO date. */
  readonly today: string;
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

/** One thread's own reader and analyzer. */
export function createFileCheck({ root, configText, today }: ScanSettings): CheckFile {
  const analyzer = createAnalyzer({
    rules: RULES,
    config: parseConfig(configText).config,
    today,
    now: () => performance.now(),
  });
  const reader = createFileReader(root);
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
  const takeBatch = (): BatchRequest => {
    const batch = cancellation.cancelled ? [] : paths.slice(next, next + BATCH);
    next += batch.length;
    return batch.map((path) => ({ path, known: known?.get(path) }));
  };
  await Promise.all(
    Array.from({ length: threads }, () =>
      driveWorker(settings, takeBatch, (reply) => {
        if (!cancellation.cancelled) for (const { path, result } of reply) onResult(path, result);
      }),
    ),
  );
}

/** Keeps one worker busy until no batch is left. */
function driveWorker(
  settings: ScanSettings,
  takeBatch: () => BatchRequest,
  onReply: (reply: BatchReply) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: settings });
    const sendNext = (): void => {
      const batch = takeBatch();
      if (batch.length > 0) worker.postMessage(batch);
      else void worker.terminate().then(() => resolve(), reject);
    };
    worker.on('message', (reply: BatchReply) => {
      onReply(reply);
      sendNext();
    });
    worker.on('error', reject);
    sendNext();
  });
}

/** Beside this file: as source while developing, as a bundle when packaged. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './scanWorker.ts' : './worker.cjs', here);
}
