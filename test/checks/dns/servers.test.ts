import assert from 'node:assert/strict';
import brokenDelegation from '../../../server/src/core/checks/dns/broken-delegation.ts';
import deadNameServer from '../../../server/src/core/checks/dns/dead-name-server.ts';
import disagreeingNameServers from '../../../server/src/core/checks/dns/disagreeing-name-servers.ts';
import nameServerIsAlias from '../../../server/src/core/checks/dns/name-server-is-alias.ts';
import singleNameServer from '../../../server/src/core/checks/dns/single-name-server.ts';
import unresolvedDomain from '../../../server/src/core/checks/dns/unresolved-domain.ts';
import unresolvedWww from '../../../server/src/core/checks/dns/unresolved-www.ts';
import unusualSoa from '../../../server/src/core/checks/dns/unusual-soa.ts';
import noHttps from '../../../server/src/core/checks/tls/no-https.ts';
import unusualTtl from '../../../server/src/core/checks/dns/unusual-ttl.ts';
import type { DnsAnswer, NameServerObservation } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import {
  answer,
  failure,
  handshake,
  healthyDns,
  healthyDomain,
  healthyHttp,
  IPV4,
  record,
  resolvedName,
  soa,
} from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

const authoritative = (...records: Parameters<typeof answer>[0] & {}) =>
  answer(records, { isAuthoritative: true });

interface Words {
  readonly soa?: DnsAnswer | Failure;
  readonly says?: DnsAnswer | Failure;
  readonly address?: string;
  readonly inParent?: boolean;
  readonly inZone?: boolean;
}

function server(name: string, words: Words = {}): NameServerObservation {
  const { address = '192.5.6.30', inParent = true, inZone = true } = words;
  const addressAnswer = words.says ?? authoritative(record({ type: 'A', address: IPV4 }));
  return {
    name,
    inParent,
    inZone,
    addresses: [address],
    asked: [{ address, soa: words.soa ?? authoritative(soa()), addressAnswer }],
  };
}

function zoneOf(...nameServers: NameServerObservation[]): DomainObservation {
  const delegated = nameServers.filter(({ inParent }) => inParent).map(({ name }) => name);
  return healthyDomain({ dns: healthyDns({ zone: { apex: 'example.com', delegated, nameServers } }) });
}

const good = server('ns1.dns.example');

