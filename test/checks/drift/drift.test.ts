import assert from 'node:assert/strict';
import type { Check, CheckContext } from '../../../server/src/core/check.ts';
import cacheDiffers from '../../../server/src/core/checks/drift/cache-differs.ts';
import corsDiffers from '../../../server/src/core/checks/drift/cors-differs.ts';
import domainDiffers from '../../../server/src/core/checks/drift/domain-differs.ts';
import headerNotServed from '../../../server/src/core/checks/drift/header-not-served.ts';
import redirectDiffers from '../../../server/src/core/checks/drift/redirect-differs.ts';
import { parseConfig } from '../../../server/src/core/config.ts';
import { joinWorkspace } from '../../../server/src/core/judgeWorkspace.ts';
import { languageOf } from '../../../server/src/core/language.ts';
import { LIVE_COLLECTOR } from '../../../server/src/core/live/candidates/collector.ts';
import { declaredOf } from '../../../server/src/core/live/declaredOf.ts';
import { targetFor } from '../../../server/src/core/live/targets.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { HttpExchange, HttpObservation } from '../../../server/src/core/observations/http.ts';
import { createDocument } from '../../../server/src/core/source.ts';
import { WEB_COLLECTOR } from '../../../server/src/core/web/collector.ts';
import {
  answer,
  chain,
  exchange,
  healthyContext,
  healthyDns,
  healthyDomain,
  healthyHttp,
  redirect,
  resolvedName,
  urlParts,
  verdicts,
} from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

const SHOP = 'shopkeep.io';
const NAMED = 'domains: [{ domain: shopkeep.io }]';

/** A workspace, seen from the domain; `text` is that of launch-ready.yaml. */
function contextOf(
  files: Readonly<Record<string, string>>,
  { text = NAMED, ...changes }: Partial<CheckContext> & { readonly text?: string } = {},
): CheckContext {
  const { config } = parseConfig(text);
  const facts = new Map(
    Object.entries(files).map(([path, content]) => {
      const document = createDocument({ path, text: content });
      const found = [WEB_COLLECTOR, LIVE_COLLECTOR].filter(
        (one) => one.wants(path, languageOf(path)) !== 'never',
      );
      return [path, Object.assign({}, ...found.map((one) => one.collect(document)))] as const;
    }),
  );
  const declared = declaredOf(joinWorkspace({ files: facts, ignoredEnv: [] }), config.domains);
  const target = targetFor(SHOP, { config: config.domains, redirects: declared.redirects });
  assert.ok(target);
  return { ...healthyContext(SHOP), target, declared, ...changes };
}

function observed(
  http: Partial<HttpObservation>,
  changes: Partial<DomainObservation> = {},
): DomainObservation {
  const names = [SHOP, `www.${SHOP}`].map((host) => resolvedName({ host }));
  return healthyDomain({
    domain: SHOP,
    dns: healthyDns({ domain: SHOP, names }),
    http: healthyHttp({ canonicalHost: SHOP, chains: [], endpoints: [], assets: [], ...http }),
    ...changes,
  });
}

function answering(headers: Readonly<Record<string, string>>, path = '/'): DomainObservation {
  const home = exchange({ url: `https://${SHOP}${path}`, headers });
  return observed({ endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }] });
}

/** "file:line" of what each problem says causes it. */
function lines(check: Check, seen: DomainObservation, context: CheckContext): readonly string[] {
  return verdicts(check, seen, context).flatMap((one) =>
    'problem' in one ? [`${one.declaredAt?.file}:${one.declaredAt?.at.line}`] : [],
  );
}

const VERCEL = `{
  "headers": [
    { "source": "/(.*)", "headers": [
      { "key": "X-Frame-Options", "value": "DENY" },
      { "key": "Cache-Control", "value": "private, no-store" }
    ] }
  ]
}`;
const ON_VERCEL = { providers: { host: 'vercel' } };

