import assert from 'node:assert/strict';
import unresolvedSubdomain from '../../../server/src/core/checks/dns/unresolved-subdomain.ts';
import domainDiffers from '../../../server/src/core/checks/drift/domain-differs.ts';
import redirectDiffers from '../../../server/src/core/checks/drift/redirect-differs.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { HttpExchange } from '../../../server/src/core/observations/http.ts';
import { answer, chain, exchange, healthyDns, redirect, resolvedName } from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';
import { contextOf, lines, observed, ON_VERCEL, SHOP } from './workspace.ts';

describe('drift/redirect-differs', () => {
  const files = {
    'vercel.json':
      '{\n  "redirects": [\n    { "source": "/old", "destination": "/new", "permanent": true }\n  ]\n}',
  };
  const after = (hops: readonly HttpExchange[]): DomainObservation =>
    observed({ legacy: [{ from: '/old', to: '/new', chain: chain(hops) }] });
  const old = `https://${SHOP}/old`;

  it('has a few of them asked', () => {
    assert.deepEqual(contextOf(files).target.legacy, [{ from: '/old', to: '/new', isDeclared: true }]);
  });

  it('names the line of a redirect that is not answered, or leads elsewhere', () => {
    const seen = after([exchange({ url: old, status: 404 })]);
    assert.deepEqual(told(redirectDiffers, seen, contextOf(files, ON_VERCEL)), [
      'medium: vercel.json redirects /old to /new, but shopkeep.io answers 404 there.',
    ]);
    assert.deepEqual(lines(redirectDiffers, seen, contextOf(files)), ['vercel.json:3']);
    const elsewhere = after([redirect(old, `https://${SHOP}/`), exchange({ url: `https://${SHOP}/` })]);
    assert.deepEqual(told(redirectDiffers, elsewhere, contextOf(files, ON_VERCEL)), [
      'medium: vercel.json redirects /old to /new, but shopkeep.io leads to https://shopkeep.io/.',
    ]);
    const temporary = after([
      redirect(old, `https://${SHOP}/new`, 302),
      exchange({ url: `https://${SHOP}/new` }),
    ]);
    assert.deepEqual(told(redirectDiffers, temporary, contextOf(files, ON_VERCEL)), [
      'low: vercel.json redirects /old with 308, but shopkeep.io answers 302: search engines keep the old address.',
    ]);
  });

  it('is content with the redirect, behind that to HTTPS too', () => {
    const good = after([
      redirect(`http://${SHOP}/old`, old),
      redirect(old, `https://${SHOP}/new`),
      exchange({ url: `https://${SHOP}/new` }),
    ]);
    assert.deepEqual(told(redirectDiffers, good, contextOf(files)), []);
    assert.deepEqual(passes(redirectDiffers, good, contextOf(files)), [
      '/old leads to /new, as vercel.json says.',
    ]);
  });

  it('is medium where the address is dead, whoever answers, but not where everything is', () => {
    for (const status of [404, 503]) {
      const dead = exchange({ url: old, status });
      assert.deepEqual(told(redirectDiffers, after([dead]), contextOf(files)), [
        `medium: vercel.json redirects /old to /new, but shopkeep.io answers ${status} there.`,
      ]);
      const home = exchange({ url: `https://${SHOP}/`, status });
      const all = observed({
        legacy: [{ from: '/old', to: '/new', chain: chain([dead]) }],
        endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }],
      });
      assert.deepEqual(told(redirectDiffers, all, contextOf(files)), [
        `low: vercel.json redirects /old to /new, but shopkeep.io answers ${status} there.`,
      ]);
    }
  });

  it('lets a page go first where the rule is not forced', () => {
    const rule = '[[redirects]]\n  from = "/old"\n  to = "/new"\n';
    const page = after([exchange({ url: old })]);
    const missing = after([exchange({ url: old, status: 404 })]);
    const toml = contextOf({ 'netlify.toml': rule });
    assert.deepEqual(told(redirectDiffers, page, toml), []);
    assert.deepEqual(told(redirectDiffers, missing, toml), [
      'medium: netlify.toml redirects /old to /new, but shopkeep.io answers 404 there.',
    ]);
    assert.deepEqual(lines(redirectDiffers, missing, toml), ['netlify.toml:2']);
    const elsewhere = after([redirect(old, `https://${SHOP}/`), exchange({ url: `https://${SHOP}/` })]);
    assert.deepEqual(told(redirectDiffers, elsewhere, toml), [
      'low: netlify.toml redirects /old to /new, but shopkeep.io leads to https://shopkeep.io/.',
    ]);
    assert.deepEqual(told(redirectDiffers, page, contextOf({ 'netlify.toml': `${rule}  force = true\n` })), [
      'low: netlify.toml redirects /old to /new, but shopkeep.io answers 200 there.',
    ]);
    assert.deepEqual(told(redirectDiffers, page, contextOf({ _redirects: '/old /new 301' })), []);
    assert.deepEqual(told(redirectDiffers, page, contextOf({ _redirects: '/old /new 301!' })), [
      'low: _redirects redirects /old to /new, but shopkeep.io answers 200 there.',
    ]);
    const cloudflare = { providers: { host: 'cloudflare-pages' } };
    assert.deepEqual(told(redirectDiffers, page, contextOf({ _redirects: '/old /new 301' }, cloudflare)), [
      'medium: _redirects redirects /old to /new, but shopkeep.io answers 200 there.',
    ]);
  });

  it('asks one path below a wildcard', () => {
    const from = '/blog/launch-ready-probe';
    const asked = `https://${SHOP}${from}`;
    const seenAt = (hops: readonly HttpExchange[]): DomainObservation =>
      observed({ legacy: [{ from, to: '/news/launch-ready-probe', chain: chain(hops) }] });
    const context = contextOf({
      'netlify.toml': '[[redirects]]\n  from = "/blog/*"\n  to = "/news/:splat"\n  force = true\n',
    });
    assert.deepEqual(context.target.legacy, [{ from, to: '/news/launch-ready-probe', isDeclared: true }]);
    const missing = seenAt([exchange({ url: asked, status: 404 })]);
    assert.deepEqual(told(redirectDiffers, missing, context), [
      'medium: netlify.toml redirects /blog/* to /news/:splat, but shopkeep.io answers 404 at /blog/launch-ready-probe.',
    ]);
    assert.deepEqual(lines(redirectDiffers, missing, context), ['netlify.toml:2']);
    const there = `https://${SHOP}/news/launch-ready-probe`;
    const good = seenAt([redirect(asked, there), exchange({ url: there, status: 404 })]);
    assert.deepEqual(told(redirectDiffers, good, context), []);
    assert.deepEqual(passes(redirectDiffers, good, context), [
      '/blog/* leads to /news/:splat, as netlify.toml says.',
    ]);
    const home = seenAt([redirect(asked, `https://${SHOP}/`), exchange({ url: `https://${SHOP}/` })]);
    assert.deepEqual(told(redirectDiffers, home, context), [
      'low: netlify.toml redirects /blog/* to /news/:splat, but shopkeep.io leads /blog/launch-ready-probe to https://shopkeep.io/.',
    ]);
  });

  it('is low where nobody knows who answers, and silent on another platform and with two files of a kind', () => {
    const apps = { 'apps/web/vercel.json': files['vercel.json'] };
    const seen = after([exchange({ url: old, status: 404 })]);
    assert.deepEqual(told(redirectDiffers, seen, contextOf(apps)), [
      'low: vercel.json redirects /old to /new, but shopkeep.io answers 404 there.',
    ]);
    const elsewhere = after([redirect(old, `https://${SHOP}/`), exchange({ url: `https://${SHOP}/` })]);
    assert.deepEqual(told(redirectDiffers, elsewhere, contextOf(files)), [
      'low: vercel.json redirects /old to /new, but shopkeep.io leads to https://shopkeep.io/.',
    ]);
    assert.deepEqual(told(redirectDiffers, seen, contextOf(files, { providers: { host: 'netlify' } })), []);
    const two = { 'a/vercel.json': files['vercel.json'], 'b/vercel.json': files['vercel.json'] };
    assert.deepEqual(contextOf(two).declared?.redirects, []);
  });

  it('leaves the map of old addresses to its own check', () => {
    const text = 'domains: [{ domain: shopkeep.io, legacy: { /old: /new } }]';
    const seen = after([exchange({ url: old, status: 404 })]);
    assert.deepEqual(told(redirectDiffers, seen, contextOf(files, { text })), []);
  });

  it('is read from netlify.toml, _redirects and next.config where it holds for everybody', () => {
    const read = (written: Readonly<Record<string, string>>): readonly string[] | undefined =>
      contextOf(written).declared?.redirects.map(
        ({ from, to, status, setBy }) => `${setBy} ${from} ${to} ${status ?? ''}`,
      );
    assert.deepEqual(
      read({
        'netlify.toml':
          '[[redirects]]\nfrom = "/a"\nto = "/b"\nforce = true\n[[redirects]]\nfrom = "/c"\nto = "/d"\n[[redirects]]\nfrom = "/x/*"\nto = "/y"\n[[redirects]]\nfrom = "/x/z/*"\nto = "/y"\n',
        _redirects:
          '# ours\n/e /f\n/g /h 302\n/p/* https://q.test/:splat 301\n/s/* /t?u=:splat\n/api/* /.netlify/functions/:splat 200\n/* /v/:splat\n',
        'next.config.js':
          "[{ source: '/i', destination: '/j', permanent: false },\n // { source: '/k', destination: '/l', permanent: false },\n { source: '/m/:id', destination: '/n/:id', permanent: true },\n { source: '/r/:rest*', destination: '/w/:rest*', permanent: true }]",
      }),
      [
        '_redirects /e /f ',
        '_redirects /g /h 302',
        '_redirects /p/launch-ready-probe https://q.test/launch-ready-probe 301',
        'netlify.toml /a /b 301',
        'netlify.toml /c /d 301',
        'netlify.toml /x/launch-ready-probe /y 301',
        'next.config /i /j 307',
        'next.config /r/launch-ready-probe /w/launch-ready-probe 308',
      ],
    );
    const vercel = (...rules: readonly string[]): string => `{ "redirects": [${rules.join(',')}] }`;
    assert.deepEqual(
      read({
        'vercel.json': vercel(
          '{ "source": "/:path*", "has": [{ "type": "host" }], "destination": "https://a.test/:path*" }',
          '{ "source": "/a/:path*", "destination": "/b/:path*" }',
          '{ "source": "/c/(.*)", "destination": "/d/$1", "statusCode": 301 }',
          '{ "source": "/e/:one/:two*", "destination": "/f/:two*" }',
        ),
      }),
      [
        'vercel.json /a/launch-ready-probe /b/launch-ready-probe 308',
        'vercel.json /c/launch-ready-probe /d/launch-ready-probe 301',
      ],
    );
  });
});

