import type { Failure, FailureReason } from '../../core/observations/failure.ts';

export function failure(failed: FailureReason, detail: string): Failure {
  return { failed, detail };
}

export const CANCELLED: Failure = { failed: 'cancelled', detail: 'it was cancelled' };

/** What an error of a socket, of TLS or of the HTTP parser comes to. Never quotes what a server sent. */
export function failureOf(error: unknown, host: string, port: number): Failure {
  const code = codeOf(error);
  // undici's parser has no code for most of what it does not take.
  const kind = error instanceof Error && error.name === 'HTTPParserError' ? 'HPE_' : code;
  const [failed, told] = REASONS.find(([, , pattern]) => pattern.test(kind)) ?? OTHER;
  return { failed, detail: told(`${host} (port ${port})`) + (NAMED.test(code) ? ` (${code})` : '') };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Codes of Node, OpenSSL and undici; they hold nothing of an answer. */
const NAMED = /^[A-Z][A-Z0-9_]{2,60}$/;

type Reason = readonly [FailureReason, (where: string) => string, RegExp];

const OTHER: Reason = ['reset', (where) => `${where} ended the connection`, /^/];

const REASONS: readonly Reason[] = [
  ['refused', (where) => `${where} refuses connections`, /^ECONNREFUSED$/],
  ['timeout', (where) => `${where} did not answer in time`, /TIMEDOUT$|TIMEOUT$/],
  [
    'unreachable',
    (where) => `there is no way to ${where}`,
    /^E(?:NETUNREACH|HOSTUNREACH|ADDRNOTAVAIL|NETDOWN|HOSTDOWN|AFNOSUPPORT|ACCES|INVAL|PERM)$/,
  ],
  ['no-address', (where) => `${where} has no address`, /^ENOTFOUND$|^EAI_/],
  [
    'protocol',
    (where) => `what ${where} sent is not HTTP, or more of it than anybody should send`,
    /^HPE_|^UND_ERR_(?:HEADERS_OVERFLOW|RES_CONTENT_LENGTH|RES_EXCEEDED|INVALID|INFO)|^Z_/,
  ],
  ['tls', (where) => `the TLS handshake with ${where} failed`, /^ERR_(?:SSL|TLS)|CERT|^EPROTO$/],
  ['reset', (where) => `${where} ended the connection`, /^ECONN(?:RESET|ABORTED)$|^EPIPE$|^UND_ERR_SOCKET$/],
];