describe('dns/dead-name-server', () => {
  const bad: [title: string, soa: DnsAnswer | Failure, why: string][] = [
    ['silence', failure('timeout'), 'does not answer'],
    ['a closed port', failure('refused'), 'is not listening'],
    ['REFUSED', answer([], { rcode: 'REFUSED' }), 'answers REFUSED'],
    ['SERVFAIL', answer([], { rcode: 'SERVFAIL' }), 'answers SERVFAIL'],
    ['an answer without authority', answer([soa()]), 'is not responsible for the zone'],
    ['an empty answer', authoritative(), 'does not know the zone'],
  ];
  for (const [title, words, why] of bad) {
    it(`finds ${title}`, () => {
      assert.deepEqual(told(deadNameServer, zoneOf(good, server('ns2.dns.example', { soa: words }))), [
        `high: The name server ns2.dns.example of example.com ${why}: some people wait for example.com, or don't get there.`,
      ]);
    });
  }
  it('finds a server without an address', () => {
    const lost = { ...server('ns2.dns.example'), asked: [], failure: failure('no-address') };
    assert.deepEqual(told(deadNameServer, zoneOf(good, lost)), [
      "high: The name server ns2.dns.example of example.com has no address: some people wait for example.com, or don't get there.",
    ]);
  });
  it('is one blocker where all are dead, and the domain has no finding of its own', () => {
    const all = zoneOf(
      server('ns1.dns.example', { soa: failure('timeout') }),
      server('ns2.dns.example', { soa: answer([], { rcode: 'REFUSED' }) }),
    );
    const nothing = answer([], { rcode: 'SERVFAIL' });
    const names = [resolvedName({ ipv4: [], ipv6: [], v4: nothing, v6: nothing })];
    const gone = { ...all, dns: { ...all.dns, names } };
    assert.deepEqual(told(deadNameServer, gone), [
      'blocker: None of the name servers of example.com serves it (ns1.dns.example does not answer; ns2.dns.example answers REFUSED), so nobody can find example.com.',
    ]);
    assert.deepEqual(told(unresolvedDomain, gone), []);
    // A resolver that gets answers says that our own network keeps them from us.
    assert.deepEqual(told(deadNameServer, all), [
      'unknown: example.com has an address, but none of its name servers answers here: this network may not let questions to them through',
    ]);
  });
  it('is no reason for a domain without addresses while one server works', () => {
    const observed = zoneOf(good, server('ns2.dns.example', { soa: failure('timeout') }));
    const nothing = answer([], { rcode: 'SERVFAIL' });
    const names = [resolvedName({ ipv4: [], ipv6: [], v4: nothing, v6: nothing })];
    assert.equal(told(unresolvedDomain, { ...observed, dns: { ...observed.dns, names } }).length, 1);
  });
  it('does not blame a server for a network without IPv6', () => {
    const ipv6 = { address: '2001:500::1', soa: failure('timeout') };
    const both = { ...good, asked: [...good.asked, ipv6] };
    assert.deepEqual(told(deadNameServer, zoneOf(both, server('ns2.dns.example'))), []);
    const alone = { ...server('ns2.dns.example'), asked: [ipv6] };
    assert.deepEqual(told(deadNameServer, zoneOf(good, alone)), [
      'unknown: ns2.dns.example (it failed (timeout)) could not be asked',
    ]);
    const reached = { ...good, asked: [{ ...good.asked[0]!, address: '2001:500::2' }] };
    assert.deepEqual(told(deadNameServer, zoneOf(both, reached)), [
      'low: The name server ns1.dns.example of example.com works by IPv4 only: it does not answer at 2001:500::1.',
    ]);
  });
  it('does not count servers that were not asked because there are so many', () => {
    const fifth = { ...server('ns5.dns.example'), asked: [], failure: failure('limit') };
    assert.deepEqual(told(deadNameServer, zoneOf(good, server('ns2.dns.example'), fifth)), []);
  });
  it('says nothing of a domain that has no zone', () => {
    const lost = healthyDomain({ dns: healthyDns({ zone: failure('no-address') }) });
    assert.deepEqual([...told(deadNameServer, lost), ...passes(deadNameServer, lost)], []);
  });
  it('does not know of a zone that could not be found', () => {
    const lost = healthyDomain({ dns: healthyDns({ zone: failure('timeout') }) });
    assert.deepEqual(told(deadNameServer, lost), ['unknown: timeout']);
    for (const check of [disagreeingNameServers, brokenDelegation, singleNameServer, unusualSoa]) {
      assert.deepEqual([...told(check, lost), ...passes(check, lost)], []);
    }
  });
  it('leaves the zone of a registry alone', () => {
    const nothing = answer([], { rcode: 'NXDOMAIN' });
    const observed = zoneOf(server('a.gtld-servers.net', { soa: failure('timeout') }));
    const zone = { ...observed.dns.zone, apex: 'com' };
    const names = [resolvedName({ ipv4: [], ipv6: [], v4: nothing, v6: nothing })];
    assert.deepEqual(told(deadNameServer, { ...observed, dns: { ...observed.dns, zone, names } }), []);
  });
});

