import type { Connection } from 'vscode-languageserver/node';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { printable } from '../../core/printable.ts';
import { durationText } from '../../core/uptime/duration.ts';
import { githubWorkflow, kubernetesManifest, prometheusRules } from '../../core/uptime/generated.ts';
import type { UptimeEvent } from '../../core/uptime/state.ts';
import { startMonitorInWorker, type MonitorThread, type StartMonitor } from '../../host/monitorWorker.ts';
import { VERSION } from '../../host/version.ts';
import {
  MONITORING_CHANGED,
  MONITORING_EVENT,
  MONITORING_GENERATE,
  MONITORING_RUN,
  MONITORING_START,
  MONITORING_STATE,
  MONITORING_STOP,
  type ConfirmedDomain,
  type MonitoringEventParams,
  type MonitoringGenerateParams,
  type MonitoringParams,
  type MonitoringRunParams,
  type MonitoringStartParams,
  type MonitoringStateResult,
} from '../../protocol.ts';
import { networkFor } from '../live/network.ts';
import { requestFailure } from '../requestFailure.ts';
import { confirmedDomains } from '../live/targets.ts';
import type { Services } from '../services.ts';
import { openMonitoring } from './keptMonitoring.ts';
import { configFor, monitoringPlan, type MonitoringPlan } from './plan.ts';
import { shownEndpoints } from './shownEndpoints.ts';

export interface Monitoring {
  /** Reads what is known from earlier starts, once it is known where that is kept. */
  restore(storage: string | undefined): void;
  /** Files or folders changed: something else may be watched now. */
  readonly announce: () => void;
  /** Ends it, and keeps what is known. */
  readonly stop: () => void;
}

/** Milliseconds between a change and the word of it. */
const PAUSE = 200;
/** Milliseconds for which changes of files are waited for: somebody is typing. */
const SETTLED = 1_000;
/** Milliseconds between two times that what is known is written. */
const KEEP_EVERY = 5_000;

/**
 * Watches the endpoints of confirmed domains when the user has said so, in trusted workspaces, in a thread of its own. Whom to
 * ask comes from the user by way of the client, and is looked at here again.
 */
