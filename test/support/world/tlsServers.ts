import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createPlainServer } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';

export interface TestServer {
  readonly address: '127.0.0.1';
  readonly port: number;
  /** How many connections there were so far. */
  connections(): number;
  close(): Promise<void>;
}

export interface TlsServerOptions {
  /** PEM: what is sent, the server's own certificate first. */
  readonly chain: string;
  /** PEM */
  readonly key: string;
  readonly minVersion?: TlsOptions['minVersion'];
  readonly maxVersion?: TlsOptions['maxVersion'];
  /** OpenSSL's names. Weak ones and old versions need `@SECLEVEL=0` at the end. */
  readonly ciphers?: string;
  /** Groups by OpenSSL's names, "P-521:P-384". */
  readonly groups?: string;
  /** PEM: the group of DHE. Weak ones need `@SECLEVEL=0`. */
  readonly finiteField?: string;
  /** OCSP response. */
  readonly staple?: Buffer;
  readonly asksForCertificate?: boolean;
  /** For who got through the handshake. Nothing is said unless given. */
  readonly onConnection?: (socket: TLSSocket) => void;
}

/** A server of node:tls on loopback. It ends with the process, or when it is closed. */
export async function startTlsServer(options: TlsServerOptions): Promise<TestServer> {
  const { chain, key, minVersion, maxVersion, ciphers, groups, staple, asksForCertificate, finiteField } =
    options;
  const server = createServer(
    {
      cert: chain,
      key,
      ALPNProtocols: ['http/1.1'],
      ...(minVersion && { minVersion }),
      ...(maxVersion && { maxVersion }),
      ...(ciphers !== undefined && { ciphers }),
      ...(finiteField !== undefined && { dhparam: finiteField }),
      ...(groups !== undefined && { ecdhCurve: groups }),
      ...(asksForCertificate && { requestCert: true, rejectUnauthorized: false }),
    },
    (socket) => {
      socket.on('error', () => socket.destroy());
      options.onConnection?.(socket);
    },
  );
  if (staple)
    server.on('OCSPRequest', (_certificate, _issuer, done: (error: null, response: Buffer) => void) =>
      done(null, staple),
    );
  // Whoever leaves in the middle of a handshake is nothing to be told of.
  server.on('tlsClientError', () => {});
  return started(server);
}

/** A server that says to each connection whatever it wants. */
export async function startRawServer(answer: (socket: Socket) => void): Promise<TestServer> {
  const server = createPlainServer((socket) => {
    socket.on('error', () => socket.destroy());
    answer(socket);
  });
  return started(server);
}

async function started(server: Server): Promise<TestServer> {
  const open = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count++;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Speaks HTTP where TLS is expected. */
export function startPlainHttpServer(): Promise<TestServer> {
  return startRawServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
  });
}

/** Takes every connection and never says a word. */
export function startSilentServer(): Promise<TestServer> {
  return startRawServer((socket) => socket.resume());
}

/** Sends handshake records for ever. */
export function startEndlessServer(): Promise<TestServer> {
  const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000)]);
  return startRawServer((socket) => {
    const send = (): void => {
      while (!socket.destroyed && socket.write(record));
    };
    socket.resume();
    socket.on('drain', send);
    send();
  });
}
