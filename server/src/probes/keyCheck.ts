import type { ClientRequest } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { KeyObservation } from '../core/observations.ts';
import type { KeyCheckRow } from './keyChecks/row.ts';
import { KEY_CHECKS } from './keyChecks/table.ts';
import { NotPublicError, publicLookup } from './publicLookup.ts';

/** One key, to be asked about once. Whoever calls has the user's leave for exactly this. */
export interface KeyCheckOrder {
  /** The id of the token format. */
  readonly formatId: string;
  readonly key: string;
  /** "launch-ready/0.1.0": providers see who asks. */
  readonly userAgent: string;
  readonly signal?: AbortSignal;
  /** For the whole exchange, in milliseconds. */
  readonly timeout?: number;
  /** Opens the request. Tests give one that leads to a server of theirs; the product has no other than Node's. */
  readonly open?: OpenRequest;
}

export type OpenRequest = (options: RequestOptions) => ClientRequest;

/** What will be asked, in the words in which the user's leave is asked for. */
export interface KeyQuestion {
  readonly host: string;
  /** "GET /v1/balance" */
  readonly request: string;
}

/** Undefined where nobody can be asked about such a key. Nothing is sent. */
export function questionFor(formatId: string, key: string): KeyQuestion | undefined {
  const row = rowFor(formatId, key);
  return row && { host: row.host, request: `${row.method ?? 'GET'} ${row.path.replace('{key}', '…')}` };
}

/** Who would be asked about keys of a format. */
export function hostFor(formatId: string): string | undefined {
  return KEY_CHECKS.find(({ formats }) => formats.includes(formatId))?.host;
}

/**
 * Asks the provider once: no redirect is followed, nothing is tried again, no cookie is kept, at most 64 KB of the answer
 * are read. Never rejects. Proxy settings of the environment are not obeyed: the connection goes straight to the host.
 */
export async function checkKey(order: KeyCheckOrder): Promise<KeyObservation> {
  const row = rowFor(order.formatId, order.key);
  if (!row) return { state: 'unknown', host: '', reason: 'there is nobody to ask about this kind of key' };
  const { host } = row;
  try {
    return judge(row, await exchange(row, order));
  } catch (error) {
    // Only what kind of failure it was: a message may quote the request, and with it the key.
    return { state: 'unknown', host, reason: failure(host, error, order.signal) };
  }
}

/** Visible ASCII: whatever else a value may be, it is no line break in a header and no blank in a path. */
const SENDABLE = /^[\x21-\x7e]{8,8192}$/;
const PATH_SAFE = /^[\w.:/~-]+$/;

function rowFor(formatId: string, key: string): KeyCheckRow | undefined {
  const row = KEY_CHECKS.find(({ formats }) => formats.includes(formatId));
  if (!row || !SENDABLE.test(key) || row.only?.test(key) === false) return undefined;
  const part = partOf(row, key);
  return part === undefined || (row.path.includes('{key}') && !PATH_SAFE.test(part)) ? undefined : row;
}

function partOf({ part }: KeyCheckRow, value: string): string | undefined {
  return part ? part.exec(value)?.[1] : value;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Bytes of an answer that are looked at. What matters stands at its beginning. */
const LARGEST_ANSWER = 64 * 1024;
const TIMEOUT = 10_000;

function exchange(row: KeyCheckRow, order: KeyCheckOrder): Promise<Reply> {
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
  const deadline = AbortSignal.timeout(order.timeout ?? TIMEOUT);
  const signal = order.signal ? AbortSignal.any([order.signal, deadline]) : deadline;
  return new Promise((resolve, reject) => {
    const request = (order.open ?? httpsRequest)({
      ...requestOf(row, order),
      agent,
      signal,
      lookup: publicLookup,
      rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
      minVersion: 'TLSv1.2',
      insecureHTTPParser: false,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (): void => {
        const bytes = Buffer.concat(chunks).subarray(0, LARGEST_ANSWER);
        resolve({ status, text: bytes.toString('utf8') });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= LARGEST_ANSWER) finish();
      });
      response.on('end', finish);
      response.on('error', reject);
      response.on('aborted', () => reject(new Error('cut off')));
    });
    request.end(row.body);
  });
}

function requestOf(row: KeyCheckRow, { key: value, userAgent }: KeyCheckOrder): RequestOptions {
  const key = partOf(row, value) ?? '';
  const basic = Buffer.from(`api:${key}`).toString('base64');
  const headers = Object.entries(row.headers ?? {}).map(([name, template]) => [
    name,
    template.replace('{key}', () => key).replace('{basic}', () => basic),
  ]);
  const body = row.body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method: row.method ?? 'GET',
    host: row.host,
    servername: row.host,
    port: 443,
    path: row.path.replace('{key}', () => key),
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      'content-length': String(Buffer.byteLength(row.body ?? '')),
      ...body,
      ...(Object.fromEntries(headers) as Record<string, string>),
    },
  };
}

function judge(row: KeyCheckRow, { status, text }: Reply): KeyObservation {
  const { host, answers, elsewhere } = row;
  const unknown = (reason: string): KeyObservation => ({ state: 'unknown', host, status, reason });
  if (status >= 300 && status < 400) return unknown(`${host} sent us elsewhere, and we don't follow`);
  if (status === 429) return unknown(`${host} has had too many questions just now`);
  const answer = answers.find((each) => each.status === status && (each.body?.test(text) ?? true));
  if (!answer) return unknown(`${host} answered with status ${status}, which says neither`);
  if (answer.state === 'unknown') return unknown(answer.reason ?? 'its answer says neither');
  // A page for people with status 200 is no yes: an API answers in JSON.
  if (answer.state === 'live' && status === 200 && !/^\s*[{[]/.test(text))
    return unknown(`${host} answered with something else than we know`);
  if (answer.state === 'refused' && elsewhere !== undefined)
    return unknown(`${host} refused the key, but ${elsewhere}`);
  const reason = answer.state === 'live' ? 'it is live' : `${host} refused it`;
  return { state: answer.state, host, status, reason };
}

function failure(host: string, error: unknown, cancelled: AbortSignal | undefined): string {
  if (cancelled?.aborted) return 'it was cancelled';
  if (!(error instanceof Error)) return `${host} could not be asked`;
  if (error instanceof NotPublicError)
    return `${host} has an address inside a private network here, so nothing was sent`;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `${host} did not answer in time`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/CERT|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL/.test(code))
    return `the certificate that came for ${host} is not to be trusted, so nothing was sent`;
  return `${host} could not be reached${/^E[A-Z_]{3,30}$/.test(code) ? ` (${code})` : ''}`;
}
