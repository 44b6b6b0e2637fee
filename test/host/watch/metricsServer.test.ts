import { strict as assert } from 'node:assert';
import { request } from 'node:http';
import { startMetricsServer, type MetricsServer } from '../../../server/src/host/watch/metricsServer.ts';

describe('the metrics of a watch over HTTP', () => {
  let server: MetricsServer;
  before(async () => {
    server = await startMetricsServer(0, () => 'up 1\n# EOF\n');
  });
  after(() => server.close());

  const ask = (path: string, host: string, method = 'GET'): Promise<readonly [number | undefined, string]> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: server.port, path, method, headers: { host } }, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => (body += part.toString()));
        response.on('end', () => resolve([response.statusCode, body]));
      })
        .on('error', reject)
        .end();
    });

  it('are shown to this machine alone', async () => {
    const own = ['127.0.0.1', `localhost:${server.port}`, '[::1]:9000'];
    for (const host of own) assert.deepEqual(await ask('/metrics', host), [200, 'up 1\n# EOF\n']);
    // A page whose name leads here says its own.
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80'])
      assert.deepEqual(await ask('/metrics', host), [403, 'This is for this machine alone.\n']);
  });

  it('are all that there is', async () => {
    assert.deepEqual(await ask('/', 'localhost'), [404, 'There is only /metrics.\n']);
    assert.deepEqual(await ask('/metrics', 'localhost', 'POST'), [405, 'Ask with GET.\n']);
  });

  it('need a port that is free', async () => {
    await assert.rejects(startMetricsServer(server.port, () => ''));
  });
});
