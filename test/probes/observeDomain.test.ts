import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { LIVE_AREAS } from '../../server/src/core/observations/domain.ts';
import { createNetwork, type Network } from '../../server/src/probes/network.ts';
import { observeDomain } from '../../server/src/probes/observeDomain.ts';
import { startDnsWorld, type DnsWorldData } from '../support/world/dnsWorld.ts';
import { targetOf } from '../support/world/webClient.ts';
import {
  answering,
  byPath,
  healthySite,
  listenOn,
  webServer,
  type WebSite,
} from '../support/world/webServer.ts';

const page = answering(200, { 'content-type': 'text/html' }, '<!doctype html><title>Shop</title>');
const HEALTHY = healthySite('shop.test', byPath({ '/': page }));
const never = new AbortController().signal;

describe('one domain, observed', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function worldOf(
    zones: DnsWorldData['zones'],
    sites: Readonly<Record<string, WebSite>>,
    more: { readonly connect?: Readonly<Record<string, string>>; readonly isMapped?: boolean } = {},
  ): Promise<{ network: Network; web: Awaited<ReturnType<typeof webServer>>; questions: readonly string[] }> {
    const dns = await startDnsWorld({ zones });
    const web = await webServer(sites);
    const mapped = more.isMapped === false ? {} : web.settings.connect;
    const network = createNetwork({
      ...dns.settings,
      connect: { ...mapped, ...dns.connect, ...more.connect },
      version: '1.2.3',
    });
    closers.push(
      () => dns.close(),
      () => web.close(),
      () => network.close(),
    );
    return { network, web, questions: dns.questions };
  }

  const ZONES = { 'shop.test': { records: ['@ A 192.0.2.1', '@ A 192.0.2.2', 'www CNAME shop.test'] } };

  it('is known by DNS, TLS and HTTP, within what it may cost', async () => {
    const { network, web } = await worldOf(ZONES, HEALTHY);
    const phases: string[] = [];
    const observed = await observeDomain(targetOf('shop.test'), LIVE_AREAS, network, never, {
      onPhase: (phase) => void phases.push(phase),
    });
    assert.deepEqual(phases, ['dns', 'tls', 'http']);
    assert.deepEqual(
      observed.dns.names.map(({ host, ipv4 }) => [host, ipv4]),
      [
        ['shop.test', ['192.0.2.1', '192.0.2.2']],
        ['www.shop.test', ['192.0.2.1', '192.0.2.2']],
      ],
    );
    // Both addresses are led to the same place: that is one address.
    assert.deepEqual(
      observed.tls.map(({ host, address, port }) => [host, address, port]),
      [
        ['shop.test', '127.0.0.1', web.securePort],
        ['www.shop.test', '127.0.0.1', web.securePort],
      ],
    );
    assert.ok(observed.tls.every(({ chain }) => !('failed' in chain) && chain.length === 1));
    assert.deepEqual(
      observed.http?.chains.map(({ end }) => end),
      ['answer', 'answer', 'answer', 'answer'],
    );
    assert.equal(observed.requests, 20);
    assert.equal(web.requests.length, 20);
    assert.ok(observed.queries <= 30, `${observed.queries} queries`);
  });

  it('has the names of its environments, where nobody said that connections go elsewhere', async () => {
    const at = (name: string, host = `${name}.shop.test`) => ({
      name,
      url: `https://${host}/`,
      isConfirmed: true,
    });
    const environments = [at('staging'), at('preview'), at('beta', 'beta.elsewhere.test')];
    const hosts = ['shop.test', 'www.shop.test', 'preview.shop.test'];
    const connect = Object.fromEntries(hosts.map((host) => [host, '127.0.0.1:1']));
    const { network } = await worldOf(ZONES, HEALTHY, { connect, isMapped: false });
    const { dns } = await observeDomain(targetOf('shop.test', { environments }), LIVE_AREAS, network, never);
    assert.deepEqual(
      dns.names.slice(2).map(({ host, v4 }) => [host, 'rcode' in v4 ? v4.rcode : v4.failed]),
      [['staging.shop.test', 'NXDOMAIN']],
    );
  });

  it('is not connected to at private addresses, and says so for each', async () => {
    const { network, web } = await worldOf(
      { 'shop.test': { records: ['@ A 127.0.0.1', '@ A 10.0.0.1', 'www A 192.168.0.1'] } },
      HEALTHY,
      { isMapped: false },
    );
    const settings = { ...network.settings, allowPrivate: false };
    const observed = await observeDomain(targetOf('shop.test'), LIVE_AREAS, { ...network, settings }, never);
    assert.deepEqual(
      observed.tls.map(({ host, address, chain }) => [host, address, 'failed' in chain && chain.failed]),
      [
        ['shop.test', '127.0.0.1', 'private-address'],
        ['shop.test', '10.0.0.1', 'private-address'],
        ['www.shop.test', '192.168.0.1', 'private-address'],
      ],
    );
    for (const { hops } of observed.http?.chains ?? [])
      assert.deepEqual(
        hops[0]?.outcome && 'failed' in hops[0].outcome && hops[0].outcome.failed,
        'private-address',
      );
    assert.equal(web.requests.length, 0);
  });

  it('has no HTTP and no TLS where its name has no address', async () => {
    const { network } = await worldOf({ 'shop.test': { records: ['www A 192.0.2.1'] } }, HEALTHY, {
      isMapped: false,
    });
    const observed = await observeDomain(
      targetOf('shop.test', { confirmed: ['shop.test'] }),
      ['dns', 'redirects'],
      { ...network, settings: { ...network.settings, allowPrivate: false } },
      never,
    );
    assert.deepEqual(
      observed.tls.map(({ host }) => host),
      ['www.shop.test'],
    );
    const [chain] = observed.http?.chains ?? [];
    assert.deepEqual(chain?.hops[0]?.outcome, { failed: 'no-address', detail: 'shop.test has no address' });
  });

  it('is observed over HTTP although TLS is not wanted, and the other way round', async () => {
    const { network } = await worldOf(ZONES, HEALTHY);
    const caching = await observeDomain(targetOf('shop.test'), ['caching'], network, never);
    assert.deepEqual(caching.tls, []);
    assert.equal(caching.http?.endpoints[0]?.kind, 'home');
    // HSTS counts only where the certificate is valid.
    const headers = await observeDomain(targetOf('shop.test'), ['headers'], network, never);
    assert.equal(headers.tls.length, 2);
    const tls = await observeDomain(targetOf('shop.test'), ['tls'], network, never);
    assert.equal(tls.tls.length, 2);
    assert.equal(tls.requests, 4);
  });

  it('loses nothing else where one part is dead', async () => {
    const silent = createServer(() => undefined);
    const port = await listenOn(silent);
    closers.push(() => silent.close());
    const { network } = await worldOf(ZONES, HEALTHY, { connect: { 'www.shop.test': `127.0.0.1:${port}` } });
    const observed = await observeDomain(targetOf('shop.test'), LIVE_AREAS, network, never);
    const [plain, www, secure, secureWww] = observed.http?.chains ?? [];
    assert.deepEqual(
      [plain?.end, www?.end, secure?.end, secureWww?.end],
      ['answer', 'failed', 'answer', 'failed'],
    );
    assert.equal(observed.http?.exposures[0]?.exchange.url.href, 'https://shop.test/.env');
  }).timeout(20_000);

  it('is the same, however many are observed at once', async () => {
    const domains = Array.from({ length: 12 }, (_, at) => `shop${at}.test`);
    const zones = Object.fromEntries(
      domains.map((domain) => [domain, { records: ['@ A 192.0.2.1', 'www A 192.0.2.1'] }]),
    );
    const sites = Object.assign(
      {},
      ...domains.map((domain) => healthySite(domain, byPath({ '/': page }))),
    ) as Record<string, WebSite>;
    const { network, web } = await worldOf(zones, sites);
    await Promise.all(domains.map((domain) => observeDomain(targetOf(domain), LIVE_AREAS, network, never)));
    const together = web.requests.map(({ method, url }) => `${method} ${url}`).sort();
    for (const domain of domains) await observeDomain(targetOf(domain), LIVE_AREAS, network, never);
    const apart = web.requests.slice(together.length).map(({ method, url }) => `${method} ${url}`);
    assert.deepEqual(apart.sort(), together);
    assert.equal(together.length, 20 * domains.length);
  }).timeout(30_000);

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController();
    const { network } = await worldOf(
      ZONES,
      healthySite('shop.test', () => controller.abort()),
    );
    const observed = await observeDomain(targetOf('shop.test'), LIVE_AREAS, network, controller.signal);
    const outcome = observed.http?.chains[2]?.hops[0]?.outcome;
    assert.equal(outcome && 'failed' in outcome && outcome.failed, 'cancelled');
  });
});
