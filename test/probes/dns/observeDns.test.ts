import assert from 'node:assert/strict';
import type { DnsObservation } from '../../../server/src/core/observations/dns.ts';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import { createDnsClient } from '../../../server/src/probes/dns/client.ts';
import { addressesOf, observeDns } from '../../../server/src/probes/dns/observeDns.ts';
import { startDnsWorld, type DnsWorld, type DnsWorldData } from '../../support/world/dnsWorld.ts';
import { rcode, serversOf, typesOf, zoneOf } from './observed.ts';

const never = new AbortController().signal;
const IMPATIENT = { inFlight: 64, udp: [150, 150], tcp: 150 };
const DOMAIN = 'example.test';
const A = '@ A 192.0.2.1';

describe('observation of a domain in DNS', () => {
  const ending: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
  });

  async function worldOf(data: DnsWorldData): Promise<DnsWorld> {
    const world = await startDnsWorld(data);
    ending.push(() => world.close());
    return world;
  }

  async function observe(
    data: DnsWorldData,
    domain = DOMAIN,
    subdomains: readonly string[] = [],
  ): Promise<DnsObservation & { readonly world: DnsWorld }> {
    const world = await worldOf(data);
    const client = createDnsClient(world.settings, IMPATIENT);
    ending.push(() => client.close());
    const target = { domain, subdomains: subdomains.map((host) => ({ host })) };
    return { ...(await observeDns(target, client, never)), world };
  }

  it('sees all of a healthy signed domain with 23 questions', async () => {
    const { world, ...observed } = await observe({
      zones: {
        [DOMAIN]: {
          signing: 'valid',
          records: [A, '@ AAAA 2001:db8::1', 'www CNAME example.test', '@ CAA 0 issue ca.test'],
        },
      },
    });
    const { names, dnssec, caa, wildcard, exchanges } = observed;
    assert.deepEqual(
      names.map(({ host, aliases, ipv4, ipv6 }) => ({ host, aliases, ipv4, ipv6 })),
      [
        { host: DOMAIN, aliases: [], ipv4: ['192.0.2.1'], ipv6: ['2001:db8::1'] },
        { host: 'www.example.test', aliases: [DOMAIN], ipv4: ['192.0.2.1'], ipv6: ['2001:db8::1'] },
      ],
    );
    const zone = zoneOf(observed);
    assert.deepEqual(zone.parent, { zone: 'test', server: 'ns.test' });
    assert.equal(zone.apex, DOMAIN);
    assert.deepEqual(zone.delegated, ['ns1.example.test', 'ns2.example.test']);
    assert.deepEqual(serversOf(zone), [
      'ns1.example.test parent zone serial 1 A 192.0.2.1',
      'ns2.example.test parent zone serial 1 A 192.0.2.1',
    ]);
    assert.equal(rcode(wildcard), 'NXDOMAIN');
    assert.ok(!isFailure(caa));
    assert.equal(caa.at, DOMAIN);
    assert.deepEqual(typesOf(caa.answer), ['CAA', 'RRSIG']);
    assert.deepEqual(typesOf(dnssec.ds), ['DS', 'RRSIG']);
    assert.deepEqual(typesOf(dnssec.dnskey), ['DNSKEY', 'RRSIG']);
    assert.equal(dnssec.resolverValidates, 'yes');
    assert.equal(dnssec.withoutValidation, undefined);
    assert.equal(exchanges.length, 23);
    // And the resolver was asked once whether it validates.
    assert.equal(world.questions.length, 24);
    assert.equal(new Set(world.questions).size, 24);
  });

  it('knows a resolver that validates from the root, where the zone is not signed', async () => {
    const zones = { [DOMAIN]: { records: [A] } };
    const { dnssec } = await observe({ zones });
    assert.deepEqual([typesOf(dnssec.ds), typesOf(dnssec.dnskey), dnssec.resolverValidates], [[], [], 'yes']);
    const { dnssec: unvalidated } = await observe({ zones, validates: false });
    assert.equal(unvalidated.resolverValidates, 'no');
  });

  for (const signing of ['expired', 'wrong-ds', 'missing'] as const)
    it(`sees that signatures are ${signing}, by what the resolver says without validation`, async () => {
      const observed = await observe({ zones: { [DOMAIN]: { signing, records: [A] } } });
      const { names, dnssec } = observed;
      assert.equal(rcode(names[0]?.v4), 'SERVFAIL');
      assert.deepEqual(names[0]?.ipv4, []);
      assert.equal(typesOf(dnssec.withoutValidation)[0], 'A');
      assert.equal(rcode(dnssec.withoutValidation), 'NOERROR');
      assert.equal(typesOf(dnssec.ds)[0], 'DS');
      assert.equal(typesOf(dnssec.dnskey)[0], 'DNSKEY');
      assert.deepEqual(serversOf(zoneOf(observed)), [
        'ns1.example.test parent zone serial 1 A 192.0.2.1',
        'ns2.example.test parent zone serial 1 A 192.0.2.1',
      ]);
    });

  it('sees each server that does not do its work, and none at another that does', async () => {
    for (const [behaviour, said] of [
      ['refusing', 'REFUSED A REFUSED'],
      ['failing', 'SERVFAIL A SERVFAIL'],
      ['lame', 'serial 1 not authoritative A 192.0.2.1'],
      ['dead', 'refused A refused'],
      ['silent', 'timeout A timeout'],
      ['garbage', 'protocol A protocol'],
      ['wrong-id', 'protocol A protocol'],
      ['truncating', 'serial 1 A 192.0.2.1'],
      ['no-edns', 'serial 1 A 192.0.2.1'],
    ] as const) {
      const observed = await observe({
        zones: { [DOMAIN]: { records: [A], unlike: { 'ns2.example.test': { behaviour } } } },
      });
      assert.deepEqual(serversOf(zoneOf(observed)), [
        'ns1.example.test parent zone serial 1 A 192.0.2.1',
        `ns2.example.test parent zone ${said}`,
      ]);
      assert.deepEqual(observed.names[0]?.ipv4, ['192.0.2.1']);
    }
  });

  it('sees servers that have different versions of the zone', async () => {
    const observed = await observe({
      zones: {
        [DOMAIN]: {
          records: [A],
          unlike: { 'ns2.example.test': { serial: 7, records: ['@ A 192.0.2.9'] } },
        },
      },
    });
    assert.deepEqual(serversOf(zoneOf(observed)), [
      'ns1.example.test parent zone serial 1 A 192.0.2.1',
      'ns2.example.test parent zone serial 7 A 192.0.2.9',
    ]);
  });

  it('sees that the parent names other servers than the zone', async () => {
    const observed = await observe({
      zones: {
        [DOMAIN]: {
          records: [A],
          servers: ['ns1.example.test', 'ns2.example.test'],
          parent: {
            servers: ['ns1.example.test', 'old.other.test'],
            glue: ['ns1.example.test A 198.51.100.3'],
          },
        },
        'other.test': { records: ['old A 192.0.2.77'] },
      },
    });
    assert.deepEqual(serversOf(zoneOf(observed)).slice(0, 1), [
      'ns1.example.test parent zone serial 1 A 192.0.2.1',
    ]);
    assert.deepEqual(
      zoneOf(observed).nameServers.map(({ name, inParent, inZone }) => ({ name, inParent, inZone })),
      [
        { name: 'ns1.example.test', inParent: true, inZone: true },
        { name: 'old.other.test', inParent: true, inZone: false },
        { name: 'ns2.example.test', inParent: false, inZone: true },
      ],
    );
  });

  it('sees a zone that nobody answers for, by what its parent says', async () => {
    const observed = await observe({
      zones: {
        [DOMAIN]: {
          records: [A],
          unlike: {
            'ns1.example.test': { behaviour: 'dead' },
            'ns2.example.test': { behaviour: 'silent' },
          },
        },
      },
    });
    assert.equal(rcode(observed.names[0]?.v4), 'SERVFAIL');
    assert.equal(rcode(observed.dnssec.withoutValidation), 'SERVFAIL');
    assert.deepEqual(serversOf(zoneOf(observed)), [
      'ns1.example.test parent zone refused A refused',
      'ns2.example.test parent zone timeout A timeout',
    ]);
  });

  it('sees that the parent has no addresses for servers within the zone', async () => {
    const observed = await observe({ zones: { [DOMAIN]: { records: [A], parent: { glue: [] } } } });
    assert.equal(rcode(observed.names[0]?.v4), 'SERVFAIL');
    const zone = zoneOf(observed);
    assert.deepEqual(zone.delegated, ['ns1.example.test', 'ns2.example.test']);
    assert.deepEqual(zone.nameServers[0]?.failure, {
      failed: 'protocol',
      detail: 'the resolver cannot find the address of ns1.example.test',
    });
    const referral = observed.exchanges.find(({ type, server }) => type === 'NS' && server !== 'resolver');
    assert.deepEqual(referral && !isFailure(referral.outcome) && referral.outcome.additionals, []);
  });

  it('keeps the alias of a name whose target is gone', async () => {
    const { names } = await observe(
      {
        zones: {
          [DOMAIN]: { records: [A, 'www A 192.0.2.1', 'shop CNAME gone.host.test'] },
          'host.test': { records: [] },
        },
      },
      DOMAIN,
      ['shop.example.test'],
    );
    const shop = names.find(({ host }) => host === 'shop.example.test');
    assert.deepEqual(shop && [shop.aliases, shop.ipv4, rcode(shop.v4)], [['gone.host.test'], [], 'NXDOMAIN']);
    assert.deepEqual(typesOf(shop?.v4), ['CNAME']);
  });

  it('ends where aliases lead in a circle', async () => {
    const { names } = await observe({
      zones: { [DOMAIN]: { records: [A, 'www CNAME b.example.test', 'b CNAME www.example.test'] } },
    });
    assert.deepEqual(names[1]?.ipv4, []);
  });

  it('sees a wildcard', async () => {
    const { wildcard } = await observe({
      zones: { [DOMAIN]: { signing: 'valid', records: [A, '* A 192.0.2.5'] } },
    });
    assert.equal(rcode(wildcard), 'NOERROR');
    assert.deepEqual(typesOf(wildcard), ['A', 'RRSIG']);
  });

  it('finds zone, delegation and CAA records above a domain that is a name in a zone', async () => {
    const observed = await observe(
      { zones: { [DOMAIN]: { signing: 'valid', records: ['app A 192.0.2.4', '@ CAA 0 issue ca.test'] } } },
      'app.example.test',
    );
    const zone = zoneOf(observed);
    assert.equal(zone.apex, DOMAIN);
    assert.deepEqual(zone.parent, { zone: 'test', server: 'ns.test' });
    assert.deepEqual(serversOf(zone), [
      'ns1.example.test parent zone serial 1 A 192.0.2.4',
      'ns2.example.test parent zone serial 1 A 192.0.2.4',
    ]);
    assert.equal(!isFailure(observed.caa) && observed.caa.at, DOMAIN);
    assert.deepEqual(typesOf(observed.dnssec.ds), ['DS', 'RRSIG']);
    assert.equal(observed.exchanges.length <= 28, true);
  });

  it('finds the zone of a domain that is an alias', async () => {
    const observed = await observe(
      {
        zones: {
          [DOMAIN]: { records: ['app CNAME x.host.test'] },
          'host.test': { records: ['x A 192.0.2.8'] },
        },
      },
      'app.example.test',
    );
    assert.equal(zoneOf(observed).apex, DOMAIN);
    assert.deepEqual(observed.names[0]?.aliases, ['x.host.test']);
  });

  it('finds zone and delegation where one server has them both', async () => {
    const observed = await observe({
      zones: {
        test: { signing: 'valid', servers: ['ns.test'] },
        [DOMAIN]: { records: [A], servers: ['ns.test'] },
      },
    });
    const zone = zoneOf(observed);
    assert.deepEqual(
      [zone.apex, zone.parent, zone.delegated],
      [DOMAIN, { zone: 'test', server: 'ns.test' }, ['ns.test']],
    );
    assert.deepEqual(serversOf(zone), ['ns.test parent zone serial 1 A 192.0.2.1']);
  });

  it('says that a name which nobody has registered has no zone', async () => {
    const { zone, names } = await observe({ zones: { [DOMAIN]: { records: [A] } } }, 'nobody.test');
    assert.deepEqual(zone, { failed: 'no-address', detail: 'nobody.test has no name servers' });
    assert.equal(rcode(names[0]?.v4), 'NXDOMAIN');
  });

  it('does not wait for a resolver that searches without end before it asks the servers', async () => {
    const world = await worldOf({ zones: { [DOMAIN]: { records: [A] } }, endless: DOMAIN });
    const client = createDnsClient(world.settings, { inFlight: 64, udp: [60_000], tcp: 60_000 });
    ending.push(() => client.close());
    const cancelling = new AbortController();
    const observing = observeDns({ domain: DOMAIN, subdomains: [] }, client, cancelling.signal);
    const direct = ['ns1.example.test', 'ns2.example.test'].flatMap((server) =>
      ['SOA', 'A'].map((type) => `${server} ${type} ${DOMAIN}`),
    );
    await until(() => direct.every((each) => world.questions.includes(each)));
    cancelling.abort();
    assert.equal(rcode((await observing).names[0]?.v4), 'cancelled');
  });

  it('has a reason everywhere when the resolver is silent', async () => {
    const observed = await observe({ zones: {}, resolver: 'silent' });
    const { zone, names, caa, wildcard, dnssec } = observed;
    for (const each of [zone, names[0]?.v4, names[1]?.v6, caa, wildcard, dnssec.ds, dnssec.dnskey])
      assert.equal(each && isFailure(each) && each.failed, 'timeout');
    assert.equal(dnssec.resolverValidates, 'unknown');
  });

  it('stays within its questions however many servers and subdomains there are', async () => {
    const servers = Array.from({ length: 6 }, (_, each) => `ns${each}.dns.test`);
    const subdomains = ['a', 'b', 'c'].map((label) => `${label}.example.test`);
    const { exchanges, world, ...observed } = await observe(
      { zones: { [DOMAIN]: { records: [A], servers }, 'dns.test': { servers: ['ns.dns.test'] } } },
      DOMAIN,
      subdomains,
    );
    assert.equal(exchanges.length <= 28, true);
    assert.equal(exchanges.filter(({ outcome }) => isFailure(outcome)).length, 0);
    assert.equal(world.questions.length <= 29, true);
    assert.deepEqual(
      zoneOf(observed).nameServers.map(({ asked, failure }) => failure?.failed ?? asked.length),
      [1, 1, 1, 1, 'limit', 'limit'],
    );
  });

  it('asks for IPv4 alone where there are more than three subdomains, and for no more than its share', async () => {
    const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const records = labels.map((label) => `${label} ${label === 'b' ? 'AAAA 2001:db8::1' : 'A 192.0.2.3'}`);
    const { names, exchanges, ...observed } = await observe(
      { zones: { [DOMAIN]: { records: [A, ...records] } } },
      DOMAIN,
      labels.map((label) => `${label}.example.test`),
    );
    assert.deepEqual(
      names.slice(2).map(({ ipv4, ipv6, v4, v6 }) => [...ipv4, ...ipv6, rcode(v4), rcode(v6)].join(' ')),
      [
        '192.0.2.3 NOERROR limit',
        'NOERROR limit',
        ...Array.from({ length: 4 }, () => '192.0.2.3 NOERROR limit'),
        ...Array.from({ length: 3 }, () => 'limit limit'),
      ],
    );
    assert.equal(exchanges.length <= 28, true);
    assert.deepEqual(
      zoneOf(observed).nameServers.map(({ asked }) => asked.length),
      [1, 1],
    );
  });

  it('ends at once when it is cancelled', async () => {
    const world = await worldOf({ zones: {}, resolver: 'silent' });
    const client = createDnsClient(world.settings, { inFlight: 4, udp: [60_000], tcp: 60_000 });
    ending.push(() => client.close());
    const cancelling = new AbortController();
    const observing = observeDns({ domain: DOMAIN, subdomains: [] }, client, cancelling.signal);
    cancelling.abort();
    const { zone } = await observing;
    assert.deepEqual(zone, { failed: 'cancelled', detail: 'it was cancelled' });
  });

  it('gives other probes the addresses of a host, asked once', async () => {
    const world = await worldOf({ zones: { [DOMAIN]: { records: [A, 'www CNAME example.test'] } } });
    const client = createDnsClient(world.settings);
    ending.push(() => client.close());
    const name = await addressesOf('www.example.test', client, never);
    await addressesOf('www.example.test', client, never);
    assert.deepEqual([name.aliases, name.ipv4, name.ipv6], [[DOMAIN], ['192.0.2.1'], []]);
    assert.equal(world.questions.length, 2);
  });

  it('sees the same of 64 domains at once as of each alone, and loses nothing', async () => {
    const domains = Array.from({ length: 64 }, (_, each) => `site${each}.test`);
    const servers = ['ns1.dns.test', 'ns2.dns.test'];
    const world = await worldOf({
      zones: {
        'dns.test': { servers: ['ns1.dns.test'] },
        ...Object.fromEntries(
          domains.map((domain, each) => [
            domain,
            { servers, records: [A, 'www A 192.0.2.1'], signing: each % 2 === 0 ? 'valid' : 'none' },
          ]),
        ),
      },
    });
    const client = createDnsClient(world.settings);
    ending.push(() => client.close());
    const observed = await Promise.all(
      domains.map((domain) => observeDns({ domain, subdomains: [] }, client, never)),
    );
    const failures = observed.flatMap(({ exchanges }) =>
      exchanges.filter(({ outcome }) => isFailure(outcome) || outcome.rcode === 'SERVFAIL'),
    );
    assert.deepEqual(failures, []);
    for (const each of observed)
      assert.deepEqual(serversOf(zoneOf(each)), [
        'ns1.dns.test parent zone serial 1 A 192.0.2.1',
        'ns2.dns.test parent zone serial 1 A 192.0.2.1',
      ]);
    assert.equal(new Set(world.questions).size, world.questions.length);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
