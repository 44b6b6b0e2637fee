/** What a smoke test showed. Plain data without a secret: it is printed and saved. */
import type { Miss } from './judgeAnswer.ts';

export interface SmokeRun {
  /** ISO 8601. */
  readonly at: string;
  readonly environment: { readonly name: string; readonly base: string; readonly isProduction: boolean };
  readonly flows: readonly FlowResult[];
  readonly milliseconds: number;
}

export interface FlowResult {
  readonly name: string;
  readonly impact: 'blocker' | 'low';
  readonly state: 'ok' | 'failed';
  readonly steps: readonly StepResult[];
}

export interface StepResult {
  readonly name: string;
  /** As it is configured: references are not filled in. */
  readonly request: string;
  /** `skipped`: a step before it failed. */
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly status?: number;
  /** Until the whole answer was there. */
  readonly milliseconds?: number;
  readonly misses: readonly Miss[];
}

/** Whether something is broken: a failure of what only would be good is none. */
export function hasFailed({ flows }: SmokeRun): boolean {
  return flows.some(({ state, impact }) => state === 'failed' && impact === 'blocker');
}

/** What changed since a run that was saved, by the names of flows. */
export interface SmokeComparison {
  readonly at: string;
  readonly newlyFailing: readonly string[];
  readonly stillFailing: readonly string[];
  readonly mended: readonly string[];
  /** Was there then. */
  readonly missing: readonly string[];
}

export function compareSmoke(now: SmokeRun, before: SavedSmoke): SmokeComparison {
  const states = new Map(before.flows.map(({ name, state }) => [name, state]));
  const named = (test: (is: string, was: string | undefined) => boolean): readonly string[] =>
    now.flows.filter(({ name, state }) => test(state, states.get(name))).map(({ name }) => name);
  return {
    at: before.at,
    newlyFailing: named((is, was) => is === 'failed' && was !== 'failed'),
    stillFailing: named((is, was) => is === 'failed' && was === 'failed'),
    mended: named((is, was) => is === 'ok' && was === 'failed'),
    missing: before.flows
      .map(({ name }) => name)
      .filter((name) => !now.flows.some((flow) => flow.name === name)),
  };
}

export interface SavedSmoke {
  readonly at: string;
  readonly flows: readonly { readonly name: string; readonly state: string }[];
}

/** What `--save` wrote; undefined for anything else. */
export function readSavedSmoke(text: string): SavedSmoke | undefined {
  try {
    const saved = JSON.parse(text) as Partial<SavedSmoke & { schemaVersion: unknown; kind: unknown }> | null;
    if (saved?.schemaVersion !== 1 || saved.kind !== 'smoke' || !Array.isArray(saved.flows)) return undefined;
    const flows = (saved.flows as readonly { name?: unknown; state?: unknown }[]).slice(0, 1_000);
    if (typeof saved.at !== 'string') return undefined;
    return {
      at: saved.at.slice(0, 40),
      flows: flows.map(({ name, state }) => ({
        name: String(name).slice(0, 200),
        state: state === 'failed' ? 'failed' : 'ok',
      })),
    };
  } catch {
    return undefined;
  }
}
