/** `monitoring:` in `launch-ready.yaml`, and the endpoints that it comes to. */
import { hash64 } from '../hash.ts';
import type { DomainConfig } from '../live/domainConfig.ts';
import type { EndpointExpectation, MonitoredEndpoint } from '../observations/uptime.ts';
import { durationOf } from './duration.ts';
import type { MonitoringInput } from './monitoringConfigSchema.ts';
import { WEBHOOK_REQUEST } from './webhookRequest.ts';
import { instantOf, minutesOf, type MaintenanceWindow } from './window.ts';

export interface MonitoringConfig {
  /** Undefined: those of the domains. */
  readonly endpoints?: readonly ConfiguredEndpoint[];
  readonly times: EndpointTimes;
  /** Days before a certificate expires from which somebody is told; undefined: by its share of the lifetime. */
  readonly certificateDays?: number;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly alerts: readonly AlertReceiver[];
}

export interface EndpointTimes {
  /** Seconds. */
  readonly every: number;
  readonly failures: number;
  /** Milliseconds. */
  readonly latency: number;
  readonly timeout: number;
}

export interface ConfiguredEndpoint {
  /** A path, or an absolute URL. */
  readonly url: string;
  /** Whose canonical host a path is on; undefined: the first. */
  readonly domain?: string;
  readonly name?: string;
  readonly method: MonitoredEndpoint['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status?: readonly string[];
  readonly contains?: string;
  readonly matches?: string;
  readonly times: EndpointTimes;
}

/** A webhook. Its address is in the environment alone. */
export interface AlertReceiver {
  readonly type: 'slack' | 'discord' | 'teams';
  /** Name of the variable. */
  readonly env: string;
}

export const DEFAULT_TIMES: EndpointTimes = { every: 60, failures: 2, latency: 2_000, timeout: 10_000 };

export function monitoringConfig(input: MonitoringInput): MonitoringConfig {
  const times = timesOf(input, DEFAULT_TIMES);
  const { endpoints, certificate, maintenance = [], alerts = [] } = input;
  return {
    ...(endpoints ? { endpoints: endpoints.map((one) => configured(one, times)) } : {}),
    times,
    ...(certificate ? { certificateDays: certificate.days } : {}),
    maintenance: maintenance.flatMap(windowOf),
    alerts,
  };
}

/**
 * What is asked again and again: the configured endpoints; without them the home page of each domain, its public, health and
 * webhook endpoints, and those that were `found` in the workspace (as `endpointOf` makes them). Each once.
 */
export function monitoredEndpoints(
  monitoring: MonitoringConfig | undefined,
  domains: readonly DomainConfig[],
  found: readonly MonitoredEndpoint[] = [],
): readonly MonitoredEndpoint[] {
  const times = monitoring?.times ?? DEFAULT_TIMES;
  const wanted = monitoring?.endpoints
    ? monitoring.endpoints.flatMap((one) => fromConfiguration(one, domains))
    : [...domains.flatMap((domain) => ofDomain(domain, times)), ...found];
  return monitoring?.endpoints ? withOwnIds(wanted) : onlyOnce(wanted);
}

function onlyOnce(endpoints: readonly MonitoredEndpoint[]): readonly MonitoredEndpoint[] {
  const known = new Set<string>();
  return endpoints.filter(({ id }) => !known.has(id) && known.add(id));
}

/** Entries with the same URL and name may differ in what they send: all of them are wanted. */
function withOwnIds(endpoints: readonly MonitoredEndpoint[]): readonly MonitoredEndpoint[] {
  const counts = new Map<string, number>();
  return endpoints.map((endpoint) => {
    const count = (counts.get(endpoint.id) ?? 0) + 1;
    counts.set(endpoint.id, count);
    return count === 1 ? endpoint : { ...endpoint, id: `${endpoint.id}-${count}` };
  });
}

/** Paths of the configuration for which there is no domain. */
export function homelessEndpoints(
  monitoring: MonitoringConfig | undefined,
  domains: readonly DomainConfig[],
): readonly string[] {
  return (monitoring?.endpoints ?? [])
    .filter((one) => absoluteUrl(one, domains) === undefined)
    .map(({ url }) => url);
}

export interface EndpointParts {
  /** Absolute. */
  readonly url: string;
  readonly kind: MonitoredEndpoint['kind'];
  readonly name?: string;
  readonly method?: MonitoredEndpoint['method'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expect?: Omit<EndpointExpectation, 'latency'>;
}

/** An endpoint with its id, and a name where it has none. */
export function endpointOf(parts: EndpointParts, times: EndpointTimes = DEFAULT_TIMES): MonitoredEndpoint {
  const { url, kind, method = 'GET', headers = {}, body, expect = {} } = parts;
  const short = url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  const name = parts.name ?? (kind === 'home' ? `Home page of ${short}` : `${method} ${short}`);
  const { every, failures, latency, timeout } = times;
  return {
    id: hash64([method, url, name].join('\n')).slice(0, 12),
    name,
    url,
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value])),
    ...(body === undefined ? {} : { body }),
    expect: { ...expect, latency },
    failures,
    every,
    timeout,
    kind,
  };
}

