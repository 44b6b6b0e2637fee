import type { ObservatoryOutcome } from './scores.ts';

/** What one test says. */
export interface Judged {
  readonly result: ObservatoryOutcome;
  readonly pass: boolean;
}

/** Keeps the worse of two results: the later one in the list. */
export function worseOf(
  order: readonly ObservatoryOutcome[],
  before: ObservatoryOutcome | undefined,
  now: ObservatoryOutcome,
): ObservatoryOutcome {
  return before === undefined || order.indexOf(now) > order.indexOf(before) ? now : before;
}
