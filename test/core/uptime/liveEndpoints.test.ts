import { strict as assert } from 'node:assert';
import { parseConfig } from '../../../server/src/core/config.ts';
import { endpointsForLive } from '../../../server/src/core/uptime/liveEndpoints.ts';
import { endpointOf } from '../../../server/src/core/uptime/monitoringConfig.ts';
import type { MonitoredEndpoint } from '../../../server/src/core/observations/uptime.ts';

function asked(text: string, found: readonly MonitoredEndpoint[] = []): readonly string[] {
  const { config, problems } = parseConfig(text);
  assert.deepEqual(problems, []);
  return endpointsForLive(config, found).map(({ method, url }) => `${method} ${url}`);
}

const DOMAIN =
  'domains: [{ domain: shop.dev, endpoints: [{ url: /health, kind: health }, { url: /hook, kind: webhook }] }]\n';

function route(path: string, parts: Partial<MonitoredEndpoint> = {}): MonitoredEndpoint {
  return { ...endpointOf({ url: `https://shop.dev${path}`, kind: 'other' }), isFound: true, ...parts };
}

describe('what live checks ask of the endpoints that are watched', () => {
  it('leaves the home page to the other checks, which ask for it anyway', () => {
    assert.deepEqual(asked(DOMAIN), ['GET https://shop.dev/health', 'POST https://shop.dev/hook']);
  });

  it('sends a POST to nothing that only files name', () => {
    const routes = [
      route('/', { kind: 'home' }),
      route('/login', { kind: 'login' }),
      route('/api/stripe', { kind: 'webhook', method: 'POST' }),
    ];
    assert.deepEqual(asked('domains: [{ domain: shop.dev }]', routes), ['GET https://shop.dev/login']);
  });

  it('asks all that the configuration names one by one', () => {
    const monitoring = 'monitoring: { endpoints: [{ url: / }, { url: /orders, method: POST }] }';
    assert.deepEqual(asked(DOMAIN + monitoring, [route('/login')]), [
      'GET https://shop.dev/',
      'POST https://shop.dev/orders',
    ]);
  });
});
