import { setMaxListeners } from 'node:events';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { StageFailures, StageObservation, StageStop } from '../../core/observations/load.ts';
import { hasStatus } from '../../core/observations/uptime.ts';
import { hangUp, type Line } from '../http/transport.ts';
import { createCaller } from './caller.ts';
import {
  exchange,
  headerOf,
  mayRepeat,
  usualHeaders,
  type WireAnswer,
  type WireRequest,
} from './exchange.ts';
import { watchClient } from './lag.ts';

export interface LoopTarget {
  readonly request: Pick<WireRequest, 'method' | 'url' | 'headers' | 'body'>;
  /** "2xx", "204" */
  readonly expected: readonly string[];
  /** Milliseconds for one request. */
  readonly timeout: number;
}

export interface StageOrder {
  readonly concurrency: number;
  /** To be measured. */
  readonly requests: number;
  /** One at least for each connection. */
  readonly warmUp: number;
  /** That may be sent at the most: a connection that was dead costs one more. */
  readonly most: number;
  /** No more are sent once so many answers took longer than so many milliseconds. */
  readonly slow: { readonly above: number; readonly most: number };
  /** Milliseconds after which no more requests are sent. */
  readonly time: number;
  /** Milliseconds after which nobody waits for answers any more. */
  readonly patience: number;
}

/** Sends a request again and again, so many at a time: whoever got an answer asks again at once. */
export interface LoadLoop {
  /** One stage after the other. Never rejects. */
  run(order: StageOrder, onAnswer: () => void): Promise<StageObservation>;
  close(): void;
  /** Requests that were sent so far. */
  readonly sent: number;
}

export function createLoadLoop(target: LoopTarget, settings: NetworkSettings, signal: AbortSignal): LoadLoop {
  const caller = createCaller(settings);
  const idle: Line[] = [];
  let opened = 0;
  let sent = 0;
  const request: WireRequest = {
    ...target.request,
    headers: { ...usualHeaders(settings.version, 'load'), ...target.request.headers },
    time: target.timeout,
    limit: LARGEST_ANSWER,
    keepsBody: false,
  };

  async function once(most: number, ending: AbortSignal): Promise<WireAnswer | Failure> {
    const from = performance.now();
    for (let attempt = 0; ; attempt++) {
      const kept = takeIdle();
      const line = kept ?? (await caller.open(request.url, ending));
      if (isFailure(line)) return line;
      if (!kept) opened += 1;
      sent += 1;
      const result = await exchange(line, request, ending);
      if (line.isUsable) idle.push(line);
      else hangUp(line);
      // A server may end a kept connection whenever it likes (RFC 9112 section 9.3.1).
      const isStale = isFailure(result) && result.isStale === true && kept !== undefined;
      if (isStale && attempt < MOST_ATTEMPTS && sent < most && mayRepeat(request.method)) continue;
      return isFailure(result) ? result : { ...result, milliseconds: performance.now() - from };
    }
  }

  function takeIdle(): Line | undefined {
    for (let line = idle.pop(); line; line = idle.pop()) {
      if (line.isUsable) return line;
      hangUp(line);
    }
    return undefined;
  }

  async function run(order: StageOrder, onAnswer: () => void): Promise<StageObservation> {
    const ending = new AbortController();
    const stage = createTally(target, order);
    // As many requests as are under way wait for its end.
    setMaxListeners(0, ending.signal);
    const end = (): void => ending.abort();
    const { concurrency, requests, warmUp } = order;
    const most = sent + order.most;
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const deadline = setTimeout(end, order.patience);
    const ask = async (isMeasured: boolean): Promise<void> => {
      const from = performance.now();
      const result = await once(most, ending.signal);
      stage.take(result, performance.now() - from, isMeasured);
      if (stage.stopped) end();
      onAnswer();
    };
    let until = performance.now() + order.time;
    const goesOn = (): boolean =>
      !ending.signal.aborted && performance.now() < until && sent < most && !stage.isSlow;
    await together(concurrency, warmUp, goesOn, () => ask(false));
    stage.warmedUp();
    until = performance.now() + order.time;
    const client = watchClient();
    const [from, before] = [performance.now(), opened];
    if (!stage.stopped) await together(concurrency, requests, goesOn, () => ask(true));
    clearTimeout(deadline);
    signal.removeEventListener('abort', end);
    const stopped = stage.stopped ?? (signal.aborted ? ({ why: 'cancelled' } as const) : undefined);
    return {
      concurrency,
      ...stage.result(),
      warmUp,
      milliseconds: performance.now() - from,
      connections: opened - before,
      client: client.stop(),
      ...(stopped ? { stopped } : {}),
    };
  }

  return {
    run,
    close() {
      for (const line of idle.splice(0)) hangUp(line);
    },
    get sent() {
      return sent;
    },
  };
}

