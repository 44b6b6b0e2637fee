import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { LIVE_AREAS, type LiveTarget } from '../../../server/src/core/observations/domain.ts';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import type { HttpChain } from '../../../server/src/core/observations/http.ts';
import { HTML, observeShop, page, webServers } from '../../support/world/shop.ts';
import { settingsFor } from '../../support/world/webClient.ts';
import { answering, byPath, healthySite, redirectTo, type WebSite } from '../../support/world/webServer.ts';

const HOSTILE = 'https://launch-ready-probe.example';

describe('what is worth a request of those that a domain may cost', () => {
  const web = webServers();

  it('asks the host that leads to its twin for a deep path, once, and no other', async () => {
    const deepOf = async (sites: Readonly<Record<string, WebSite>>): Promise<string | undefined> => {
      const observed = await observeShop(await web(sites), ['redirects']);
      return observed.twinDeep && shown(observed.twinDeep);
    };
    const path = '/launch-ready-probe/deep?utm_source=a&b=2';
    const home = byPath({ '/': page });
    const losing = answering(301, { location: 'https://shop.example/' });
    assert.equal(
      await deepOf({ ...healthySite('shop.example', home), 'www.shop.example': { https: losing } }),
      `https://www.shop.example${path} 301 > https://shop.example/ 200: answer`,
    );
    const toWww = redirectTo('https://www.shop.example');
    const www = { 'shop.example': { http: toWww, https: toWww }, 'www.shop.example': { https: home } };
    assert.equal(
      await deepOf(www),
      `https://shop.example${path} 301 > https://www.shop.example${path} 404: answer`,
    );
    assert.equal(
      await deepOf({ 'shop.example': { https: home }, 'www.shop.example': { https: home } }),
      undefined,
    );
  });

  it('follows a redirect to another port of the same host', async () => {
    const https = redirectTo('https://shop.example:8443');
    const server = await web({ 'shop.example': { https } });
    const refused = settingsFor({ ...server.settings.connect, 'shop.example:8443': '127.0.0.1:1' });
    const observed = await observeShop({ settings: refused }, ['redirects']);
    assert.equal(
      observed.chains[2] && shown(observed.chains[2]),
      'https://shop.example/ 301 > https://shop.example:8443/ refused: failed',
    );
  });

  it('has more to look for where a page loads nothing, and keeps clear of what the server forbids', async () => {
    const looks = async (more: Readonly<Record<string, RequestListener>>, html = 'x'): Promise<string[]> => {
      const home = byPath({ '/': answering(200, HTML, html), ...more });
      const observed = await observeShop(await web(healthySite('shop.example', home)));
      assert.equal(observed.requests, 20);
      return observed.exposures.slice(2).map(({ exchange }) => exchange.url.pathname);
    };
    const open = ['/server-status', '/backup.sql', '/phpinfo.php', '/.env.production', '/actuator/env'];
    assert.deepEqual(await looks({}), [...open, '/backup.zip']);
    // Search engines are told already: robots.txt is left out.
    const hidden = '<meta name=robots content="noindex, nofollow">';
    assert.deepEqual(await looks({}, hidden), [...open, '/backup.zip', '/.DS_Store']);
    const forbidden = { '/.env': answering(403, {}), '/.git/HEAD': answering(403, {}) };
    assert.deepEqual(await looks(forbidden), [
      ...open.filter((path) => !path.startsWith('/.')),
      '/backup.zip',
      '/dump.sql',
    ]);
  });

  it('looks first for what the site is made of, and last for what it is not', async () => {
    const looks = async (html: string, headers: Readonly<Record<string, string>> = {}): Promise<string[]> => {
      const home = byPath({ '/': answering(200, { ...HTML, ...headers }, html) });
      const { exposures } = await observeShop(await web(healthySite('shop.example', home)), ['exposure']);
      return exposures.slice(2).map(({ exchange }) => exchange.url.pathname);
    };
    const blog = await looks('<link rel=stylesheet href="/wp-content/themes/a.css">');
    assert.deepEqual(blog.slice(0, 5), [
      '/phpinfo.php',
      '/wp-config.php.bak',
      '/server-status',
      '/backup.sql',
      '/wp-content/debug.log',
    ]);
    const named = await looks('<meta name=generator content="WordPress 7.1">');
    assert.deepEqual(named.slice(0, 5), blog.slice(0, 5));
    const next = await looks('<script src=/_next/static/chunks/main.js></script>', { server: 'nginx/1.29' });
    assert.deepEqual(next.slice(0, 3), ['/backup.sql', '/.env.production', '/backup.zip']);
    assert.ok(!next.includes('/server-status'));
    const pictures = await looks('<img src=/media/uploads/2026/a.jpg>');
    assert.equal(pictures[0], '/media/');
    assert.ok(!(await looks('<img src=https://elsewhere.example/uploads/a.jpg>')).includes('/uploads/'));
  });

  it('asks about CORS of the endpoints that the configuration names before that of the page', async () => {
    const paths = Array.from({ length: 3 }, (_, index) => `/api/${index}`);
    const pages = Object.fromEntries(['/', ...paths].map((path) => [path, page]));
    const { endpoints } = await observeShop(
      await web(healthySite('shop.example', byPath(pages))),
      LIVE_AREAS,
      { endpoints: paths.map((path) => ({ url: `https://shop.example${path}`, kind: 'public' })) },
    );
    const answered = endpoints.map(({ cors }) =>
      cors.flatMap(({ kind, exchange: { outcome } }) => (isFailure(outcome) ? [] : [kind])),
    );
    assert.deepEqual(answered.slice(0, 2), [['prefix'], ['prefix', 'preflight', 'null', 'suffix']]);
  });

  it('asks for what the site wrote before what it took from others', async () => {
    const html = '<script src=/polyfills.4f1c.js></script><script src=/app.js></script>';
    const home = byPath({ '/': answering(200, HTML, html) });
    const observed = await observeShop(await web(healthySite('shop.example', home)), ['caching']);
    assert.deepEqual(
      observed.assets.map(({ url }) => url.pathname),
      ['/app.js'],
    );
  });

  it('asks one interface that the page or a script of it calls', async () => {
    const named = async (html: string, script: string, reflects = true): Promise<readonly string[]> => {
      const interfaceOf: RequestListener = (request, response) => {
        const origin = reflects ? { 'access-control-allow-origin': request.headers.origin ?? '' } : {};
        answering(401, { 'content-type': 'application/json', ...origin }, '{}')(request, response);
      };
      const paths = { '/api/me': interfaceOf, '/api/cart/': interfaceOf, '/v1/items': interfaceOf };
      const home = byPath({
        '/': answering(200, HTML, html),
        '/app.js': answering(200, { 'content-type': 'text/javascript' }, script),
        ...paths,
      });
      const server = await web(healthySite('shop.example', home));
      const { endpoints } = await observeShop(server, ['cors', 'caching']);
      const api = endpoints.find(({ found }) => found);
      const asked = api?.cors.map((each) => `${each.kind} ${each.exchange.method} ${each.origin}`);
      return api ? [`${api.kind} ${api.url.href}`, ...(asked ?? [])] : [];
    };
    const script = '<script src=/app.js></script>';
    const strangers = [`hostile GET ${HOSTILE}`, 'prefix GET https://wwwxshop.example'];
    assert.deepEqual(await named(script, 'fetch("/api/me",{credentials:"include"})'), [
      'public https://shop.example/api/me',
      ...strangers,
    ]);
    assert.deepEqual(await named(script, 'const a="/v1/items?x=1",b=fetch(`/api/cart/${id}`)'), [
      'public https://shop.example/api/cart/',
      ...strangers,
    ]);
    assert.deepEqual(await named(`<script>const a = '/v1/items'</script>`, '', false), [
      'public https://shop.example/v1/items',
      'prefix GET https://wwwxshop.example',
    ]);
    const none = 'fetch("/api/logout");fetch("https://stranger.example/api/x");fetch("/data/a.css")';
    assert.deepEqual(await named(script, none), []);
  });

  it('asks for look-alikes only where a stranger is not let in', async () => {
    const kindsFor = async (allow: (origin: string) => string | undefined): Promise<string[]> => {
      const server = await web(
        healthySite('shop.example', (request, response) => {
          const allowed = allow(request.headers.origin ?? '');
          const headers = allowed === undefined ? HTML : { ...HTML, 'access-control-allow-origin': allowed };
          answering(200, headers, '<title>Shop</title>')(request, response);
        }),
      );
      const { endpoints } = await observeShop(server, ['cors']);
      return (
        endpoints[0]?.cors.map(({ kind, origin, exchange }) => `${kind} ${exchange.method} ${origin}`) ?? []
      );
    };
    const prefix = 'prefix GET https://wwwxshop.example';
    const letIn = [prefix, `preflight OPTIONS ${HOSTILE}`, 'none GET undefined'];
    assert.deepEqual(await kindsFor(() => '*'), letIn);
    assert.deepEqual(await kindsFor((origin) => origin), [`hostile GET ${HOSTILE}`, ...letIn]);
    const others = [
      `preflight OPTIONS ${HOSTILE}`,
      'null GET null',
      'suffix GET https://shop.example.launch-ready-probe.example',
    ];
    assert.deepEqual(await kindsFor(() => undefined), [prefix, ...others]);
    const relatives = [
      'plain-http GET http://shop.example',
      'sibling GET https://www.shop.example',
      'subdomain GET https://launch-ready-probe.shop.example',
    ];
    assert.deepEqual(await kindsFor((origin) => (origin.endsWith('shop.example') ? origin : undefined)), [
      `hostile GET ${HOSTILE}`,
      prefix,
      ...others,
      ...relatives,
      'none GET undefined',
    ]);
    const lookAlikes = [prefix, ...others];
    assert.deepEqual(await kindsFor(() => 'https://app.shop.example'), [
      ...lookAlikes,
      ...relatives,
      'none GET undefined',
    ]);
  });

  it('asks an endpoint that was named to it as another page of the product would', async () => {
    const api = 'https://shop.example/api/me';
    const kindsFor = async (list: readonly string[], more: Partial<LiveTarget> = {}): Promise<string[]> => {
      const server = await web(
        healthySite('shop.example', (request, response) => {
          const { origin = '' } = request.headers;
          const headers = list.includes(origin) ? { ...HTML, 'access-control-allow-origin': origin } : HTML;
          answering(200, headers, '<title>Shop</title>')(request, response);
        }),
      );
      const endpoints = [{ url: api, kind: 'authenticated' as const }];
      const observed = await observeShop(server, ['cors'], { endpoints, ...more });
      const cors = observed.endpoints.find(({ url }) => url.href === api)?.cors ?? [];
      return cors.slice(4).map(({ kind, origin }) => `${kind} ${origin}`);
    };
    const relatives = ['plain-http http://shop.example', 'subdomain https://launch-ready-probe.shop.example'];
    const www = 'https://www.shop.example';
    assert.deepEqual(await kindsFor([]), [`sibling ${www}`]);
    assert.deepEqual(await kindsFor([www]), [`sibling ${www}`, ...relatives, 'none undefined']);
    const subdomains = [{ host: 'app.shop.example' }];
    assert.deepEqual(await kindsFor([], { subdomains }), ['sibling https://app.shop.example']);
    assert.deepEqual(await kindsFor([], { canonical: 'www.shop.example' }), [`sibling ${www}`]);
  });

  it('looks first for what the site is likely to have', async () => {
    const home = byPath({
      '/': answering(200, { ...HTML, server: 'Apache/2.4', 'set-cookie': 'JSESSIONID=x' }, 'x'),
    });
    const server = await web(healthySite('shop.example', home));
    const observed = await observeShop(server, ['exposure'], { frameworks: ['laravel'] });
    assert.deepEqual(observed.exposures.map(({ exchange }) => exchange.url.pathname).slice(0, 7), [
      '/.env',
      '/.git/HEAD',
      '/server-status',
      '/phpinfo.php',
      '/backup.sql',
      '/.env.production',
      '/actuator/env',
    ]);
  });

  it('takes the page of an error for a sign of what the site is made of', async () => {
    const placeOf = async (
      error: string,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<number> => {
      const home = byPath({ '/': answering(200, { ...HTML, ...headers }, 'x') });
      const server = await web(
        healthySite('shop.example', (request, response) =>
          request.url === '/' ? home(request, response) : answering(404, HTML, error)(request, response),
        ),
      );
      const { exposures } = await observeShop(server, ['exposure']);
      return exposures.findIndex(({ exchange }) => exchange.url.pathname === '/actuator/env');
    };
    const others = await placeOf('not found');
    assert.equal(others, 6);
    assert.equal(await placeOf('<h1>Whitelabel Error Page</h1>'), 2);
    assert.equal(await placeOf('{"timestamp":"2026-11-24T03:00:00Z","status":404,"error":"Not Found"}'), 2);
    assert.equal(await placeOf('not found', { 'x-application-context': 'application:8080' }), 2);
  });
});

function shown({ hops, end }: HttpChain): string {
  const way = hops.map(
    ({ url, outcome }) => `${url.href} ${'status' in outcome ? outcome.status : outcome.failed}`,
  );
  return `${way.join(' > ')}: ${end}`;
}
