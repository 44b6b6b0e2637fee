import { strict as assert } from 'node:assert';
import { loadEndpoint, type LoadEndpoint } from '../../server/src/core/load/loadConfig.ts';
import { loadAsJson, loadAsText } from '../../server/src/core/load/report.ts';
import {
  brokenStage,
  heldStage,
  type EndpointLoad,
  type LoadRun,
} from '../../server/src/core/load/result.ts';
import { runLoad, type LoadRequest } from '../../server/src/host/load.ts';
import { leadingTo, loadServer, type LoadServer } from '../support/loadServer.ts';
import { createAuthority } from '../support/world/certificates.ts';

const HOST = 'staging.shop.test';

async function run(
  server: LoadServer,
  endpoints: readonly LoadEndpoint[],
  more: Partial<LoadRequest> = {},
  signal = new AbortController().signal,
): Promise<LoadRun> {
  return runLoad(
    {
      environment: { name: 'staging', base: `http://${HOST}`, host: HOST, isProduction: false },
      endpoints,
      network: leadingTo({ '*': `127.0.0.1:${server.port}` }),
      variables: {},
      maxRequests: 1_000,
      maxTime: 60_000,
      ...more,
    },
    { signal },
  );
}

async function ramp(server: LoadServer, more: Partial<LoadRequest> = {}): Promise<EndpointLoad> {
  const { endpoints } = await run(server, [loadEndpoint({ request: 'GET /' })], more);
  assert.ok(endpoints[0]);
  return endpoints[0];
}

