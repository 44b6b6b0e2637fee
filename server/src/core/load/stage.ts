/** What a stage comes to, and whether it held. */
import type { ClientState, StageFailures, StageObservation } from '../observations/load.ts';
import {
  chanceOfAtLeast,
  meanOf,
  percentile,
  percentileInterval,
  tooManyOf,
  type Interval,
} from './percentiles.ts';

export interface Stage {
  readonly concurrency: number;
  /** Answers that were expected: what the percentiles are of. */
  readonly answers: number;
  readonly failures: StageFailures & { readonly total: number };
  readonly warmUp: number;
  /** Milliseconds; absent without answers. */
  readonly p50?: number;
  readonly p90?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly p95Interval?: Interval;
  readonly mean: number;
  /** Expected answers a second. */
  readonly requestsPerSecond: number;
  /** By how much that may be off, as a share: 0.05 is 5 %. */
  readonly requestsPerSecondMargin: number;
  readonly milliseconds: number;
  readonly connections: number;
  readonly client: ClientState;
  readonly verdict: StageVerdict;
}

export type StageVerdict =
  | 'held'
  /** p95 is above the threshold, and that may be chance. */
  | 'uncertain'
  | 'latency'
  | 'errors'
  | 'timeouts'
  | 'rate-limited'
  /** It was this machine that could not go on. */
  | 'client'
  /** Nothing can be said: it was ended before there was an answer. */
  | 'nothing';

/** So many slow answers of so many that it certainly does not hold: whoever is in trouble is not asked more than that takes. */
export function certainlySlow(requests: number): number {
  return tooManyOf(requests, 1 - SHARE, CHANCE);
}

/** What p95 above the threshold is, when it is chance as seldom as this. */
const CHANCE = 0.05;

/** Of one observation, or of several of the same concurrency together. `threshold`: milliseconds. */
export function stageOf(observed: readonly StageObservation[], threshold: number): Stage {
  const times = observed.flatMap((one) => one.times).sort((a, b) => a - b);
  const failures = failuresOf(observed);
  const milliseconds = sum(observed.map((one) => one.milliseconds));
  const { mean, margin } = meanOf(times);
  const client = {
    lag: tenth(Math.max(0, ...observed.map((one) => one.client.lag))),
    utilization: Math.round(Math.max(0, ...observed.map((one) => one.client.utilization)) * 100) / 100,
  };
  const [p50, p90, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((share) => percentile(times, share));
  const interval = percentileInterval(times, 0.95);
  return {
    concurrency: observed[0]?.concurrency ?? 0,
    answers: times.length,
    failures,
    warmUp: sum(observed.map((one) => one.warmUp)),
    ...(p50 === undefined ? {} : { p50: tenth(p50) }),
    ...(p90 === undefined ? {} : { p90: tenth(p90) }),
    ...(p95 === undefined ? {} : { p95: tenth(p95) }),
    ...(p99 === undefined ? {} : { p99: tenth(p99) }),
    ...(interval
      ? {
          p95Interval: {
            low: tenth(interval.low),
            ...(interval.high === undefined ? {} : { high: tenth(interval.high) }),
          },
        }
      : {}),
    mean: tenth(mean),
    requestsPerSecond: milliseconds > 0 ? tenth((times.length / milliseconds) * 1_000) : 0,
    requestsPerSecondMargin: mean > 0 ? Math.round((margin / mean) * 1_000) / 1_000 : 0,
    milliseconds: Math.round(milliseconds),
    connections: sum(observed.map((one) => one.connections)),
    client,
    verdict: verdictOf(observed, times, failures, { threshold, client }),
  };
}

function verdictOf(
  observed: readonly StageObservation[],
  times: readonly number[],
  failures: Stage['failures'],
  { threshold, client }: { readonly threshold: number; readonly client: ClientState },
): StageVerdict {
  if (observed.some(({ stopped }) => stopped?.why === 'asked-to-wait')) return 'rate-limited';
  const { total, timeouts } = failures;
  const all = times.length + total;
  if (total > all * MOST_FAILURES && (total > 1 || all <= FEW))
    return timeouts * 2 >= total ? 'timeouts' : 'errors';
  // Of a stage that was stopped nobody knows how it would have gone on.
  if (observed.some(({ stopped }) => stopped?.why === 'cancelled')) return 'nothing';
  // Whoever has waited for longer than the threshold has waited too long, whenever the answer would have come.
  const waited = observed.flatMap(({ unfinished }) => unfinished).filter((time) => time > threshold);
  const slow = times.filter((time) => time > threshold).length + waited.length + timeouts;
  const n = times.length + waited.length + timeouts;
  if (n === 0) return 'nothing';
  if (n - slow >= Math.ceil(Math.round(n * SHARE * 1e6) / 1e6)) return 'held';
  if (isToBlame(client, times, threshold)) return 'client';
  return chanceOfAtLeast(slow, n, 1 - SHARE) <= CHANCE ? 'latency' : 'uncertain';
}

/** Of all requests. */
const MOST_FAILURES = 0.01;
const FEW = 10;
const SHARE = 0.95;

/** Without the lateness of our own timers, or with a thread of ours that had time left, it would have held. */
function isToBlame({ lag, utilization }: ClientState, times: readonly number[], threshold: number): boolean {
  const p95 = percentile(times, SHARE) ?? 0;
  return (lag > MOST_LAG && p95 - 2 * lag <= threshold) || (utilization > MOST_BUSY && lag > MOST_LAG / 4);
}

/** Milliseconds. */
const MOST_LAG = 20;
const MOST_BUSY = 0.95;

function failuresOf(observed: readonly StageObservation[]): Stage['failures'] {
  const statuses: Record<string, number> = {};
  for (const { failures } of observed)
    for (const [status, count] of Object.entries(failures.statuses))
      statuses[status] = (statuses[status] ?? 0) + count;
  const timeouts = sum(observed.map(({ failures }) => failures.timeouts));
  const connections = sum(observed.map(({ failures }) => failures.connections));
  const detail = observed.find(({ failures }) => failures.detail !== undefined)?.failures.detail;
  return {
    total: timeouts + connections + sum(Object.values(statuses)),
    timeouts,
    connections,
    statuses,
    ...(detail === undefined ? {} : { detail }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
