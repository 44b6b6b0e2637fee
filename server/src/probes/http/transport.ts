import Client from 'undici/lib/dispatcher/client.js';
import type { Dispatcher } from 'undici';
import type { Failure } from '../../core/observations/failure.ts';
import type { HttpMethod, UrlParts } from '../../core/observations/http.ts';
import { patientTimer } from '../tls/patience.ts';
import { LARGEST_BODY } from './body.ts';
import type { Connection } from './dial.ts';
import { CANCELLED, codeOf, failure, failureOf } from './failures.ts';

/** A connection that stands, as undici speaks HTTP over it: one request after the other. */
export interface Line {
  readonly connection: Connection;
  readonly client: InstanceType<typeof Client>;
  /** Requests that were answered on it. */
  used: number;
  isUsable: boolean;
}

export interface RawRequest {
  readonly method: HttpMethod;
  readonly url: UrlParts;
  /** All but Host and Connection. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body after which nothing more is read. */
  readonly limit?: number;
  /** Milliseconds for the whole exchange. */
  readonly time: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly isCut: boolean;
  /** `performance.now()` when the header was there. */
  readonly firstByte: number;
}

/** A failure, and whether anything had been heard: where not, and the line was used before, it had gone stale. */
export type RawFailure = Failure & { readonly isStale?: boolean };

export function lineOver(connection: Connection, { protocol, hostname, port }: UrlParts): Line {
  let isTaken = false;
  const client = new Client(`${protocol}//${hostname}:${port}`, {
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: LARGEST_HEAD,
    // One deadline holds for the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(_options, done) {
      // The address was checked when it was dialled: undici gets that connection, and never another.
      const isGone = isTaken || connection.socket.destroyed;
      isTaken = true;
      // It expects to be called back later: at once, it would not see that there is a connection now.
      queueMicrotask(() => (isGone ? done(new StaleError(), null) : done(null, connection.socket)));
    },
  });
  const line: Line = { connection, client, used: 0, isUsable: true };
  connection.socket.once('close', () => (line.isUsable = false));
  return line;
}

export function hangUp(line: Line): void {
  line.isUsable = false;
  line.connection.socket.destroy();
  line.client.destroy().catch(ignore);
}

/** One request and its answer. Never rejects; ends at once when it is cancelled. */
export function exchangeOver(
  line: Line,
  request: RawRequest,
  signal: AbortSignal,
): Promise<RawAnswer | RawFailure> {
  return new Promise((resolve) => {
    const { url, limit = LARGEST_BODY } = request;
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<RawAnswer, 'status' | 'headers' | 'firstByte'> | undefined;
    let isOver = false;
    const finish = (result: RawAnswer | RawFailure): void => {
      if (isOver) return;
      isOver = true;
      stopTimer();
      signal.removeEventListener('abort', cancel);
      resolve(result);
    };
    const stop = (result: RawAnswer | RawFailure): void => {
      finish(result);
      hangUp(line);
    };
    const cancel = (): void => stop(CANCELLED);
    const stopTimer = patientTimer(request.time, () =>
      stop(failure('timeout', `${url.hostname} (port ${url.port}) did not answer within 5 seconds`)),
    );
    const answer = (isCut: boolean): RawAnswer | RawFailure => {
      if (!head) return failureOf(undefined, url.hostname, url.port);
      return { ...head, body: Buffer.concat(chunks).subarray(0, limit), isCut };
    };
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: ignore,
      onResponseStart({ rawHeaders }, status) {
        // 100 and 103 come before the answer.
        if (status < 200 || isOver) return;
        const firstByte = performance.now();
        head = { status, headers: headersOf(rawHeaders as readonly Buffer[]), firstByte };
        if (request.method === 'HEAD' || head.headers.some(isClosing)) line.isUsable = false;
      },
      onResponseData(_controller, chunk) {
        if (isOver) return;
        chunks.push(chunk);
        size += chunk.length;
        if (size > limit) stop(answer(true));
      },
      onResponseEnd() {
        line.used += 1;
        finish(answer(false));
      },
      onResponseError(_controller, error) {
        line.isUsable = false;
        const isStale = !head && (codeOf(error) === STALE || line.used > 0);
        finish({ ...failureOf(error, url.hostname, url.port), ...(isStale ? { isStale } : {}) });
      },
    };
    try {
      const headers = Object.entries(request.headers).flat();
      line.client.dispatch({ path: url.pathname + url.search, method: request.method, headers }, handler);
    } catch (error) {
      finish(failureOf(error, url.hostname, url.port));
    }
  });
}

/** Bytes of all headers together. */
const LARGEST_HEAD = 64 * 1024;

const STALE = 'STALE';

class StaleError extends Error {
  readonly code = STALE;
}

function ignore(): void {
  // Nothing is to be done.
}

function isClosing([name, value]: readonly [string, string]): boolean {
  return name === 'connection' && /\bclose\b/i.test(value);
}

function headersOf(raw: readonly Buffer[]): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2)
    headers.push([headerText(raw[at]).toLowerCase(), headerText(raw[at + 1])]);
  return headers;
}

/** Headers are bytes. Where they are UTF-8 they are read so, as Latin-1 else (RFC 9110 section 5.5). */
function headerText(bytes: Buffer | undefined): string {
  const text = bytes?.toString('latin1') ?? '';
  if (!bytes || !/[\x80-\xff]/.test(text)) return text.trim();
  const asUtf8 = bytes.toString('utf8');
  return (asUtf8.includes('\ufffd') ? text : asUtf8).trim();
}
