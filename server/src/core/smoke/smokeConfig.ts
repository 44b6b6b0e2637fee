/** `smoke:` in `launch-ready.yaml`, in the form in which it is run. */
import { durationOf } from '../uptime/duration.ts';
import type { Json } from './references.ts';
import { requestOf, statusesOf, type RequestPlan } from './requestSchema.ts';
import type { FlowInput, StepInput } from './smokeConfigSchema.ts';

export interface SmokeFlow {
  readonly name: string;
  /** Undefined: all. */
  readonly environments?: readonly string[];
  readonly steps: readonly SmokeStep[];
  /** `low`: a failure of it is told, and breaks nothing. */
  readonly impact: 'blocker' | 'low';
}

export interface SmokeStep {
  readonly name: string;
  readonly request: RequestPlan;
  /** Redirects on the same host are followed. */
  readonly follow: boolean;
  readonly expect: SmokeExpectation;
  readonly save: readonly SavedFrom[];
}

/** References are not filled in. */
export interface SmokeExpectation {
  /** Each a number ("204") or a class ("2xx"), lower case. */
  readonly status: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string | boolean])[];
  readonly contains: readonly string[];
  readonly notContains: readonly string[];
  readonly matches?: string;
  readonly json: readonly (readonly [path: string, value: Json])[];
  /** A path, or an absolute URL. */
  readonly redirect?: string;
  /** Milliseconds. */
  readonly latency?: number;
}

export interface SavedFrom {
  readonly name: string;
  readonly from: 'json' | 'header' | 'cookie';
  /** Path, or name. */
  readonly at: string;
}

export function smokeConfig(inputs: readonly FlowInput[]): readonly SmokeFlow[] {
  return inputs.map(({ name, environments, steps, ...single }) => ({
    name,
    ...(environments ? { environments } : {}),
    steps: (steps ?? [single]).map(smokeStep),
    impact: 'blocker',
  }));
}

/** `name` where it has none: the request itself. */
export function smokeStep(input: StepInput): SmokeStep {
  const request = requestOf(input);
  const { expect = {}, follow = false, save = {} } = input;
  const redirect = expect.redirect;
  return {
    name: input.name ?? `${request.method} ${request.url}`,
    request,
    follow,
    expect: {
      status: statusesOf(expect.status) ?? [redirect === undefined ? '2xx' : '3xx'],
      headers: Object.entries(expect.header ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
      contains: listOf(expect.contains),
      notContains: listOf(expect['not-contains']),
      ...(expect.matches === undefined ? {} : { matches: expect.matches }),
      json: Object.entries(expect.json ?? {}) as readonly (readonly [string, Json])[],
      ...(redirect === undefined ? {} : { redirect }),
      ...(expect.latency === undefined ? {} : { latency: durationOf(expect.latency) ?? 0 }),
    },
    save: Object.entries(save).map(([name, from]) => savedFrom(name, from)),
  };
}

function listOf(texts: string | readonly string[] | undefined): readonly string[] {
  return texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts;
}

function savedFrom(name: string, from: NonNullable<StepInput['save']>[string]): SavedFrom {
  if (typeof from === 'string') return { name, from: 'json', at: from };
  const { json, header, cookie } = from;
  if (json !== undefined) return { name, from: 'json', at: json };
  return header === undefined
    ? { name, from: 'cookie', at: cookie ?? '' }
    : { name, from: 'header', at: header.toLowerCase() };
}
