import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { LIVE_AREAS } from '../../../server/src/core/observations/domain.ts';
import type { HttpChain } from '../../../server/src/core/observations/http.ts';
import { observeHttp } from '../../../server/src/probes/http/observeHttp.ts';
import { HTML, observeShop, page, webServers } from '../../support/world/shop.ts';
import {
  addressesFrom,
  failureOf,
  noAddresses,
  settingsFor,
  targetOf,
} from '../../support/world/webClient.ts';
import { answering, byPath, healthySite, redirectTo, type WebSite } from '../../support/world/webServer.ts';

describe('what is asked of a domain over HTTP', () => {
  const web = webServers();

  it('follows all four entrances, and asks each address once', async () => {
    const server = await web(healthySite('shop.example', byPath({ '/': page })));
    const observed = await observeShop(server, ['redirects']);
    assert.deepEqual(observed.chains.map(shown), [
      'http://shop.example/ 301 > https://shop.example/ 200: answer',
      'http://www.shop.example/ 301 > https://www.shop.example/ 301 > https://shop.example/ 200: answer',
      'https://shop.example/ 200: answer',
      'https://www.shop.example/ 301 > https://shop.example/ 200: answer',
    ]);
    const path = '/launch-ready-probe/deep?utm_source=a&b=2';
    assert.equal(
      observed.deep && shown(observed.deep),
      `http://shop.example${path} 301 > https://shop.example${path} 404: answer`,
    );
    assert.equal(
      observed.twinDeep && shown(observed.twinDeep),
      `https://www.shop.example${path} 301 > https://shop.example${path} 404: answer`,
    );
    assert.equal(observed.canonicalHost, 'shop.example');
    assert.equal(observed.requests, 7);
    assert.equal(server.requests.length, 7);
    assert.equal(new Set(server.requests.map(({ url }) => url)).size, 7);
  });

  it('asks no more than twenty times, however much there is to ask', async () => {
    const html = `<script src=/1.js></script><script src=/2.js></script><script src=/3.js></script>
      <link rel=stylesheet href=/1.css>`;
    const script = answering(200, { 'content-type': 'text/javascript' }, '1;\n//# sourceMappingURL=x.js.map');
    const home = byPath({ '/': answering(200, HTML, html), '/1.js': script, '/2.js': script });
    const server = await web(healthySite('shop.example', home));
    const endpoints = Array.from({ length: 10 }, (_, at) => ({
      url: `https://shop.example/api/${at}`,
      kind: 'public' as const,
    }));
    const observed = await observeShop(server, LIVE_AREAS, { endpoints });
    assert.equal(server.requests.length, 20);
    assert.equal(observed.requests, 20);
    const without = await observeShop(server);
    assert.equal(server.requests.length, 40);
    assert.deepEqual(
      without.assets.map(({ url }) => url.pathname),
      ['/1.js', '/2.js', '/1.css'],
    );
    assert.deepEqual(
      without.exposures.map(({ kind, exchange }) => `${kind} ${exchange.method} ${exchange.url.pathname}`),
      [
        'env-file GET /.env',
        'git-head GET /.git/HEAD',
        'source-map GET /x.js.map',
        'server-status GET /server-status',
        'backup GET /backup.sql',
      ],
    );
  });

  it('asks the same, whatever answers first', async () => {
    const asked = async (delay: (url: string) => number): Promise<string[]> => {
      const inner = healthySite('shop.example', byPath({ '/': page }));
      const later =
        (answer: RequestListener | undefined): RequestListener =>
        (request, response) =>
          void setTimeout(() => answer?.(request, response), delay(request.url ?? ''));
      const sites = Object.entries(inner).map(([host, { http, https }]) => [
        host,
        { http: later(http), https: later(https) },
      ]);
      const server = await web(Object.fromEntries(sites) as Record<string, WebSite>);
      await observeShop(server);
      return server.requests
        .map(({ method, url, headers }) => `${method} ${url} ${headers.origin ?? ''}`)
        .sort();
    };
    const first = await asked(() => 0);
    assert.deepEqual(await asked((url) => url.length % 7), first);
    assert.deepEqual(await asked((url) => 7 - (url.length % 7)), first);
  });

  it('asks nothing of areas that nobody wants', async () => {
    const server = await web(healthySite('shop.example', byPath({ '/': page })));
    const observed = await observeShop(server, ['headers']);
    assert.equal(observed.requests, 5);
    assert.deepEqual(observed.exposures, []);
    // By the preflight, headers are graded as MDN's observatory does it.
    assert.deepEqual(
      observed.endpoints.map(({ cors }) => cors.map(({ kind }) => kind)),
      [['preflight']],
    );
    assert.equal(observed.deep, undefined);
  });

  it('sees a loop, too long a chain, and the way to another host', async () => {
    const server = await web({
      'shop.example': {
        http: redirectTo('https://shop.example'),
        https: redirectTo('http://shop.example'),
      },
      'www.shop.example': {
        http: (request, response) =>
          answering(302, { location: `/${Number((request.url ?? '').slice(1)) + 1}` })(request, response),
        https: redirectTo('https://elsewhere.example'),
      },
    });
    const observed = await observeShop(server, ['redirects']);
    assert.deepEqual(
      observed.chains.map(({ end, hops }) => [end, hops.length]),
      [
        ['loop', 2],
        ['too-many', 11],
        ['loop', 2],
        ['off-host', 1],
      ],
    );
    assert.ok(server.requests.every(({ url }) => !url.includes('elsewhere')));
    assert.ok(server.requests.length <= 20);
  });

  it('sees no loop in a redirect with an empty address', async () => {
    const https = answering(301, { location: '' });
    const observed = await observeShop(await web({ 'shop.example': { https } }), ['redirects']);
    const secure = observed.chains[2];
    assert.equal(secure && shown(secure), 'https://shop.example/ 301: failed');
  });

  it('sees a chain without end, wherever it comes to it, although everything leads there', async () => {
    const next: RequestListener = (request, response) => {
      const { pathname, search } = new URL(request.url ?? '/', 'https://shop.example');
      answering(302, { location: `${pathname}x${search}` })(request, response);
    };
    const server = await web(healthySite('shop.example', next));
    const observed = await observeShop(server);
    assert.deepEqual(
      observed.chains.map(({ end, hops }) => [end, hops.length]),
      Array.from({ length: 4 }, () => ['too-many', 11]),
    );
    assert.ok(server.requests.length <= 20);
    assert.equal(observed.exposures[0]?.exchange.url.pathname, '/.env');
  });

  it('sees no loop where a site only wants to see its cookie again', async () => {
    const https: RequestListener = (request, response) => {
      if (request.headers.cookie === 'seen=1; b=2') page(request, response);
      else answering(302, { location: '/', 'set-cookie': ['seen=1; Path=/', 'b=2'] })(request, response);
    };
    const server = await web(healthySite('shop.example', https));
    const observed = await observeShop(server, ['redirects']);
    assert.deepEqual(observed.chains.slice(2).map(shown), [
      'https://shop.example/ 302 > https://shop.example/ 200: answer',
      'https://www.shop.example/ 301 > https://shop.example/ 302 > https://shop.example/ 200: answer',
    ]);
  });

  it('sees a loop where the cookie makes no difference', async () => {
    const https = answering(302, { location: '/', 'set-cookie': 'seen=1; Path=/' });
    const observed = await observeShop(await web({ 'shop.example': { https } }), ['redirects']);
    const secure = observed.chains[2];
    assert.equal(secure && shown(secure), 'https://shop.example/ 302 > https://shop.example/ 302: loop');
    assert.deepEqual(
      secure?.hops.map(({ sent }) => sent['cookie']),
      [undefined, 'seen=1'],
    );
  });

  it('does not follow a redirect to a private address, even of a confirmed host', async () => {
    const server = await web({
      'shop.example': { http: redirectTo('http://inside.shop.example') },
      'inside.shop.example': { http: page },
    });
    const { 'shop.example:80': _, ...rest } = {
      'shop.example:80': '',
      'shop.example': `127.0.0.1:${server.port}`,
    };
    const observed = await observeHttp(
      targetOf('shop.example', { confirmed: ['shop.example', 'inside.shop.example'] }),
      ['redirects'],
      {
        addressesOf: addressesFrom({ 'inside.shop.example': ['127.0.0.1'] }),
        settings: settingsFor(rest),
      },
      new AbortController().signal,
    );
    const [chain] = observed.chains;
    assert.equal(chain?.end, 'failed');
    const last = chain?.hops.at(-1);
    assert.ok(last);
    assert.equal(failureOf(last).failed, 'private-address');
  });

  it('asks of the host that the domain leads to, by HTTP where HTTPS is dead', async () => {
    const www = await web({
      'shop.example': {
        http: redirectTo('https://shop.example'),
        https: redirectTo('https://www.shop.example'),
      },
      'www.shop.example': { http: redirectTo('https://www.shop.example'), https: byPath({ '/': page }) },
    });
    const observed = await observeShop(www);
    assert.equal(observed.canonicalHost, 'www.shop.example');
    assert.deepEqual(observed.exposures[0]?.exchange.url.href, 'https://www.shop.example/.env');
    const plain = await web({
      'shop.example': { http: byPath({ '/': page, '/.env': answering(200, {}, 'A=1') }) },
    });
    const dead = await observeShop(plain);
    assert.equal(dead.canonicalHost, 'shop.example');
    const env = dead.exposures[0]?.exchange;
    assert.equal(env?.url.href, 'http://shop.example/.env');
    assert.equal(env && 'status' in env.outcome && env.outcome.body, 'A=1');
  });

  it('looks at what the configuration names', async () => {
    const api = answering(200, { 'content-type': 'application/json' }, '{}');
    const server = await web({
      ...healthySite(
        'shop.example',
        byPath({ '/': page, '/new': page, '/old': redirectTo('', 308), '/api': api }),
      ),
      'app.shop.example': { https: page },
    });
    const observed = await observeShop(server, LIVE_AREAS, {
      confirmed: ['shop.example', 'www.shop.example', 'app.shop.example'],
      subdomains: [{ host: 'app.shop.example' }, { host: 'other.shop.example' }],
      legacy: [{ from: '/old', to: '/new' }],
      endpoints: [
        { url: 'https://shop.example/api', kind: 'authenticated' },
        { url: 'https://stranger.example/', kind: 'health' },
      ],
    });
    assert.deepEqual(
      observed.subdomains.map(({ end, hops }) => [end, hops[0]?.url.hostname]),
      [
        ['answer', 'app.shop.example'],
        ['failed', 'other.shop.example'],
      ],
    );
    assert.deepEqual(
      observed.legacy.map(({ from, to, chain }) => `${from} ${to} ${shown(chain)}`),
      ['/old /new https://shop.example/old 308: loop'],
    );
    const [, named, stranger] = observed.endpoints;
    assert.deepEqual(
      named?.cors.map(({ kind }) => kind),
      ['prefix', 'preflight', 'null', 'suffix', 'sibling'],
    );
    assert.equal(stranger && failureOf(stranger.exchange).failed, 'not-confirmed');
    assert.ok(server.requests.every(({ url }) => !url.includes('stranger') && !url.includes('other.')));
  });

  it('asks the address behind the CDN by the name of the site', async () => {
    const server = await web(healthySite('shop.example', byPath({ '/': page })));
    const settings = settingsFor({
      ...server.settings.connect,
      '203.0.113.9:443': `127.0.0.1:${server.securePort}`,
      '203.0.113.9:80': `127.0.0.1:${server.port}`,
    });
    const observed = await observeHttp(
      targetOf('shop.example', { origins: ['203.0.113.9'] }),
      ['edge'],
      { addressesOf: noAddresses, settings },
      new AbortController().signal,
    );
    assert.deepEqual(
      observed.origins.map(({ address, exchange: { url, outcome } }) => [
        address,
        url.href,
        'status' in outcome ? outcome.status : outcome.failed,
      ]),
      [
        ['203.0.113.9', 'https://shop.example/', 200],
        ['203.0.113.9', 'http://shop.example/', 301],
      ],
    );
    assert.equal(server.requests.at(-1)?.headers.host, 'shop.example');
  });

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController();
    const server = await web(
      healthySite('shop.example', (request) => {
        if (request.url === '/.env') controller.abort();
      }),
    );
    const silent = await web(healthySite('shop.example', () => controller.abort()));
    for (const each of [silent, server]) {
      const observed = await observeShop(each, LIVE_AREAS, {}, controller.signal);
      const [, , secure] = observed.chains;
      const last = secure?.hops.at(-1);
      assert.equal(last && failureOf(last).failed, 'cancelled');
    }
  });
});

function shown({ hops, end }: HttpChain): string {
  const way = hops.map(
    ({ url, outcome }) => `${url.href} ${'status' in outcome ? outcome.status : outcome.failed}`,
  );
  return `${way.join(' > ')}: ${end}`;
}
