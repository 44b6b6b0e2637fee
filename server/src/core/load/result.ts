/** What a load test showed. Plain data without a secret: it is printed and saved. */
import type { RampEnd } from './ramp.ts';
import type { Stage } from './stage.ts';

export interface LoadRun {
  /** ISO 8601. */
  readonly at: string;
  readonly environment: { readonly name: string; readonly base: string; readonly isProduction: boolean };
  readonly endpoints: readonly EndpointLoad[];
  /** That were sent, those for warming up too. */
  readonly requests: number;
  readonly milliseconds: number;
}

export interface EndpointLoad {
  readonly name: string;
  /** As it is configured: references are not filled in. */
  readonly request: string;
  /** Milliseconds. */
  readonly threshold: number;
  /** By concurrency. */
  readonly stages: readonly Stage[];
  readonly end: RampEnd | 'cancelled';
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter?: number;
  readonly requests: number;
}

/** The most at a time that held, with everything below it. */
export function heldStage({ stages }: Pick<EndpointLoad, 'stages'>): Stage | undefined {
  const broken = brokenStage({ stages })?.concurrency ?? Infinity;
  return stages.findLast(({ verdict, concurrency }) => verdict === 'held' && concurrency < broken);
}

/** The fewest at a time that did not hold. */
export function brokenStage({ stages }: Pick<EndpointLoad, 'stages'>): Stage | undefined {
  return stages.find(({ verdict }) => verdict !== 'held' && verdict !== 'nothing');
}

/** Whether it is known to be too slow, or broken, for a single person at a time. */
export function isBroken(load: EndpointLoad): boolean {
  return heldStage(load) === undefined && ['latency', 'errors', 'timeouts'].includes(load.end);
}

/** Whether nothing can be said of it. */
export function isUnknown(load: EndpointLoad): boolean {
  return heldStage(load) === undefined && !isBroken(load);
}
