import { Worker } from 'node:worker_threads';

/**
 * Worker threads that have loaded the engine and warmed up. That costs one as much time as judging 50 MB, so one that is
 * done is kept for a while: a change of the settings has the whole workspace judged again.
 */
const idle = new Map<string, Idle[]>();

interface Idle {
  readonly worker: Worker;
  readonly leave: () => void;
  readonly end: NodeJS.Timeout;
}

/** Milliseconds that a worker without work is kept: its memory is wanted elsewhere. */
const KEPT = 20_000;

/** One that waits for work, or a new one. Whoever takes it listens to its errors, and gives it back or ends it. */
export function takeWorker(file: URL): Worker {
  const kept = idle.get(file.href)?.pop();
  if (kept) {
    clearTimeout(kept.end);
    kept.worker.off('error', kept.leave).off('exit', kept.leave);
    kept.worker.ref();
    return kept.worker;
  }
  return new Worker(file, {
    // Texts live for one file: with more room each worker holds a hundred MB of those that it is done with.
    resourceLimits: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 },
  });
}

/** It must be waiting for work. A process ends without waiting for those that are kept. */
export function giveBackWorker(file: URL, worker: Worker): void {
  const waiting = idle.get(file.href) ?? [];
  idle.set(file.href, waiting);
  const leave = (): void => {
    const index = waiting.findIndex((one) => one.worker === worker);
    if (index !== -1) waiting.splice(index, 1);
  };
  const end = setTimeout(() => {
    leave();
    void worker.terminate();
  }, KEPT);
  end.unref();
  worker.unref();
  // Nobody has anything to do with what goes wrong in one that has no work; the next scan starts another.
  worker.on('error', leave).on('exit', leave);
  waiting.push({ worker, leave, end });
}
