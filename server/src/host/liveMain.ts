import { parentPort, workerData } from 'node:worker_threads';
import { checkLive, type LiveRequest } from './live.ts';
import type { FromLiveWorker, ToLiveWorker } from './liveWorker.ts';

/** What the command line loads, and the entry of the thread that the editor's live checks run in. */
export { checkLive };

const request = workerData as { readonly live?: LiveRequest } | null;
if (parentPort && request?.live) void serve(request.live, parentPort);

async function serve(live: LiveRequest, port: NonNullable<typeof parentPort>): Promise<void> {
  const stop = new AbortController();
  port.on('message', (message: ToLiveWorker) => {
    if (message === 'stop') stop.abort();
  });
  const send = (message: FromLiveWorker): void => port.postMessage(message);
  try {
    await checkLive(live, {
      signal: stop.signal,
      onPhase: (domain, phase) => send({ domain, phase }),
      onReport: (report) => send({ report }),
    });
    send('done');
  } catch (error) {
    send({ failed: error instanceof Error ? error.message : String(error) });
  }
  port.close();
}
