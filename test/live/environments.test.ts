import { strict as assert } from 'node:assert';
import { parseConfig } from '../../server/src/core/config.ts';
import { targetFor } from '../../server/src/core/live/targets.ts';
import { LIVE_AREAS } from '../../server/src/core/observations/domain.ts';
import type { LiveReport } from '../../server/src/core/judgeLive.ts';
import { checkLive } from '../../server/src/host/live.ts';
import { answering } from '../support/world/webServer.ts';
import { GOOD_HEADERS, inDays, startWorld, type World } from '../support/world/world.ts';

const CONFIG = `
domains:
  - domain: shop.test
    environments:
      production: https://shop.test
      staging: https://staging.shop.test
      preview: https://shop-git-main.host.test
    endpoints:
      - { url: /api/public, kind: public }
      - { url: /api/me, kind: authenticated }
      - { url: /api/orders, kind: authenticated }
      - { url: /api/health, kind: health }
      - { url: /api/webhooks, kind: webhook }
  - domain: good.test
    environments:
      staging: staging.good.test
      preview: preview.good.test
    endpoints:
      - { url: /api/me, kind: authenticated }
      - { url: /account, kind: authenticated }
      - { url: /api/health, kind: health }
      - { url: /api/webhooks, kind: webhook }
`;
const PAGE = '<!doctype html><title>Shop</title><h1>Invoices that pay themselves</h1>';
const API = {
  'content-type': 'application/json',
  'cache-control': 'private, no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
};
const me = answering(200, API, '{"id":7,"name":"Jane"}');
const refusing = answering(401, API, '{"error":"unauthorized"}');
// Whatever machines send by POST, to GET it may answer as it likes: for a year, and with an error.
const webhook = answering(405, { ...API, 'cache-control': 'public, max-age=31536000' }, '{}');
const down = answering(503, { ...API, 'cache-control': 'public, max-age=31536000' }, '{}');

describe('environments and endpoints that the configuration names', () => {
  let world: World;
  let reports: readonly LiveReport[];
  before(async () => {
    world = await startWorld({
      'shop.test': {
        headers: { 'cache-control': 'public, max-age=0, s-maxage=3600' },
        html: PAGE,
        paths: {
          '/api/public': answering(200, API, '{"plans":[]}'),
          '/api/me': me,
          '/api/orders': refusing,
          '/api/health': down,
          '/api/webhooks': webhook,
        },
        otherCertificate: (authority, names) =>
          authority.issue({ names, notBefore: inDays(-100), notAfter: inDays(-2) }),
        others: {
          'staging.shop.test': answering(
            200,
            { ...GOOD_HEADERS, 'cache-control': 'private, no-store' },
            PAGE,
          ),
          'shop-git-main.host.test': answering(200, GOOD_HEADERS, PAGE),
        },
      },
      'good.test': {
        html: PAGE,
        paths: {
          '/api/me': refusing,
          '/account': answering(302, { ...GOOD_HEADERS, location: '/login' }),
          '/api/health': down,
          '/api/webhooks': webhook,
        },
        others: {
          'staging.good.test': answering(401, { 'www-authenticate': 'Basic', 'cache-control': 'no-store' }),
          'preview.good.test': answering(200, { ...GOOD_HEADERS, 'x-robots-tag': 'noindex' }, PAGE),
        },
      },
    });
    const { config } = parseConfig(CONFIG);
    reports = await checkLive(
      {
        targets: config.domains.flatMap(({ domain }) => targetFor(domain, { config: config.domains }) ?? []),
        areas: LIVE_AREAS,
        network: world.settings,
        concurrency: 2,
        configText: CONFIG,
        baselineText: '',
        today: '2026-11-22',
      },
      { signal: new AbortController().signal },
    );
  });
  after(() => world.close());

  const of = (domain: string): LiveReport => {
    const report = reports.find((one) => one.domain === domain);
    assert.ok(report);
    return report;
  };
  const found = (domain: string): readonly string[] =>
    of(domain).findings.map(({ ruleId, impact, live }) => `${impact} ${ruleId} ${live?.host ?? ''}`);

  it('are asked and judged', () => {
    assert.deepEqual(
      found('shop.test').filter((line) => !line.includes('caching/long-lived-page')),
      [
        'high exposure/open-endpoint shop.test',
        'medium caching/environments-differ staging.shop.test',
        'medium tls/expired staging.shop.test',
        'low exposure/open-staging staging.shop.test',
      ],
    );
  });

  it('have nothing wrong where strangers are kept out, and production is as it was tried out', () => {
    assert.deepEqual(found('good.test'), []);
    const passed = of('good.test').results.filter(
      ({ checkId }) => checkId === 'exposure/open-endpoint' || checkId === 'exposure/open-staging',
    );
    assert.deepEqual(
      passed.map(({ state, message }) => `${state} ${message}`),
      [
        'pass Strangers get nothing from https://good.test/api/me: status 401.',
        'pass Strangers get nothing from https://good.test/account: it leads to the login (status 302).',
        'pass Strangers see nothing of staging: https://staging.good.test/ answers with status 401.',
        'pass Search engines leave preview (preview.good.test) out.',
      ],
    );
  });

  it('are left out, with a word, where nobody confirmed the host', () => {
    const unknown = of('shop.test').results.filter(({ host }) => host === 'shop-git-main.host.test');
    assert.deepEqual(
      unknown.map(({ checkId, message }) => `${checkId} ${message}`),
      ['caching/environments-differ', 'exposure/open-staging'].map(
        (id) => `${id} Could not tell: nobody confirmed that shop-git-main.host.test may be asked`,
      ),
    );
    assert.deepEqual(world.requestsOf('shop-git-main.host.test'), []);
  });

  it('are not judged where they are for machines, and cost what they may', () => {
    const text = JSON.stringify(reports.map(({ results }) => results));
    assert.doesNotMatch(text, /api\/(?:health|webhooks)/);
    for (const domain of ['shop.test', 'good.test'])
      assert.ok(world.requestsOf(domain).length <= 20, `${world.requestsOf(domain).length} requests`);
  });
});
