import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { constants } from 'node:crypto';
import type { Failure } from '../../core/observations/failure.ts';
import type { Endpoint } from '../connect.ts';
import { patientTimer } from '../tls/patience.ts';
import { CANCELLED, failure, failureOf } from './failures.ts';

export interface Connection {
  readonly socket: Socket;
  readonly endpoint: Endpoint;
  /** Negotiated: "http/1.1", or absent. */
  readonly alpn?: string;
}

export interface DialOrder {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** In the order of preference; they lead to the same server, as far as anybody can tell. */
  readonly endpoints: readonly Endpoint[];
  /** Milliseconds for a connection and its TLS; 3 seconds unless told. */
  readonly time?: number;
}

/**
 * The first of the endpoints that connects, each started shortly after the one before (RFC 8305); TLS included. Whatever
 * the certificate is: it is the TLS probe that judges it. Ends at once when it is cancelled. Never rejects.
 */
export function dial(order: DialOrder, signal: AbortSignal): Promise<Connection | Failure> {
  const { host, port, endpoints, time = CONNECT_TIME } = order;
  return new Promise((resolve) => {
    const sockets = new Set<Socket>();
    let started = 0;
    let last: Failure | undefined;
    let head: NodeJS.Timeout | undefined;
    const finish = (result: Connection | Failure): void => {
      stopTimer();
      clearTimeout(head);
      signal.removeEventListener('abort', cancel);
      const others = [...sockets].filter((socket) => !('socket' in result) || socket !== result.socket);
      sockets.clear();
      for (const socket of others) socket.destroy();
      resolve(result);
    };
    const cancel = (): void => finish(CANCELLED);
    const stopTimer = patientTimer(time, () =>
      finish(
        failure(
          'timeout',
          `${host} (port ${port}) did not let anybody connect within ${time / 1000} seconds`,
        ),
      ),
    );
    const startNext = (): void => {
      clearTimeout(head);
      const endpoint = endpoints[started];
      if (!endpoint) return;
      started += 1;
      const socket = open(order, endpoint);
      sockets.add(socket);
      socket.once(order.isSecure ? 'secureConnect' : 'connect', () => {
        const alpn = order.isSecure && (socket as TLSSocket).alpnProtocol;
        finish({ socket, endpoint, ...(typeof alpn === 'string' ? { alpn } : {}) });
      });
      const lost = (error?: unknown): void => {
        // The listener stays when the socket is in use: an error there must have a listener. This is the end of a dial alone.
        if (!sockets.delete(socket)) return;
        last ??= failureOf(error, host, port);
        if (started < endpoints.length) startNext();
        else if (sockets.size === 0) finish(last);
      };
      socket.once('error', lost);
      socket.on('error', ignore);
      socket.once('close', () => lost(new Error('closed')));
      if (started < endpoints.length) head = setTimeout(startNext, HEAD_START);
    };
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    startNext();
  });
}

/** Milliseconds for a connection and its TLS. */
const CONNECT_TIME = 3000;
/** RFC 8305 section 5 recommends 250 ms before the next address is tried. */
const HEAD_START = 250;

function ignore(): void {
  // Whoever uses the socket is told by its other listeners.
}

function open({ host, isSecure }: DialOrder, { address, port }: Endpoint): Socket {
  const place = { host: address, port, noDelay: true };
  if (!isSecure) return connectPlain(place);
  return connectSecure({
    ...place,
    ...(isIP(host) === 0 && !host.startsWith('[') ? { servername: host } : {}),
    secureContext: context(),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
    // Nobody trusts anything here: without this, the name of the certificate would be compared for nothing.
    checkServerIdentity: () => undefined,
  });
}

let lenient: SecureContext | undefined;

/**
 * Old servers can be read too: what they speak is a finding of the TLS probe, and no reason to see nothing else of them.
 * OpenSSL needs its security level lowered for that; BoringSSL has none, and throws if it is named.
 */
function context(): SecureContext {
  // No authorities: loading the 140 that Node brings costs 10 ms, and nothing is verified here.
  lenient ??= trySecureContext({ ciphers: 'DEFAULT@SECLEVEL=0' }) ?? createSecureContext({ ca: [] });
  return lenient;
}

function trySecureContext(options: { readonly ciphers: string }): SecureContext | undefined {
  const isBoring =
    (process.features as { readonly openssl_is_boringssl?: boolean }).openssl_is_boringssl === true;
  for (const more of isBoring ? [{}] : [options, {}]) {
    try {
      return createSecureContext({
        ca: [],
        minVersion: 'TLSv1',
        // Servers without secure renegotiation (RFC 5746), which OpenSSL 3 refuses otherwise.
        secureOptions: isBoring ? 0 : constants.SSL_OP_LEGACY_SERVER_CONNECT,
        ...more,
      });
    } catch {
      // The next, which asks for less.
    }
  }
  return undefined;
}
