import { strict as assert } from 'node:assert';
import { gzipSync } from 'node:zlib';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import type { EndpointAnswer, EndpointRun } from '../../../server/src/core/observations/uptime.ts';
import { endpointOf, type EndpointParts } from '../../../server/src/core/uptime/monitoringConfig.ts';
import { createAddressBook } from '../../../server/src/probes/uptime/addressBook.ts';
import { holdsPattern } from '../../../server/src/probes/uptime/holdsPattern.ts';
import { observeEndpoint } from '../../../server/src/probes/uptime/observeEndpoint.ts';
import {
  createAuthority,
  inDays,
  selfSignedCertificate,
  type Issued,
} from '../../support/world/certificates.ts';
import { answering, byPath, webServer, type WebServer, type WebSite } from '../../support/world/webServer.ts';

describe('a run against an endpoint', () => {
  const authority = createAuthority('Uptime Root');
  const shown = ({ key, chain }: Issued): { key: string; cert: string } => ({ key, cert: chain });
  const END = inDays(50);
  const posted: string[] = [];
  let server: WebServer;
  before(async () => {
    const page = answering(200, { 'content-type': 'text/html' }, '<h1>Shop</h1>');
    const site = (certificate: Issued): WebSite => ({ https: page, certificate: shown(certificate) });
    server = await webServer({
      'shop.example': {
        certificate: shown(authority.issue({ names: ['shop.example'], notAfter: END })),
        http: byPath({
          '/plain': (_request, response) =>
            response.writeHead(301, { location: 'https://shop.example/' }).end(),
        }),
        https: byPath({
          '/': page,
          '/gzip': answering(
            200,
            { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
            gzipSync('all is well'),
          ),
          '/large': answering(200, { 'content-type': 'text/plain' }, `${'x'.repeat(300_000)}end`),
          '/error': answering(503, {}, 'no'),
          '/moved': answering(302, { location: '/' }),
          '/away': answering(302, { location: 'https://parked.example/' }),
          '/loop': answering(302, { location: '/loop' }),
          '/down': answering(302, { location: 'http://shop.example/seen' }),
          '/seen': page,
          '/hang': () => undefined,
          '/half': (_request, response) =>
            void response.writeHead(200, { 'content-length': 100 }).write('half'),
          '/reset': (request) => void request.socket.destroy(),
          '/post': (request, response) => {
            let body = '';
            request.on('data', (part: Buffer) => (body += part.toString()));
            request.on('end', () => {
              posted.push(
                `${request.method} ${request.headers['content-type']} ${request.headers['x-key'] as string} ${body}`,
              );
              response.writeHead(201).end('made');
            });
          },
        }),
      },
      'expired.example': site(authority.issue({ names: ['expired.example'], notAfter: inDays(-1) })),
      'future.example': site(authority.issue({ names: ['future.example'], notBefore: inDays(1) })),
      'wrong.example': site(authority.issue({ names: ['other.example'] })),
      'wild.wrong.example': site(authority.issue({ names: ['*.wrong.example'] })),
      'self.example': site(selfSignedCertificate({ names: ['self.example'] })),
      'stranger.example': site(createAuthority('Stranger').issue({ names: ['stranger.example'] })),
    });
  });
  after(() => server.close());

  const run = async (
    parts: Omit<EndpointParts, 'kind'>,
    {
      timeout = 5_000,
      signal = new AbortController().signal,
      headers,
    }: { timeout?: number; signal?: AbortSignal; headers?: Record<string, string> } = {},
  ): Promise<EndpointRun> => {
    const settings = { ...server.settings, ca: [authority.certificate] };
    const endpoint = { ...endpointOf({ kind: 'other', ...parts }), timeout };
    return observeEndpoint(
      { endpoint, settings, addresses: createAddressBook(settings), ...(headers ? { headers } : {}) },
      signal,
    );
  };
  const answered = async (...args: Parameters<typeof run>): Promise<EndpointAnswer> => {
    const { outcome } = await run(...args);
    if (isFailure(outcome)) assert.fail(outcome.detail);
    return outcome;
  };
  const failed = async (...args: Parameters<typeof run>): Promise<string> => {
    const { outcome } = await run(...args);
    return isFailure(outcome) ? `${outcome.failed}: ${outcome.detail}` : `answered ${outcome.status}`;
  };

  it('says what was answered, over a connection of its own', async () => {
    const before = server.connections();
    const first = await run({ url: 'https://shop.example/' });
    await run({ url: 'https://shop.example/' });
    assert.equal(server.connections() - before, 2);
    const { certificate, ...rest } = first.outcome as EndpointAnswer;
    assert.deepEqual(rest, { status: 200, bytes: 13, redirects: 0 });
    assert.equal(certificate?.isTrusted, true);
    assert.equal(Date.parse(certificate.notAfter), END.getTime());
    assert.match(first.at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.ok(first.milliseconds > 0 && first.milliseconds < 5_000);
  });

  it('looks for texts and patterns in what was sent, compressed or not', async () => {
    const { hasText, matches } = await answered({
      url: 'https://shop.example/gzip',
      expect: { contains: 'is well', matches: '^all' },
    });
    assert.deepEqual([hasText, matches], [true, true]);
    const other = await answered({
      url: 'https://shop.example/',
      expect: { contains: 'is well', matches: '^all' },
    });
    assert.deepEqual([other.hasText, other.matches], [false, false]);
  });

  it('reads 256 kB of a body', async () => {
    const { hasText, bytes } = await answered({
      url: 'https://shop.example/large',
      expect: { contains: 'end' },
    });
    assert.deepEqual([hasText, bytes], [false, 256 * 1024]);
  });

  it('follows redirects on the same host alone', async () => {
    const moved = await answered({ url: 'https://shop.example/moved' });
    assert.deepEqual([moved.status, moved.redirects, moved.leadsTo], [200, 1, undefined]);
    const plain = await answered({ url: 'http://shop.example/plain' });
    assert.deepEqual([plain.status, plain.redirects, plain.certificate?.isTrusted], [200, 1, true]);
    const away = await answered({ url: 'https://shop.example/away' });
    assert.deepEqual([away.status, away.redirects, away.leadsTo], [302, 0, 'parked.example']);
    assert.equal(
      await failed({ url: 'https://shop.example/loop' }),
      'protocol: shop.example redirects more than 3 times',
    );
  });

  it('does not follow a redirect that is what was to be seen', async () => {
    const { status, redirects } = await answered({
      url: 'https://shop.example/moved',
      expect: { status: ['3xx'] },
    });
    assert.deepEqual([status, redirects], [302, 0]);
  });

  it('posts, with the headers that it got', async () => {
    const { status } = await answered(
      { url: 'https://shop.example/post', method: 'POST', body: '{"ping":1}', headers: { 'x-key': '$KEY' } },
      { headers: { 'x-key': 'resolved' } },
    );
    assert.deepEqual([status, posted], [201, ['POST application/json resolved {"ping":1}']]);
  });

  it('sends no header of its own where the way is no longer encrypted', async () => {
    await run({ url: 'https://shop.example/down', headers: { 'x-key': 'secret' } });
    const seen = server.requests
      .filter(({ url }) => /\/(?:down|seen)$/.test(url))
      .map(({ url, headers }) => [url, headers['x-key']]);
    assert.deepEqual(seen, [
      ['https://shop.example/down', 'secret'],
      ['http://shop.example/seen', undefined],
    ]);
  });

  it('asks with HEAD', async () => {
    const { status, bytes } = await answered({ url: 'https://shop.example/', method: 'HEAD' });
    assert.deepEqual([status, bytes], [200, 0]);
  });

  it('ends what hangs, at any point', async () => {
    const time = { timeout: 300 };
    assert.deepEqual(
      await Promise.all([
        failed({ url: 'https://shop.example/hang' }, time),
        failed({ url: 'https://shop.example/half' }, time),
        failed({ url: 'https://shop.example/reset' }),
      ]),
      [
        'timeout: shop.example did not send its whole answer within 0.3 seconds',
        'timeout: shop.example did not send its whole answer within 0.3 seconds',
        'reset: shop.example (port 443) ended the connection (UND_ERR_SOCKET)',
      ],
    );
  });

  it('blames nobody for what this process held up itself', async () => {
    const settings = { ...server.settings, ca: [authority.certificate] };
    const endpoint = { ...endpointOf({ kind: 'other', url: 'https://shop.example/' }), timeout: 400 };
    const running = observeEndpoint(
      { endpoint, settings, addresses: createAddressBook(settings) },
      new AbortController().signal,
    );
    await new Promise(setImmediate);
    const until = performance.now() + 900;
    while (performance.now() < until);
    const { outcome, milliseconds } = await running;
    assert.equal(isFailure(outcome), false);
    assert.ok(milliseconds < 600, `${milliseconds} ms`);
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const running = failed({ url: 'https://shop.example/hang' }, { signal: stop.signal });
    stop.abort();
    assert.equal(await running, 'cancelled: it was cancelled');
    assert.equal(
      await failed({ url: 'https://shop.example/' }, { signal: stop.signal }),
      'cancelled: it was cancelled',
    );
  });

  for (const [host, problem] of [
    ['expired.example', 'expired'],
    ['future.example', 'not-yet-valid'],
    ['wrong.example', 'wrong-name'],
    ['wild.wrong.example', undefined],
    ['self.example', 'self-signed'],
    ['stranger.example', 'untrusted'],
  ] as const)
    it(`sees the certificate of ${host}: ${problem ?? 'trusted'}`, async () => {
      const { certificate, status } = await answered({ url: `https://${host}/` });
      assert.deepEqual(
        [status, certificate?.isTrusted, certificate?.problem],
        [200, problem === undefined, problem],
      );
    });

  it('does not ask private addresses that nobody allowed', async () => {
    const settings = { ...server.settings, connect: {} };
    const endpoint = endpointOf({ kind: 'other', url: 'http://127.0.0.1/' });
    const { outcome } = await observeEndpoint(
      { endpoint, settings, addresses: createAddressBook(settings) },
      new AbortController().signal,
    );
    assert.deepEqual(outcome, {
      failed: 'private-address',
      detail: '127.0.0.1 is at 127.0.0.1, which is no address on the internet',
    });
  });
});

describe('a pattern', () => {
  it('is held against a text, and stopped where it would never end', () => {
    assert.equal(holdsPattern('^o+k$', 'ook'), true);
    assert.equal(holdsPattern('^o+k$', 'oo'), false);
    assert.equal(holdsPattern('(', 'oo'), 'invalid');
    assert.equal(holdsPattern('^(a+)+$', `${'a'.repeat(40)}b`), 'slow');
    // Nobody tries it again at once.
    assert.equal(holdsPattern('^(a+)+$', 'a'), 'slow');
  });
});
