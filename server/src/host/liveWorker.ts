import { Worker } from 'node:worker_threads';
import type { LiveReport } from '../core/judgeLive.ts';
import type { LiveHooks, LivePhase, LiveRequest } from './live.ts';

export type ToLiveWorker = 'stop';
export type FromLiveWorker =
  | { readonly domain: string; readonly phase: LivePhase }
  | { readonly report: LiveReport }
  | { readonly failed: string }
  | 'done';

/** Milliseconds in which a thread that was told to stop may end by itself. */
const GRACE = 500;

/**
 * The same as `checkLive`, in a thread of its own: the editor's process patches sockets and TLS, threads have them as they are, and
 * somebody who types does not wait for certificates to be read. Returns at once when it is cancelled.
 */
export async function checkLiveInWorker(
  request: LiveRequest,
  hooks: LiveHooks,
): Promise<readonly LiveReport[]> {
  if (hooks.signal.aborted) return [];
  const reports = new Map<string, LiveReport>();
  const worker = new Worker(liveFile(), {
    workerData: { live: request },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      worker.postMessage('stop' satisfies ToLiveWorker);
      setTimeout(() => void worker.terminate(), GRACE).unref();
      resolve();
    };
    hooks.signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: FromLiveWorker) => {
      if (hooks.signal.aborted) return;
      if (message === 'done') resolve();
      else if ('failed' in message) reject(new Error(message.failed));
      else if ('phase' in message) hooks.onPhase?.(message.domain, message.phase);
      else {
        reports.set(message.report.domain, message.report);
        hooks.onReport?.(message.report);
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      hooks.signal.removeEventListener('abort', stop);
      // Nothing, where it ended as it should.
      reject(new Error('the live checks ended before they were done'));
    });
  });
  return request.targets.flatMap(({ domain }) => reports.get(domain) ?? []);
}

/** As it is from source, and in the bundle. */
function liveFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './liveMain.ts' : './live.mjs', here);
}
