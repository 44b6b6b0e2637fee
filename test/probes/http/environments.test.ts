import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { HttpChain } from '../../../server/src/core/observations/http.ts';
import { HTML, observeShop, page, webServers } from '../../support/world/shop.ts';
import { answerOf } from '../../support/world/webClient.ts';
import { answering, byPath, healthySite, redirectTo } from '../../support/world/webServer.ts';

describe('what the configuration names beside the domain', () => {
  const web = webServers();

  it('asks the home page of each environment as far as its own host leads, out of the environment’s own requests', async () => {
    const next: RequestListener = (request, response) =>
      answering(302, { location: `${request.url ?? ''}x` })(request, response);
    const staging = byPath({
      '/': answering(302, { location: '/en/' }),
      '/en/': answering(200, HTML, '<meta name=robots content=noindex><title>Staging</title>'),
    });
    const server = await web({
      ...healthySite('shop.example', byPath({ '/': redirectTo('https://staging.shop.example') })),
      'staging.shop.example': { https: staging },
      'dev.shop.example': { https: redirectTo('https://login.shop.example') },
      'round.shop.example': { https: next },
      'shop.vercel.example': { https: page },
    });
    const environments = ['staging', 'dev', 'round', 'down'].map((name) => ({
      name,
      url: `https://${name}.shop.example/`,
      isConfirmed: true,
    }));
    const stranger = { name: 'preview', url: 'https://shop.vercel.example/', isConfirmed: false };
    const observed = await observeShop(server, ['caching'], { environments: [...environments, stranger] });
    assert.deepEqual(
      observed.environments?.map(
        ({ name, chain, page: read }) => `${name} ${shown(chain)} ${read?.title ?? ''}`,
      ),
      [
        'staging https://staging.shop.example/ 302 > https://staging.shop.example/en/ 200: answer Staging',
        'dev https://dev.shop.example/ 301: off-host ',
        'round https://round.shop.example/ 302 > https://round.shop.example/x 302 > https://round.shop.example/xx 302 > https://round.shop.example/xxx 302: too-many ',
        'down https://down.shop.example/ reset: failed ',
        'preview https://shop.vercel.example/ not-confirmed: failed ',
      ],
    );
    // That somebody named it is no reason to follow the domain's own redirects there.
    assert.equal(observed.chains.find(({ hops }) => hops[0]?.url.protocol === 'https:')?.end, 'off-host');
    assert.ok(server.requests.every(({ url }) => !url.includes('vercel') && !url.includes('login')));
    assert.equal(observed.requests, server.requests.length);
    assert.equal((await observeShop(server, ['redirects'], { environments })).environments, undefined);
  });

  it('asks the endpoints of the configuration before what nobody named', async () => {
    const server = await web(healthySite('shop.example', byPath({ '/': page })));
    const kinds = ['public', 'authenticated', 'health', 'webhook', 'public', 'authenticated'] as const;
    const endpoints = kinds.map((kind, at) => ({ url: `https://shop.example/api/${at}`, kind }));
    const observed = await observeShop(server, ['exposure'], { endpoints });
    assert.deepEqual(
      observed.endpoints.slice(1).map(({ kind, exchange }) => `${kind} ${answerOf(exchange).status}`),
      kinds.map((kind) => `${kind} 404`),
    );
    const asked = server.requests.filter(({ url }) => url.includes('/api/'));
    assert.deepEqual(
      asked.map(({ method, headers }) => `${method} ${headers.cookie ?? ''}${headers.authorization ?? ''}`),
      kinds.map(() => 'GET '),
    );
    assert.ok(server.requests.length <= 20);
  });
});

function shown({ hops, end }: HttpChain): string {
  const way = hops.map(
    ({ url, outcome }) => `${url.href} ${'status' in outcome ? outcome.status : outcome.failed}`,
  );
  return `${way.join(' > ')}: ${end}`;
}
