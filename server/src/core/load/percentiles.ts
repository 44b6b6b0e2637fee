/** Order statistics: no distribution is assumed of how long answers take. */

/** The value that a share of all is not above (nearest rank): exact, one of the values. Undefined where there are none. */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(round(sorted.length * share)) - 1)];
}

export interface Interval {
  readonly low: number;
  /** Absent where there are too few values to say. */
  readonly high?: number;
}

/**
 * Where the percentile of all requests that could be sent lies, by those that were: with 95 % confidence, between two of the
 * values (David and Nagaraja, Order Statistics, section 7.1). Undefined where there are too few to have a lower end.
 */
export function percentileInterval(sorted: readonly number[], share: number): Interval | undefined {
  const n = sorted.length;
  // P(X ≤ k) of the number X of values that lie below the percentile.
  const below = binomialSums(n, share);
  let lower = -1;
  while (lower + 1 < n && (below[lower + 1] ?? 1) <= TAIL) lower += 1;
  let upper = n;
  while (upper > 0 && 1 - (below[upper - 1] ?? 0) <= TAIL) upper -= 1;
  // X ≤ lower is improbable: the value of rank lower + 1 is a lower end. X > upper is improbable: so is that of rank upper + 1.
  const low = lower < 0 ? undefined : sorted[lower];
  const high = sorted[upper];
  return low === undefined ? undefined : { low, ...(high === undefined ? {} : { high }) };
}

/** How probable it is that so many of n or more lie above what only a share of all should, if that were so. */
export function chanceOfAtLeast(count: number, n: number, share: number): number {
  return count <= 0 ? 1 : Math.max(0, 1 - (binomialSums(n, share)[count - 1] ?? 1));
}

/** The fewest of n above what only a share should be that are no chance: such a number or more is less probable than `chance`. */
export function tooManyOf(n: number, share: number, chance: number): number {
  const sums = binomialSums(n, share);
  const below = sums.findIndex((sum) => 1 - sum <= chance);
  return Math.min(n, Math.max(below, 0) + 1);
}

/** Each side of an interval. */
const TAIL = 0.025;

/** P(X ≤ k) for k from 0 to n, by logarithms: n may be thousands. */
function binomialSums(n: number, share: number): readonly number[] {
  const sums: number[] = [];
  let logTerm = n * Math.log(1 - share);
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += Math.exp(logTerm);
    sums.push(Math.min(1, sum));
    logTerm += Math.log((n - k) / (k + 1)) + Math.log(share / (1 - share));
  }
  return sums;
}

/** Mean, and how far it may be off with 95 % confidence (normal approximation). */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly margin: number } {
  const n = values.length;
  if (n === 0) return { mean: 0, margin: 0 };
  const mean = values.reduce((sum, each) => sum + each, 0) / n;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, n - 1);
  return { mean, margin: 1.96 * Math.sqrt(variance / n) };
}

/** 100 × 0.95 is not quite 95. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
