import { today } from '../host/clock.ts';

/** Milliseconds. Nobody waits for midnight; machines sleep across it. */
const EVERY = 5 * 60_000;

/**
 * Tells that another day has begun: what was put off until it is back, in a window that stays open as well. Gives what stops the
 * clock. It keeps no process alive.
 */
export function onNewDay(tell: () => void, clock: () => string = today, every = EVERY): () => void {
  let day = clock();
  const timer = setInterval(() => {
    const now = clock();
    if (now === day) return;
    day = now;
    tell();
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
