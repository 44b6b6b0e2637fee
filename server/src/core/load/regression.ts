/** When a figure is worse than it was, and not only another one. */

export interface Change {
  readonly endpoint: string;
  /** `p95` in milliseconds, at the same number of requests at a time; `throughput` in requests a second, at the most that held. */
  readonly what: 'p95' | 'throughput';
  readonly concurrency: number;
  readonly before: number;
  readonly now: number;
  /** `same`: no more than chance would do, or too little to matter; `unknown`: too few requests to tell. */
  readonly verdict: 'better' | 'worse' | 'same' | 'unknown';
}

export interface Figure {
  readonly value: number;
  /** Its 95 % interval, as far as that is known. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/**
 * More than a fifth apart, by more than `least`, and with intervals that do not meet: two of 95 % that do not meet are less than
 * 1 % likely to be of the same thing.
 */
export function isRegression(
  now: Figure,
  before: Figure,
  { more, least }: { readonly more: 'better' | 'worse'; readonly least: number },
): Change['verdict'] {
  const isMore = now.value > before.value;
  const [small, large] = isMore ? [before, now] : [now, before];
  const apart = large.value - small.value;
  if (apart <= least || apart <= small.value * SHARE * (isMore ? 1 : 1 / (1 - SHARE))) return 'same';
  if (small.high === undefined || large.low === undefined) return 'unknown';
  if (large.low <= small.high) return 'same';
  return isMore === (more === 'better') ? 'better' : 'worse';
}

/** Of what it was before. */
const SHARE = 0.2;
