/** One run against one endpoint: a connection of its own, one request, and what came back. */
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { looksOf } from '../../core/observations/endpointLooks.ts';
import type { UrlParts } from '../../core/observations/http.ts';
import {
  hasStatus,
  type EndpointAnswer,
  type EndpointRun,
  type MonitoredEndpoint,
} from '../../core/observations/uptime.ts';
import { endpointFor, type Endpoint } from '../connect.ts';
import { decompress, textOf } from '../http/body.ts';
import { dial } from '../http/dial.ts';
import { CANCELLED, failure, failureOf } from '../http/failures.ts';
import { hangUp, lineOver } from '../http/transport.ts';
import { urlParts } from '../http/url.ts';
import { patientTimer } from '../tls/patience.ts';
import type { AddressBook } from './addressBook.ts';
import { exchangeOnce, LARGEST_ANSWER, type OneAnswer } from './exchangeOnce.ts';
import { holdsPattern } from './holdsPattern.ts';
import { shownCertificate } from './shownCertificate.ts';
import { watchStalls, type Stalls } from './stalls.ts';

export interface RunOrder {
  readonly endpoint: MonitoredEndpoint;
  readonly settings: NetworkSettings;
  readonly addresses: AddressBook;
  /** Those of the endpoint with the values of the variables put in; absent: as they are. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for the whole run; the endpoint's own unless told. */
  readonly timeout?: number;
}

/**
 * Asks once. Redirects are followed on the same host alone; bodies are read up to 256 kB. Its time holds for all of it, and what this
 * process itself held up counts as nobody's. Never rejects.
 */
export async function observeEndpoint(order: RunOrder, signal: AbortSignal): Promise<EndpointRun> {
  const { endpoint, timeout = endpoint.timeout } = order;
  const at = new Date().toISOString();
  const stalls = watchStalls();
  const from = performance.now();
  const ending = new AbortController();
  const cancel = (): void => ending.abort();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const run: Run = { order, signal: ending.signal, timeout, stalls, doing: 'resolve' };
  const outOfTime = { is: false };
  const stopTimer = patientTimer(timeout, () => {
    outOfTime.is = true;
    ending.abort();
  });
  try {
    const outcome = await follow(run).catch((error: unknown) => failureOf(error, hostOf(endpoint), 0));
    const milliseconds = Math.max(0, performance.now() - from - stalls.stop());
    return {
      endpoint: endpoint.id,
      at,
      outcome: outOfTime.is && isFailure(outcome) ? tooLate(run) : outcome,
      milliseconds,
    };
  } finally {
    stopTimer();
    stalls.stop();
    signal.removeEventListener('abort', cancel);
  }
}

/** Redirects that are followed. */
const MOST_REDIRECTS = 3;

interface Run {
  readonly order: RunOrder;
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly stalls: Stalls;
  /** What is being waited for. */
  doing: 'resolve' | 'connect' | 'answer';
}

function tooLate({ doing, timeout, order: { endpoint } }: Run): Failure {
  const host = hostOf(endpoint);
  const time = `within ${timeout / 1000} seconds`;
  if (doing === 'resolve') return failure('timeout', `the name ${host} was not resolved ${time}`);
  if (doing === 'connect') return failure('timeout', `${host} did not let anybody connect ${time}`);
  return failure('timeout', `${host} did not send its whole answer ${time}`);
}

function hostOf({ url }: MonitoredEndpoint): string {
  return urlParts(url)?.hostname ?? url;
}

async function follow(run: Run): Promise<EndpointAnswer | Failure> {
  const { endpoint } = run.order;
  let url = urlParts(endpoint.url);
  if (!url) return failure('protocol', 'its address is none that can be asked');
  const start = url;
  let certificate: EndpointAnswer['certificate'];
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(run, url, start);
    if (isFailure(answer)) return answer;
    // One that nobody trusts on the way stops browsers there.
    if (!certificate || certificate.isTrusted) certificate = answer.certificate ?? certificate;
    const next = redirectOf(answer, url, endpoint);
    const isElsewhere = next !== undefined && next.hostname !== start.hostname;
    if (next && !isElsewhere) {
      if (redirects >= MOST_REDIRECTS)
        return failure('protocol', `${start.hostname} redirects more than ${MOST_REDIRECTS} times`);
      url = next;
      continue;
    }
    return {
      status: answer.status,
      ...(await judged(answer, endpoint)),
      bytes: answer.body.length,
      redirects,
      ...(isElsewhere ? { leadsTo: next.hostname } : {}),
      ...(certificate ? { certificate } : {}),
    };
  }
}

