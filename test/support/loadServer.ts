import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { NetworkSettings } from '../../server/src/core/observations/domain.ts';

export interface LoadServer {
  readonly port: number;
  /** That arrived. */
  readonly count: number;
  /** The most that were under way at a time. */
  readonly most: number;
  readonly connections: number;
  readonly requests: readonly SeenByLoad[];
  close(): void;
}

export interface SeenByLoad {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface LoadAnswer {
  /** Numbered from 1 on. */
  (
    around: { readonly number: number; readonly underWay: number; readonly seen: SeenByLoad },
    response: ServerResponse,
  ): void;
}

/** A server on 127.0.0.1 that knows how many requests are under way, and ends with the test file. */
export async function loadServer(
  answer: LoadAnswer,
  certificate?: { readonly key: string; readonly cert: string },
): Promise<LoadServer> {
  const requests: SeenByLoad[] = [];
  let [underWay, most, connections] = [0, 0, 0];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.once('close', () => (underWay -= 1));
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body };
      requests.push(seen);
      answer({ number: requests.length, underWay, seen }, response);
    });
  };
  const server: Server = certificate ? createSecure(certificate, listener) : createServer(listener);
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  after(close);
  return {
    port: (server.address() as AddressInfo).port,
    get count() {
      return requests.length;
    },
    get most() {
      return most;
    },
    get connections() {
      return connections;
    },
    requests,
    close,
  };
}

/** Settings that lead a host to a server. */
export function leadingTo(connect: NetworkSettings['connect'], ca: readonly string[] = []): NetworkSettings {
  return { ca, allowPrivate: false, connect, version: '1.2.3' };
}