describe('a load test', () => {
  it('says at how many at a time the server became too slow', async () => {
    const server = await loadServer(({ underWay }, response) => {
      setTimeout(() => response.end('ok'), underWay > 4 ? 600 : 2);
    });
    const load = await ramp(server);
    assert.equal(load.end, 'latency');
    assert.equal(heldStage(load)?.concurrency, 4);
    assert.equal(brokenStage(load)?.concurrency, 5);
    assert.deepEqual(
      load.stages.map(({ concurrency, verdict }) => [concurrency, verdict]),
      [
        [1, 'held'],
        [2, 'held'],
        [4, 'held'],
        [5, 'latency'],
        [6, 'latency'],
        [8, 'latency'],
      ],
    );
    assert.equal(server.most, 8);
    assert.equal(load.requests, server.count);
  });

  it('never sends more than it may, nor for longer, and says that this ended it', async () => {
    const server = await loadServer((_, response) => response.end('ok'));
    const load = await ramp(server, { maxRequests: 200 });
    assert.equal(load.end, 'requests');
    assert.ok(server.count <= 200 && server.count > 150, String(server.count));
    assert.equal(load.requests, server.count);
    const slow = await loadServer((_, response) => setTimeout(() => response.end('ok'), 250));
    const timed = await run(slow, [loadEndpoint({ request: 'GET /' })], { maxTime: 3_000 });
    assert.equal(timed.endpoints[0]?.end, 'time');
    assert.ok(slow.count < 40, String(slow.count));
  });

  it('leaves out what the server needs to wake up', async () => {
    const server = await loadServer(({ number }, response) => {
      setTimeout(() => response.end('ok'), number <= 3 ? 700 : 2);
    });
    const load = await ramp(server, { maxRequests: 150 });
    assert.equal(load.stages[0]?.verdict, 'held');
    assert.equal(load.stages[0]?.warmUp, 3);
  });

  it('stops at once where the server limits the rate', async () => {
    const server = await loadServer(({ number }, response) => {
      if (number > 300) response.writeHead(429, { 'retry-after': '30' });
      response.end('ok');
    });
    const load = await ramp(server);
    assert.equal(load.end, 'rate-limited');
    assert.equal(load.retryAfter, 30);
    // Those that were under way already may have arrived.
    assert.ok(server.count <= 304, String(server.count));
    assert.match(
      loadAsText({ version: '1', run: runOf(load) }),
      /the server asked to wait, and to come back after 30 s/,
    );
  });

  it('stops at once at 503 with Retry-After, while it warms up too', async () => {
    const server = await loadServer((_, response) => response.writeHead(503, { 'retry-after': '5' }).end());
    assert.equal((await ramp(server)).end, 'rate-limited');
    assert.equal(server.count, 1);
  });

  it('says when requests fail, and does not go on', async () => {
    const server = await loadServer(({ underWay }, response) => {
      setTimeout(() => response.writeHead(underWay > 2 ? 500 : 200).end('ok'), 2);
    });
    const load = await ramp(server);
    assert.equal(load.end, 'errors');
    assert.equal(heldStage(load)?.concurrency, 2);
    assert.equal(brokenStage(load)?.concurrency, 4);
    assert.ok((brokenStage(load)?.failures.statuses['500'] ?? 0) > 1);
    assert.equal(server.most, 4);
  });

  it('says when nobody answers at all', async () => {
    const server = await loadServer((_, response) => response.end());
    server.close();
    const load = await ramp(server);
    assert.equal(load.end, 'errors');
    assert.match(
      loadAsText({ version: '1', run: runOf(load) }),
      /Does not hold one request at a time: .*refuses connections/,
    );
  });

  it('does not wait longer than it may for a server that hangs', async () => {
    const server = await loadServer(() => undefined);
    const load = await ramp(server, { maxTime: 2_000 });
    assert.equal(load.end, 'latency');
    assert.equal(server.count, 1);
  });

  it('goes on where the server ends connections, and says so', async () => {
    const server = await loadServer((_, response) =>
      response.writeHead(200, { connection: 'close' }).end('ok'),
    );
    const load = await ramp(server, { maxRequests: 150 });
    assert.equal(
      load.stages.reduce((sum, { failures }) => sum + failures.total, 0),
      0,
    );
    assert.equal(server.connections, server.count);
    assert.match(
      loadAsText({ version: '1', run: runOf(load) }),
      /The server ends most connections after an answer/,
    );
  });

  it('repeats what reads where a kept connection was dead, and never what changes something', async () => {
    const make = (): Promise<LoadServer> =>
      loadServer(({ number }, response) => {
        if (number % 20 === 0) response.socket?.destroy();
        else response.end('ok');
      });
    const reading = await make();
    assert.equal((await ramp(reading, { maxRequests: 150 })).stages[0]?.failures.total, 0);
    assert.ok(reading.count <= 150, String(reading.count));
    const writing = await make();
    const { endpoints } = await run(writing, [loadEndpoint({ request: 'POST /', json: { a: 1 } })], {
      maxRequests: 150,
    });
    assert.equal(endpoints[0]?.end, 'errors');
    assert.equal(writing.requests[0]?.body, '{"a":1}');
    assert.equal(writing.requests[0]?.headers['content-type'], 'application/json');
  });

  it('can be stopped, with the results so far', async () => {
    const stop = new AbortController();
    const server = await loadServer(({ number }, response) => {
      if (number === 200) stop.abort();
      setTimeout(() => response.end('ok'), 1);
    });
    const { endpoints, requests } = await run(
      server,
      [loadEndpoint({ request: 'GET /' }), loadEndpoint({ request: 'GET /other' })],
      { maxRequests: 2_000 },
      stop.signal,
    );
    assert.deepEqual(
      endpoints.map(({ end }) => end),
      ['cancelled'],
    );
    assert.equal(heldStage(endpoints[0] as EndpointLoad)?.concurrency, 1);
    assert.ok(requests < 220, String(requests));
  });

  it('says when it was this machine that was too slow', async () => {
    const server = await loadServer((_, response) => setTimeout(() => response.end('ok'), 30));
    // The server and the client are one process here: both stand still.
    const busy = setInterval(() => {
      const until = performance.now() + 450;
      while (performance.now() < until);
    }, 500);
    try {
      const load = await ramp(server, { maxTime: 16_000 });
      assert.equal(load.end, 'client');
      assert.match(loadAsText({ version: '1', run: runOf(load) }), /this machine could not keep up/);
    } finally {
      clearInterval(busy);
    }
  });

  it('gives secrets to nobody whose certificate does not hold, and shows them nowhere', async () => {
    const secret = ['load', 'token', String(process.pid), 'x'.repeat(9)].join('-');
    const authority = createAuthority('Load Root', { key: 'p256' });
    const issued = authority.issue({ names: [HOST] });
    const server = await loadServer((_, response) => response.end('ok'), {
      key: issued.key,
      cert: issued.chain,
    });
    const endpoint = loadEndpoint({ request: 'GET /?k=$TOKEN', headers: { Authorization: 'Bearer $TOKEN' } });
    const secure = (ca: readonly string[]): Partial<LoadRequest> => ({
      environment: { name: 'staging', base: `https://${HOST}`, host: HOST, isProduction: false },
      network: leadingTo({ '*': `127.0.0.1:${server.port}` }, ca),
      variables: { TOKEN: secret },
      maxRequests: 60,
    });
    const refused = await run(server, [endpoint], secure([]));
    assert.equal(refused.endpoints[0]?.end, 'errors');
    assert.match(
      loadAsText({ version: '1', run: refused }),
      /browsers don’t trust the certificate of staging\.shop\.test/,
    );
    assert.equal(server.count, 0);
    const held = await run(server, [endpoint], secure([authority.certificate]));
    assert.equal(held.endpoints[0]?.stages[0]?.verdict, 'held');
    assert.equal(server.requests[0]?.headers.authorization, `Bearer ${secret}`);
    for (const one of [held, refused])
      assert.ok(
        ![loadAsJson({ version: '1', run: one }), loadAsText({ version: '1', run: one })]
          .join('')
          .includes(secret),
      );
  });
});

function runOf(load: EndpointLoad): LoadRun {
  const environment = { name: 'staging', base: `http://${HOST}`, isProduction: false };
  return {
    at: '2027-01-01T00:00:00.000Z',
    environment,
    endpoints: [load],
    requests: load.requests,
    milliseconds: 1,
  };
}