type Asked = OneAnswer & Pick<EndpointAnswer, 'certificate'>;

async function ask(run: Run, url: UrlParts, start: UrlParts): Promise<Asked | Failure> {
  const { order, signal, timeout, stalls } = run;
  const { endpoint, settings } = order;
  run.doing = 'resolve';
  const endpoints = await endpointsOf(url, order, signal);
  stalls.step();
  if (isFailure(endpoints)) return endpoints;
  if (signal.aborted) return CANCELLED;
  run.doing = 'connect';
  const isSecure = url.protocol === 'https:';
  const connection = await dial(
    { host: url.hostname, port: url.port, isSecure, endpoints, time: timeout },
    signal,
  );
  stalls.step();
  if (isFailure(connection)) return connection;
  run.doing = 'answer';
  const line = lineOver(connection, url);
  try {
    const certificate = isSecure ? shownCertificate(connection.socket, url.hostname, settings.ca) : undefined;
    // What lets somebody in is not sent where it could be read on the way.
    const own = start.protocol === 'https:' && !isSecure ? {} : (order.headers ?? endpoint.headers);
    const answer = await exchangeOnce(
      line,
      {
        method: endpoint.method,
        url,
        headers: { ...usualHeaders(settings.version), ...bodyType(endpoint), ...own },
        ...(endpoint.body === undefined ? {} : { body: endpoint.body }),
      },
      signal,
    );
    stalls.step();
    return isFailure(answer) ? answer : { ...answer, ...(certificate ? { certificate } : {}) };
  } finally {
    hangUp(line);
  }
}

function usualHeaders(version: string): Record<string, string> {
  return {
    accept: '*/*',
    'accept-encoding': 'gzip, br',
    'user-agent': `Mozilla/5.0 (compatible; LaunchReady/${version}; +https://github.com/launch-ready/launch-ready)`,
  };
}

function bodyType({ body }: MonitoredEndpoint): Record<string, string> {
  if (body === undefined) return {};
  return { 'content-type': /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8' };
}

/** Where an answer leads; undefined where that is what was to be seen, or nothing that is followed. */
function redirectOf(answer: OneAnswer, url: UrlParts, endpoint: MonitoredEndpoint): UrlParts | undefined {
  const { status, headers } = answer;
  if (![301, 302, 303, 307, 308].includes(status) || endpoint.method === 'POST') return undefined;
  if (endpoint.expect.status && hasStatus(status, endpoint.expect.status)) return undefined;
  const location = headers.findLast(([name]) => name === 'location')?.[1];
  return location === undefined || location === '' ? undefined : urlParts(location, url.href);
}

async function judged(
  { status, body, headers, isCut }: OneAnswer,
  endpoint: MonitoredEndpoint,
): Promise<Pick<EndpointAnswer, 'hasText' | 'matches' | 'looks'>> {
  const { contains, matches } = endpoint.expect;
  const valueOf = (wanted: string): string => headers.findLast(([name]) => name === wanted)?.[1] ?? '';
  const decoded = await decompress(body, valueOf('content-encoding'), isCut, LARGEST_ANSWER);
  const text = decoded ? textOf(decoded.bytes, valueOf('content-type')) : '';
  const looks = looksOf(endpoint, { status, headers, text });
  return {
    ...(looks ? { looks } : {}),
    ...(contains === undefined ? {} : { hasText: text.includes(contains) }),
    ...(matches === undefined ? {} : { matches: holdsPattern(matches, text) }),
  };
}

/** Addresses of each family that are tried. */
const MOST_ADDRESSES = 4;

async function endpointsOf(
  { hostname, port }: UrlParts,
  { settings, addresses }: RunOrder,
  signal: AbortSignal,
): Promise<readonly Endpoint[] | Failure> {
  // Past the user's own map no name needs an address.
  const mapped = endpointFor(hostname, port, undefined, settings);
  if (!isFailure(mapped)) return [mapped];
  const found = await addresses.addressesOf(hostname, signal);
  if (isFailure(found)) return found;
  const places = found
    .slice(0, MOST_ADDRESSES)
    .map((address) => endpointFor(hostname, port, address, settings));
  const allowed = places.filter((each): each is Endpoint => !isFailure(each));
  const refused = places.find((each): each is Failure => isFailure(each));
  if (allowed.length > 0) return allowed;
  return refused ?? failure('no-address', `${hostname} has no address`);
}
