import { alertMessage } from '../core/uptime/alerts/message.ts';
import { latencyText } from '../core/uptime/duration.ts';
import type { WatchFigures } from '../core/uptime/metrics.ts';
import type { UptimeState } from '../core/uptime/state.ts';
import { isFailure } from '../core/observations/failure.ts';
import { printable } from '../core/printable.ts';
import type { WatchHooks, WatchOrder } from '../host/watch/watch.ts';

/** Prints what happens: text for people, or a line of JSON for each thing. */
export interface WatchReport extends Required<WatchHooks> {
  onStart(order: WatchOrder): void;
  onServing(port: number): void;
  onEnd(order: WatchOrder, state: UptimeState, figures?: WatchFigures): void;
}

export function watchReport(format: 'text' | 'json'): WatchReport {
  return format === 'json' ? jsonReport() : textReport();
}

function textReport(): WatchReport {
  const unknown = new Set<string>();
  const say = (text: string): void => print(`${new Date().toISOString().slice(0, 19)}Z ${text}`);
  return {
    onStart({ endpoints, receivers }) {
      const count = endpoints.length;
      const told = receivers.length === 0 ? 'Nobody is told: there are no alerts in monitoring.' : '';
      say(`Watching ${count} ${count === 1 ? 'endpoint' : 'endpoints'}. ${told}`.trimEnd());
    },
    onServing: (port) => say(`Metrics are at http://127.0.0.1:${port}/metrics.`),
    onRun({ id, name }, _run, verdict) {
      // Those that change nothing are not worth a line; nor is one that could not be asked, twice.
      if (verdict.state !== 'unknown') return void unknown.delete(id);
      if (unknown.has(id)) return;
      unknown.add(id);
      say(`Not asked: ${printable(name)}: ${printable(verdict.reason)}.`);
    },
    onEvent(event) {
      const { title, text } = alertMessage(event);
      say(`${title}. ${text}`);
    },
    onDelivered: () => undefined,
    onRetry: (receiver, _event, reason, wait) =>
      say(`${receiver} has to be told again in ${latencyText(wait)}: ${printable(reason)}.`),
    onProblem: (text) => void process.stderr.write(`${printable(text)}\n`),
    onEnd({ endpoints }, state) {
      for (const { endpoint } of endpoints) {
        const known = state.endpoints[endpoint.id];
        const last = known?.runs.at(-1);
        if (!known || !last) continue;
        const what = last.isUp ? 'up' : known.status === 'down' ? 'DOWN' : 'FAILING';
        const why = last.isUp ? latencyText(last.milliseconds) : (known.reason ?? '');
        print(`${what.padEnd(8)}${printable(endpoint.name)} (${printable(why)})`);
      }
      const waiting = state.outbox.length;
      if (waiting > 0)
        print(`${waiting} ${waiting === 1 ? 'alert waits' : 'alerts wait'} for the next time.`);
    },
  };
}

function jsonReport(): WatchReport {
  const say = (type: string, more: object): void =>
    print(printableJson({ type, time: new Date().toISOString(), ...more }));
  return {
    onStart: ({ endpoints, receivers }) =>
      say('start', {
        endpoints: endpoints.map(({ endpoint: { id, name, every } }) => ({ id, name, every })),
        receivers: receivers.map(({ id }) => id),
      }),
    onServing: (port) => say('metrics', { port }),
    onRun({ id, name }, { at, milliseconds, outcome }, verdict, late) {
      // Who does not read what is printed must not fill our memory with it.
      if (process.stdout.writableLength > MOST_UNREAD) return;
      say('run', {
        endpoint: id,
        name,
        at,
        state: verdict.state,
        ...(verdict.state === 'up' ? {} : { reason: verdict.reason }),
        ...(isFailure(outcome) ? {} : { status: outcome.status }),
        milliseconds: Math.round(milliseconds),
        late: Math.round(late),
      });
    },
    onEvent: (event) => say('event', { event: { ...event, url: alertMessage(event).url } }),
    onDelivered: (receiver, { id }) => say('delivered', { receiver, event: id }),
    onRetry: (receiver, { id }, reason, wait) => say('retry', { receiver, event: id, reason, wait }),
    onProblem: (text) => say('problem', { text }),
    onEnd: ({ endpoints }, state, figures) =>
      say('end', {
        endpoints: endpoints.map(({ endpoint: { id, name } }) => {
          const { status = 'unknown', failures = 0, reason, total } = state.endpoints[id] ?? {};
          return { id, name, status, failures, ...(reason === undefined ? {} : { reason }), total };
        }),
        waiting: state.outbox.length,
        ...(figures ? { mostLate: Math.round(figures.mostLate) } : {}),
      }),
  };
}

const MOST_UNREAD = 1024 * 1024;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** JSON escapes what steers terminals but for what is beyond ASCII. */
function printableJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