describe('drift/header-not-served', () => {
  it('names the line of a header that the answer lacks', () => {
    const context = contextOf({ 'vercel.json': VERCEL }, ON_VERCEL);
    const seen = answering({ 'content-type': 'text/html' });
    assert.deepEqual(told(headerNotServed, seen, context), [
      'medium: vercel.json sets x-frame-options for /, but shopkeep.io answers without it.',
    ]);
    assert.deepEqual(lines(headerNotServed, seen, context), ['vercel.json:4']);
    assert.deepEqual(told(headerNotServed, answering({ 'x-frame-options': 'SAMEORIGIN' }), context), [
      'medium: vercel.json sets another x-frame-options for / than shopkeep.io answers.',
    ]);
  });

  it('is content with the same value in other letters', () => {
    const context = contextOf({ 'vercel.json': VERCEL }, ON_VERCEL);
    assert.deepEqual(passes(headerNotServed, answering({ 'x-frame-options': 'deny' }), context), [
      'The answers have the headers that the workspace sets (1 looked at).',
    ]);
  });

  it('is low where nobody knows who answers, and silent where it is somebody else', () => {
    const files = { 'vercel.json': VERCEL };
    assert.deepEqual(told(headerNotServed, answering({}), contextOf(files)), [
      'low: vercel.json sets x-frame-options for /, but shopkeep.io answers without it.',
    ]);
    assert.deepEqual(
      told(headerNotServed, answering({}), contextOf(files, { providers: { host: 'netlify' } })),
      [],
    );
  });

  it('is silent about other paths, other products, conditions, other domains and two files of a kind', () => {
    const silent = (files: Readonly<Record<string, string>>, text?: string): void =>
      assert.deepEqual(
        told(
          headerNotServed,
          answering({}),
          contextOf(files, { ...ON_VERCEL, ...(text !== undefined && { text }) }),
        ),
        [],
      );
    silent({ 'vercel.json': VERCEL.replace('/(.*)', '/admin/(.*)') });
    silent({ 'vercel.json': VERCEL }, '');
    silent({
      'vercel.json': VERCEL.replace('"headers": [\n', '"headers": [\n').replace(
        '"source"',
        '"has": [{}], "source"',
      ),
    });
    silent({ 'apps/a/vercel.json': VERCEL, 'apps/b/vercel.json': VERCEL });
    silent({ 'test/fixtures/vercel.json': VERCEL });
  });

  it('looks at pages where a header is for all paths, and at files where it is for them', () => {
    const script = exchange({ url: `https://${SHOP}/assets/a.js` });
    const seen = observed({ assets: [script] });
    assert.deepEqual(told(headerNotServed, seen, contextOf({ 'vercel.json': VERCEL }, ON_VERCEL)), []);
    const assets = { 'vercel.json': VERCEL.replace('/(.*)', '/assets/(.*)') };
    assert.deepEqual(told(headerNotServed, seen, contextOf(assets, ON_VERCEL)), [
      'medium: vercel.json sets x-frame-options for /assets/a.js, but shopkeep.io answers without it.',
    ]);
  });

  it('is low for one application of several, and silent about servers of several hosts', () => {
    assert.deepEqual(
      told(headerNotServed, answering({}), contextOf({ 'apps/web/vercel.json': VERCEL }, ON_VERCEL)),
      ['low: vercel.json sets x-frame-options for /, but shopkeep.io answers without it.'],
    );
    const servers = ['shopkeep.io', 'admin.shopkeep.io']
      .map((name) => `server {\n  server_name ${name};\n  add_header X-Frame-Options DENY;\n}\n`)
      .join('');
    assert.deepEqual(
      told(headerNotServed, answering({ server: 'nginx' }), contextOf({ 'nginx/a.conf': servers })),
      [],
    );
  });

  it('reads what nginx and next.config set', () => {
    const nginx = { 'nginx/site.conf': 'server {\n  add_header X-Frame-Options DENY always;\n}\n' };
    assert.deepEqual(told(headerNotServed, answering({ server: 'nginx' }), contextOf(nginx)), [
      'medium: nginx sets x-frame-options for /, but shopkeep.io answers without it.',
    ]);
    assert.deepEqual(told(headerNotServed, answering({ server: 'Caddy' }), contextOf(nginx)), []);
    const next = {
      'next.config.js':
        "module.exports = { headers: async () => [{ source: '/:path*', headers: [{ key: 'X-Frame-Options', value: 'DENY' }] }] }",
    };
    assert.deepEqual(told(headerNotServed, answering({ 'x-powered-by': 'Next.js' }), contextOf(next)), [
      'medium: next.config sets x-frame-options for /, but shopkeep.io answers without it.',
    ]);
    const below = {
      'next.config.js': next['next.config.js'].replace('{ headers', "{ basePath: '/docs', headers"),
    };
    assert.deepEqual(told(headerNotServed, answering({ 'x-powered-by': 'Next.js' }), contextOf(below)), []);
  });
});

