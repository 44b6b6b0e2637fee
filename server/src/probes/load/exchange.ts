import type { Dispatcher } from 'undici';
import type { Failure } from '../../core/observations/failure.ts';
import type { UrlParts } from '../../core/observations/http.ts';
import { CANCELLED, codeOf, failure, failureOf } from '../http/failures.ts';
import { hangUp, type Line } from '../http/transport.ts';
import { patientTimer } from '../tls/patience.ts';

export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: UrlParts;
  /** All but Host, Connection and Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the exchange. */
  readonly time: number;
  /** Bytes of the body after which nothing more is read. */
  readonly limit: number;
  readonly keepsBody: boolean;
}

export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  /** As it was transferred; empty where it is not kept. */
  readonly body: Buffer;
  readonly isCut: boolean;
  /** From sending to the end of the answer. */
  readonly milliseconds: number;
}

/** `isStale`: a connection that was used before had been ended, and nothing was heard of this request. */
export type WireFailure = Failure & { readonly isStale?: boolean };

/** One request over a connection, which may be used again where it is still usable. Never rejects. */
export function exchange(
  line: Line,
  request: WireRequest,
  signal: AbortSignal,
): Promise<WireAnswer | WireFailure> {
  return new Promise((resolve) => {
    const { method, url, headers, body, limit, keepsBody, time } = request;
    const from = performance.now();
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<WireAnswer, 'status' | 'headers'> | undefined;
    let isOver = false;
    const finish = (result: WireAnswer | WireFailure): void => {
      if (isOver) return;
      isOver = true;
      stopTimer();
      signal.removeEventListener('abort', cancel);
      resolve(result);
    };
    const stop = (result: WireAnswer | WireFailure): void => {
      finish(result);
      hangUp(line);
    };
    const cancel = (): void => stop(CANCELLED);
    const stopTimer = patientTimer(time, () =>
      stop(failure('timeout', `${url.hostname} did not send its whole answer within ${time / 1000} seconds`)),
    );
    const end = (isCut: boolean): WireAnswer | Failure =>
      head
        ? {
            ...head,
            body: Buffer.concat(chunks).subarray(0, limit),
            isCut,
            milliseconds: performance.now() - from,
          }
        : failureOf(undefined, url.hostname, url.port);
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: nothing,
      onResponseStart({ rawHeaders }, status) {
        // 100 and 103 come before the answer.
        if (status < 200 || isOver) return;
        head = { status, headers: headersOf(rawHeaders as readonly Buffer[]) };
        const isClosing = head.headers.some(
          ([name, value]) => name === 'connection' && /\bclose\b/i.test(value),
        );
        // undici itself gives up a connection after an answer to HEAD.
        if (method === 'HEAD' || isClosing) line.isUsable = false;
      },
      onResponseData(_controller, chunk) {
        if (isOver) return;
        size += chunk.length;
        if (keepsBody) chunks.push(chunk);
        if (size > limit) stop(end(true));
      },
      onResponseEnd() {
        line.used += 1;
        finish(end(false));
      },
      onResponseError(_controller, error) {
        line.isUsable = false;
        const isStale = !head && (codeOf(error) === 'STALE' || line.used > 0);
        finish({ ...failureOf(error, url.hostname, url.port), ...(isStale ? { isStale } : {}) });
      },
    };
    try {
      line.client.dispatch(
        {
          path: url.pathname + url.search,
          method,
          headers: Object.entries(headers).flat(),
          ...(body === undefined ? {} : { body }),
        },
        handler,
      );
    } catch (error) {
      line.isUsable = false;
      finish(failureOf(error, url.hostname, url.port));
    }
  });
}

/** Whether a request may be sent again without a word of its answer (RFC 9110 section 9.2.2). */
export function mayRepeat(method: WireRequest['method']): boolean {
  return method !== 'POST' && method !== 'PATCH';
}

/** What every request says of itself; what it was given goes before. */
export function usualHeaders(version: string, name: string): Readonly<Record<string, string>> {
  return {
    accept: '*/*',
    'accept-encoding': 'gzip, br',
    'user-agent': `Mozilla/5.0 (compatible; LaunchReady/${version} ${name}; +https://github.com/launch-ready/launch-ready)`,
  };
}

/** The last of that name, as browsers take it. */
export function headerOf(headers: WireAnswer['headers'], name: string): string | undefined {
  return headers.findLast(([each]) => each === name)?.[1];
}

function nothing(): void {
  // The connection stands already.
}

function headersOf(raw: readonly Buffer[]): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at]?.toString('latin1'), raw[at + 1]?.toString('latin1')];
    headers.push([name.toLowerCase(), value.trim()]);
  }
  return headers;
}
