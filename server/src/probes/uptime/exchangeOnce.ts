import type { Dispatcher } from 'undici';
import type { Failure } from '../../core/observations/failure.ts';
import type { UrlParts } from '../../core/observations/http.ts';
import { CANCELLED, failureOf } from '../http/failures.ts';
import type { Line } from '../http/transport.ts';

/** Bytes of a body that are read, and that are made of it. */
export const LARGEST_ANSWER = 256 * 1024;

export interface OneRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: UrlParts;
  /** All but Host and Connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OneAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  /** As it was transferred. */
  readonly body: Buffer;
  readonly isCut: boolean;
}

/** One request over a connection that nobody uses afterwards. Never rejects; ends at once when it is cancelled. */
export function exchangeOnce(
  line: Line,
  request: OneRequest,
  signal: AbortSignal,
): Promise<OneAnswer | Failure> {
  return new Promise((resolve) => {
    const { method, url, body } = request;
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Pick<OneAnswer, 'status' | 'headers'> | undefined;
    let isOver = false;
    const finish = (result: OneAnswer | Failure): void => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', cancel);
      resolve(result);
    };
    const cancel = (): void => finish(CANCELLED);
    const answer = (isCut: boolean): OneAnswer | Failure => {
      if (!head) return failureOf(undefined, url.hostname, url.port);
      return { ...head, body: Buffer.concat(chunks).subarray(0, LARGEST_ANSWER), isCut };
    };
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {
        // The connection stands already.
      },
      onResponseStart({ rawHeaders }, status) {
        // 100 and 103 come before the answer.
        if (status >= 200) head = { status, headers: headersOf(rawHeaders as readonly Buffer[]) };
      },
      onResponseData(_controller, chunk) {
        if (isOver) return;
        chunks.push(chunk);
        size += chunk.length;
        if (size > LARGEST_ANSWER) finish(answer(true));
      },
      onResponseEnd() {
        finish(answer(false));
      },
      onResponseError(_controller, error) {
        finish(failureOf(error, url.hostname, url.port));
      },
    };
    try {
      line.client.dispatch(
        {
          path: url.pathname + url.search,
          method,
          headers: Object.entries(request.headers).flat(),
          reset: true,
          ...(body === undefined ? {} : { body }),
        },
        handler,
      );
    } catch (error) {
      finish(failureOf(error, url.hostname, url.port));
    }
  });
}

function headersOf(raw: readonly Buffer[]): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at]?.toString('latin1'), raw[at + 1]?.toString('latin1')];
    headers.push([name.toLowerCase(), value.trim()]);
  }
  return headers;
}