describe('drift/cache-differs', () => {
  const context = contextOf({ 'vercel.json': VERCEL }, ON_VERCEL);

  it('is high where caches keep what must not be kept', () => {
    const seen = answering({ 'cache-control': 'public, max-age=600' });
    assert.deepEqual(told(cacheDiffers, seen, context), [
      'high: vercel.json says “private, no-store” for /, but shopkeep.io answers with “public, max-age=600”.',
    ]);
    assert.deepEqual(lines(cacheDiffers, seen, context), ['vercel.json:5']);
    assert.deepEqual(told(cacheDiffers, answering({}), context), [
      'high: vercel.json sets Cache-Control for /, but shopkeep.io answers without it, so every cache decides for itself.',
    ]);
  });

  it('pays no attention to what CDNs take out', () => {
    const files = {
      'vercel.json': VERCEL.replace(
        'private, no-store',
        's-maxage=600, max-age=0, stale-while-revalidate=60',
      ),
    };
    assert.deepEqual(
      told(
        cacheDiffers,
        answering({ 'cache-control': 'public, max-age=0, must-revalidate' }),
        contextOf(files, ON_VERCEL),
      ),
      [],
    );
    assert.deepEqual(told(cacheDiffers, answering({ 'cache-control': 'no-store' }), context), []);
  });
});

describe('drift/cors-differs', () => {
  const files = {
    'server.js': "const cors = require('cors');\napp.use(cors({ origin: ['https://app.shopkeep.io'] }));\n",
  };

  function asking(origin: string, allowed: string | undefined): DomainObservation {
    const url = `https://${SHOP}/api`;
    const asked = exchange({
      url,
      sent: { origin },
      headers: allowed === undefined ? {} : { 'access-control-allow-origin': allowed },
    });
    return observed({
      endpoints: [
        {
          url: urlParts(url),
          kind: 'public',
          exchange: exchange({ url }),
          cors: [{ kind: 'hostile', origin, exchange: asked }],
        },
      ],
    });
  }

  it('names the list that an answer does not keep to', () => {
    const seen = asking('https://hostile.test', 'https://hostile.test');
    assert.deepEqual(told(corsDiffers, seen, contextOf(files)), [
      'medium: server.js lists who may read the answers of shopkeep.io, but /api lets https://hostile.test in.',
    ]);
    assert.deepEqual(lines(corsDiffers, seen, contextOf(files)), ['server.js:2']);
    assert.deepEqual(told(corsDiffers, asking('https://hostile.test', '*'), contextOf(files)), [
      'medium: server.js lists who may read the answers of shopkeep.io, but /api lets everybody in.',
    ]);
  });

  it('is content with an answer that keeps to it, and silent where a part of the product is open', () => {
    assert.deepEqual(told(corsDiffers, asking('https://hostile.test', undefined), contextOf(files)), []);
    assert.deepEqual(
      told(corsDiffers, asking('https://hostile.test', 'https://app.shopkeep.io'), contextOf(files)),
      [],
    );
    const open = { ...files, 'api.js': "const cors = require('cors');\napp.use(cors());\n" };
    assert.deepEqual(told(corsDiffers, asking('https://hostile.test', '*'), contextOf(open)), []);
  });
});

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
    const read = (files: Readonly<Record<string, string>>): readonly string[] | undefined =>
      contextOf(files).declared?.redirects.map(
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
      'app.shopkeep.io: medium: .env.production says that the product is at app.shopkeep.io, but that name has no address.',
    ]);
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
    assert.deepEqual(told(domainDiffers, seen, contextOf({ 'public/CNAME': 'shopkeep.io' })), []);
    const text = 'domains: [{ domain: shopkeep.io, canonical: shopkeep.io }]';
    assert.deepEqual(told(domainDiffers, seen, contextOf(files, { text })), []);
  });
});