describe('drift/domain-differs', () => {
  const files = { '.env.production': 'PORT=1\nAPP_URL=https://shopkeep.io\n' };
  const home = (host: string): HttpExchange => exchange({ url: `https://${host}/` });

  it('names the line of an address that leads to the other of apex and www', () => {
    const seen = observed({
      canonicalHost: `www.${SHOP}`,
      chains: [chain([redirect(`https://${SHOP}/`, `https://www.${SHOP}/`), home(`www.${SHOP}`)])],
    });
    assert.deepEqual(told(domainDiffers, seen, contextOf(files)), [
      'medium: .env.production says that the product is at shopkeep.io, but shopkeep.io leads to www.shopkeep.io.',
    ]);
    assert.deepEqual(lines(domainDiffers, seen, contextOf(files)), ['.env.production:2']);
  });

  it('names the line of a host that has no address', () => {
    const nothing = answer([], { rcode: 'NXDOMAIN' });
    const dead = resolvedName({ host: 'app.shopkeep.io', ipv4: [], ipv6: [], v4: nothing, v6: nothing });
    const seen = observed(
      {},
      { dns: healthyDns({ domain: SHOP, names: [resolvedName({ host: SHOP }), dead] }) },
    );
    const context = contextOf({ '.env.production': 'APP_URL=https://app.shopkeep.io' });
    assert.deepEqual(told(domainDiffers, seen, context), [
      'app.shopkeep.io: high: .env.production says that the product is at app.shopkeep.io, but that name has no address: whoever is sent there gets an error.',
    ]);
    // Where nobody looks at drift, the name itself is what is told.
    const subdomains = [{ host: 'app.shopkeep.io', isDeclared: true as const }];
    const named = { ...context, target: { ...context.target, subdomains } };
    assert.deepEqual(told(unresolvedSubdomain, seen, named), []);
    assert.deepEqual(told(unresolvedSubdomain, { ...seen, areas: ['dns'] }, named), [
      'app.shopkeep.io: high: app.shopkeep.io has no address (the name does not exist), although files of the workspace name it.',
    ]);
  });

  const toApex = observed({
    chains: [chain([redirect(`https://www.${SHOP}/`, `https://${SHOP}/`), home(SHOP)])],
  });

  it('names the line of a CNAME file, in the folders that are published', () => {
    for (const file of ['CNAME', 'public/CNAME', 'static/CNAME']) {
      const context = contextOf({ [file]: `www.${SHOP}\n` });
      assert.deepEqual(told(domainDiffers, toApex, context), [
        `www.shopkeep.io: low: ${file} says that the product is at www.shopkeep.io, but www.shopkeep.io leads to shopkeep.io.`,
      ]);
      assert.deepEqual(lines(domainDiffers, toApex, context), [`${file}:1`]);
    }
    const none = answer([], { rcode: 'NXDOMAIN' });
    const dead = resolvedName({ host: `my.${SHOP}`, ipv4: [], ipv6: [], v4: none, v6: none });
    const names = [resolvedName({ host: SHOP }), dead];
    const seen = observed({}, { dns: healthyDns({ domain: SHOP, names }) });
    assert.deepEqual(told(domainDiffers, seen, contextOf({ 'public/CNAME': `my.${SHOP}` })), [
      'my.shopkeep.io: high: public/CNAME says that the product is at my.shopkeep.io, but that name has no address: whoever is sent there gets an error.',
    ]);
  });

  it('names the line of the production environment', () => {
    const text =
      'domains:\n  - domain: shopkeep.io\n    environments:\n      production: https://www.shopkeep.io\n';
    const context = contextOf({}, { text });
    assert.deepEqual(told(domainDiffers, toApex, context), [
      'www.shopkeep.io: medium: launch-ready.yaml says that the product is at www.shopkeep.io, but www.shopkeep.io leads to shopkeep.io.',
    ]);
    assert.deepEqual(lines(domainDiffers, toApex, context), ['launch-ready.yaml:4']);
    for (const other of ['staging: https://www.shopkeep.io', 'production: https://shopkeep.io'])
      assert.deepEqual(
        told(
          domainDiffers,
          toApex,
          contextOf({}, { text: text.replace('production: https://www.shopkeep.io', other) }),
        ),
        [],
      );
  });

  it('is content where the product runs, and silent about staging, one’s own machine and what servers name', () => {
    const right = observed({ chains: [chain([home(SHOP)])] });
    assert.deepEqual(passes(domainDiffers, right, contextOf(files)), [
      'shopkeep.io is where the product runs, as .env.production says.',
    ]);
    const seen = observed({
      chains: [chain([redirect(`https://${SHOP}/`, `https://www.${SHOP}/`), home(`www.${SHOP}`)])],
    });
    for (const file of ['.env.staging', '.env.local', '.env.example'])
      assert.deepEqual(told(domainDiffers, seen, contextOf({ [file]: 'APP_URL=https://shopkeep.io' })), []);
    assert.deepEqual(told(domainDiffers, seen, contextOf({ 'vercel.json': '{"alias":"shopkeep.io"}' })), []);
    const text = 'domains: [{ domain: shopkeep.io, canonical: shopkeep.io }]';
    assert.deepEqual(told(domainDiffers, seen, contextOf(files, { text })), []);
  });
});
