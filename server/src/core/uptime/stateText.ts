/** The state as it is kept: JSON, with the runs of an endpoint as short rows. */
import * as v from 'valibot';
import {
  EMPTY_STATE,
  HISTORY,
  type EndpointState,
  type PastRun,
  type QueuedEvent,
  type UptimeState,
} from './state.ts';

/** What did not change since is not written again: an endpoint's part is made once per run. */
export function stateText(state: UptimeState): string {
  const endpoints = Object.entries(state.endpoints).map(
    ([id, known]) => `${JSON.stringify(id)}:${endpointText(known)}`,
  );
  const { version, lastEvent, certificates, outbox } = state;
  const rest = JSON.stringify({ version, lastEvent, certificates, outbox });
  return `${rest.slice(0, -1)},"endpoints":{\n${endpoints.join(',\n')}\n}}\n`;
}

/** Undefined for what is no such state. Never throws: the file may have been cut, or written by somebody else. */
export function parseState(text: string): UptimeState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(stateSchema, value);
  if (!parsed.success) return undefined;
  const { lastEvent, certificates, outbox, endpoints } = parsed.output;
  return {
    ...EMPTY_STATE,
    lastEvent,
    certificates,
    outbox: outbox as readonly QueuedEvent[],
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([id, { runs, ...known }]) => [
        id,
        { ...known, runs: runs.slice(-HISTORY).map(runOf) } as EndpointState,
      ]),
    ),
  };
}

const texts = new WeakMap<EndpointState, string>();

function endpointText(known: EndpointState): string {
  const made = texts.get(known);
  if (made !== undefined) return made;
  const text = JSON.stringify({ ...known, runs: known.runs.map(rowOf) });
  texts.set(known, text);
  return text;
}

type Row = readonly [at: number, milliseconds: number, isUp: number, status: number];

function rowOf({ at, milliseconds, isUp, status = 0 }: PastRun): Row {
  return [at, milliseconds, Number(isUp), status];
}

function runOf([at, milliseconds, isUp, status]: Row): PastRun {
  return { at, milliseconds, isUp: isUp === 1, ...(status === 0 ? {} : { status }) };
}

const line = v.pipe(v.string(), v.maxLength(2_000));
const time = v.pipe(
  line,
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const stateSchema = v.object({
  version: v.literal(1),
  lastEvent: count,
  certificates: v.record(line, v.array(v.object({ notAfter: time, thresholds: v.array(line) }))),
  outbox: v.array(
    v.object({
      event: v.object({
        id: line,
        kind: v.picklist(['down', 'up', 'certificate']),
        endpoint: line,
        name: line,
        url: line,
        at: time,
        since: v.optional(time),
        reason: v.optional(line),
        notAfter: v.optional(time),
        failures: v.optional(count),
      }),
      pending: v.array(line),
    }),
  ),
  endpoints: v.record(
    line,
    v.object({
      status: v.picklist(['unknown', 'up', 'failing', 'down']),
      failures: count,
      since: v.optional(time),
      reason: v.optional(line),
      isTold: v.boolean(),
      runs: v.array(v.tuple([v.number(), v.number(), v.number(), v.number()])),
      total: v.object({ runs: count, failures: count }),
      certificateUntil: v.optional(time),
    }),
  ),
});
