/** What is known of endpoints from run to run. Pure: a state and a run give the next state, and what happened. */
import { isFailure } from '../observations/failure.ts';
import type { EndpointRun, MonitoredEndpoint } from '../observations/uptime.ts';
import { certificateWarning, judgeRun, type RunVerdict } from './judgeRun.ts';
import { maintenanceAt, type MaintenanceWindow } from './window.ts';

/** All of it is JSON: it is kept over restarts. */
export interface UptimeState {
  readonly version: 1;
  /** Of the last event: each has a number of its own. */
  readonly lastEvent: number;
  readonly endpoints: Readonly<Record<string, EndpointState>>;
  /** By host: which of its certificates somebody was warned of. */
  readonly certificates: Readonly<Record<string, readonly WarnedCertificate[]>>;
  /** What happened and was not delivered to everybody yet, in its order. */
  readonly outbox: readonly QueuedEvent[];
}

export interface EndpointState {
  readonly status: EndpointStatus;
  /** Runs in a row that failed. */
  readonly failures: number;
  /** When the first of them began; ISO 8601. */
  readonly since?: string;
  /** Why the last of them failed. */
  readonly reason?: string;
  /** Somebody was told that it is down. */
  readonly isTold: boolean;
  /** The newest last; `HISTORY` at most. */
  readonly runs: readonly PastRun[];
  /** Since the beginning. */
  readonly total: { readonly runs: number; readonly failures: number };
  /** Of the last run that showed one. */
  readonly certificateUntil?: string;
}

/** `failing`: failed, but not often enough in a row to say so. */
export type EndpointStatus = 'unknown' | 'up' | 'failing' | 'down';

export interface PastRun {
  /** Milliseconds since 1970, when it began. */
  readonly at: number;
  readonly milliseconds: number;
  readonly isUp: boolean;
  /** Absent: nothing was answered. */
  readonly status?: number;
}

/** Something that people are told, once. */
export interface UptimeEvent {
  /** Unique, and the same after a restart. */
  readonly id: string;
  readonly kind: 'down' | 'up' | 'certificate';
  readonly endpoint: string;
  readonly name: string;
  readonly url: string;
  /** ISO 8601. */
  readonly at: string;
  /** `down`, `up`: when the outage began. */
  readonly since?: string;
  /** `down`: why; `certificate`: what is left of it ("19 days"). */
  readonly reason?: string;
  /** `certificate`: when it ends; ISO 8601. */
  readonly notAfter?: string;
  /** `down`: runs that failed in a row. */
  readonly failures?: number;
}

export interface QueuedEvent {
  readonly event: UptimeEvent;
  /** Receivers that don't have it yet. */
  readonly pending: readonly string[];
}

interface WarnedCertificate {
  readonly notAfter: string;
  readonly thresholds: readonly string[];
}

export interface UptimeRules {
  readonly maintenance: readonly MaintenanceWindow[];
  readonly certificateDays?: number | undefined;
  /** Who is to get events; without any they are only returned. */
  readonly receivers: readonly string[];
}

export interface Step {
  readonly state: UptimeState;
  readonly verdict: RunVerdict;
  readonly events: readonly UptimeEvent[];
  /** Events that were dropped because too many wait. */
  readonly dropped: readonly UptimeEvent[];
}

/** Runs of each endpoint that are remembered. */
export const HISTORY = 60;
/** Events that may wait: a receiver that is gone for days must not fill the memory. */
const LONGEST_OUTBOX = 2_000;
/** Certificates of a host that are remembered: several servers may show one each. */
const MOST_CERTIFICATES = 4;

export const EMPTY_STATE: UptimeState = {
  version: 1,
  lastEvent: 0,
  endpoints: {},
  certificates: {},
  outbox: [],
};

export const UNSEEN: EndpointState = {
  status: 'unknown',
  failures: 0,
  isTold: false,
  runs: [],
  total: { runs: 0, failures: 0 },
};

/** Takes one run in. The runs of one endpoint have to come in their order. */
export function afterRun(
  state: UptimeState,
  endpoint: MonitoredEndpoint,
  run: EndpointRun,
  rules: UptimeRules,
): Step {
  const verdict = judgeRun(endpoint, run);
  if (verdict.state === 'unknown') return { state, verdict, events: [], dropped: [] };
  const before = state.endpoints[endpoint.id] ?? UNSEEN;
  const isQuiet = maintenanceAt(rules.maintenance, run.at) !== undefined;
  const counted = withRun(before, endpoint, run, verdict);
  const drafts: Draft[] = [];
  let after = counted;
  if (verdict.state === 'up') {
    if (before.isTold)
      drafts.push({ kind: 'up', ...(before.since === undefined ? {} : { since: before.since }) });
  } else if (counted.status === 'down' && !counted.isTold && !isQuiet) {
    after = { ...counted, isTold: true };
    const { since = run.at, failures } = counted;
    drafts.push({ kind: 'down', since, reason: verdict.reason, failures });
  }
  const warned = isQuiet ? undefined : warning(state, endpoint, run, rules);
  if (warned) drafts.push(warned.draft);
  const events = drafts.map((draft, index) => eventOf(draft, endpoint, run, state.lastEvent + index + 1));
  const { outbox, dropped } = queued(state.outbox, events, rules.receivers);
  return {
    state: {
      ...state,
      lastEvent: state.lastEvent + events.length,
      endpoints: { ...state.endpoints, [endpoint.id]: after },
      certificates: warned?.certificates ?? state.certificates,
      outbox,
    },
    verdict,
    events,
    dropped,
  };
}

