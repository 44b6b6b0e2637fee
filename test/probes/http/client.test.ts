import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createHttpClient, type HttpClient } from '../../../server/src/probes/http/client.ts';
import {
  addressesFrom,
  answerOf,
  failureOf,
  noAddresses,
  settingsFor,
  url,
} from '../../support/world/webClient.ts';
import { selfSigned } from '../../support/selfSigned.ts';
import { startTlsServer } from '../../support/world/tlsServers.ts';
import { answering, byPath, listenOn, webServer, type WebServer } from '../../support/world/webServer.ts';

const TEXT = { 'content-type': 'text/plain' };

describe('one request over HTTP', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function web(sites: Parameters<typeof webServer>[0]): Promise<WebServer> {
    const server = await webServer(sites);
    closers.push(() => server.close());
    return server;
  }

  function clientFor(
    settings: Parameters<typeof createHttpClient>[0]['settings'],
    signal = new AbortController().signal,
    addressesOf = noAddresses,
  ): HttpClient {
    const client = createHttpClient({ settings, addressesOf }, signal);
    closers.unshift(() => client.close());
    return client;
  }

  /** A server that speaks for itself: whoever connects gets `say`. */
  async function rawServer(
    say: (socket: Socket) => void,
  ): Promise<{ port: number; connections: () => number }> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      say(socket);
    });
    const port = await listenOn(server);
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return { port, connections: () => sockets.size };
  }

  async function askRaw(say: (socket: Socket) => void): ReturnType<HttpClient['request']> {
    const { port } = await rawServer(say);
    const client = clientFor(settingsFor({ 'shop.example': `127.0.0.1:${port}` }));
    return client.request({ url: url('http://shop.example/') });
  }

  it('connects to the address that the name gave, and names the host to the server', async () => {
    const server = await web({ 'shop.example': { http: answering(200, TEXT, 'hello') } });
    const client = clientFor(
      settingsFor({}, true),
      undefined,
      addressesFrom({ 'shop.example': ['127.0.0.1'] }),
    );
    const exchange = await client.request({ url: url(`http://shop.example:${server.port}/a?b=1`) });
    assert.equal(answerOf(exchange).body, 'hello');
    assert.equal(answerOf(exchange).address, '127.0.0.1');
    assert.deepEqual(
      server.requests.map(({ url: asked, headers }) => [asked, headers.host, headers['user-agent']]),
      [
        [
          'http://shop.example/a?b=1',
          `shop.example:${server.port}`,
          'Mozilla/5.0 (compatible; LaunchReady/1.2.3; +https://github.com/launch-ready/launch-ready)',
        ],
      ],
    );
  });

  it('looks at what is served behind a certificate that nobody vouches for, and asks for it by name', async () => {
    const server = await web({ 'shop.example': { https: answering(200, TEXT, 'secure') } });
    const exchange = await clientFor(server.settings).request({ url: url('https://shop.example/') });
    assert.equal(answerOf(exchange).body, 'secure');
    assert.equal(answerOf(exchange).alpn, 'http/1.1');
    assert.equal(server.requests[0]?.headers.host, 'shop.example');
  });

  it('uses a connection again, and three at most', async () => {
    const server = await web({ 'shop.example': { https: answering(200, TEXT, 'x') } });
    const client = clientFor(server.settings);
    await Promise.all(
      Array.from({ length: 12 }, (_, at) => client.request({ url: url(`https://shop.example/${at}`) })),
    );
    assert.equal(server.requests.length, 12);
    assert.ok(server.connections() <= 3, `${server.connections()} connections`);
  });

  it('asks once more where a kept connection was ended by the server', async () => {
    let seen = 0;
    const server = await web({
      'shop.example': {
        http(request, response) {
          seen += 1;
          if (seen === 2) request.socket.destroy();
          else answering(200, TEXT, String(seen))(request, response);
        },
      },
    });
    const client = clientFor(server.settings);
    await client.request({ url: url('http://shop.example/1') });
    const again = await client.request({ url: url('http://shop.example/2') });
    assert.equal(answerOf(again).body, '3');
    assert.equal(server.connections(), 2);
  });

  it('refuses private addresses unless they are allowed', async () => {
    const server = await web({ 'shop.example': { http: answering(200, TEXT, 'inside') } });
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1']) {
      const client = clientFor(settingsFor({}), undefined, addressesFrom({ 'shop.example': [address] }));
      const exchange = await client.request({ url: url(`http://shop.example:${server.port}/`) });
      assert.equal(failureOf(exchange).failed, 'private-address', address);
    }
    const literal = await clientFor(settingsFor({})).request({
      url: url(`http://127.0.0.1:${server.port}/`),
    });
    assert.equal(failureOf(literal).failed, 'private-address');
    assert.equal(server.requests.length, 0);
  });

  it('tries the next address where the first one refuses', async () => {
    const server = await web({ 'shop.example': { http: answering(200, TEXT, 'second') } });
    const client = clientFor(
      settingsFor({}, true),
      undefined,
      addressesFrom({ 'shop.example': ['127.9.9.9', '127.0.0.1'] }),
    );
    const exchange = await client.request({ url: url(`http://shop.example:${server.port}/`) });
    assert.equal(answerOf(exchange).address, '127.0.0.1');
  });

  it('keeps headers as they came, in their order', async () => {
    const exchange = await askRaw((socket) =>
      socket.end(
        Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\nX-B: 1\r\nx-a:  two  \r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n'),
          Buffer.from('X-Utf8: Zürich\r\n', 'utf8'),
          Buffer.from('X-Latin: Zürich\r\n', 'latin1'),
          Buffer.from('Content-Length: 2\r\n\r\nok'),
        ]),
      ),
    );
    assert.deepEqual(answerOf(exchange).headers, [
      ['x-b', '1'],
      ['x-a', 'two'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-utf8', 'Zürich'],
      ['x-latin', 'Zürich'],
      ['content-length', '2'],
    ]);
  });

  it('resolves where a redirect leads, and never follows it', async () => {
    const server = await web({
      'shop.example': {
        http: byPath({
          '/a/b': answering(302, { location: '../c?d=1#e' }),
          '/odd': answering(301, { location: 'mailto:someone@shop.example' }),
          '/plain': answering(200, { ...TEXT, location: '/elsewhere' }, 'x'),
        }),
      },
    });
    const client = clientFor(server.settings);
    const places = await Promise.all(
      ['/a/b', '/odd', '/plain'].map(async (path) =>
        answerOf(await client.request({ url: url(`http://shop.example${path}`) })),
      ),
    );
    assert.deepEqual(
      places.map(({ location }) => location?.href),
      ['http://shop.example/c?d=1', undefined, undefined],
    );
    assert.equal(server.requests.length, 3);
  });

  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate without its header', deflateRawSync],
  ] as const)
    it(`decompresses ${encoding}`, async () => {
      const body = compress(Buffer.from('héllo '.repeat(1000)));
      const headers = { ...TEXT, 'content-encoding': encoding.split(' ')[0] ?? '' };
      const server = await web({ 'shop.example': { http: answering(200, headers, body) } });
      const answer = answerOf(await clientFor(server.settings).request({ url: url('http://shop.example/') }));
      assert.equal(answer.body, 'héllo '.repeat(1000));
      assert.equal(answer.bytes, body.length);
      assert.equal(answer.isCut, false);
    });

  it('says so where a body is not compressed the way its header says', async () => {
    const headers = { ...TEXT, 'content-encoding': 'gzip' };
    const server = await web({ 'shop.example': { http: answering(200, headers, 'plain text') } });
    const exchange = await clientFor(server.settings).request({ url: url('http://shop.example/') });
    assert.deepEqual(failureOf(exchange), {
      failed: 'protocol',
      detail: 'the body that shop.example sent is not compressed the way its header says',
    });
  });

  it('makes no more than 1 MB of a decompression bomb', async () => {
    const once = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const twice = gzipSync(once);
    const server = await web({
      'shop.example': {
        http: byPath({
          '/once': answering(200, { ...TEXT, 'content-encoding': 'gzip' }, once),
          '/twice': answering(200, { ...TEXT, 'content-encoding': 'gzip, gzip' }, twice),
        }),
      },
    });
    const client = clientFor(server.settings);
    for (const path of ['/once', '/twice']) {
      const answer = answerOf(await client.request({ url: url(`http://shop.example${path}`) }));
      assert.equal(answer.isCut, true, path);
      assert.ok(answer.body.length <= 1024 * 1024, path);
    }
  });

  it('stops reading a body that has no end', async () => {
    let sent = 0;
    const server = await web({
      'shop.example': {
        http(_request, response) {
          response.writeHead(200, TEXT);
          const chunk = Buffer.alloc(65_536, 'a');
          const pour = (): void => {
            while (!response.destroyed && response.write(chunk)) sent += chunk.length;
          };
          response.on('drain', pour);
          pour();
        },
      },
    });
    const answer = answerOf(await clientFor(server.settings).request({ url: url('http://shop.example/') }));
    assert.equal(answer.isCut, true);
    assert.equal(answer.body.length, 1024 * 1024);
    assert.ok(sent < 16 * 1024 * 1024, `${sent} bytes were sent`);
  });

  it('does not take headers that have no end', async () => {
    const exchange = await askRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const line = `x-more: ${'a'.repeat(8000)}\r\n`;
      const pour = (): void => {
        while (!socket.destroyed && socket.write(line));
      };
      socket.on('drain', pour);
      pour();
    });
    assert.equal(failureOf(exchange).failed, 'protocol');
  });

  it('reads text in the charset of its header', async () => {
    const server = await web({
      'shop.example': {
        http: byPath({
          '/latin': answering(
            200,
            { 'content-type': 'text/html; charset=ISO-8859-1' },
            Buffer.from('Zürich', 'latin1'),
          ),
          '/odd': answering(200, { 'content-type': 'text/html; charset=klingon' }, 'Zürich'),
          '/image': answering(200, { 'content-type': 'image/png' }, 'PNG'),
        }),
      },
    });
    const client = clientFor(server.settings);
    const bodies = await Promise.all(
      ['/latin', '/odd', '/image'].map(
        async (path) => answerOf(await client.request({ url: url(`http://shop.example${path}`) })).body,
      ),
    );
    assert.deepEqual(bodies, ['Zürich', 'Zürich', '']);
  });

  for (const [what, say, failed] of [
    ['ends the connection', (socket) => socket.end(), 'reset'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'reset'],
    [
      'ends in the middle of the body',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab'),
      'reset',
    ],
    ['speaks something else', (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'), 'protocol'],
    [
      'sends a header with a line break',
      (socket) => socket.end('HTTP/1.1 200 OK\r\na b: c\r\n\r\n'),
      'protocol',
    ],
  ] as const satisfies readonly (readonly [string, (socket: Socket) => unknown, string])[])
    it(`says why there is no answer where a server ${what}`, async () => {
      const exchange = await askRaw(say);
      assert.equal(failureOf(exchange).failed, failed, failureOf(exchange).detail);
    });

  it('says that TLS failed where the other side speaks none', async () => {
    const server = await web({ 'shop.example': { http: answering(200, TEXT, 'x') } });
    const client = clientFor(settingsFor({ 'shop.example': `127.0.0.1:${server.port}` }));
    const exchange = await client.request({ url: url('https://shop.example/') });
    assert.equal(failureOf(exchange).failed, 'tls');
  });

  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.3'] as const)
    it(`reads a server that speaks nothing but ${version}`, async () => {
      const { key, cert } = selfSigned('shop.example');
      const server = await startTlsServer({
        key,
        chain: cert,
        minVersion: version,
        maxVersion: version,
        ...(version === 'TLSv1.3' ? {} : { ciphers: 'DEFAULT@SECLEVEL=0' }),
        // Without a length: its end is the end of the body.
        onConnection: (socket) =>
          socket.write('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold', () => socket.end()),
      });
      closers.push(() => server.close());
      const client = clientFor(settingsFor({ 'shop.example': `${server.address}:${server.port}` }));
      const exchange = await client.request({ url: url('https://shop.example/') });
      assert.equal(answerOf(exchange).body, 'old');
    });

  it('knocks once where nobody listens, however much is asked', async () => {
    const { port } = await rawServer(() => undefined);
    for (const close of closers.splice(0)) await close();
    const client = clientFor(settingsFor({ 'shop.example': `127.0.0.1:${port}` }));
    const exchanges = await Promise.all(
      Array.from({ length: 5 }, (_, at) => client.request({ url: url(`http://shop.example/${at}`) })),
    );
    for (const exchange of exchanges)
      assert.deepEqual(failureOf(exchange), {
        failed: 'refused',
        detail: 'shop.example (port 80) refuses connections (ECONNREFUSED)',
      });
  });

  it('waits once for a server that never answers, however much is asked', async () => {
    const { port, connections } = await rawServer(() => undefined);
    const client = clientFor(settingsFor({ 'shop.example': `127.0.0.1:${port}` }));
    const exchanges = await Promise.all(
      Array.from({ length: 5 }, (_, at) => client.request({ url: url(`http://shop.example/${at}`) })),
    );
    for (const exchange of exchanges)
      assert.deepEqual(failureOf(exchange), {
        failed: 'timeout',
        detail: 'shop.example (port 80) did not answer within 5 seconds',
      });
    assert.equal(connections(), 1);
  }).timeout(20_000);

  it('does not wait for an answer that drips', async () => {
    const timers: NodeJS.Timeout[] = [];
    closers.push(() => timers.forEach(clearInterval));
    const exchange = await askRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n');
      timers.push(setInterval(() => socket.write('a'), 50));
    });
    assert.equal(failureOf(exchange).failed, 'timeout');
  }).timeout(20_000);

  for (const [when, say] of [
    ['while TLS is agreed on', () => undefined],
    ['while the answer is read', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na')],
  ] as const satisfies readonly (readonly [string, (socket: Socket) => unknown])[])
    it(`ends at once when it is cancelled ${when}`, async () => {
      const controller = new AbortController();
      const { port } = await rawServer((socket) => {
        say(socket);
        socket.once('data', () => setImmediate(() => controller.abort()));
        socket.once('end', () => socket.destroy());
      });
      const client = clientFor(settingsFor({ 'shop.example': `127.0.0.1:${port}` }), controller.signal);
      const protocol = when.includes('TLS') ? 'https' : 'http';
      const first = client.request({ url: url(`${protocol}://shop.example/`) });
      const queued = client.request({ url: url(`${protocol}://shop.example/queued`) });
      assert.equal(failureOf(await first).failed, 'cancelled');
      client.close();
      assert.equal(failureOf(await queued).failed, 'cancelled');
    });
});
