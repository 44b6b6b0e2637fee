/** The state as OpenMetrics text (https://prometheus.io/docs/specs/om/open_metrics_spec). */
import type { MonitoredEndpoint } from '../observations/uptime.ts';
import { plainUrl } from './alerts/message.ts';
import { UNSEEN, type EndpointState, type UptimeState } from './state.ts';

export const METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** What runs themselves don't show. */
export interface WatchFigures {
  /** Milliseconds by which the latest run of all began after its time. */
  readonly mostLate: number;
  readonly delivered: number;
}

/** Endpoints that were never asked have nothing but their counters. Ends with `# EOF`. */
export function metricsText(
  state: UptimeState,
  endpoints: readonly MonitoredEndpoint[],
  figures?: WatchFigures,
): string {
  const all = endpoints.map((endpoint) => ({
    labels: `id="${escaped(endpoint.id)}",name="${escaped(endpoint.name)}",url="${escaped(plainUrl(endpoint.url))}"`,
    known: state.endpoints[endpoint.id] ?? UNSEEN,
  }));
  const lines = FAMILIES.flatMap(({ name, type, unit, help, value }) => {
    const sample = type === 'counter' ? `${name}_total` : name;
    const samples = all.flatMap(({ labels, known }) => {
      const number = value(known);
      return number === undefined ? [] : [`${sample}{${labels}} ${number}`];
    });
    return headOf(name, type, help, unit).concat(samples);
  });
  return `${[...lines, ...watchLines(state, figures), '# EOF'].join('\n')}\n`;
}

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly unit?: string;
  readonly help: string;
  readonly value: (state: EndpointState) => number | undefined;
}

const PREFIX = 'launch_ready_endpoint_';

const FAMILIES: readonly Family[] = [
  {
    name: `${PREFIX}up`,
    type: 'gauge',
    help: 'Whether the last run found what is expected.',
    value: ({ runs }) => (runs.length === 0 ? undefined : Number(runs.at(-1)?.isUp)),
  },
  {
    name: `${PREFIX}down`,
    type: 'gauge',
    help: 'Whether as many runs in a row failed as an alert needs.',
    value: ({ status, runs }) => (runs.length === 0 ? undefined : Number(status === 'down')),
  },
  {
    name: `${PREFIX}duration_seconds`,
    type: 'gauge',
    unit: 'seconds',
    help: 'Time until the whole answer of the last run was there, or it had failed.',
    value: ({ runs }) => secondsOf(runs.at(-1)?.milliseconds),
  },
  {
    name: `${PREFIX}status`,
    type: 'gauge',
    help: 'HTTP status of the last run; none where nothing was answered.',
    value: ({ runs }) => runs.at(-1)?.status,
  },
  {
    name: `${PREFIX}failures_in_a_row`,
    type: 'gauge',
    help: 'Runs that failed since the last one that did not.',
    value: ({ failures }) => failures,
  },
  {
    name: `${PREFIX}last_run_timestamp_seconds`,
    type: 'gauge',
    unit: 'seconds',
    help: 'When the last run began.',
    value: ({ runs }) => secondsOf(runs.at(-1)?.at),
  },
  {
    name: `${PREFIX}certificate_expiry_timestamp_seconds`,
    type: 'gauge',
    unit: 'seconds',
    help: 'When the certificate expires that was seen last.',
    value: ({ certificateUntil }) =>
      certificateUntil === undefined ? undefined : secondsOf(Date.parse(certificateUntil)),
  },
  {
    name: `${PREFIX}runs`,
    type: 'counter',
    help: 'Runs so far.',
    value: ({ total }) => total.runs,
  },
  {
    name: `${PREFIX}failures`,
    type: 'counter',
    help: 'Runs so far that failed.',
    value: ({ total }) => total.failures,
  },
];

function watchLines(
  { outbox, lastEvent }: UptimeState,
  figures: WatchFigures | undefined,
): readonly string[] {
  const pending = outbox.reduce((sum, queued) => sum + queued.pending.length, 0);
  const name = 'launch_ready_watch_';
  const one = (family: string, type: Family['type'], help: string, value: number): readonly string[] => [
    ...headOf(`${name}${family}`, type, help, family.endsWith('_seconds') ? 'seconds' : undefined),
    `${name}${family}${type === 'counter' ? '_total' : ''} ${value}`,
  ];
  return [
    ...one('events', 'counter', 'What happened so far and was to be told.', lastEvent),
    ...one('alerts_pending', 'gauge', 'Alerts that wait to be delivered.', pending),
    ...(figures
      ? [
          ...one(
            'alerts_delivered',
            'counter',
            'Alerts that receivers took, since the start.',
            figures.delivered,
          ),
          ...one(
            'most_late_seconds',
            'gauge',
            'By how much the latest of all runs began after its time, since the start.',
            figures.mostLate / 1000,
          ),
        ]
      : []),
  ];
}

function headOf(name: string, type: string, help: string, unit: string | undefined): readonly string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
  ];
}

function secondsOf(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
