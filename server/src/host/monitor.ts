import type { NetworkSettings } from '../core/observations/domain.ts';
import { phases } from '../core/uptime/grid.ts';
import {
  afterRun,
  type EndpointState,
  type UptimeEvent,
  type UptimeRules,
  type UptimeState,
} from '../core/uptime/state.ts';
import { createAddressBook } from '../probes/uptime/addressBook.ts';
import { observeEndpoint } from '../probes/uptime/observeEndpoint.ts';
import { startSchedule } from './watch/schedule.ts';
import type { WatchedEndpoint } from './watch/watch.ts';

/** What is watched, as plain data: it crosses threads. Only hosts that the user confirmed are in it. */
export interface MonitorOrder {
  readonly endpoints: readonly WatchedEndpoint[];
  readonly rules: Omit<UptimeRules, 'receivers'>;
  readonly network: NetworkSettings;
  /** What is known from before. */
  readonly state: UptimeState;
  /** Each is asked once, and that is all. */
  readonly isOnce?: true;
}

/** What a run has changed of the state. */
export interface MonitorStep {
  readonly endpoint: string;
  /** ISO 8601. */
  readonly at: string;
  /** Why it failed, or why nothing is known. */
  readonly reason?: string;
  readonly isUp: boolean | undefined;
  /** Absent: still nothing is known of it. */
  readonly known?: EndpointState;
  readonly rest: Pick<UptimeState, 'lastEvent' | 'certificates'>;
}

export interface MonitorHooks {
  readonly onStep: (step: MonitorStep) => void;
  readonly onEvent: (event: UptimeEvent) => void;
}

export interface Monitor {
  /** Asks these now, beside their times. */
  readonly ask: (endpoints: readonly string[]) => void;
  /** Resolves when each was asked once, where that is all; never otherwise. */
  readonly done: Promise<void>;
}

/** Watches in this thread, until the thread ends. The state is kept by whoever gets the steps; alerts are sent to nobody. */
export function startMonitor(order: MonitorOrder, { onStep, onEvent }: MonitorHooks): Monitor {
  const { endpoints, network } = order;
  const rules: UptimeRules = { ...order.rules, receivers: [] };
  const addresses = createAddressBook(network);
  const { signal } = new AbortController();
  const busy = new Set<string>();
  let { state } = order;

  const ask = async ({ endpoint, headers }: WatchedEndpoint): Promise<void> => {
    if (busy.has(endpoint.id)) return;
    busy.add(endpoint.id);
    // A run has to be over when the next one is due.
    const timeout = Math.min(endpoint.timeout, endpoint.every * 1_000 - BETWEEN_RUNS);
    const run = await observeEndpoint({ endpoint, headers, settings: network, addresses, timeout }, signal);
    busy.delete(endpoint.id);
    const { state: next, verdict, events } = afterRun(state, endpoint, run, rules);
    state = next;
    const known = state.endpoints[endpoint.id];
    onStep({
      endpoint: endpoint.id,
      at: run.at,
      ...(verdict.state === 'up' ? {} : { reason: verdict.reason }),
      isUp: verdict.state === 'unknown' ? undefined : verdict.state === 'up',
      ...(known ? { known } : {}),
      rest: { lastEvent: state.lastEvent, certificates: state.certificates },
    });
    events.forEach(onEvent);
  };
  const askAll = async (items: readonly WatchedEndpoint[]): Promise<void> => {
    const waiting = [...items];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await ask(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  if (order.isOnce)
    return {
      ask() {
        // All are being asked.
      },
      done: askAll(endpoints),
    };
  startSchedule(
    endpoints.map((item) => ({ item, every: item.endpoint.every })),
    { run: ask },
  );
  // Somebody looks on: what has its turn later is asked now, too.
  const offsets = phases(endpoints.map(({ endpoint }) => endpoint.every));
  void askAll(endpoints.filter((_, index) => (offsets[index] ?? 0) > NEAR));
  return {
    ask: (ids) => void askAll(endpoints.filter(({ endpoint }) => ids.includes(endpoint.id))),
    done: new Promise(() => {
      // Whoever started it ends it.
    }),
  };
}

const BETWEEN_RUNS = 250;
/** Endpoints that are asked at a time when all are asked at once. */
const AT_ONCE = 16;
/** Milliseconds: two failures that are nearer to each other are one. */
const NEAR = 2_000;
