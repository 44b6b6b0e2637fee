import type { MonitorHooks, MonitorOrder, MonitorStep } from './monitor.ts';
import { liveFile } from './liveWorker.ts';
import { takeWorker } from './workers.ts';
import type { UptimeEvent } from '../core/uptime/state.ts';

export interface ToMonitor {
  readonly monitor: MonitorOrder | { readonly ask: readonly string[] };
}
export type FromMonitor = { readonly step: MonitorStep } | { readonly event: UptimeEvent } | 'monitored';

export interface MonitorThread {
  ask(endpoints: readonly string[]): void;
  /** Ends it at once; nothing is heard of it any more. */
  stop(): void;
}

export interface MonitorThreadHooks extends MonitorHooks {
  /** It ended by itself: each was asked once, or it failed. */
  readonly onEnd: (failure?: string) => void;
}

export type StartMonitor = (order: MonitorOrder, hooks: MonitorThreadHooks) => MonitorThread;

/** The same as `startMonitor`, in a thread of its own, whose sockets the editor has not patched. */
export const startMonitorInWorker: StartMonitor = (order, { onStep, onEvent, onEnd }) => {
  const worker = takeWorker(liveFile());
  const hear = (message: FromMonitor): void => {
    if (message === 'monitored') end();
    else if ('step' in message) onStep(message.step);
    else onEvent(message.event);
  };
  const fail = (error: Error): void => end(error.message);
  const leave = (): void => end('its thread has ended');
  const stop = (): void => {
    worker.off('message', hear).off('error', fail).off('exit', leave);
    // What still goes wrong in it is nobody's concern.
    worker.on('error', () => {});
    void worker.terminate();
  };
  const end = (failure?: string): void => {
    stop();
    onEnd(failure);
  };
  worker.on('message', hear).on('error', fail).on('exit', leave);
  worker.postMessage({ monitor: order } satisfies ToMonitor);
  return { ask: (ask) => worker.postMessage({ monitor: { ask } } satisfies ToMonitor), stop };
};
