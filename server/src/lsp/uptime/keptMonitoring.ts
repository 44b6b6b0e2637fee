import path from 'node:path';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { EMPTY_STATE, prunedState, type UptimeState } from '../../core/uptime/state.ts';
import { parseState, stateText } from '../../core/uptime/stateText.ts';
import type { MonitoredEndpoint } from '../../core/observations/uptime.ts';
import { makeFolder } from '../../host/makeFolder.ts';
import type { MonitorStep } from '../../host/monitor.ts';
import type { MonitoringFailure } from '../../protocol.ts';

/** What is known from runs, over restarts: in the editor's own folder of the workspace. */
export interface KeptMonitoring {
  state(): UptimeState;
  /** The newest first. */
  failures(endpoint: string): readonly MonitoringFailure[];
  add(step: MonitorStep): void;
  /** Forgets what is about other endpoints. */
  prune(endpoints: readonly MonitoredEndpoint[]): void;
  save(): void;
}

/** Failures of an endpoint that are remembered with their reasons. */
const MOST_FAILURES = 5;
const LARGEST = 16 * 1024 * 1024;
const LONGEST_REASON = 300;

export function openMonitoring(folder: string | undefined): KeptMonitoring {
  const file = folder === undefined ? undefined : path.join(folder, 'monitoring.json');
  let { state, failures } = load(file);
  let isSaved = true;
  return {
    state: () => state,
    failures: (endpoint) => failures.get(endpoint) ?? [],
    add({ endpoint, at, reason, isUp, known, rest }) {
      isSaved = false;
      state = {
        ...state,
        ...rest,
        endpoints: known ? { ...state.endpoints, [endpoint]: known } : state.endpoints,
      };
      if (isUp !== false || reason === undefined) return;
      const short = reason.slice(0, LONGEST_REASON);
      const before = failures.get(endpoint) ?? [];
      const [last, ...older] = before;
      // One outage is one entry: it must not push those before it out of sight.
      const isSame = last?.reason === short && (known?.failures ?? 0) > 1;
      const failure = { at, reason: short, runs: isSame ? last.runs + 1 : 1 };
      failures.set(endpoint, [failure, ...(isSame ? older : before)].slice(0, MOST_FAILURES));
    },
    prune(endpoints) {
      state = prunedState(state, endpoints, []);
      failures = new Map([...failures].filter(([id]) => endpoints.some((endpoint) => endpoint.id === id)));
    },
    save() {
      if (file === undefined || isSaved) return;
      isSaved = true;
      // At once: the process may be about to end.
      const temporary = `${file}.${process.pid}.tmp`;
      const kept = { format: FORMAT, state: stateText(state), failures: [...failures] };
      try {
        makeFolder(path.dirname(file), 0o700);
        writeFileSync(temporary, JSON.stringify(kept), { mode: 0o600 });
        renameSync(temporary, file);
      } catch {
        rmSync(temporary, { force: true }); // a full disk, say: the next start begins without them
      }
    },
  };
}

const FORMAT = 1;

interface Loaded {
  readonly state: UptimeState;
  readonly failures: Map<string, readonly MonitoringFailure[]>;
}

function load(file: string | undefined): Loaded {
  const nothing = { state: EMPTY_STATE, failures: new Map<string, readonly MonitoringFailure[]>() };
  if (file === undefined) return nothing;
  try {
    if (statSync(file).size > LARGEST) return nothing;
    const value = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const { format, state, failures } = value;
    if (format !== FORMAT || typeof state !== 'string' || !Array.isArray(failures)) return nothing;
    return { state: parseState(state) ?? EMPTY_STATE, failures: new Map(failures.flatMap(entryOf)) };
  } catch {
    return nothing; // none yet, or malformed
  }
}

/** Written by ourselves, in another version perhaps. */
function entryOf(value: unknown): [string, readonly MonitoringFailure[]][] {
  if (!Array.isArray(value)) return [];
  const [id, list] = value as unknown[];
  if (typeof id !== 'string' || !Array.isArray(list)) return [];
  const failures = list.filter(
    (one: Partial<MonitoringFailure> | null): one is MonitoringFailure =>
      typeof one?.reason === 'string' &&
      typeof one.runs === 'number' &&
      typeof one.at === 'string' &&
      !Number.isNaN(Date.parse(one.at)),
  );
  return [[id, failures.slice(0, MOST_FAILURES)]];
}
