import assert from 'node:assert/strict';
import { observeHttp } from '../../../server/src/probes/http/observeHttp.ts';
import { noAddresses, targetOf } from '../../support/world/webClient.ts';
import { answering, healthySite, webServer } from '../../support/world/webServer.ts';

describe('named subdomains', () => {
  it('are asked with and without encryption, and once in a stranger’s name', async () => {
    const page = answering(200, { 'content-type': 'text/html' }, '<title>App</title>');
    const server = await webServer({
      ...healthySite('shop.example', page),
      'app.shop.example': { http: page, https: page },
    });
    try {
      const around = { addressesOf: noAddresses, settings: server.settings };
      const target = targetOf('shop.example', {
        subdomains: [{ host: 'app.shop.example' }],
        confirmed: ['shop.example', 'www.shop.example', 'app.shop.example'],
      });
      const observed = await observeHttp(
        target,
        ['redirects', 'headers', 'cors'],
        around,
        new AbortController().signal,
      );
      const urls = (chains: typeof observed.subdomains = []): readonly string[] =>
        chains.flatMap(({ hops }) => hops.map(({ url }) => url.href));
      assert.deepEqual(urls(observed.subdomains), ['https://app.shop.example/']);
      assert.deepEqual(urls(observed.subdomainEntrances), ['http://app.shop.example/']);
      assert.deepEqual(
        observed.subdomainCors?.map(({ kind, exchange }) => `${kind} ${exchange.url.href}`),
        ['hostile https://app.shop.example/'],
      );
      assert.equal(server.requests.filter(({ url }) => url.includes('//app.shop.example')).length, 3);
    } finally {
      await server.close();
    }
  });
});
