import assert from 'node:assert/strict';
import clientCertificateDemanded from '../../../server/src/core/checks/tls/client-certificate-demanded.ts';
import compression from '../../../server/src/core/checks/tls/compression.ts';
import insecureRenegotiation from '../../../server/src/core/checks/tls/insecure-renegotiation.ts';
import missingModernProtocol from '../../../server/src/core/checks/tls/missing-modern-protocol.ts';
import noHttps from '../../../server/src/core/checks/tls/no-https.ts';
import oldProtocol from '../../../server/src/core/checks/tls/old-protocol.ts';
import unreachableAddress from '../../../server/src/core/checks/tls/unreachable-address.ts';
import weakCipher from '../../../server/src/core/checks/tls/weak-cipher.ts';
import weakKeyExchange from '../../../server/src/core/checks/tls/weak-key-exchange.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { TlsObservation, TlsVersion } from '../../../server/src/core/observations/tls.ts';
import {
  chain,
  exchange,
  failure,
  handshake,
  healthyDomain,
  healthyHttp,
  IPV6,
  verdicts,
} from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

const DEAD = healthyHttp({
  chains: [chain([exchange({ url: 'https://example.com/', failure: failure('refused') })])],
});

/** Nothing but these handshakes, and no answer over HTTP. */
function seen(...tls: Partial<TlsObservation>[]): DomainObservation {
  return healthyDomain({ tls: tls.map((changes) => handshake(changes)), http: DEAD });
}

function accepting(...versions: TlsVersion[]): DomainObservation {
  const none = { SSLv3: 'no', TLSv1: 'no', 'TLSv1.1': 'no', 'TLSv1.2': 'no', 'TLSv1.3': 'no' } as const;
  return seen({
    versions: { ...none, ...Object.fromEntries(versions.map((version) => [version, 'yes'])) },
  });
}

describe('tls/no-https', () => {
  const cases: [title: string, tls: Partial<TlsObservation>[], says: string[]][] = [
    [
      'a closed port',
      [{ chain: failure('refused') }],
      ['blocker: Nobody can open https://example.com: nobody listens on port 443.'],
    ],
    [
      'silence',
      [{ chain: failure('timeout') }],
      ['blocker: Nobody can open https://example.com: nothing answers on port 443.'],
    ],
    [
      'a handshake that fails',
      [{ chain: failure('tls') }],
      ['blocker: Nobody can open https://example.com: the TLS handshake fails.'],
    ],
    [
      'something else than TLS',
      [{ chain: failure('protocol') }],
      ['blocker: Nobody can open https://example.com: what answers on port 443 is not TLS.'],
    ],
    [
      '"www" alone',
      [{}, { host: 'www.example.com', chain: failure('refused') }],
      ['www.example.com: high: Nobody can open https://www.example.com: nobody listens on port 443.'],
    ],
    [
      'both at one address as one',
      [{ chain: failure('refused') }, { host: 'www.example.com', chain: failure('refused') }],
      [
        'blocker: Nobody can open https://example.com and https://www.example.com: nobody listens on port 443.',
      ],
    ],
    [
      'two that are dead in two ways as two',
      [
        { chain: failure('refused') },
        { host: 'www.example.com', address: '23.1.2.3', chain: failure('refused') },
      ],
      [
        'blocker: Nobody can open https://example.com: nobody listens on port 443.',
        'www.example.com: high: Nobody can open https://www.example.com: nobody listens on port 443.',
      ],
    ],
    ['a name without address', [{ chain: failure('no-address') }], []],
    ['what we could not look at', [{ chain: failure('cancelled') }], ['unknown: cancelled']],
    ['silence by IPv6 alone', [{ address: IPV6, chain: failure('timeout') }], ['unknown: timeout']],
    ['one of two addresses', [{}, { address: '23.1.2.3', chain: failure('refused') }], []],
  ];
  for (const [title, tls, says] of cases) {
    it(`judges ${title}`, () => assert.deepEqual(told(noHttps, seen(...tls)), says));
  }
  it('takes a handshake that failed while requests went well for an accident', () => {
    const observed = healthyDomain({ tls: [handshake({ chain: failure('timeout') })] });
    assert.deepEqual(told(noHttps, observed), ['unknown: timeout']);
    // Neither another host that works, nor HTTP without TLS, makes it one.
    for (const url of ['https://www.example.com/', 'http://example.com/']) {
      const http = healthyHttp({ chains: [chain([exchange({ url })])] });
      assert.equal(told(noHttps, { ...observed, http })[0]?.startsWith('blocker: '), true);
    }
  });
});

describe('tls/unreachable-address', () => {
  it('finds one dead address of several', () => {
    const dead = { address: '23.1.2.3', chain: failure('refused', 'nobody listens there') };
    assert.deepEqual(told(unreachableAddress, seen({}, dead)), [
      'high: example.com has 2 addresses, and at 23.1.2.3 nothing answers over TLS (nobody listens there): some people get an error.',
    ]);
    const www = { host: 'www.example.com' };
    assert.deepEqual(told(unreachableAddress, seen({}, dead, www, { ...dead, ...www })), [
      'high: example.com (and www.example.com) has 2 addresses, and at 23.1.2.3 nothing answers over TLS (nobody listens there): some people get an error.',
    ]);
    assert.deepEqual(verdicts(unreachableAddress, seen({}, { ...dead, address: IPV6 })), []);
    assert.deepEqual(verdicts(unreachableAddress, seen(dead)), []);
    assert.deepEqual(told(unreachableAddress, seen({}, { ...dead, chain: failure('limit') })), [
      'unknown: limit',
    ]);
    assert.deepEqual(passes(unreachableAddress, seen({}, { address: '23.1.2.3' })), [
      'All 2 addresses of example.com answer.',
    ]);
  });
});

