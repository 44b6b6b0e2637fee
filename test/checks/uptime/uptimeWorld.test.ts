import { strict as assert } from 'node:assert';
import type { RequestListener } from 'node:http';
import { parseConfig } from '../../../server/src/core/config.ts';
import { targetFor } from '../../../server/src/core/live/targets.ts';
import { endpointsForLive } from '../../../server/src/core/uptime/liveEndpoints.ts';
import { checkLive } from '../../../server/src/host/live.ts';
import { startWorld, type World } from '../../support/world/world.ts';

const answer =
  (status: number, body = '{"status":"ok"}', headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
/** As handlers do that look at signatures, and at POST alone. */
const refusesUnsigned: RequestListener = (request, response) =>
  response.writeHead(request.method === 'POST' ? 400 : 404).end();

const GOOD: Record<string, RequestListener> = {
  '/health': answer(200),
  '/hook': refusesUnsigned,
  '/shop': answer(200, 'Tea and biscuits'),
};
/** The only thing that is wrong with each domain, and the checks that say so. */
const DEFECTS: readonly (readonly [domain: string, paths: Record<string, RequestListener>, says: string])[] =
  [
    ['down.test', { '/health': answer(503) }, 'uptime/endpoint-down blocker'],
    ['cut.test', { '/health': (request) => void request.socket.destroy() }, 'uptime/endpoint-down blocker'],
    ['body.test', { '/shop': answer(200, 'Application error') }, 'uptime/unexpected-answer high'],
    ['sick.test', { '/health': answer(200, '{"status":"DOWN"}') }, 'uptime/unhealthy-answer medium'],
    [
      'away.test',
      { '/shop': answer(302, '', { location: 'https://parking.test/' }) },
      'uptime/endpoint-elsewhere high',
    ],
    ['hook404.test', { '/hook': answer(404) }, 'uptime/refused-webhook high'],
    ['hook405.test', { '/hook': answer(405) }, 'uptime/refused-webhook high'],
    ['hook308.test', { '/hook': answer(308, '', { location: '/hook/' }) }, 'uptime/refused-webhook high'],
    [
      'hookbot.test',
      { '/hook': answer(403, '', { 'cf-mitigated': 'challenge' }) },
      'uptime/refused-webhook high',
    ],
  ];

const configOf = (domain: string): string => `domains:
  - domain: ${domain}
    endpoints:
      - { url: 'https://${domain}/health', kind: health }
      - { url: 'https://${domain}/hook', kind: webhook }
`;
const withShop = (domain: string): string => `${configOf(domain)}monitoring:
  endpoints:
    - { url: 'https://${domain}/shop', contains: biscuits }
`;

const MANY = Array.from({ length: 30 }, (_, place) => `/health/${place}`);
const withMany = (domain: string): string => `domains:
  - domain: ${domain}
monitoring:
  endpoints:
${MANY.map((path) => `    - { url: 'https://${domain}${path}' }\n`).join('')}`;

describe('what is watched, on loopback', () => {
  let world: World;
  before(async () => {
    const sites = DEFECTS.map(([domain, paths]) => [domain, { paths: { ...GOOD, ...paths } }] as const);
    const many = Object.fromEntries(MANY.map((path) => [path, answer(path.endsWith('/29') ? 503 : 200)]));
    world = await startWorld({
      'fine.test': { paths: GOOD },
      'many.test': { paths: many },
      ...Object.fromEntries(sites),
    });
  });
  after(() => world.close());

  const problemsOf = async (domain: string, configText: string): Promise<readonly string[]> => {
    const { config } = parseConfig(configText);
    const target = targetFor(domain, { config: config.domains, monitored: endpointsForLive(config) });
    assert.ok(target);
    const [report] = await checkLive(
      {
        targets: [target],
        areas: ['uptime'],
        network: world.settings,
        concurrency: 1,
        configText,
        baselineText: '',
        today: '2026-11-22',
      },
      { signal: new AbortController().signal },
    );
    assert.deepEqual(report?.errors, []);
    assert.ok((report?.results ?? []).length > 0, 'nothing was judged');
    return (report?.findings ?? []).map(({ ruleId, impact }) => `${ruleId} ${impact}`);
  };

  it('has nothing wrong where all is well', async () => {
    assert.deepEqual(await problemsOf('fine.test', configOf('fine.test')), []);
    assert.deepEqual(await problemsOf('fine.test', withShop('fine.test')), []);
  });

  it('asks every endpoint of a long list, and not the first ones alone', async () => {
    assert.deepEqual(await problemsOf('many.test', withMany('many.test')), ['uptime/endpoint-down blocker']);
  });

  for (const [domain, paths, says] of DEFECTS)
    it(`${domain}: ${says}`, async () => {
      const config = '/shop' in paths ? withShop(domain) : configOf(domain);
      assert.deepEqual(await problemsOf(domain, config), [says]);
    });
});
