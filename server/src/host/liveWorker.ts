import type { Worker } from 'node:worker_threads';
import type { LiveReport } from '../core/judgeLive.ts';
import type { LiveHooks, LivePhase, LiveRequest } from './live.ts';
import { giveBackWorker, takeWorker } from './workers.ts';

export type ToLiveWorker = LiveRequest;
export type FromLiveWorker =
  | { readonly domain: string; readonly phase: LivePhase }
  | { readonly report: LiveReport }
  | { readonly failed: string }
  | 'done';

/**
 * The same as `checkLive`, in a thread of its own: the editor's process patches sockets and TLS, threads have them as they are, and
 * somebody who types does not wait for certificates to be read. The thread is kept for a while, because a new one takes longer
 * to start than a domain takes. Returns at once when it is cancelled.
 */
export async function checkLiveInWorker(
  request: LiveRequest,
  hooks: LiveHooks,
): Promise<readonly LiveReport[]> {
  if (hooks.signal.aborted) return [];
  const file = liveFile();
  const worker = takeWorker(file);
  const reports = new Map<string, LiveReport>();
  const outcome = await runIn(worker, request, hooks, (report) => reports.set(report.domain, report));
  if (outcome === 'done') giveBackWorker(file, worker);
  else void worker.terminate();
  if (outcome instanceof Error) throw outcome;
  return request.targets.flatMap(({ domain }) => reports.get(domain) ?? []);
}

/** How it ended. Nobody listens to the worker afterwards. */
function runIn(
  worker: Worker,
  request: LiveRequest,
  { signal, onPhase, onReport }: LiveHooks,
  keep: (report: LiveReport) => void,
): Promise<'done' | 'cancelled' | Error> {
  return new Promise((resolve) => {
    const end = (outcome: 'done' | 'cancelled' | Error): void => {
      signal.removeEventListener('abort', stop);
      worker.off('message', hear).off('error', end).off('exit', leave);
      resolve(outcome);
    };
    const stop = (): void => end('cancelled');
    const leave = (): void => end(new Error('the live checks ended before they were done'));
    const hear = (message: FromLiveWorker): void => {
      if (message === 'done') end('done');
      else if ('failed' in message) end(new Error(message.failed));
      else if ('phase' in message) onPhase?.(message.domain, message.phase);
      else {
        keep(message.report);
        onReport?.(message.report);
      }
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', hear).on('error', end).on('exit', leave);
    worker.postMessage(request satisfies ToLiveWorker);
  });
}

/** As it is from source, and in the bundle. */
export function liveFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './liveMain.ts' : './live.mjs', here);
}
