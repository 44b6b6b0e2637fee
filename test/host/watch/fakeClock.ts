import type { Clock } from '../../../server/src/host/watch/schedule.ts';

export interface FakeClock extends Clock {
  /** Lets time pass, and everything happen that is due meanwhile. */
  advance(milliseconds: number): Promise<void>;
  /** Time passes at once; nothing happens until it is let to. */
  sleep(milliseconds: number): void;
  wait(milliseconds: number): Promise<void>;
}

export function fakeClock(): FakeClock {
  let now = 0;
  const due = new Set<{ readonly time: number; readonly call: () => void }>();
  const at: Clock['at'] = (time, call) => {
    const entry = { time, call };
    due.add(entry);
    return () => due.delete(entry);
  };
  return {
    now: () => now,
    at,
    sleep: (milliseconds) => void (now += milliseconds),
    wait: (milliseconds) =>
      new Promise((resolve) => {
        at(now + milliseconds, resolve);
      }),
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        // What was called may have made promises that arrange more.
        await new Promise(setImmediate);
        const [next] = [...due].sort((a, b) => a.time - b.time);
        if (!next || next.time > end) break;
        due.delete(next);
        now = Math.max(now, next.time);
        next.call();
      }
      now = end;
    },
  };
}
