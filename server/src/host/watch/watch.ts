import { setMaxListeners } from 'node:events';
import { alertPayload } from '../../core/uptime/alerts/payload.ts';
import type { AlertReceiver } from '../../core/uptime/monitoringConfig.ts';
import type { RunVerdict } from '../../core/uptime/judgeRun.ts';
import type { WatchFigures } from '../../core/uptime/metrics.ts';
import {
  afterRun,
  delivered,
  prunedState,
  type UptimeEvent,
  type UptimeRules,
  type UptimeState,
} from '../../core/uptime/state.ts';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import type { EndpointRun, MonitoredEndpoint } from '../../core/observations/uptime.ts';
import { createAddressBook } from '../../probes/uptime/addressBook.ts';
import { observeEndpoint } from '../../probes/uptime/observeEndpoint.ts';
import { postJson } from '../../probes/uptime/postJson.ts';
import { startDelivery, type Delivery } from './deliver.ts';
import { startSchedule } from './schedule.ts';
import type { StateFile } from './stateFile.ts';

export interface WatchOrder {
  readonly endpoints: readonly WatchedEndpoint[];
  readonly rules: Omit<UptimeRules, 'receivers'>;
  readonly receivers: readonly Receiver[];
  readonly network: NetworkSettings;
  readonly file: StateFile;
  /** Milliseconds that a receiver has to answer; 30 seconds where nothing is said. */
  readonly patience?: number;
}

export interface WatchedEndpoint {
  readonly endpoint: MonitoredEndpoint;
  /** With the values of the variables: in no output, and in no file. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Receiver {
  /** What it is called in the state. */
  readonly id: string;
  readonly type: AlertReceiver['type'];
  /** A secret. */
  readonly url: string;
}

export interface WatchHooks {
  /** `late`: milliseconds by which it began after its time. */
  onRun?(endpoint: MonitoredEndpoint, run: EndpointRun, verdict: RunVerdict, late: number): void;
  onEvent(event: UptimeEvent): void;
  onDelivered?(receiver: string, event: UptimeEvent): void;
  onRetry?(receiver: string, event: UptimeEvent, reason: string, wait: number): void;
  /** Something that the user should know; it quotes nothing that was received. */
  onProblem(text: string): void;
}

export interface Watch {
  state(): UptimeState;
  figures(): WatchFigures;
  /** Keeps the state; resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Asks every endpoint on its own grid until it is stopped. */
export function startWatch(order: WatchOrder, hooks: WatchHooks): Watch {
  const core = createCore(order, hooks);
  const stopping = new AbortController();
  // Every run that is under way listens.
  setMaxListeners(0, stopping.signal);
  let mostLate = 0;
  const schedule = startSchedule(
    order.endpoints.map((item) => ({ item, every: item.endpoint.every })),
    {
      async run(item, late) {
        mostLate = Math.max(mostLate, late);
        await core.ask(item, late, stopping.signal);
      },
    },
  );
  // What happened before the start may wait to be told.
  core.delivery.poke();
  const keeping = setInterval(() => void core.keepIfChanged(), KEEP_EVERY);
  return {
    state: () => core.state(),
    figures: () => ({ mostLate, delivered: core.deliveries() }),
    async stop() {
      clearInterval(keeping);
      stopping.abort();
      await schedule.stop();
      await core.delivery.stop();
      await core.keep();
    },
  };
}

/** Asks every endpoint once, and tells what is to be told; what could not be delivered in time stays in the state. */
export async function watchOnce(
  order: WatchOrder,
  hooks: WatchHooks,
  signal: AbortSignal,
): Promise<UptimeState> {
  const core = createCore(order, hooks);
  setMaxListeners(0, signal);
  const waiting = [...order.endpoints];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift())
      await core.ask(next, 0, signal);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await core.keep();
  core.delivery.poke();
  if (!signal.aborted) await core.delivery.idle(DELIVERY_BOUND);
  await core.delivery.stop();
  await core.keep();
  return core.state();
}

/** Milliseconds between two times that the state is kept while nothing happens: less of it than that is lost when the machine dies. */
const KEEP_EVERY = 5_000;
/** Endpoints that are asked at a time when all are asked once. */
const AT_ONCE = 64;
/** Milliseconds for which a single pass waits for receivers. */
const DELIVERY_BOUND = 30_000;
/** Milliseconds after which nobody wants to be told any more. */
const STALE = 7 * 24 * 60 * 60_000;

