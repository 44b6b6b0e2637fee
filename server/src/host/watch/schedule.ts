import { nextOnGrid, phases } from '../../core/uptime/grid.ts';

/** Milliseconds of any beginning; they only go up. Tests hand in their own. */
export interface Clock {
  now(): number;
  /** Calls once, not before that time. Returns what stops it. */
  at(time: number, call: () => void): () => void;
}

export interface Scheduled<Item> {
  readonly item: Item;
  /** Seconds. */
  readonly every: number;
}

export interface ScheduleHooks<Item> {
  /** A run is due; it may take as long as it likes, and has its slot for itself. `late`: milliseconds. */
  run(item: Item, late: number): Promise<void>;
  /** The run before it was not over. */
  onSkip?(item: Item): void;
}

export interface Schedule {
  /** No run begins any more; resolves when those under way are over. */
  stop(): Promise<void>;
}

/**
 * Runs each item on its own grid, the first runs spread over the interval. What one run takes moves no other: where it is
 * not over at the next time of its grid, that time is left out.
 */
export function startSchedule<Item>(
  items: readonly Scheduled<Item>[],
  hooks: ScheduleHooks<Item>,
  clock: Clock = realClock,
): Schedule {
  const start = clock.now();
  const offsets = phases(items.map(({ every }) => every));
  const stops = new Map<number, () => void>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  function plan(index: number, due: number, { item, every }: Scheduled<Item>): void {
    let isBusy = false;
    const arrange = (time: number): void => {
      stops.set(
        index,
        clock.at(time, () => {
          if (isStopped) return;
          const now = clock.now();
          arrange(nextOnGrid(due, every * 1000, now));
          if (isBusy) return hooks.onSkip?.(item);
          isBusy = true;
          const run = hooks.run(item, now - time).finally(() => {
            isBusy = false;
            running.delete(run);
          });
          running.add(run);
        }),
      );
    };
    arrange(due);
  }

  items.forEach((item, index) => plan(index, start + (offsets[index] ?? 0), item));
  return {
    async stop() {
      isStopped = true;
      for (const stop of stops.values()) stop();
      await Promise.allSettled(running);
    },
  };
}

/** Longer waits are more than a timer of Node takes. */
const LONGEST_WAIT = 2 ** 30;

export const realClock: Clock = {
  now: () => performance.now(),
  at(time, call) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = time - performance.now();
      // Timers may fire a little too early.
      if (left <= 0.5) call();
      else timer = setTimeout(wait, Math.min(LONGEST_WAIT, Math.ceil(left)));
    };
    timer = setTimeout(wait, Math.max(0, Math.min(LONGEST_WAIT, time - performance.now())));
    return () => clearTimeout(timer);
  },
};