export function registerMonitoring(
  connection: Connection,
  services: Services,
  start: StartMonitor = startMonitorInWorker,
): Monitoring {
  const { folders, settings, guarded } = services;
  let kept = openMonitoring(undefined);
  let running: Running | undefined;
  /** All are being asked once. */
  let once: MonitorThread | undefined;
  let announcing: NodeJS.Timeout | undefined;
  let settling: NodeJS.Timeout | undefined;
  let keeping: NodeJS.Timeout | undefined;

  const announceSoon = (): void => {
    announcing ??= setTimeout(
      guarded(() => {
        announcing = undefined;
        void connection.sendNotification(MONITORING_CHANGED);
      }),
      PAUSE,
    );
  };
  const keepSoon = (): void => {
    keeping ??= setTimeout(() => {
      keeping = undefined;
      kept.save();
    }, KEEP_EVERY);
  };
  const hooks = (onEnd: (failure?: string) => void): Parameters<StartMonitor>[1] => ({
    onStep(step) {
      kept.add(step);
      keepSoon();
      announceSoon();
    },
    onEvent(event) {
      kept.save();
      void connection.sendNotification(MONITORING_EVENT, shownEvent(event));
    },
    onEnd,
  });
  const orderOf = (
    { endpoints, rules }: MonitoringPlan,
    network: NetworkSettings,
  ): Parameters<StartMonitor>[0] => ({
    endpoints: endpoints.flatMap(({ endpoint, headers, blocked }) =>
      blocked === undefined ? [{ endpoint, headers }] : [],
    ),
    rules,
    network,
    state: kept.state(),
  });
  const stop = (): void => {
    running?.thread.stop();
    once?.stop();
    running = undefined;
    once = undefined;
    kept.save();
  };
  const begin = (confirmed: readonly ConfirmedDomain[], network: NetworkSettings): void => {
    running?.thread.stop();
    const plan = monitoringPlan(confirmed, folders.all());
    const grounds = groundsOf(plan);
    const thread = start(
      orderOf(plan, network),
      hooks((why) => {
        if (running?.thread !== thread) return;
        running = undefined;
        connection.console.warn(`Monitoring ended: ${why ?? 'nothing is watched'}`);
        announceSoon();
      }),
    );
    running = { thread, confirmed, network, grounds };
    announceSoon();
  };

  connection.onRequest(MONITORING_STATE, (params: MonitoringParams): MonitoringStateResult => {
    if (!services.isTrusted()) return { state: 'untrusted', isRunning: false, endpoints: [] };
    const plan = monitoringPlan(confirmedDomains(params.confirmed), folders.all());
    const isRead = folders.all().every(({ whole }) => whole.model());
    return {
      state: isRead ? 'ready' : settings.get().checkWorkspace ? 'checking' : 'off',
      isRunning: running !== undefined,
      endpoints: shownEndpoints(plan, kept, new Date().toISOString()),
    };
  });

  connection.onRequest(MONITORING_START, (params: MonitoringStartParams): void => {
    begin(confirmedIn(params, services), networkFor(params));
  });

  connection.onRequest(MONITORING_STOP, (): void => {
    stop();
    announceSoon();
  });

  connection.onRequest(MONITORING_RUN, async (params: MonitoringRunParams): Promise<void> => {
    const confirmed = confirmedIn(params, services);
    const plan = monitoringPlan(confirmed, folders.all());
    if (running) {
      running.thread.ask(params.endpoints ?? plan.endpoints.map(({ endpoint }) => endpoint.id));
      return;
    }
    if (once) return;
    const order = orderOf(plan, networkFor(params));
    const endpoints = order.endpoints.filter(
      ({ endpoint: { id } }) => params.endpoints?.includes(id) ?? true,
    );
    await new Promise<void>((resolve, reject) => {
      once = start(
        { ...order, endpoints, isOnce: true },
        hooks((reason) => {
          once = undefined;
          kept.save();
          if (reason === undefined) resolve();
          else reject(requestFailure(`The endpoints could not be asked: ${reason}`));
        }),
      );
    });
  });

  connection.onRequest(MONITORING_GENERATE, ({ kind, confirmed }: MonitoringGenerateParams): string => {
    const domains = confirmedDomains(confirmed);
    const plan = monitoringPlan(domains, folders.all());
    // A client may say anything.
    if (!Object.hasOwn(GENERATORS, kind)) throw requestFailure('There is nothing of that kind.');
    return GENERATORS[kind]({
      version: VERSION,
      receivers: configFor(domains, folders.all()).monitoring?.alerts ?? [],
      endpoints: plan.endpoints.map(({ endpoint }) => endpoint),
    });
  });

  return {
    restore(storage) {
      kept = openMonitoring(storage);
    },
    announce() {
      settling ??= setTimeout(
        guarded(() => {
          settling = undefined;
          announceSoon();
          if (!running) return;
          const { confirmed, network, grounds } = running;
          const plan = monitoringPlan(confirmed, folders.all());
          if (groundsOf(plan) === grounds) return;
          kept.prune(plan.endpoints.map(({ endpoint }) => endpoint));
          begin(confirmed, network);
        }),
        SETTLED,
      );
    },
    stop,
  };
}

interface Running {
  readonly thread: MonitorThread;
  readonly confirmed: readonly ConfirmedDomain[];
  readonly network: NetworkSettings;
  /** What it was started for. */
  readonly grounds: string;
}

const GENERATORS = {
  'github-actions': githubWorkflow,
  kubernetes: kubernetesManifest,
  prometheus: prometheusRules,
} as const;

/** Where a line stands changes nothing. */
function groundsOf({ endpoints, rules }: MonitoringPlan): string {
  const asked = endpoints.map(({ endpoint, headers, blocked }) => {
    const { declaredAt: _, ...rest } = endpoint;
    return [rest, headers, blocked];
  });
  return JSON.stringify([asked, rules]);
}

function shownEvent({ kind, endpoint, name, at, since, reason = '' }: UptimeEvent): MonitoringEventParams {
  const outage = since === undefined ? '' : durationText(Date.parse(at) - Date.parse(since));
  return {
    kind,
    endpoint,
    name: printable(name),
    detail: printable(kind === 'up' ? outage : reason),
  };
}

function confirmedIn({ confirmed }: MonitoringParams, services: Services): readonly ConfirmedDomain[] {
  if (!services.isTrusted())
    throw requestFailure('Endpoints are watched only where you trust the workspace: nothing was sent.');
  const domains = confirmedDomains(confirmed);
  if (domains.length === 0) throw requestFailure('No domain was named that could be watched.');
  return domains;
}