describe('dns/disagreeing-name-servers', () => {
  const other = { says: authoritative(record({ type: 'A', address: '23.1.2.3' })) };
  const behind = { soa: authoritative(soa({ serial: 7 })) };
  it('finds different addresses', () => {
    assert.deepEqual(
      told(disagreeingNameServers, zoneOf(good, server('ns2.dns.example', { ...other, ...behind }))),
      [
        `high: The name servers of example.com give different answers for example.com: ${IPV4} or 23.1.2.3. Who gets where is chance.`,
      ],
    );
  });
  it('is the cause where one of the addresses is dead', () => {
    const odd = zoneOf(good, server('ns2.dns.example', { ...other, ...behind }));
    const tls = [handshake({ chain: failure('refused', 'nobody listens there') })];
    const http = healthyHttp({ chains: [] });
    assert.deepEqual(told(noHttps, { ...odd, tls, http }), [
      'unknown: the name servers give different addresses of example.com, and one of them is dead',
    ]);
    assert.equal(told(noHttps, { ...zoneOf(good), tls, http }).length, 1);
    assert.match(told(noHttps, { ...zoneOf(good), tls, http })[0] ?? '', /^blocker: /);
    // Nobody else tells of it there.
    assert.match(told(noHttps, { ...odd, areas: ['tls'], tls, http })[0] ?? '', /^blocker: /);
  });
  it('finds different IPv6 addresses of one version', () => {
    const v6 = (name: string, ...addresses: string[]) => {
      const one = server(name);
      const ipv6Answer = authoritative(...addresses.map((address) => record({ type: 'AAAA', address })));
      return { ...one, asked: [{ ...one.asked[0]!, ipv6Answer }] };
    };
    const observed = zoneOf(v6('ns1.dns.example', '2600::1'), v6('ns2.dns.example', '2600::2'));
    assert.deepEqual(told(disagreeingNameServers, observed), [
      'high: The name servers of example.com give different IPv6 answers for example.com: 2600::1 or 2600::2. Who gets where is chance.',
    ]);
    assert.deepEqual(told(disagreeingNameServers, observed, { providers: { dns: 'route53' } }), []);
    const agreed = zoneOf(v6('ns1.dns.example', '2600::1'), v6('ns2.dns.example', '2600::1'));
    assert.deepEqual(told(disagreeingNameServers, agreed), []);
  });
  it('finds a name that only some know', () => {
    const gone = { says: answer([], { rcode: 'NXDOMAIN', isAuthoritative: true }) };
    assert.deepEqual(told(disagreeingNameServers, zoneOf(good, server('ns2.dns.example', gone))), [
      `high: The name servers of example.com give different answers for example.com: ${IPV4} or no such name. Who gets where is chance.`,
    ]);
  });
  it('takes different serials for a change on its way', () => {
    assert.deepEqual(told(disagreeingNameServers, zoneOf(good, server('ns2.dns.example', behind))), [
      'low: The name servers of example.com have different versions of the zone (serials 2026112201, 7). A change may be on its way.',
    ]);
  });
  it('takes different addresses of one zone at a known provider for load balancing', () => {
    const observed = zoneOf(good, server('ns2.dns.example', other));
    assert.deepEqual(told(disagreeingNameServers, observed, { providers: { dns: 'route53' } }), []);
  });
  const about = (host: string, says: DnsAnswer, name = 'ns2.dns.example') => {
    const one = server(name);
    return { ...one, asked: [{ ...one.asked[0]!, hostAnswers: [{ host, answer: says }] }] };
  };
  const www = 'www.example.com';
  const known = about(www, authoritative(record({ type: 'A', address: IPV4 }, www)), 'ns1.dns.example');
  const unknown = about(www, answer([], { rcode: 'NXDOMAIN', isAuthoritative: true }));
  it('finds a www that only some know, even at a known provider', () => {
    const says = [
      `${www}: high: The name servers of example.com give different answers for ${www}: ${IPV4} or no such name. Who gets where is chance.`,
    ];
    assert.deepEqual(told(disagreeingNameServers, zoneOf(known, unknown)), says);
    assert.deepEqual(
      told(disagreeingNameServers, zoneOf(known, unknown), { providers: { dns: 'route53' } }),
      says,
    );
  });
  it('explains a www that the resolver did not find', () => {
    const nothing = answer([], { rcode: 'NXDOMAIN' });
    const names = [
      resolvedName({}),
      resolvedName({ host: www, ipv4: [], ipv6: [], v4: nothing, v6: nothing }),
    ];
    const { dns, ...observed } = zoneOf(known, unknown);
    assert.deepEqual(told(unresolvedWww, { ...observed, dns: { ...dns, names } }), []);
    const agreed = zoneOf(unknown, unknown);
    assert.equal(told(unresolvedWww, { ...agreed, dns: { ...agreed.dns, names } }).length, 1);
  });
  it('takes a referral to another zone for no answer', () => {
    const elsewhere = about(www, answer([]));
    assert.deepEqual(told(disagreeingNameServers, zoneOf(known, elsewhere)), []);
  });
  it('leaves dead servers to their check', () => {
    const lame = server('ns2.dns.example', { soa: answer([], { rcode: 'REFUSED' }) });
    assert.deepEqual([...told(disagreeingNameServers, zoneOf(good, lame))], []);
  });
});