/** The receiver has the event (or never will). */
export function delivered(state: UptimeState, event: string, receiver: string): UptimeState {
  const outbox = state.outbox.flatMap((queuedEvent) => {
    if (queuedEvent.event.id !== event) return [queuedEvent];
    const pending = queuedEvent.pending.filter((one) => one !== receiver);
    return pending.length > 0 ? [{ ...queuedEvent, pending }] : [];
  });
  return { ...state, outbox };
}

/**
 * What of a state is still about these endpoints, of these hosts and for these receivers: the configuration may have changed.
 */
export function prunedState(
  state: UptimeState,
  endpoints: readonly MonitoredEndpoint[],
  receivers: readonly string[],
): UptimeState {
  const ids = new Set(endpoints.map(({ id }) => id));
  const hosts = new Set(endpoints.map(({ url }) => hostOf(url)));
  const kept = <T>(record: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
  return {
    ...state,
    endpoints: kept(state.endpoints, ids),
    certificates: kept(state.certificates, hosts),
    outbox: state.outbox.flatMap(({ event, pending }) => {
      const left = pending.filter((one) => receivers.includes(one));
      return left.length > 0 ? [{ event, pending: left }] : [];
    }),
  };
}

function withRun(
  before: EndpointState,
  endpoint: MonitoredEndpoint,
  run: EndpointRun,
  verdict: Exclude<RunVerdict, { readonly state: 'unknown' }>,
): EndpointState {
  const isUp = verdict.state === 'up';
  const failures = isUp ? 0 : before.failures + 1;
  const answer = isFailure(run.outcome) ? undefined : run.outcome;
  const past: PastRun = {
    at: Date.parse(run.at),
    milliseconds: Math.round(run.milliseconds),
    isUp,
    ...(answer ? { status: answer.status } : {}),
  };
  const until = answer?.certificate?.notAfter ?? before.certificateUntil;
  return {
    status: isUp ? 'up' : failures >= endpoint.failures ? 'down' : 'failing',
    failures,
    ...(isUp ? {} : { since: before.since ?? run.at, reason: verdict.reason }),
    isTold: isUp ? false : before.isTold,
    runs: [...before.runs.slice(1 - HISTORY), past],
    total: { runs: before.total.runs + 1, failures: before.total.failures + (isUp ? 0 : 1) },
    ...(until === undefined ? {} : { certificateUntil: until }),
  };
}

type Draft = Pick<UptimeEvent, 'kind' | 'since' | 'reason' | 'notAfter' | 'failures'>;

function eventOf(draft: Draft, endpoint: MonitoredEndpoint, run: EndpointRun, number: number): UptimeEvent {
  const { id, name, url } = endpoint;
  return { id: `${number}-${draft.kind}-${id}`, endpoint: id, name, url, at: run.at, ...draft };
}

function warning(
  state: UptimeState,
  { url }: MonitoredEndpoint,
  { at, outcome }: EndpointRun,
  { certificateDays }: UptimeRules,
): { readonly draft: Draft; readonly certificates: UptimeState['certificates'] } | undefined {
  if (isFailure(outcome) || !outcome.certificate?.isTrusted) return undefined;
  const due = certificateWarning(outcome.certificate, at, certificateDays);
  if (!due) return undefined;
  const { notAfter, threshold, left } = due;
  const host = hostOf(url);
  const known = state.certificates[host] ?? [];
  const own = known.find((one) => one.notAfter === notAfter);
  // Who was told that it is urgent need not be told that it is late.
  if (own?.thresholds.some((one) => one === threshold || one === 'urgent')) return undefined;
  const now = { notAfter, thresholds: [...(own?.thresholds ?? []), threshold] };
  const others = known.filter((one) => one !== own).slice(1 - MOST_CERTIFICATES);
  return {
    draft: { kind: 'certificate', reason: left, notAfter },
    certificates: { ...state.certificates, [host]: [...others, now] },
  };
}

function queued(
  outbox: UptimeState['outbox'],
  events: readonly UptimeEvent[],
  receivers: readonly string[],
): { readonly outbox: UptimeState['outbox']; readonly dropped: readonly UptimeEvent[] } {
  if (events.length === 0 || receivers.length === 0) return { outbox, dropped: [] };
  const all = [...outbox, ...events.map((event) => ({ event, pending: receivers }))];
  const tooMany = Math.max(0, all.length - LONGEST_OUTBOX);
  return { outbox: all.slice(tooMany), dropped: all.slice(0, tooMany).map(({ event }) => event) };
}

/** With its port: another port may show another certificate. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? url;
}
