import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type {
  HttpAnswer,
  HttpExchange,
  HttpMethod,
  HttpTimings,
  UrlParts,
} from '../../core/observations/http.ts';
import type { Gate } from '../dns/gate.ts';
import { decompress, isText, LARGEST_BODY, textOf } from './body.ts';
import { failure, failureOf } from './failures.ts';
import { createOrigin, type AddressesOf, type Lease, type Origin } from './origin.ts';
import { exchangeOver, type RawAnswer, type RawFailure } from './transport.ts';
import { urlParts } from './url.ts';

export interface HttpOrder {
  readonly method?: HttpMethod;
  readonly url: UrlParts;
  /** Beyond the usual, lower-case names. */
  readonly sent?: Readonly<Record<string, string>>;
  /** Bytes of the body; 1 MB unless told. */
  readonly limit?: number;
  /** The body is wanted whatever its type says. */
  readonly wantsAnyBody?: boolean;
  /** Connect to this address, whatever the name says. */
  readonly pinned?: string;
  /** Asked before the request is sent once more, because a kept connection turned out to be dead. */
  readonly mayRepeat?: () => boolean;
}

export interface HttpClient {
  /** One request; no redirect is followed. Never rejects. */
  request(order: HttpOrder): Promise<HttpExchange>;
  /** Ends everything that is open. */
  close(): void;
}

export interface HttpClientSettings {
  readonly settings: Pick<NetworkSettings, 'connect' | 'allowPrivate' | 'version'>;
  readonly addressesOf: AddressesOf;
  /** Shared by all domains: how many connections are being made at once. */
  readonly gate?: Gate;
}

/** Speaks HTTP/1.1 to the hosts of one domain, over connections that are used again. */
export function createHttpClient(
  { settings, addressesOf, gate }: HttpClientSettings,
  signal: AbortSignal,
): HttpClient {
  const origins = new Map<string, Origin>();
  const usual = {
    accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    'accept-encoding': 'gzip, br',
    'user-agent': `Mozilla/5.0 (compatible; LaunchReady/${settings.version}; +https://github.com/launch-ready/launch-ready)`,
  };

  function originOf(url: UrlParts, pinned: string | undefined): Origin {
    const key = `${url.protocol}//${url.hostname}:${url.port} ${pinned ?? ''}`;
    let origin = origins.get(key);
    if (!origin)
      origins.set(
        key,
        (origin = createOrigin(url, {
          addressesOf,
          settings,
          ...(gate ? { gate } : {}),
          ...(pinned === undefined ? {} : { pinned }),
        })),
      );
    return origin;
  }

  async function exchange(order: HttpOrder): Promise<Exchanged | Failure> {
    const origin = originOf(order.url, order.pinned);
    const raw = { method: order.method ?? 'GET', url: order.url, headers: { ...usual, ...order.sent } };
    const limit = order.limit ?? LARGEST_BODY;
    let lease = await origin.lease(signal);
    for (;;) {
      if (isFailure(lease)) return lease;
      const { line, connected = 0 }: Lease = lease;
      const time = Math.max(1, REQUEST_TIME - connected);
      const result: RawAnswer | RawFailure = await exchangeOver(line, { ...raw, limit, time }, signal);
      const isFailed = isFailure(result);
      origin.giveBack(line, !isFailed ? 'answer' : result.failed === 'timeout' ? 'timeout' : 'failure');
      if (!isFailed) return { answer: result, lease };
      // A server may end a kept connection whenever it likes (RFC 9112 section 9.3.1): one more try, over a new one.
      const isStale = result.isStale === true && lease.connected === undefined;
      if (!isStale || order.mayRepeat?.() === false) return failure(result.failed, result.detail);
      lease = await origin.fresh(signal);
    }
  }

  return {
    async request(order) {
      const from = performance.now();
      const exchanged = await exchange(order).catch((error: unknown) =>
        failureOf(error, order.url.hostname, order.url.port),
      );
      const outcome = isFailure(exchanged) ? exchanged : await answerOf(exchanged, order);
      const total = performance.now() - from;
      const { method = 'GET', url, sent = {} } = order;
      return { method, url, sent, outcome, timings: { ...timingsOf(exchanged, from), total } };
    },
    close() {
      for (const origin of origins.values()) origin.close();
    },
  };
}

/** Milliseconds for one request, its connection included. */
const REQUEST_TIME = 5000;

interface Exchanged {
  readonly answer: RawAnswer;
  readonly lease: Lease;
}

function timingsOf(exchanged: Exchanged | Failure, from: number): Omit<HttpTimings, 'total'> {
  if (isFailure(exchanged)) return {};
  const { connected } = exchanged.lease;
  return { firstByte: exchanged.answer.firstByte - from, ...(connected === undefined ? {} : { connected }) };
}

async function answerOf({ answer, lease }: Exchanged, order: HttpOrder): Promise<HttpAnswer | Failure> {
  const { status, headers } = answer;
  const type = valueOf(headers, 'content-type') ?? '';
  const encoding = valueOf(headers, 'content-encoding') ?? '';
  const decoded = await decompress(answer.body, encoding, answer.isCut, order.limit);
  // Browsers show nothing of such a page. Of a redirect or an error it is the header that counts.
  if (!decoded && status >= 200 && status < 300)
    return failure(
      'protocol',
      `the body that ${order.url.hostname} sent is not compressed the way its header says`,
    );
  const bytes = decoded?.bytes ?? NOTHING;
  const location = isRedirect(status) ? valueOf(headers, 'location') : undefined;
  // Resolved, an empty one would be the page itself.
  const target =
    location === undefined || location.trim() === '' ? undefined : urlParts(location, order.url.href);
  const { endpoint, alpn } = lease.line.connection;
  return {
    status,
    headers,
    ...(target ? { location: target } : {}),
    body: order.wantsAnyBody || isText(type, bytes) ? textOf(bytes, type) : '',
    bytes: answer.body.length,
    isCut: decoded?.isCut ?? false,
    address: endpoint.address,
    ...(alpn === undefined ? {} : { alpn }),
  };
}

const NOTHING = Buffer.alloc(0);

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** The last of that name, as browsers take it of a header that stands for one value. */
function valueOf(headers: HttpAnswer['headers'], name: string): string | undefined {
  return headers.findLast(([each]) => each === name)?.[1];
}