describe('versions of TLS', () => {
  it('are outdated', () => {
    assert.deepEqual(told(oldProtocol, accepting('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3')), [
      'medium: example.com still accepts TLS 1.0 and TLS 1.1, which are withdrawn and fail audits.',
    ]);
    assert.deepEqual(told(oldProtocol, accepting('SSLv3', 'TLSv1.2')), [
      'high: example.com still accepts SSL 3.0, which can be broken.',
    ]);
  });
  it('are one finding where there is nothing newer', () => {
    assert.deepEqual(told(missingModernProtocol, accepting('TLSv1')), [
      'blocker: example.com accepts only TLS 1.0: browsers refuse to connect.',
    ]);
    assert.deepEqual(verdicts(oldProtocol, accepting('TLSv1')), []);
  });
  it('miss TLS 1.3 at low', () => {
    assert.deepEqual(told(missingModernProtocol, accepting('TLSv1.2')), [
      'low: example.com has no TLS 1.3: the first visit takes one round trip more.',
    ]);
    assert.deepEqual(told(missingModernProtocol, accepting('TLSv1.3')), []);
  });
  it('are unknown where the answer was neither yes nor no', () => {
    const unclear = handshake({}).versions;
    assert.deepEqual(told(oldProtocol, seen({ versions: { ...unclear, TLSv1: 'unknown' } })), [
      'unknown: the server gave no clear answer about TLS 1.0',
    ]);
    assert.deepEqual(told(missingModernProtocol, seen({ versions: { ...unclear, 'TLSv1.3': 'unknown' } })), [
      'unknown: the server gave no clear answer about TLS 1.3',
    ]);
  });
});

describe('tls/weak-cipher', () => {
  const cases: [title: string, tls: Partial<TlsObservation>, says: string[]][] = [
    [
      'what can be broken',
      { weakCiphers: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] },
      [
        'medium: example.com accepts weak cipher suites (TLS_RSA_WITH_3DES_EDE_CBC_SHA), which can be broken.',
      ],
    ],
    [
      'what protects nothing',
      { weakCiphers: ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA'] },
      [
        'high: example.com accepts weak cipher suites (TLS_ECDH_anon_WITH_AES_128_CBC_SHA and 1 more), which protect nothing.',
      ],
    ],
    [
      'no forward secrecy',
      { cipher: 'TLS_RSA_WITH_AES_128_GCM_SHA256' },
      [
        'low: example.com has no cipher suite with forward secrecy: who gets the key one day can read what was recorded before.',
      ],
    ],
    [
      'CBC',
      { cipher: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' },
      [
        'low: example.com chooses a cipher suite with CBC (TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA) where clients offer better ones: such suites were broken again and again, and audits object to them.',
      ],
    ],
    ['nothing else', { cipher: 'TLS_AES_128_GCM_SHA256' }, []],
  ];
  for (const [title, tls, says] of cases) {
    it(`finds ${title}`, () => assert.deepEqual(told(weakCipher, seen(tls)), says));
  }
});

describe('other checks of the handshake', () => {
  it('measure how keys are agreed on', () => {
    assert.deepEqual(told(weakKeyExchange, seen({ finiteFieldBits: 1024 })), [
      'medium: example.com agrees on keys by a finite field of 1024 bits (DHE), which those with great means can break.',
    ]);
    assert.deepEqual(told(weakKeyExchange, seen({ finiteFieldBits: 512 })), [
      'high: example.com agrees on keys by a finite field of 512 bits (DHE), which anybody can break.',
    ]);
    assert.deepEqual(passes(weakKeyExchange, seen({ finiteFieldBits: 2048 })), [
      'Keys by finite fields have 2048 bits.',
    ]);
    assert.deepEqual(verdicts(weakKeyExchange, seen({})), []);
  });
  it('find renegotiation that is not secure', () => {
    assert.deepEqual(told(insecureRenegotiation, seen({ hasSecureRenegotiation: false })), [
      'low: example.com does not know secure renegotiation (RFC 5746): its TLS library is from before 2010, or set up so. Current libraries refuse to connect.',
    ]);
    assert.deepEqual(told(insecureRenegotiation, seen({ hasSecureRenegotiation: true })), []);
    assert.deepEqual(verdicts(insecureRenegotiation, seen({})), []);
  });
  it('find compression', () => {
    assert.deepEqual(told(compression, seen({ compresses: true })), [
      'medium: example.com compresses within TLS for clients that offer it: from the lengths, session cookies can be guessed.',
    ]);
    assert.deepEqual(told(compression, seen({})), []);
  });
});

describe('tls/client-certificate-demanded', () => {
  const asks = { asksForClientCertificate: true };
  const answered = (status: number) =>
    healthyDomain({
      tls: [handshake(asks)],
      http: healthyHttp({ chains: [chain([exchange({ url: 'https://example.com/', status })])] }),
    });
  it('tells a demand from a question by the answers', () => {
    const demands =
      "blocker: example.com demands a certificate from its visitors: those without one don't get in.";
    const question =
      'example.com asks visitors for a certificate of their own: those who have one get a dialogue from their browser.';
    assert.deepEqual(told(clientCertificateDemanded, seen(asks)), [demands]);
    assert.deepEqual(told(clientCertificateDemanded, answered(400)), [demands]);
    assert.deepEqual(told(clientCertificateDemanded, answered(200)), [`low: ${question}`]);
    const { http: _, ...unasked } = answered(200);
    assert.deepEqual(told(clientCertificateDemanded, unasked), [`high: ${question}`]);
  });
});
