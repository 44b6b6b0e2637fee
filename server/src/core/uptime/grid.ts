/** When endpoints are asked: each on a grid of its own, which no run moves. */

/**
 * Offsets of the first runs in milliseconds, in the order of the endpoints: those that are asked equally often are spread evenly over their
 * interval, of long ones over its first minute, so that nobody waits an hour to see something.
 */
export function phases(everySeconds: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const every of everySeconds) counts.set(every, (counts.get(every) ?? 0) + 1);
  const next = new Map<number, number>();
  return everySeconds.map((every) => {
    const index = next.get(every) ?? 0;
    next.set(every, index + 1);
    const spread = Math.min(every, LONGEST_SPREAD) * 1_000;
    return Math.floor((index * spread) / (counts.get(every) ?? 1));
  });
}

const LONGEST_SPREAD = 60;

/** The first time of a grid after `now`: what was missed is left out, and never made up for. */
export function nextOnGrid(first: number, interval: number, now: number): number {
  if (now < first) return first;
  return first + (Math.floor((now - first) / interval) + 1) * interval;
}
