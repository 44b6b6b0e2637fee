import assert from 'node:assert/strict';
import brokenDnssec from '../../../server/src/core/checks/dns/broken-dnssec.ts';
import brokenIpv6 from '../../../server/src/core/checks/dns/broken-ipv6.ts';
import dnssecNotAtParent from '../../../server/src/core/checks/dns/dnssec-not-at-parent.ts';
import expiringSignature from '../../../server/src/core/checks/dns/expiring-signature.ts';
import missingCaa from '../../../server/src/core/checks/dns/missing-caa.ts';
import privateAddress from '../../../server/src/core/checks/dns/private-address.ts';
import unsignedZone from '../../../server/src/core/checks/dns/unsigned-zone.ts';
import weakDnssecAlgorithm from '../../../server/src/core/checks/dns/weak-dnssec-algorithm.ts';
import type { DnssecObservation } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import {
  answer,
  chain,
  exchange,
  failure,
  handshake,
  healthyDns,
  healthyDomain,
  healthyHttp,
  IPV4,
  IPV6,
  record,
  resolvedName,
  soa,
  verdicts,
} from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

const healthy = healthyDns().dnssec;
const ds = (changes = {}) =>
  record({ type: 'DS', keyTag: 2371, algorithm: 13, digestType: 2, digest: 'ab12', ...changes });
const key = record({ type: 'DNSKEY', flags: 257, algorithm: 13, keyTag: 2371, digests: { 2: 'ab12' } });
const signature = (inception: string, expiration: string) =>
  record({
    type: 'RRSIG',
    covers: 'DNSKEY',
    algorithm: 13,
    keyTag: 2371,
    signer: 'example.com',
    inception,
    expiration,
  });

function signed(changes: Partial<DnssecObservation>): DomainObservation {
  return healthyDomain({ dns: healthyDns({ dnssec: { ...healthy, ...changes } }) });
}

const servfail = answer([], { rcode: 'SERVFAIL' });