interface Core {
  ask(item: WatchedEndpoint, late: number, signal: AbortSignal): Promise<void>;
  state(): UptimeState;
  deliveries(): number;
  /** Never rejects. */
  keep(): Promise<void>;
  keepIfChanged(): Promise<void>;
  readonly delivery: Delivery;
}

function createCore(order: WatchOrder, hooks: WatchHooks): Core {
  const { endpoints, network, file } = order;
  const receivers = order.receivers.map(({ id }) => id);
  const rules: UptimeRules = { ...order.rules, receivers };
  const addresses = createAddressBook(network);
  let state = withoutStale(
    prunedState(
      file.state,
      endpoints.map(({ endpoint }) => endpoint),
      receivers,
    ),
  );
  let isKept = true;
  let canKeep = true;
  let deliveries = 0;
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  /** Events that are in no file yet: nobody is told of them before. */
  const unkept = new Set<string>();

  async function write(): Promise<void> {
    isKept = true;
    try {
      await file.save(state);
      canKeep = true;
    } catch {
      // Said once: whoever is told of outages must go on being told.
      if (canKeep)
        hooks.onProblem('The state can’t be written: what happens now will be told again after a restart.');
      canKeep = false;
      isKept = false;
    }
  }

  /** Resolves when the state as it is now was written; those who ask while it is being written share the next time. */
  function keep(): Promise<void> {
    if (!writing) return (writing = write().finally(() => (writing = undefined)));
    next ??= writing.then(() => {
      next = undefined;
      return keep();
    });
    return next;
  }

  async function tell(events: readonly UptimeEvent[]): Promise<void> {
    for (const { id } of events) unkept.add(id);
    for (const event of events) hooks.onEvent(event);
    // A restart in between tells it then, and once.
    await keep();
    for (const { id } of events) unkept.delete(id);
    delivery.poke();
  }

  const delivery = startDelivery(receivers, {
    next(receiver) {
      const event = state.outbox.find(({ pending }) => pending.includes(receiver))?.event;
      return event && !unkept.has(event.id) ? event : undefined;
    },
    post(receiver, event, signal) {
      const { url = '', type = 'slack' } = order.receivers.find(({ id }) => id === receiver) ?? {};
      const body = alertPayload(type, event);
      const timeout = order.patience === undefined ? {} : { timeout: order.patience };
      return postJson({ url, body, settings: network, addresses, ...timeout }, signal);
    },
    async onDelivered(receiver, event) {
      state = delivered(state, event.id, receiver);
      deliveries += 1;
      await keep();
      hooks.onDelivered?.(receiver, event);
    },
    async onGivenUp(receiver, event, reason) {
      state = delivered(state, event.id, receiver);
      await keep();
      hooks.onProblem(`${receiver} was not told of “${event.name}”: ${reason}.`);
    },
    onRetry: (receiver, event, reason, wait) => hooks.onRetry?.(receiver, event, reason, wait),
  });

  return {
    delivery,
    keep,
    state: () => state,
    deliveries: () => deliveries,
    async keepIfChanged() {
      if (!isKept) await keep();
    },
    async ask({ endpoint, headers }, late, signal) {
      // A run has to be over when the next one is due.
      const timeout = Math.min(endpoint.timeout, endpoint.every * 1000 - BETWEEN_RUNS);
      const run = await observeEndpoint({ endpoint, headers, settings: network, addresses, timeout }, signal);
      const step = afterRun(state, endpoint, run, rules);
      state = step.state;
      isKept = false;
      hooks.onRun?.(endpoint, run, step.verdict, late);
      for (const event of step.dropped)
        hooks.onProblem(`Too many alerts wait: “${event.name}” of ${event.at} is told to nobody.`);
      if (step.events.length > 0) await tell(step.events);
    },
  };
}

const BETWEEN_RUNS = 250;

function withoutStale(state: UptimeState): UptimeState {
  const oldest = Date.now() - STALE;
  return { ...state, outbox: state.outbox.filter(({ event }) => Date.parse(event.at) > oldest) };
}
