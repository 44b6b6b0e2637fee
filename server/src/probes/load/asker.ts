import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import type { UrlParts } from '../../core/observations/http.ts';
import { decompress, LARGEST_BODY, textOf } from '../http/body.ts';
import { hangUp, type Line } from '../http/transport.ts';
import { urlParts } from '../http/url.ts';
import { createCaller } from './caller.ts';
import {
  exchange,
  headerOf,
  mayRepeat,
  usualHeaders,
  type WireAnswer,
  type WireRequest,
} from './exchange.ts';

export type Question = Pick<WireRequest, 'method' | 'url' | 'headers' | 'body'>;

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  /** Where a redirect leads; absent where there is none, or nobody can go there. */
  readonly location?: UrlParts;
  /** Decoded; cut at 1 MB. */
  readonly body: string;
  readonly isCut: boolean;
  /** With its connection, where one was made. */
  readonly milliseconds: number;
}

/** Asks one thing after the other; redirects are not followed by it. */
export interface Asker {
  /** Never rejects. */
  ask(question: Question, signal: AbortSignal): Promise<Answer | Failure>;
  close(): void;
}

export function createAsker(settings: NetworkSettings): Asker {
  const caller = createCaller(settings);
  const kept = new Map<string, Line>();

  async function send(request: WireRequest, signal: AbortSignal): Promise<WireAnswer | Failure> {
    const { origin } = request.url;
    for (;;) {
      const used = kept.get(origin);
      kept.delete(origin);
      // What changes something is never sent twice: on a connection that was kept nobody could tell whether it arrived.
      const isKept = used?.isUsable === true && mayRepeat(request.method);
      if (used && !isKept) hangUp(used);
      const line = used && isKept ? used : await caller.open(request.url, signal);
      if (isFailure(line)) return line;
      const result = await exchange(line, request, signal);
      if (line.isUsable) kept.set(origin, line);
      else hangUp(line);
      if (isKept && isFailure(result) && result.isStale === true) continue;
      return result;
    }
  }

  return {
    async ask(question, signal) {
      const from = performance.now();
      const result = await send(
        {
          ...question,
          headers: { ...usualHeaders(settings.version, 'smoke'), ...question.headers },
          time: REQUEST_TIME,
          limit: LARGEST_BODY,
          keepsBody: true,
        },
        signal,
      );
      const milliseconds = performance.now() - from;
      return isFailure(result) ? result : answerOf(result, question.url, milliseconds);
    },
    close() {
      for (const line of kept.values()) hangUp(line);
      kept.clear();
    },
  };
}

/** Milliseconds for one request. */
const REQUEST_TIME = 10_000;

async function answerOf(
  { status, headers, body, isCut }: WireAnswer,
  url: UrlParts,
  milliseconds: number,
): Promise<Answer> {
  const decoded = await decompress(body, headerOf(headers, 'content-encoding') ?? '', isCut);
  const to = headerOf(headers, 'location')?.trim() ?? '';
  const isRedirect = [301, 302, 303, 307, 308].includes(status) && to !== '';
  const location = isRedirect ? urlParts(to, url.href) : undefined;
  return {
    status,
    headers,
    ...(location ? { location } : {}),
    body: decoded ? textOf(decoded.bytes, headerOf(headers, 'content-type') ?? '') : '',
    isCut: decoded?.isCut ?? false,
    milliseconds,
  };
}