describe('dns/broken-dnssec', () => {
  const cases: [title: string, changes: Partial<DnssecObservation>, why: string][] = [
    [
      'a DS record of another key',
      { ds: answer([ds({ keyTag: 99 })]), dnskey: answer([key]) },
      'no key of the zone is the one that the DS record in the parent zone names',
    ],
    [
      'a DS record with another digest',
      { ds: answer([ds({ digest: 'ffff' })]), dnskey: answer([key]) },
      'no key of the zone is the one that the DS record in the parent zone names',
    ],
    [
      'a zone without keys',
      { dnskey: answer([]) },
      'the parent zone has a DS record, but the zone has no keys',
    ],
    [
      'an expired signature',
      { dnskey: answer([key, signature('2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z')]) },
      'the signature of the keys expired on 2026-11-01',
    ],
    [
      'a signature of the future',
      { dnskey: answer([key, signature('2026-12-01T00:00:00.000Z', '2026-12-30T00:00:00.000Z')]) },
      'the signature of the keys is not valid before 2026-12-01',
    ],
    [
      'what a validating resolver hides, with the reason',
      {
        dnskey: servfail,
        withoutValidation: answer([key, signature('2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z')]),
      },
      'the signature of the keys expired on 2026-11-01',
    ],
    [
      'what a validating resolver hides, without a reason',
      { dnskey: servfail, withoutValidation: answer([record({ type: 'A', address: IPV4 })]) },
      'a resolver that validates answers SERVFAIL, and without validation there is an answer',
    ],
  ];
  for (const [title, changes, why] of cases) {
    it(`finds ${title}`, () => {
      assert.deepEqual(told(brokenDnssec, signed(changes)), [
        `blocker: DNSSEC of example.com is broken: ${why}. For most people the domain does not exist.`,
      ]);
    });
  }
  it('names the server that serves the zone without signatures', () => {
    const rrsig = signature('2026-11-10T00:00:00.000Z', '2026-12-10T00:00:00.000Z');
    const server = (name: string, ...signatures: (typeof rrsig)[]) => ({
      name,
      inParent: true,
      inZone: true,
      addresses: [IPV4],
      asked: [{ address: IPV4, soa: answer([soa(), ...signatures], { isAuthoritative: true }) }],
    });
    const toldOf = (...nameServers: ReturnType<typeof server>[]) => {
      const { dns, ...observed } = signed({ dnskey: answer([key], { isAuthenticated: true }) });
      const delegated = nameServers.map(({ name }) => name);
      const zone = { apex: 'example.com', delegated, nameServers };
      return told(brokenDnssec, { ...observed, dns: { ...dns, zone } });
    };
    assert.deepEqual(toldOf(server('ns1.dns.example', rrsig), server('ns2.dns.example')), [
      'high: DNSSEC of example.com is broken at ns2.dns.example: no signature comes with the answers, while the other name servers sign theirs. Resolvers that validate refuse what they get there.',
    ]);
    assert.deepEqual(toldOf(server('ns1.dns.example', rrsig), server('ns2.dns.example', rrsig)), []);
    assert.deepEqual(toldOf(server('ns1.dns.example'), server('ns2.dns.example')), []);
  });
  it('finds a broken signature of the address alone', () => {
    const observed = signed({ withoutValidation: answer([record({ type: 'A', address: IPV4 })]) });
    const names = [resolvedName({ ipv4: [], ipv6: [], v4: servfail, v6: servfail })];
    assert.equal(told(brokenDnssec, { ...observed, dns: { ...observed.dns, names } }).length, 1);
  });
  it('does not call servers that fail in any case broken signatures', () => {
    assert.deepEqual(told(brokenDnssec, signed({ dnskey: servfail, withoutValidation: servfail })), [
      'unknown: the resolver answers SERVFAIL for its keys',
    ]);
  });
  it('does not pass where nobody validated', () => {
    const observed = signed({ dnskey: answer([key]), resolverValidates: 'no' });
    assert.deepEqual(told(brokenDnssec, observed), [
      'unknown: the resolver that was asked does not validate DNSSEC',
    ]);
    assert.deepEqual(told(brokenDnssec, signed({ ds: failure('timeout') })), ['unknown: timeout']);
  });
  it('takes a second answer where nothing is signed for luck', () => {
    const observed = signed({ ds: answer([]), dnskey: servfail, withoutValidation: answer([]) });
    assert.deepEqual(verdicts(brokenDnssec, observed), []);
  });
  it('does not judge the keys of a registry, where the domain does not exist', () => {
    const gone = answer([], { rcode: 'NXDOMAIN' });
    const names = [resolvedName({ ipv4: [], ipv6: [], v4: gone, v6: gone })];
    const weak = signed({ ds: answer([ds({ keyTag: 99, algorithm: 7 })]) });
    const { zone } = weak.dns;
    const observed = { ...weak, dns: { ...weak.dns, names, zone: { ...zone, apex: 'com' } } };
    for (const check of [brokenDnssec, weakDnssecAlgorithm, dnssecNotAtParent, unsignedZone, missingCaa]) {
      assert.deepEqual(verdicts(check, observed), []);
    }
  });
  it('is not there where a resolver has validated the address', () => {
    const observed = signed({ dnskey: answer([]) });
    const v4 = answer([record({ type: 'A', address: IPV4 })], { isAuthenticated: true });
    assert.deepEqual(
      told(brokenDnssec, { ...observed, dns: { ...observed.dns, names: [resolvedName({ v4 })] } }),
      [],
    );
  });
  it('is not there because somebody asked twice', () => {
    assert.deepEqual(told(brokenDnssec, signed({ withoutValidation: answer([]) })), []);
  });
  it('takes one good signature of two for enough', () => {
    const old = signature('2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z');
    const now = signature('2026-11-10T00:00:00.000Z', '2026-12-10T00:00:00.000Z');
    assert.deepEqual(
      told(brokenDnssec, signed({ dnskey: answer([key, old, now], { isAuthenticated: true }) })),
      [],
    );
  });
  it('says nothing of a zone that is not signed', () => {
    const unsigned = signed({ ds: answer([]), dnskey: answer([]) });
    assert.deepEqual(verdicts(brokenDnssec, unsigned), []);
    assert.deepEqual(told(unsignedZone, unsigned), ['low: example.com is not signed with DNSSEC.']);
  });
  it('takes a second DS record of a key that is to come for what it is', () => {
    assert.deepEqual(told(brokenDnssec, signed({ ds: answer([ds({ keyTag: 99 }), ds()]) })), []);
  });
});

describe('other checks of DNSSEC', () => {
  it('find signatures that the registry does not know of', () => {
    const observed = signed({ ds: answer([]) });
    assert.deepEqual(told(dnssecNotAtParent, observed), [
      'low: example.com is signed with DNSSEC, but the registry has no DS record for it, so the signatures protect nobody.',
    ]);
    assert.deepEqual(told(unsignedZone, observed), []);
    const [verdict] = verdicts(dnssecNotAtParent, observed);
    assert.deepEqual(verdict && 'problem' in verdict && verdict.mend?.copy, [
      { kind: 'record', name: 'example.com', type: 'DS', value: '2371 13 2 ab12' },
    ]);
  });
  it('find outdated algorithms', () => {
    assert.deepEqual(told(weakDnssecAlgorithm, signed({ ds: answer([ds({ algorithm: 7 })]) })), [
      'medium: DNSSEC of example.com rests on RSA/SHA-1, which resolvers stop to accept.',
    ]);
    assert.deepEqual(told(weakDnssecAlgorithm, signed({ ds: answer([ds({ digestType: 1 })]) })), [
      'medium: DNSSEC of example.com rests on a SHA-1 digest in the parent zone, which resolvers stop to accept.',
    ]);
    assert.deepEqual(told(weakDnssecAlgorithm, signed({ ds: answer([ds({ digestType: 1 }), ds()]) })), []);
  });
});

