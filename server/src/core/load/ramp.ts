/** How many requests at a time come next, and when it is over. */
import type { Stage } from './stage.ts';

export interface Limits {
  /** Requests that may still be sent, those for warming up too. */
  readonly requests: number;
  /** Milliseconds that are left. */
  readonly time: number;
}

export interface Budget {
  /** Of one endpoint, at its beginning. */
  readonly requests: number;
  readonly time: number;
}

export interface NextStage {
  readonly concurrency: number;
  readonly requests: number;
  readonly warmUp: number;
  /** Milliseconds. */
  readonly time: number;
}

export type RampEnd =
  | 'latency'
  | 'errors'
  | 'timeouts'
  | 'rate-limited'
  | 'client'
  /** As many requests were sent as may be. */
  | 'requests'
  | 'time'
  | 'concurrency';

/**
 * Twice as many at a time as long as it holds; where p95 passed its threshold by what may be chance, the same again; where it
 * certainly did, what lies between, at most twice. `stages`: what was measured so far, in its order, one for each concurrency.
 */
export function nextStage(
  stages: readonly Stage[],
  budget: Budget,
  left: Limits,
  repeats: number,
): NextStage | RampEnd {
  const last = stages.at(-1);
  if (!last) return affordable(1, budget, left);
  const { verdict, concurrency } = last;
  if (verdict === 'uncertain')
    return repeats < MOST_REPEATS ? orElse(affordable(concurrency, budget, left), 'latency') : 'latency';
  if (verdict === 'nothing') return left.time <= 0 ? 'time' : 'requests';
  if (verdict !== 'held' && verdict !== 'latency') return verdict;
  const broken = Math.min(...stages.filter((one) => one.verdict === 'latency').map((one) => one.concurrency));
  if (broken === Infinity)
    return concurrency >= MOST_AT_ONCE ? 'concurrency' : affordable(concurrency * 2, budget, left);
  const held = Math.max(0, ...stages.filter((one) => one.verdict === 'held').map((one) => one.concurrency));
  const between = Math.round((held + broken) / 2);
  const refined = stages.filter((one) => Math.log2(one.concurrency) % 1 !== 0).length;
  // A quarter more or less is nothing that anybody plans with.
  if (held === 0 || broken - held < Math.max(2, held / 4) || refined >= MOST_REFINED) return 'latency';
  return stages.some((one) => one.concurrency === between)
    ? 'latency'
    : orElse(affordable(between, budget, left), 'latency');
}

const MOST_AT_ONCE = 1_024;
const MOST_REPEATS = 1;
const MOST_REFINED = 2;
/** An eighth of the requests for each stage; with fewer than 75 of them a p95 has no upper end (0.95^75 is 2 %). */
const SHARE = 8;
const FEWEST = 20;
const MOST = 1_000;
/** Requests for each that is under way at once: with fewer, the beginning and the end of a stage count too much. */
const FOR_EACH = 4;

function affordable(concurrency: number, budget: Budget, left: Limits): NextStage | RampEnd {
  const warmUp = concurrency === 1 ? WARM : concurrency;
  const usual = Math.min(MOST, Math.max(FEWEST, Math.floor(budget.requests / SHARE)));
  const requests = Math.min(Math.max(usual, FOR_EACH * concurrency), left.requests - warmUp);
  // Better none than one that is over before all are under way; the first says something in any case.
  if (requests < (concurrency === 1 ? 1 : Math.max(FEWEST, 2 * concurrency))) return 'requests';
  const time = Math.min(left.time, Math.max(SHORTEST, budget.time / SHARE));
  if (time < SHORTEST / 4) return 'time';
  return { concurrency, requests, warmUp, time };
}

const WARM = 3;
/** Milliseconds of a stage. */
const SHORTEST = 2_000;

function orElse(next: NextStage | RampEnd, end: RampEnd): NextStage | RampEnd {
  return typeof next === 'string' ? end : next;
}
