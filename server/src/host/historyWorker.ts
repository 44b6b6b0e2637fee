import { Worker, type MessagePort } from 'node:worker_threads';
import { GitError, STOPPED } from './git.ts';
import { scanHistory, secretsAnalyzer, type HistoryOptions, type HistoryResult } from './history.ts';
import { judgePart, type PartFile, type PartOptions, type PartResult } from './history/part.ts';
import { openRepository } from './history/repository.ts';

/** What a worker thread is told: go through a whole history, or judge a part of its versions. */
export type HistoryRequest =
  | { readonly history: { readonly folder: string } & Pick<HistoryOptions, 'settings' | 'since'> }
  | { readonly part: PartRequest };

export interface PartRequest {
  readonly folder: string;
  readonly settings: HistoryOptions['settings'];
  /** Ids of the rules that are wanted. */
  readonly rules: readonly string[];
  readonly files?: readonly PartFile[];
}

type Message =
  | { readonly done: number; readonly total: number }
  | { readonly result: unknown }
  | { readonly failed: string; readonly absent: boolean };

interface WorkerOptions {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** The same as `scanHistory` in a thread of its own, so that whoever asks can do other things meanwhile. */
export function scanHistoryInWorker(
  history: { readonly folder: string } & Pick<HistoryOptions, 'settings' | 'since'>,
  options: WorkerOptions,
): Promise<HistoryResult> {
  return runWorker({ history }, options) as Promise<HistoryResult>;
}

/** For `HistoryOptions.judgeElsewhere`. */
export function judgePartInWorker(
  part: PartRequest,
  files: readonly PartFile[],
  { onProgress, signal }: PartOptions,
): Promise<PartResult> {
  const request = { part: { ...part, files } };
  return runWorker(request, { signal, onProgress: (done) => onProgress?.(done) }) as Promise<PartResult>;
}

function runWorker(workerData: HistoryRequest, { onProgress, signal }: WorkerOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new GitError(STOPPED, false));
    const worker = new Worker(workerFile(), {
      workerData,
      // Texts come and go by the thousand: a small nursery for them costs no time, and saves some 150 MB.
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    let patience: NodeJS.Timeout | undefined;
    const stop = (): void => {
      worker.postMessage(STOPPED);
      // It ends git by itself, unless it is stuck: git then ends when nobody reads what it writes.
      patience = setTimeout(() => end(() => reject(new GitError(STOPPED, false))), PATIENCE);
    };
    const end = (settle: () => void): void => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', stop);
      void worker.terminate().then(settle, settle);
    };
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: Message) => {
      if ('done' in message) onProgress(message.done, message.total);
      else if ('result' in message) end(() => resolve(message.result));
      else end(() => reject(new GitError(message.failed, message.absent)));
    });
    worker.on('error', (error) =>
      end(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
    return undefined;
  });
}

/** Milliseconds in which a worker ends by itself. */
const PATIENCE = 2_000;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

/** What the worker thread does. */
export async function serveHistory(request: HistoryRequest, port: MessagePort): Promise<void> {
  const stop = new AbortController();
  port.on('message', () => stop.abort());
  const send = (message: Message): void => port.postMessage(message);
  let reported = 0;
  const onProgress = (done: number, total: number): void => {
    const now = performance.now();
    if (now - reported < REPORT_EVERY) return;
    reported = now;
    send({ done, total });
  };
  try {
    send({ result: await answer(request, { signal: stop.signal, onProgress }) });
  } catch (error) {
    // What went wrong in a rule may quote the text that it choked on: git's own words alone are repeated.
    const told = error instanceof GitError ? error : undefined;
    send({ failed: told?.message ?? 'something went wrong', absent: told?.absent ?? false });
  }
}

async function answer(
  request: HistoryRequest,
  { signal, onProgress }: { readonly signal: AbortSignal } & Pick<WorkerOptions, 'onProgress'>,
): Promise<HistoryResult | PartResult> {
  if ('history' in request) {
    const { folder, ...options } = request.history;
    return scanHistory(folder, { ...options, signal, onProgress });
  }
  const { folder, settings, rules, files = [] } = request.part;
  const analyzer = secretsAnalyzer({ settings, wantsRule: (id) => rules.includes(id) });
  return judgePart(await openRepository(folder, signal), analyzer, files, {
    signal,
    onProgress: (done) => onProgress(done, files.length),
  });
}

/** As source while developing, as the one bundle for all worker threads when packaged. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './scanWorker.ts' : './worker.mjs', here);
}
