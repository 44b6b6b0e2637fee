import assert from 'node:assert/strict';
import cacheDiffers from '../../../server/src/core/checks/drift/cache-differs.ts';
import corsDiffers from '../../../server/src/core/checks/drift/cors-differs.ts';
import headerNotServed from '../../../server/src/core/checks/drift/header-not-served.ts';
import type { CheckContext } from '../../../server/src/core/check.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import { exchange, urlParts } from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';
import { answering, contextOf, lines, observed, ON_VERCEL, SHOP } from './workspace.ts';

const VERCEL = `{
  "headers": [
    { "source": "/(.*)", "headers": [
      { "key": "X-Frame-Options", "value": "DENY" },
      { "key": "Cache-Control", "value": "private, no-store" }
    ] }
  ]
}`;

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

  it('is content with the same directives in another order', () => {
    const policy = "default-src 'self'; script-src 'self' https://js.stripe.com";
    const header = (key: string, value: string): CheckContext =>
      contextOf({ 'vercel.json': VERCEL.replace('X-Frame-Options', key).replace('DENY', value) }, ON_VERCEL);
    const csp = (served: string): DomainObservation => answering({ 'content-security-policy': served });
    const declared = header('Content-Security-Policy', policy);
    const same = csp("script-src  https://js.stripe.com 'self';default-src 'self';");
    assert.deepEqual(told(headerNotServed, same, declared), []);
    for (const other of [
      "default-src 'self'; script-src https://js.stripe.com",
      "script-src 'self'; default-src 'self' https://js.stripe.com",
    ])
      assert.equal(told(headerNotServed, csp(other), declared).length, 1);
    const hsts = header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    const served = { 'strict-transport-security': 'includeSubDomains;max-age = 31536000' };
    assert.deepEqual(told(headerNotServed, answering(served), hsts), []);
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
