/** Time in which this process itself stood still: nobody who was asked meanwhile is to be blamed for it. */
export interface Stalls {
  /** What was waited for has come, and the next thing is waited for: an address, a connection, an answer. */
  step(): void;
  /** Milliseconds by which all steps were held up; the second call and later ones give the same. */
  stop(): number;
}

export function watchStalls(): Stalls {
  if (watchers++ === 0) {
    meter.look();
    timer = setInterval(() => meter.look(), EVERY);
    timer.unref();
  }
  const stalls = meter.watch();
  let result: number | undefined;
  return {
    step: () => stalls.step(),
    stop() {
      if (result !== undefined) return result;
      result = stalls.stop();
      if (--watchers === 0) clearInterval(timer);
      return result;
    },
  };
}

export interface StallMeter {
  /** To be called every 50 ms: that it comes late is what stood still. */
  look(): void;
  watch(): Stalls;
}

/**
 * Only a standstill at the beginning of a step, when what is asked leaves late, or at its end, when what has come is read late, holds
 * it up: one in between is over before anything comes. `now` is in milliseconds.
 */
export function createStallMeter(now: () => number): StallMeter {
  const steps = new Set<Step>();
  let last = now();
  /** Of the look that is due. */
  const lateness = (): number => {
    const late = now() - last - EVERY;
    return late > USUAL ? late : 0;
  };
  return {
    look() {
      const late = lateness();
      last = now();
      for (const step of steps) {
        if (step.first === undefined) step.first = Math.min(late, last - step.from);
        else step.latest = late;
      }
    },
    watch() {
      let held = 0;
      let step: Step = { from: now(), latest: 0 };
      steps.add(step);
      const close = (): void => {
        const heldUp = (step.first ?? 0) + step.latest + lateness();
        held += Math.min(heldUp, now() - step.from);
        steps.delete(step);
      };
      return {
        step() {
          close();
          step = { from: now(), latest: 0 };
          steps.add(step);
        },
        stop() {
          close();
          return held;
        },
      };
    },
  };
}

interface Step {
  readonly from: number;
  /** How late the first look after its beginning was, as far as that is part of it; absent: there was none yet. */
  first?: number;
  /** The same of the latest after that. */
  latest: number;
}

/** Milliseconds between looks, and what is late for reasons that don't count. */
const EVERY = 50;
const USUAL = 10;

const meter = createStallMeter(() => performance.now());
let watchers = 0;
let timer: NodeJS.Timeout | undefined;
