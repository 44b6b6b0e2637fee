/** `load:` in `launch-ready.yaml`, in the form in which it is run. */
import {
  isRead,
  requestOf,
  statusesOf,
  type RequestInput,
  type RequestPlan,
} from '../smoke/requestSchema.ts';
import { durationOf } from '../uptime/duration.ts';
import type { LoadInput } from './loadConfigSchema.ts';

export interface LoadEndpoint {
  readonly name: string;
  readonly request: RequestPlan;
  /** "2xx", "204": lower case. */
  readonly expected: readonly string[];
  /** Milliseconds that the 95th percentile must not pass. */
  readonly threshold: number;
}

export interface LoadConfig {
  readonly endpoints: readonly LoadEndpoint[];
}

/** Milliseconds. */
const READS = 300;
const WRITES = 800;

export function loadConfig({ endpoints }: LoadInput): LoadConfig {
  return { endpoints: endpoints.map(loadEndpoint) };
}

export function loadEndpoint(
  input: RequestInput & Pick<LoadInput['endpoints'][number], 'name' | 'status' | 'threshold'>,
): LoadEndpoint {
  const request = requestOf(input);
  const usual = isRead(request.method) ? READS : WRITES;
  return {
    name: input.name ?? `${request.method} ${request.url}`,
    request,
    expected: statusesOf(input.status) ?? ['2xx'],
    threshold: (input.threshold === undefined ? undefined : durationOf(input.threshold)) ?? usual,
  };
}