function fromConfiguration(
  one: ConfiguredEndpoint,
  domains: readonly DomainConfig[],
): readonly MonitoredEndpoint[] {
  const url = absoluteUrl(one, domains);
  if (url === undefined) return [];
  const { name, method, headers, body, status, contains, matches, times } = one;
  const isHome = /^https?:\/\/[^/]+\/?$/i.test(url) && method === 'GET';
  const parts: EndpointParts = {
    url,
    kind: isHome ? 'home' : 'other',
    method,
    headers,
    ...(name === undefined ? {} : { name }),
    ...(body === undefined ? {} : { body }),
    expect: {
      ...(status ? { status } : {}),
      ...(contains === undefined ? {} : { contains }),
      ...(matches === undefined ? {} : { matches }),
    },
  };
  return [endpointOf(parts, times)];
}

function absoluteUrl(
  { url, domain }: ConfiguredEndpoint,
  domains: readonly DomainConfig[],
): string | undefined {
  if (!url.startsWith('/')) return url;
  const home =
    domain === undefined ? domains[0] : domains.find((each) => each.domain === domain.toLowerCase());
  if (home) return `https://${home.canonical ?? home.domain}${url}`;
  return domain === undefined ? undefined : `https://${domain.toLowerCase()}${url}`;
}

/** Who logs in is nobody that we are. */
const KINDS = { public: 'other', health: 'health', webhook: 'webhook', authenticated: undefined } as const;

function ofDomain(
  { domain, canonical, endpoints }: DomainConfig,
  times: EndpointTimes,
): readonly MonitoredEndpoint[] {
  const home = endpointOf({ url: `https://${canonical ?? domain}/`, kind: 'home' }, times);
  const others = endpoints.flatMap(({ url, kind }) => {
    const known = KINDS[kind];
    const request = known === 'webhook' ? WEBHOOK_REQUEST : {};
    return known && url !== home.url ? [endpointOf({ url, kind: known, ...request }, times)] : [];
  });
  return [home, ...others];
}

type EndpointInput = NonNullable<MonitoringInput['endpoints']>[number];

function configured(input: EndpointInput, common: EndpointTimes): ConfiguredEndpoint {
  const { url, domain, name, method = 'GET', headers = {}, body, status, contains, matches } = input;
  const statuses = status === undefined ? undefined : Array.isArray(status) ? status : [status];
  return {
    url,
    ...(domain === undefined ? {} : { domain }),
    ...(name === undefined ? {} : { name }),
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(statuses ? { status: statuses.map((each) => String(each).toLowerCase()) } : {}),
    ...(contains === undefined ? {} : { contains }),
    ...(matches === undefined ? {} : { matches }),
    times: timesOf(input, common),
  };
}

type TimesInput = Pick<MonitoringInput, 'every' | 'failures' | 'latency' | 'timeout'>;

function timesOf(input: TimesInput, common: EndpointTimes): EndpointTimes {
  const time = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : durationOf(text);
  const every = time(input.every);
  return {
    every: every === undefined ? common.every : every / 1_000,
    failures: input.failures ?? common.failures,
    latency: time(input.latency) ?? common.latency,
    timeout: time(input.timeout) ?? common.timeout,
  };
}

function windowOf(input: NonNullable<MonitoringInput['maintenance']>[number]): readonly MaintenanceWindow[] {
  const reason = input.reason === undefined ? {} : { reason: input.reason };
  const [from, to] = [instantOf(input.from), instantOf(input.to)];
  if (from !== undefined && to !== undefined) return [{ kind: 'once', from, to, ...reason }];
  const [start, end] = [minutesOf(input.from), minutesOf(input.to)];
  if (start === undefined || end === undefined) return [];
  const { days = [], zone = 'UTC' } = input;
  return [{ kind: 'weekly', days, from: start, to: end, zone, ...reason }];
}
