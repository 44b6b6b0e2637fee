import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS_TYPE } from '../../core/uptime/metrics.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Shows metrics at `/metrics`, on this machine alone. A page in a browser can make its own name lead to 127.0.0.1 (DNS rebinding), but
 * then it says that name: only those of this machine are answered. Rejects where the port can't be had; 0 is any.
 */
export function startMetricsServer(port: number, text: () => string): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const { method, url = '/', headers } = request;
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(method === 'HEAD' ? undefined : body);
    };
    if (!isOwnName(headers.host)) return answer(403, 'This is for this machine alone.\n');
    if (method !== 'GET' && method !== 'HEAD') return answer(405, 'Ask with GET.\n');
    if (url.replace(/\?.*$/, '') !== '/metrics') return answer(404, 'There is only /metrics.\n');
    return answer(200, text(), METRICS_TYPE);
  });
  server.maxConnections = 32;
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve({ port: (server.address() as AddressInfo).port, close: () => closed(server) });
    });
  });
}

function isOwnName(host: string | undefined): boolean {
  return host !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
