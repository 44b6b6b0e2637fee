/** Time in which this process itself stood still: nobody who was asked meanwhile is to be blamed for it. */
export interface Stalls {
  /** Milliseconds since the beginning; the second call and later ones give the same. */
  stop(): number;
}

export function watchStalls(): Stalls {
  if (watchers++ === 0) start();
  const before = stalled + lateness();
  let result: number | undefined;
  return {
    stop() {
      if (result !== undefined) return result;
      result = Math.max(0, stalled + lateness() - before);
      if (--watchers === 0) clearInterval(timer);
      return result;
    },
  };
}

/** Milliseconds between looks, and what is late for reasons that don't count. */
const EVERY = 50;
const USUAL = 10;

let watchers = 0;
let stalled = 0;
let last = 0;
let timer: NodeJS.Timeout | undefined;

function start(): void {
  last = performance.now();
  timer = setInterval(() => {
    stalled += lateness();
    last = performance.now();
  }, EVERY);
  timer.unref();
}

/** Of the look that is due. */
function lateness(): number {
  const late = performance.now() - last - EVERY;
  return late > USUAL ? late : 0;
}
