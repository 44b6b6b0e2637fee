/** What one stage of a load test showed: so many requests at a time. Plain data. */
export interface StageObservation {
  /** Requests that were under way at a time. */
  readonly concurrency: number;
  /** Milliseconds from sending a request until its whole answer was there; only of answers that were expected. In their order. */
  readonly times: readonly number[];
  readonly failures: StageFailures;
  /** Requests that were sent before anything was measured, on the connections that were measured then. */
  readonly warmUp: number;
  /** Requests that were under way when the time was over, and how long each had waited: milliseconds. */
  readonly unfinished: readonly number[];
  /** Milliseconds from the first measured request until the last answer. */
  readonly milliseconds: number;
  /** Connections that were made while it was measured. */
  readonly connections: number;
  readonly client: ClientState;
  /** What ended it before its time. */
  readonly stopped?: StageStop;
}

export interface StageFailures {
  readonly timeouts: number;
  /** Connections that were refused, ended, or spoke no HTTP. */
  readonly connections: number;
  /** Answers with a status that nobody expected, by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Why the first connection failed, in words. */
  readonly detail?: string;
}

/** How this machine itself got on. */
export interface ClientState {
  /** By how many milliseconds its timers were late: of 20, the latest but one (95th percentile). */
  readonly lag: number;
  /** Share of the time in which its one thread was busy, 0 to 1. */
  readonly utilization: number;
}

export type StageStop =
  /** 429, or 503 with Retry-After. `retryAfter`: seconds, where the answer says so. */
  | { readonly why: 'asked-to-wait'; readonly status: number; readonly retryAfter?: number }
  /** Nobody answered while it was warming up, or too many failed. */
  | { readonly why: 'failures' }
  | { readonly why: 'cancelled' };
