/**
 * Milliseconds that this thread has worked, to within `STALE`: on a busy machine a rule must not lose its time to other programs.
 * Where Node can't tell (before 23.9), the time that has passed.
 */
export function processorTime(): number {
  const passed = performance.now();
  if (!process.threadCpuUsage) return passed;
  if (passed - worked.asked > STALE) {
    const { user, system } = process.threadCpuUsage();
    worked = { asked: passed, milliseconds: (user + system) / 1_000 };
  }
  return worked.milliseconds;
}

/** The system takes a microsecond to tell, and is asked twice for each rule and file: no thread works longer than time passes. */
let worked = { asked: Number.NEGATIVE_INFINITY, milliseconds: 0 };
const STALE = 5;
