/** A load test held against one that was saved. */
import { isRegression, type Change } from './regression.ts';
import { heldStage, type EndpointLoad, type LoadRun } from './result.ts';

export interface LoadComparison {
  /** ISO 8601: when the other was run. */
  readonly at: string;
  readonly changes: readonly Change[];
  /** Of the endpoints that were measured then. */
  readonly missing: readonly string[];
}

export interface SavedLoad {
  readonly at: string;
  readonly endpoints: readonly SavedEndpoint[];
}

export interface SavedEndpoint {
  readonly name: string;
  readonly stages: readonly SavedStage[];
  /** The number of requests at a time that held; 0: none. */
  readonly held: number;
}

export interface SavedStage {
  readonly concurrency: number;
  readonly p95: number;
  readonly low?: number;
  readonly high?: number;
  readonly requestsPerSecond: number;
  readonly margin: number;
}

export function compareLoad(run: LoadRun, before: SavedLoad): LoadComparison {
  const names = new Set(run.endpoints.map(({ name }) => name));
  return {
    at: before.at,
    changes: run.endpoints.flatMap((now) => {
      const then = before.endpoints.find(({ name }) => name === now.name);
      return then ? changesOf(now, then) : [];
    }),
    missing: before.endpoints.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}

export function hasRegressed({ changes }: LoadComparison): boolean {
  return changes.some(({ verdict }) => verdict === 'worse');
}

function changesOf(now: EndpointLoad, then: SavedEndpoint): readonly Change[] {
  const byStage = now.stages.flatMap((stage): Change[] => {
    const old = then.stages.find(({ concurrency }) => concurrency === stage.concurrency);
    const { p95, p95Interval: interval } = stage;
    if (!old || p95 === undefined) return [];
    const change = isRegression(
      { value: p95, low: interval?.low, high: interval?.high },
      { value: old.p95, low: old.low, high: old.high },
      { more: 'worse', least: LEAST_MILLISECONDS },
    );
    return [
      {
        endpoint: now.name,
        what: 'p95',
        concurrency: stage.concurrency,
        before: old.p95,
        now: p95,
        verdict: change,
      },
    ];
  });
  const throughput = throughputChange(now, then);
  return throughput ? [...byStage, throughput] : byStage;
}

/** Less than this is nothing that a person notices, or a network keeps to. */
const LEAST_MILLISECONDS = 5;

/** Requests a second at the most that held. Where a run was ended before it became too slow, nobody knows what it would hold. */
function throughputChange(now: EndpointLoad, then: SavedEndpoint): Change | undefined {
  const old = then.stages.find(({ concurrency }) => concurrency === then.held);
  if (!old || now.end !== 'latency') return undefined;
  const held = heldStage(now);
  const present = {
    value: held?.requestsPerSecond ?? 0,
    ...around(held?.requestsPerSecond ?? 0, held?.requestsPerSecondMargin ?? 0),
  };
  const former = { value: old.requestsPerSecond, ...around(old.requestsPerSecond, old.margin) };
  return {
    endpoint: now.name,
    what: 'throughput',
    concurrency: held?.concurrency ?? 0,
    before: old.requestsPerSecond,
    now: present.value,
    verdict: isRegression(present, former, { more: 'better', least: 1 }),
  };
}

function around(value: number, margin: number): { readonly low: number; readonly high: number } {
  return { low: value * (1 - margin), high: value * (1 + margin) };
}

/** What `--save` wrote; undefined for anything else. Nothing of it is believed that is no number. */
export function readSavedLoad(text: string): SavedLoad | undefined {
  try {
    const saved = JSON.parse(text) as Loose;
    if (saved?.['schemaVersion'] !== 1 || saved['kind'] !== 'load' || typeof saved['at'] !== 'string')
      return undefined;
    return { at: saved['at'].slice(0, 40), endpoints: listOf(saved['endpoints']).map(savedEndpoint) };
  } catch {
    return undefined;
  }
}

type Loose = Readonly<Record<string, unknown>> | null | undefined;

function savedEndpoint(one: Loose): SavedEndpoint {
  const holds = one?.['holds'] as Loose;
  return {
    name: String(one?.['name']).slice(0, 200),
    held: numberOf(holds?.['concurrency']) ?? 0,
    stages: listOf(one?.['stages']).flatMap((stage): SavedStage[] => {
      const [concurrency, p95] = [numberOf(stage?.['concurrency']), numberOf(stage?.['p95'])];
      const interval = stage?.['p95Interval'] as Loose;
      const [low, high] = [numberOf(interval?.['low']), numberOf(interval?.['high'])];
      if (concurrency === undefined || p95 === undefined) return [];
      return [
        {
          concurrency,
          p95,
          ...(low === undefined ? {} : { low }),
          ...(high === undefined ? {} : { high }),
          requestsPerSecond: numberOf(stage?.['requestsPerSecond']) ?? 0,
          margin: numberOf(stage?.['requestsPerSecondMargin']) ?? 0,
        },
      ];
    }),
  };
}

function listOf(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? (value.slice(0, 100) as Loose[]) : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
