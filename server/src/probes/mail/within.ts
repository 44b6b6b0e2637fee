import { patientTimer } from '../tls/patience.ts';

/** Work that is told to end after some milliseconds, and as soon as `signal` says so. */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const stopTimer = patientTimer(milliseconds, stop);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await work(controller.signal);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', stop);
  }
}
