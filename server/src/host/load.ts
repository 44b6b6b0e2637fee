import type { LoadEndpoint } from '../core/load/loadConfig.ts';
import { nextStage, type Budget, type NextStage, type RampEnd } from '../core/load/ramp.ts';
import type { EndpointLoad, LoadRun } from '../core/load/result.ts';
import { certainlySlow, stageOf, type Stage } from '../core/load/stage.ts';
import type { NetworkSettings } from '../core/observations/domain.ts';
import type { StageObservation } from '../core/observations/load.ts';
import type { Environment } from '../core/smoke/environment.ts';
import { fill, type Values } from '../core/smoke/references.ts';
import { urlParts } from '../probes/http/url.ts';
import { createLoadLoop, type LoadLoop, type StageOrder } from '../probes/load/loop.ts';
import { bodyOf } from './smoke.ts';

export interface LoadRequest {
  readonly environment: Environment;
  readonly endpoints: readonly LoadEndpoint[];
  readonly network: NetworkSettings;
  /** Values of the variables that the endpoints use. */
  readonly variables: Readonly<Record<string, string>>;
  /** Of all endpoints together. */
  readonly maxRequests: number;
  /** Milliseconds, of all endpoints together. */
  readonly maxTime: number;
}

export interface LoadHooks {
  readonly signal: AbortSignal;
  readonly onStage?: (endpoint: LoadEndpoint, stage: NextStage) => void;
  readonly onAnswer?: (requests: number) => void;
}

/** One endpoint after the other, each until it breaks or its share of requests and time is used. Never rejects. */
export async function runLoad(request: LoadRequest, hooks: LoadHooks): Promise<LoadRun> {
  const { endpoints, maxRequests, maxTime } = request;
  const at = new Date().toISOString();
  const from = performance.now();
  const results: EndpointLoad[] = [];
  let requests = 0;
  for (const [index, endpoint] of endpoints.entries()) {
    if (hooks.signal.aborted) break;
    // What one endpoint did not use, the others have.
    const others = endpoints.length - index;
    const budget = {
      requests: Math.floor((maxRequests - requests) / others),
      time: (maxTime - (performance.now() - from)) / others,
    };
    const before = requests;
    const result = await ramp(endpoint, request, budget, {
      ...hooks,
      onAnswer: (sent) => hooks.onAnswer?.(before + sent),
    });
    requests += result.requests;
    results.push(result);
  }
  const { name, base, isProduction } = request.environment;
  return {
    at,
    environment: { name, base, isProduction },
    endpoints: results,
    requests,
    milliseconds: performance.now() - from,
  };
}

/** Milliseconds for one request. */
const TIMEOUT = 10_000;

async function ramp(
  endpoint: LoadEndpoint,
  request: LoadRequest,
  budget: Budget,
  hooks: LoadHooks,
): Promise<EndpointLoad> {
  const loop = loopFor(endpoint, request, hooks.signal);
  const observed = new Map<number, StageObservation[]>();
  const from = performance.now();
  let stages: readonly Stage[] = [];
  let order: readonly Stage[] = [];
  let sent = 0;
  let end: RampEnd | 'cancelled' | undefined;
  try {
    while (end === undefined) {
      const left = { requests: budget.requests - sent, time: budget.time - (performance.now() - from) };
      const repeats = (observed.get(order.at(-1)?.concurrency ?? 0)?.length ?? 1) - 1;
      const next = nextStage(order, budget, left, repeats);
      if (typeof next === 'string') {
        end = next;
        break;
      }
      hooks.onStage?.(endpoint, next);
      const slow = { above: endpoint.threshold, most: certainlySlow(next.requests) };
      const observation = await measure(loop, { ...next, slow }, left, () =>
        hooks.onAnswer?.(loop?.sent ?? 0),
      );
      sent = loop?.sent ?? 0;
      const all = [...(observed.get(next.concurrency) ?? []), observation];
      observed.set(next.concurrency, all);
      order = [
        ...order.filter(({ concurrency }) => concurrency !== next.concurrency),
        stageOf(all, endpoint.threshold),
      ];
      stages = order.toSorted((a, b) => a.concurrency - b.concurrency);
      if (observation.stopped?.why === 'cancelled' || hooks.signal.aborted) end = 'cancelled';
    }
  } finally {
    loop?.close();
  }
  const retryAfter = retryAfterIn(observed);
  return {
    name: endpoint.name,
    request: `${endpoint.request.method} ${endpoint.request.url}`,
    threshold: endpoint.threshold,
    stages,
    end,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    requests: sent,
  };
}

async function measure(
  loop: LoadLoop | undefined,
  next: Omit<StageOrder, 'most' | 'patience'>,
  left: Budget,
  onAnswer: () => void,
): Promise<StageObservation> {
  if (!loop) return NO_ADDRESS;
  const patience = Math.max(next.time, Math.min(left.time, next.time + TIMEOUT));
  return loop.run({ ...next, most: left.requests, patience }, onAnswer);
}

const NO_ADDRESS: StageObservation = {
  concurrency: 1,
  times: [],
  failures: {
    timeouts: 0,
    connections: 1,
    statuses: {},
    detail: 'its address is none that can be asked once the values stand in it',
  },
  warmUp: 0,
  unfinished: [],
  milliseconds: 0,
  connections: 0,
  client: { lag: 0, utilization: 0 },
  stopped: { why: 'failures' },
};

function loopFor(
  { request: plan, expected }: LoadEndpoint,
  { environment, variables, network }: LoadRequest,
  signal: AbortSignal,
): LoadLoop | undefined {
  const values: Values = { variable: (name) => variables[name], saved: () => undefined };
  const inUrl: Values = {
    ...values,
    variable: (name) => (variables[name] === undefined ? undefined : encodeURIComponent(variables[name])),
  };
  const written = plan.url.startsWith('/') ? `${environment.base}${plan.url}` : plan.url;
  const url = urlParts(fill(written, inUrl));
  if (!url) return undefined;
  const body = bodyOf(plan, values);
  const headers = Object.fromEntries(
    Object.entries(plan.headers).map(([name, value]) => [name, fill(value, values)]),
  );
  const target = {
    request: {
      method: plan.method,
      url,
      headers:
        body && headers['content-type'] === undefined ? { ...headers, 'content-type': body.type } : headers,
      ...(body ? { body: body.text } : {}),
    },
    expected,
    timeout: TIMEOUT,
  };
  return createLoadLoop(target, network, signal);
}

function retryAfterIn(observed: ReadonlyMap<number, readonly StageObservation[]>): number | undefined {
  for (const stages of observed.values())
    for (const { stopped } of stages) if (stopped?.why === 'asked-to-wait') return stopped.retryAfter;
  return undefined;
}
