import { Worker, type MessagePort } from 'node:worker_threads';
import { GitError, STOPPED } from './git.ts';
import {
  scanHistory,
  secretsAnalyzer,
  type HistoryOptions,
  type HistoryResult,
  type JudgingThread,
} from './history.ts';
import { judgePart, type PartFile, type PartResult } from './history/part.ts';
import { openRepository, type Repository } from './history/repository.ts';

/** What a worker thread is told: go through a whole history, or judge the parts of one that are sent to it. */
export type HistoryRequest =
  | { readonly history: { readonly folder: string } & Pick<HistoryOptions, 'settings' | 'since'> }
  | { readonly part: PartRequest };

export interface PartRequest {
  readonly folder: string;
  readonly settings: HistoryOptions['settings'];
  /** Ids of the rules that are wanted. */
  readonly rules: readonly string[];
}

type Message =
  | { readonly done: number; readonly total: number }
  | { readonly result: unknown }
  | { readonly failed: string; readonly absent: boolean };

type OnProgress = (done: number, total: number) => void;

/** The same as `scanHistory` in a thread of its own, so that whoever asks can do other things meanwhile. */
export async function scanHistoryInWorker(
  history: { readonly folder: string } & Pick<HistoryOptions, 'settings' | 'since'>,
  { onProgress, signal }: { readonly onProgress: OnProgress; readonly signal: AbortSignal | undefined },
): Promise<HistoryResult> {
  const thread = beginThread({ history }, signal);
  try {
    return (await thread.answer(undefined, onProgress)) as HistoryResult;
  } finally {
    thread.end();
  }
}

/** For `HistoryOptions.beginThread`. */
export function beginJudgingThread(part: PartRequest, signal?: AbortSignal): JudgingThread {
  const thread = beginThread({ part }, signal);
  return {
    judge: (files, onProgress) => thread.answer(files, onProgress) as Promise<PartResult>,
    end: () => thread.end(),
  };
}

interface Thread {
  /** The next answer, to what is sent where that is something. */
  answer(question: readonly PartFile[] | undefined, onProgress: OnProgress): Promise<unknown>;
  end(): void;
}

interface Asked {
  readonly onProgress: OnProgress;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

function beginThread(workerData: HistoryRequest, signal: AbortSignal | undefined): Thread {
  let asked: Asked | undefined;
  if (signal?.aborted)
    return { answer: () => Promise.reject(new GitError(STOPPED, false)), end: () => undefined };
  let failure: Error | undefined;
  const worker = new Worker(workerFile(), {
    workerData,
    // Texts come and go by the thousand: a small nursery for them costs no time, and saves some 150 MB.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  let patience: NodeJS.Timeout | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    asked?.reject(failure);
    asked = undefined;
  };
  const stop = (): void => {
    worker.postMessage(STOPPED);
    // It ends git by itself, unless it is stuck: git then ends when nobody reads what it writes.
    patience = setTimeout(end, PATIENCE);
  };
  const end = (): void => {
    clearTimeout(patience);
    signal?.removeEventListener('abort', stop);
    const settle = (): void => fail(new GitError(STOPPED, false));
    worker.terminate().then(settle, settle);
  };
  signal?.addEventListener('abort', stop, { once: true });
  worker.on('message', (message: Message) => {
    if ('done' in message) return asked?.onProgress(message.done, message.total);
    if ('failed' in message) return fail(new GitError(message.failed, message.absent));
    asked?.resolve(message.result);
    asked = undefined;
  });
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  return {
    answer: (question, onProgress) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        asked = { onProgress, resolve, reject };
        if (question) worker.postMessage(question);
      }),
    end,
  };
}

/** Milliseconds in which a worker ends by itself. */
const PATIENCE = 2_000;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

/** What the worker thread does. */
export async function serveHistory(request: HistoryRequest, port: MessagePort): Promise<void> {
  const stop = new AbortController();
  const send = (message: Message): void => port.postMessage(message);
  let reported = 0;
  const onProgress = (done: number, total: number): void => {
    const now = performance.now();
    if (now - reported < REPORT_EVERY) return;
    reported = now;
    send({ done, total });
  };
  const answer = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      send({ result: await work() });
    } catch (error) {
      // What went wrong in a rule may quote the text that it choked on: git's own words alone are repeated.
      const told = error instanceof GitError ? error : undefined;
      send({ failed: told?.message ?? 'something went wrong', absent: told?.absent ?? false });
    }
  };
  const judge = 'part' in request ? createPartJudge(request.part, stop.signal) : undefined;
  port.on('message', (message: typeof STOPPED | readonly PartFile[]) => {
    if (typeof message === 'string') stop.abort();
    else void answer(async () => judge?.(message, (done) => onProgress(done, message.length)));
  });
  if (!('history' in request)) return;
  const { folder, ...options } = request.history;
  await answer(() => scanHistory(folder, { ...options, signal: stop.signal, onProgress }));
}

function createPartJudge(
  { folder, settings, rules }: PartRequest,
  signal: AbortSignal,
): JudgingThread['judge'] {
  const analyzer = secretsAnalyzer({ settings, wantsRule: (id) => rules.includes(id) });
  analyzer.triggeredByBytes('', new Uint8Array(1)); // what it searches with is made while the log is still read
  let repository: Promise<Repository> | undefined;
  return async (files, onProgress) =>
    judgePart(await (repository ??= openRepository(folder, signal)), analyzer, files, { signal, onProgress });
}

/** As source while developing, as the one bundle for all worker threads when packaged. */
function workerFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './scanWorker.ts' : './worker.mjs', here);
}
