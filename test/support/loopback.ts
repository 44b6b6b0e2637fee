import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { OpenRequest } from '../../server/src/probes/keyCheck.ts';

export interface Loopback {
  /** Opens what was meant for a provider here instead. */
  readonly open: OpenRequest;
  /** The hosts that were meant. */
  readonly hosts: readonly string[];
  readonly requests: readonly IncomingMessage[];
}

/** A server on 127.0.0.1 that stands in for every provider; it ends with the test file. */
export async function loopback(answer: RequestListener): Promise<Loopback> {
  const requests: IncomingMessage[] = [];
  const hosts: string[] = [];
  const server = createServer((message, response) => {
    requests.push(message);
    answer(message, response);
  });
  const port = await listen(server);
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    hosts,
    requests,
    open(options) {
      hosts.push(String(options.host));
      return request({ ...options, host: '127.0.0.1', port, agent: false });
    },
  };
}

/** The port that the system gave. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