describe('dns/expiring-signature', () => {
  // It is 2026-11-22, noon.
  const ending = (from: string, to: string, changes: Partial<DnssecObservation> = {}) => {
    const outcome = answer([key, signature(`2026-11-${from}:00:00.000Z`, `2026-11-${to}:00:00.000Z`)]);
    const { dns, ...observed } = signed({ dnskey: outcome, ...changes });
    const exchanges = [{ name: 'example.com', type: 'DNSKEY', server: 'resolver', outcome, milliseconds: 1 }];
    return { ...observed, dns: { ...dns, exchanges } };
  };
  const says = (left: string) => [
    `medium: The DNSSEC signature of example.com (DNSKEY) runs out in ${left}. Renewal is late: after that, the domain does not exist for most people.`,
  ];
  it('finds one that should have been renewed', () => {
    assert.deepEqual(told(expiringSignature, ending('01T12', '23T08')), says('20 hours'));
    assert.deepEqual(told(expiringSignature, ending('01T12', '24T10')), says('1 day'));
  });
  it('judges by the share that is left', () => {
    assert.deepEqual(passes(expiringSignature, ending('21T10', '23T11')), [
      'The signatures of example.com are good for 23 hours at least.',
    ]);
    assert.deepEqual(told(expiringSignature, ending('01T12', '25T12')), []);
  });
  it('leaves those that are over, and zones without a DS record', () => {
    for (const observed of [ending('01T12', '22T11'), ending('01T12', '23T08', { ds: answer([]) })])
      assert.deepEqual(verdicts(expiringSignature, observed), []);
  });
});

describe('dns/broken-ipv6', () => {
  const v6 = (words: Parameters<typeof handshake>[0]) => handshake({ address: IPV6, ...words });
  const seen = (...tls: ReturnType<typeof handshake>[]) => healthyDomain({ tls: [handshake({}), ...tls] });
  it('finds IPv4 addresses that are written as IPv6', () => {
    const names = [resolvedName({ ipv6: ['::ffff:23.192.228.80'] })];
    assert.deepEqual(told(brokenIpv6, healthyDomain({ dns: healthyDns({ names }) })), [
      'medium: example.com has the IPv6 address [::ffff:23.192.228.80], which is only an IPv4 address written in another way: no network carries it.',
    ]);
  });
  it('finds an address that refuses', () => {
    assert.deepEqual(told(brokenIpv6, seen(v6({ chain: failure('refused', 'nobody listens there') }))), [
      `high: example.com has the IPv6 address ${IPV6}, but nothing answers there (nobody listens there), while IPv4 works.`,
    ]);
  });
  it('finds an address of two hosts once', () => {
    const dead = { chain: failure('refused', 'nobody listens there') };
    const www = { host: 'www.example.com' };
    const tls = [handshake({}), v6(dead), handshake(www), v6({ ...dead, ...www })];
    assert.deepEqual(told(brokenIpv6, healthyDomain({ tls })), [
      `high: example.com (and www.example.com) has the IPv6 address ${IPV6}, but nothing answers there (nobody listens there), while IPv4 works.`,
    ]);
  });
  it('takes silence for a network without IPv6, unless IPv6 works', () => {
    const silent = v6({ chain: failure('timeout') });
    assert.deepEqual(told(brokenIpv6, seen(silent)), ['unknown: timeout']);
    const other = v6({ host: 'www.example.com' });
    assert.equal(told(brokenIpv6, seen(silent, other))[0]?.startsWith('high: '), true);
  });
  it('leaves a host that is dead to its check', () => {
    const dead = healthyDomain({
      tls: [handshake({ chain: failure('refused') }), v6({ chain: failure('refused') })],
    });
    assert.deepEqual([...told(brokenIpv6, dead), ...passes(brokenIpv6, dead)], []);
  });
});

describe('dns/private-address', () => {
  it('judges what nobody allowed', () => {
    const address = '10.1.2.3';
    const dns = healthyDns({ names: [resolvedName({ ipv4: [address], ipv6: [] })] });
    const chains = [chain([exchange({ url: 'https://example.com/', failure: failure('private-address') })])];
    const says = [
      "blocker: example.com points to 10.1.2.3, an address that is nobody's on the internet, so people can't get there.",
    ];
    const tls = [handshake({ address, chain: failure('private-address') })];
    assert.deepEqual(told(privateAddress, healthyDomain({ dns, tls })), says);
    assert.deepEqual(
      told(privateAddress, healthyDomain({ dns, tls: [], http: healthyHttp({ chains }) })),
      says,
    );
    assert.deepEqual(verdicts(privateAddress, healthyDomain({ dns, tls: [handshake({ address })] })), []);
    const refused = [chain([exchange({ url: 'https://example.com/', failure: failure('refused') })])];
    const http = healthyHttp({ chains: refused });
    assert.deepEqual(verdicts(privateAddress, healthyDomain({ dns, tls: [], http })), []);
  });
});