describe('dns/broken-delegation', () => {
  const cases: [title: string, servers: NameServerObservation[], says: string[]][] = [
    [
      'a server that only the registry names',
      [good, server('ns9.old.example', { inZone: false })],
      ['only the parent zone names ns9.old.example'],
    ],
    [
      'a server that only the zone names',
      [good, server('ns3.dns.example', { inParent: false })],
      ['only the zone itself names ns3.dns.example'],
    ],
  ];
  for (const [title, servers, says] of cases) {
    it(`finds ${title}`, () => {
      assert.deepEqual(
        told(brokenDelegation, zoneOf(...servers)),
        says.map((what) => `medium: The name servers of example.com are not the same everywhere: ${what}.`),
      );
    });
  }
  it('finds an address of a server that the parent has and the zone has not', () => {
    const own = (...addresses: string[]) => {
      const records = addresses.map((address) => record({ type: 'A', address }, 'ns2.example.com'));
      const one = server('ns2.example.com');
      return zoneOf(good, {
        ...one,
        asked: [{ ...one.asked[0]!, ownAnswer: authoritative(...records) }],
      });
    };
    assert.deepEqual(told(brokenDelegation, own('192.5.6.99')), [
      'medium: The parent zone gives ns2.example.com the address 192.5.6.30, but example.com itself gives it 192.5.6.99: one of both is out of date, and some people ask at the wrong place.',
    ]);
    assert.deepEqual(told(brokenDelegation, own('192.5.6.30', '192.5.6.99')), []);
    assert.deepEqual(told(brokenDelegation, own()), []);
  });
  it('passes only what both sides said', () => {
    const observed = zoneOf(good, server('ns2.dns.example'));
    const pass = ['The parent zone and example.com name the same servers.'];
    const asked = (type: string, outcome: DnsAnswer | Failure) => {
      const exchanges = [{ name: 'example.com', type, server: 'resolver', outcome, milliseconds: 1 }];
      return passes(brokenDelegation, { ...observed, dns: { ...observed.dns, exchanges } });
    };
    const records = answer([record({ type: 'NS', target: 'ns1.dns.example' })]);
    assert.deepEqual(asked('NS', records), pass);
    assert.deepEqual(asked('A', records), []);
    assert.deepEqual(asked('NS', answer([], { rcode: 'SERVFAIL' })), []);
    assert.deepEqual(asked('NS', failure('timeout')), []);
  });
  it('leaves a server that does not serve the zone to its check', () => {
    const lame = server('ns9.old.example', { inZone: false, soa: answer([], { rcode: 'REFUSED' }) });
    assert.deepEqual(
      [...told(brokenDelegation, zoneOf(good, lame)), ...passes(brokenDelegation, zoneOf(good, lame))],
      [],
    );
  });
  it('does not know what the parent says if it could not be asked', () => {
    const zone = {
      apex: 'example.com',
      delegated: [],
      nameServers: [good],
      parentFailure: failure('timeout'),
    };
    assert.deepEqual(told(brokenDelegation, healthyDomain({ dns: healthyDns({ zone }) })), [
      'unknown: timeout',
    ]);
  });
});

describe('dns/unusual-ttl', () => {
  const lasting = (ttl: number) =>
    zoneOf(
      server('ns1.dns.example', {
        says: authoritative(record({ type: 'A', address: IPV4 }, 'example.com', ttl)),
      }),
    );
  it('finds addresses that are kept for a week, or not at all', () => {
    assert.deepEqual(told(unusualTtl, lasting(604_800)), [
      'low: The A record of example.com has a TTL of 7 days: after a change, people get to the old place for as long.',
    ]);
    assert.deepEqual(told(unusualTtl, lasting(0)), [
      'low: The A record of example.com has a TTL of 0: nobody keeps it, and each visit waits for DNS again.',
    ]);
    for (const ttl of [60, 86_400, 172_800]) assert.deepEqual(told(unusualTtl, lasting(ttl)), []);
  });
});

describe('other checks of name servers', () => {
  it('count them', () => {
    assert.deepEqual(told(singleNameServer, zoneOf(good)), [
      'medium: example.com has one name server, ns1.dns.example: when it is down, example.com is gone.',
    ]);
  });
  it('find one whose name is an alias', () => {
    const outcome = answer([record({ type: 'CNAME', target: 'real.dns.example' }, 'ns1.dns.example')]);
    const observed = zoneOf(good);
    const exchanges = [{ name: 'ns1.dns.example', type: 'A', server: 'resolver', outcome, milliseconds: 1 }];
    assert.deepEqual(told(nameServerIsAlias, { ...observed, dns: { ...observed.dns, exchanges } }), [
      'medium: The name server ns1.dns.example of example.com is an alias (CNAME) for real.dns.example: many resolvers leave it out.',
    ]);
  });
  it('find times that contradict each other', () => {
    const odd = server('ns1.dns.example', {
      soa: authoritative(soa({ expire: 600, retry: 99_999, minimum: 1_209_600 })),
    });
    assert.deepEqual(told(unusualSoa, zoneOf(odd)), [
      'low: The SOA record of example.com does not fit together: secondary servers drop the zone (600 s) before they look for it again (14400 s); a second try comes later (99999 s) than the next look (14400 s); a name that was missing once stays missing for 14 days.',
    ]);
  });
});