/** Bytes of an answer that are read. */
const LARGEST_ANSWER = 16 * 1024 * 1024;
/** Connections that were kept and are dead are few, or the server ends them all. */
const MOST_ATTEMPTS = 2;

/** So many tasks in all, so many of them at a time. */
async function together(
  most: number,
  tasks: number,
  goesOn: () => boolean,
  task: () => Promise<void>,
): Promise<void> {
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < tasks && goesOn()) {
      begun += 1;
      await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, tasks) }, work));
}

interface Tally {
  take(result: WireAnswer | Failure, waited: number, isMeasured: boolean): void;
  /** Where nobody answered so far, there is nothing to measure. */
  warmedUp(): void;
  readonly stopped: StageStop | undefined;
  readonly isSlow: boolean;
  result(): Pick<StageObservation, 'times' | 'failures' | 'unfinished'>;
}

function createTally({ expected }: LoopTarget, { requests, slow }: StageOrder): Tally {
  const times: number[] = [];
  const unfinished: number[] = [];
  const statuses = new Map<string, number>();
  const coldUnfinished: number[] = [];
  let [timeouts, connections, warm, late] = [0, 0, 0, 0];
  let detail: string | undefined;
  let stopped: StageStop | undefined;

  function failed({ failed: reason, detail: told }: Failure, waited: number, isMeasured: boolean): void {
    if (reason === 'cancelled') {
      if (!stopped) (isMeasured ? unfinished : coldUnfinished).push(waited);
      return;
    }
    if (reason === 'timeout') timeouts += 1;
    else connections += 1;
    detail ??= told;
  }

  function answered(answer: WireAnswer, isMeasured: boolean): void {
    const { status, headers, milliseconds } = answer;
    const wait = headerOf(headers, 'retry-after');
    const isExpected = hasStatus(status, expected);
    if (!isExpected && (status === 429 || (status === 503 && wait !== undefined))) {
      const seconds = secondsIn(wait);
      stopped = { why: 'asked-to-wait', status, ...(seconds === undefined ? {} : { retryAfter: seconds }) };
    }
    if (!isMeasured) warm += 1;
    else if (isExpected) {
      times.push(milliseconds);
      if (milliseconds > slow.above) late += 1;
    } else statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
  }

  return {
    take(result, waited, isMeasured) {
      if (isFailure(result)) failed(result, waited, isMeasured);
      else answered(result, isMeasured);
      const failures = timeouts + connections + [...statuses.values()].reduce((sum, count) => sum + count, 0);
      // It is clear that it broke: whoever is in trouble is not asked more than that takes.
      if (isMeasured && failures >= Math.max(MOST_FAILURES, requests / 20)) stopped ??= { why: 'failures' };
    },
    warmedUp() {
      // What failed while others were answered was the server's own warming up.
      if (warm > 0) [timeouts, connections, detail] = [0, 0, undefined];
      else if (timeouts + connections > 0) stopped ??= { why: 'failures' };
      else unfinished.push(...coldUnfinished);
    },
    get isSlow() {
      return late >= slow.most;
    },
    get stopped() {
      return stopped;
    },
    result() {
      const failures: StageFailures = {
        timeouts,
        connections,
        statuses: Object.fromEntries(statuses),
        ...(detail === undefined ? {} : { detail }),
      };
      return { times, failures, unfinished };
    },
  };
}

const MOST_FAILURES = 5;

/** RFC 9110 section 10.2.3: seconds, or a date. */
function secondsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.round((at - Date.now()) / 1_000));
}
