import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { backOff, wishedWait } from '../../core/uptime/retry.ts';
import type { UptimeEvent } from '../../core/uptime/state.ts';
import type { PostAnswer } from '../../probes/uptime/postJson.ts';
import { realClock, type Clock } from './schedule.ts';

export interface DeliveryHooks {
  /** The oldest event that this receiver does not have yet; undefined: it has all. */
  next(receiver: string): UptimeEvent | undefined;
  post(receiver: string, event: UptimeEvent, signal: AbortSignal): Promise<PostAnswer | Failure>;
  /** The receiver took it: that has to be kept before anything else happens. */
  onDelivered(receiver: string, event: UptimeEvent): Promise<void>;
  /** It is refused for good. `reason` quotes nothing that the receiver sent. */
  onGivenUp(receiver: string, event: UptimeEvent, reason: string): Promise<void>;
  /** It is tried again after `wait` milliseconds. */
  onRetry?(receiver: string, event: UptimeEvent, reason: string, wait: number): void;
}

export interface Delivery {
  /** There may be something new. */
  poke(): void;
  /** Resolves when all receivers have all, or at that time: milliseconds from now. */
  idle(within: number): Promise<void>;
  /** Nothing is sent any more. What is under way gets a moment: the receiver may have it already. */
  stop(): Promise<void>;
}

/** Milliseconds for which an event is tried: what is refused for a reason of ours, and what fails otherwise. */
const REFUSED = 60 * 60_000;
const FAILED = 24 * 60 * 60_000;
/** What a request under way gets when everything stops. */
const LAST_MOMENT = 3_000;

/**
 * Brings events to receivers: to each one after the other, in their order, each until it is taken. Receivers don't wait for
 * each other.
 */
export function startDelivery(
  receivers: readonly string[],
  hooks: DeliveryHooks,
  clock: Clock = realClock,
): Delivery {
  const stopping = new AbortController();
  const lines = receivers.map((receiver) => createLine(receiver, hooks, clock, stopping.signal));
  return {
    poke() {
      for (const line of lines) line.poke();
    },
    async idle(within) {
      let stop: (() => void) | undefined;
      const end = new Promise<void>((resolve) => {
        stop = clock.at(clock.now() + within, resolve);
      });
      await Promise.race([Promise.all(lines.map((line) => line.idle())), end]);
      stop?.();
    },
    async stop() {
      for (const line of lines) line.stop();
      const stop = clock.at(clock.now() + LAST_MOMENT, () => stopping.abort());
      await Promise.all(lines.map((line) => line.settled()));
      stop();
    },
  };
}

interface Line {
  poke(): void;
  idle(): Promise<void>;
  stop(): void;
  /** Nothing is under way any more. */
  settled(): Promise<void>;
}

function createLine(receiver: string, hooks: DeliveryHooks, clock: Clock, signal: AbortSignal): Line {
  let working: Promise<void> | undefined;
  const stopped = new AbortController();
  let wake: (() => void) | undefined;

  const pause = (wait: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = clock.at(clock.now() + wait, resolve);
      wake = () => {
        stop();
        resolve();
      };
    });

  async function bring(event: UptimeEvent): Promise<void> {
    const firstTry = clock.now();
    for (let attempt = 1; !stopped.signal.aborted; attempt++) {
      const answer = await hooks.post(receiver, event, signal);
      const outcome = outcomeOf(answer);
      if (outcome.kind === 'taken') return hooks.onDelivered(receiver, event);
      if (signal.aborted) return undefined;
      const tried = clock.now() - firstTry;
      if (tried > (outcome.kind === 'refused' ? REFUSED : FAILED))
        return hooks.onGivenUp(receiver, event, outcome.reason);
      if (stopped.signal.aborted) return undefined;
      const wait = Math.max(
        outcome.wait ?? 0,
        outcome.wait === undefined ? backOff(attempt, Math.random()) : 0,
      );
      hooks.onRetry?.(receiver, event, outcome.reason, wait);
      await pause(wait);
    }
    return undefined;
  }

  async function work(): Promise<void> {
    for (let event = hooks.next(receiver); event && !stopped.signal.aborted; event = hooks.next(receiver))
      await bring(event);
  }

  return {
    poke() {
      if (stopped.signal.aborted || working) return;
      working = work().finally(() => (working = undefined));
    },
    async idle() {
      let current = working;
      while (current) {
        await current;
        current = working;
      }
    },
    stop() {
      stopped.abort();
      wake?.();
    },
    async settled() {
      await working;
    },
  };
}

type Outcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string; readonly wait?: number };

function outcomeOf(answer: PostAnswer | Failure): Outcome {
  if (isFailure(answer)) return { kind: 'failed', reason: answer.detail };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const reason = `it answered ${status}`;
  const isBusy = status === 429 || status === 408 || status >= 500;
  if (!isBusy) return { kind: 'refused', reason };
  const wait = wishedWait(answer, Date.now());
  // A wish for no time at all is none.
  return { kind: 'failed', reason, ...(wait === undefined || wait < 100 ? {} : { wait }) };
}
