import type { CheckContext } from '../core/check.ts';
import { DEFAULT_CONFIG, parseConfig } from '../core/config.ts';
import { parseBaseline } from '../core/baseline.ts';
import { judgeLive, type LiveReport } from '../core/judgeLive.ts';
import type { Declared } from '../core/live/declared.ts';
import { providersOf } from '../core/live/providers.ts';
import { resolvedHeaders } from '../core/uptime/headers.ts';
import type { ServedSecret } from '../core/live/exposure/servedSecrets.ts';
import type { LiveArea, LiveTarget, NetworkSettings } from '../core/observations/domain.ts';
import type { Failure } from '../core/observations/failure.ts';
import type { MonitoredEndpoint } from '../core/observations/uptime.ts';
import { createNetwork, type Network } from '../probes/network.ts';
import { observeDomain } from '../probes/observeDomain.ts';
import { createMailReaders } from './mailReaders.ts';
import { createSecretSearch } from './servedSecrets.ts';

/** What is to be asked of whom, as plain data: it crosses threads. Only what the user confirmed is in it. */
export interface LiveRequest {
  readonly targets: readonly LiveTarget[];
  readonly areas: readonly LiveArea[];
  readonly network: NetworkSettings;
  /** Domains at a time. */
  readonly concurrency: number;
  /** Text of launch-ready.yaml and of the baseline; "" for none. */
  readonly configText: string;
  readonly baselineText: string;
  /** ISO date (YYYY-MM-DD). */
  readonly today: string;
  readonly declared?: Declared;
}

export interface LiveHooks {
  readonly signal: AbortSignal;
  readonly onPhase?: (domain: string, phase: LivePhase) => void;
  /** Called as soon as a domain is done, in whatever order that happens. */
  readonly onReport?: (report: LiveReport) => void;
}

export type LivePhase = 'dns' | 'tls' | 'http' | 'judging';

/**
 * Asks the network about each domain and judges what came back, in this thread. The reports come in the order of the targets;
 * those that a cancellation left out are missing.
 */
export async function checkLive(request: LiveRequest, hooks: LiveHooks): Promise<readonly LiveReport[]> {
  const { targets, concurrency } = request;
  const network = createNetwork(request.network);
  const judge = createJudge(request);
  const reports: (LiveReport | undefined)[] = targets.map(() => undefined);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < targets.length && !hooks.signal.aborted) {
      const index = next++;
      const target = targets[index];
      if (target) reports[index] = await reportOn(target, network, judge, request, hooks);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, targets.length) }, work));
  } finally {
    network.close();
  }
  return reports.filter((report) => report !== undefined);
}

/** Secrets of endpoints are in the environment, and in no file. */
function headersOf(endpoint: MonitoredEndpoint): Readonly<Record<string, string>> | Failure {
  const { headers, missing } = resolvedHeaders(endpoint.headers, (name) => process.env[name]);
  if (missing.length === 0) return headers;
  return { failed: 'not-confirmed', detail: `the variable ${missing.join(', ')} is not set here` };
}

type Judge = (observed: Parameters<typeof judgeLive>[0], target: LiveTarget) => LiveReport;

async function reportOn(
  target: LiveTarget,
  network: Network,
  judge: Judge,
  { areas }: LiveRequest,
  { signal, onPhase, onReport }: LiveHooks,
): Promise<LiveReport | undefined> {
  const observed = await observeDomain(target, areas, network, signal, {
    onPhase: (phase) => onPhase?.(target.domain, phase),
    mail: createMailReaders(),
    headersOf,
  });
  // What was stopped half-way says nothing of the domain.
  if (signal.aborted) return undefined;
  onPhase?.(target.domain, 'judging');
  const report = judge(observed, target);
  onReport?.(report);
  return report;
}

function createJudge({ configText, baselineText, today, declared }: LiveRequest): Judge {
  const { fingerprints } = parseBaseline(baselineText);
  const config = configText === '' ? DEFAULT_CONFIG : parseConfig(configText, fingerprints).config;
  let search: ((text: string, name: string) => readonly ServedSecret[]) | undefined;
  return (observed, target) => {
    const context: CheckContext = {
      now: observed.at,
      target,
      providers: providersOf(observed),
      ...(declared ? { declared } : {}),
      // The scanner is made when something was served that it could look at.
      findSecrets: (text, name) => (search ??= createSecretSearch(config, today))(text, name),
    };
    return judgeLive(observed, context, { config, today });
  };
}
