import {
  createServer as createPlain,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { NetworkSettings } from '../../../server/src/core/observations/domain.ts';
import { selfSigned } from '../selfSigned.ts';

export interface WebSite {
  /** Answers to `http://`; absent: the connection is ended without a word. */
  readonly http?: RequestListener;
  /** Answers to `https://`. */
  readonly https?: RequestListener;
  /** PEM; absent: signed by itself. */
  readonly certificate?: { readonly key: string; readonly cert: string };
}

export interface SeenRequest {
  readonly method: string;
  /** "https://shop.example/path?query" */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: IncomingMessage['headers'];
  /** Number of the connection, from 1 on, of all that were made. */
  readonly connection: number;
}

export interface WebServer {
  readonly port: number;
  readonly securePort: number;
  /** In the order of their arrival. */
  readonly requests: readonly SeenRequest[];
  /** Settings that lead every host here. */
  readonly settings: NetworkSettings;
  /** How many were made so far. */
  connections(): number;
  close(): Promise<void>;
}

/** Real servers for HTTP and HTTPS on 127.0.0.1, which answer for many hosts: chosen by Host, and the certificate by SNI. */
export async function webServer(sites: Readonly<Record<string, WebSite>>): Promise<WebServer> {
  const requests: SeenRequest[] = [];
  const numbers = new Map<Socket, number>();
  const serve =
    (protocol: 'http' | 'https'): RequestListener =>
    (request, response) => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '');
      const { method = '', headers, url = '' } = request;
      const connection = numbers.get(request.socket) ?? 0;
      requests.push({ method, headers, url: `${protocol}://${host}${url}`, connection });
      const answer = sites[host]?.[protocol];
      if (answer) answer(request, response);
      else request.socket.destroy();
    };
  const contexts = new Map<string, ReturnType<typeof createSecureContext>>();
  const contextOf = (host: string): ReturnType<typeof createSecureContext> => {
    let context = contexts.get(host);
    if (!context)
      contexts.set(
        host,
        (context = createSecureContext({ ...(sites[host]?.certificate ?? selfSigned(host)), ...LENIENT })),
      );
    return context;
  };
  const plain = createPlain(serve('http'));
  const secure = createSecure(
    { ...selfSigned('nobody.example'), ...LENIENT, SNICallback: (host, done) => done(null, contextOf(host)) },
    serve('https'),
  );
  let count = 0;
  for (const [server, event] of [
    [plain, 'connection'],
    [secure, 'secureConnection'],
  ] as const)
    server.on(event, (socket: Socket) => {
      numbers.set(socket, (count += 1));
      socket.on('error', () => undefined);
    });
  const [port, securePort] = await Promise.all([listenOn(plain), listenOn(secure)]);
  return {
    port,
    securePort,
    requests,
    settings: {
      ca: [],
      allowPrivate: false,
      connect: { '*:80': `127.0.0.1:${port}`, '*:443': `127.0.0.1:${securePort}` },
      version: '1.2.3',
    },
    connections: () => count,
    async close() {
      await Promise.all([plain, secure].map(closeServer));
    },
  };
}

/** Weak keys and signatures are what some tests are about. */
const LENIENT = { ciphers: 'DEFAULT@SECLEVEL=0' };

export async function listenOn(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Pick<Server, 'closeAllConnections' | 'close'>): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** An answer that is the same for everybody. */
export function answering(
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>>,
  body: string | Buffer = '',
): RequestListener {
  return (_request, response) => {
    response.writeHead(status, headers as Record<string, string | string[]>);
    response.end(body);
  };
}

/** By path, with its query or without; everything else is not found. */
export function byPath(answers: Readonly<Record<string, RequestListener>>): RequestListener {
  return (request, response) => {
    const url = request.url ?? '';
    const answer = answers[url] ?? answers[url.replace(/\?.*$/, '')];
    if (answer) answer(request, response);
    else answering(404, { 'content-type': 'text/plain' }, 'not found')(request, response);
  };
}

/** To the same path and query on another origin. */
export function redirectTo(origin: string, status = 301): RequestListener {
  return (request, response) => {
    response.writeHead(status, { location: `${origin}${request.url ?? '/'}` });
    response.end();
  };
}

/** A healthy site: everything leads to `https://` of the domain, which has one page. */
export function healthySite(domain: string, home: RequestListener): Readonly<Record<string, WebSite>> {
  const toHome = redirectTo(`https://${domain}`);
  return {
    [domain]: { http: toHome, https: home },
    [`www.${domain}`]: { http: redirectTo(`https://www.${domain}`), https: toHome },
  };
}
