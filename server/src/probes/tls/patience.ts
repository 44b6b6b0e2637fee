/** Waiting that is not misled by a busy process. */

/**
 * Fires after some milliseconds of a running event loop. Where the loop stood still meanwhile, what has arrived is looked at
 * first, and whoever we wait for gets the time that we took from them. Returns what stops it.
 */
export function patientTimer(milliseconds: number, fire: () => void): () => void {
  let extensions = 0;
  let timer: NodeJS.Timeout;
  let soon: NodeJS.Immediate | undefined;
  const start = (wait: number): void => {
    const due = performance.now() + wait;
    timer = setTimeout(() => {
      const late = performance.now() - due;
      if (late > LATE && extensions++ < MOST_EXTENSIONS) start(Math.min(late, milliseconds));
      else soon = setImmediate(fire);
    }, wait);
  };
  start(milliseconds);
  return () => {
    clearTimeout(timer);
    if (soon) clearImmediate(soon);
  };
}

const LATE = 50;
const MOST_EXTENSIONS = 3;

/** Lets so many tasks run at once; the others wait in their order. */
export function slots(most: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
