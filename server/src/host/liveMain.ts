import { isMainThread, parentPort } from 'node:worker_threads';
import { checkLive } from './live.ts';
import type { FromLiveWorker, ToLiveWorker } from './liveWorker.ts';
import { startMonitor, type Monitor } from './monitor.ts';
import type { FromMonitor, ToMonitor } from './monitorWorker.ts';

/** For whoever measures the bundle. */
export { checkLive };

/** The entry of the thread that the editor's live checks run in, one run after the other, or its monitoring: until it is ended. */
if (!isMainThread && parentPort) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  // A run that nobody waits for any more is ended together with the thread.
  const { signal } = new AbortController();
  const send = (message: FromLiveWorker): void => port.postMessage(message);
  const monitor = createMonitoring((message) => port.postMessage(message));
  port.on('message', (request: ToLiveWorker | ToMonitor) => {
    if ('monitor' in request) return monitor(request);
    checkLive(request, {
      signal,
      onPhase: (domain, phase) => send({ domain, phase }),
      onReport: (report) => send({ report }),
    }).then(
      () => send('done'),
      (error: unknown) => send({ failed: error instanceof Error ? error.message : String(error) }),
    );
  });
}

function createMonitoring(send: (message: FromMonitor) => void): (request: ToMonitor) => void {
  let running: Monitor | undefined;
  return ({ monitor }) => {
    if ('ask' in monitor) return running?.ask(monitor.ask);
    running = startMonitor(monitor, {
      onStep: (step) => send({ step }),
      onEvent: (event) => send({ event }),
    });
    void running.done.then(() => send('monitored'));
  };
}
