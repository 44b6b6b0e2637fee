import assert from 'node:assert/strict';
import authorityAsServer from '../../../server/src/core/checks/tls/authority-as-server.ts';
import badStaple from '../../../server/src/core/checks/tls/bad-staple.ts';
import expired from '../../../server/src/core/checks/tls/expired.ts';
import expiring from '../../../server/src/core/checks/tls/expiring.ts';
import missingSan from '../../../server/src/core/checks/tls/missing-san.ts';
import missingStaple from '../../../server/src/core/checks/tls/missing-staple.ts';
import needlessRoot from '../../../server/src/core/checks/tls/needless-root.ts';
import notForServers from '../../../server/src/core/checks/tls/not-for-servers.ts';
import notYetValid from '../../../server/src/core/checks/tls/not-yet-valid.ts';
import revoked from '../../../server/src/core/checks/tls/revoked.ts';
import tooLongLifetime from '../../../server/src/core/checks/tls/too-long-lifetime.ts';
import weakKey from '../../../server/src/core/checks/tls/weak-key.ts';
import weakSignature from '../../../server/src/core/checks/tls/weak-signature.ts';
import wrongChainOrder from '../../../server/src/core/checks/tls/wrong-chain-order.ts';
import wrongName from '../../../server/src/core/checks/tls/wrong-name.ts';
import type { Check } from '../../../server/src/core/check.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type {
  CertificateObservation,
  StapleObservation,
  TlsObservation,
} from '../../../server/src/core/observations/tls.ts';
import {
  certificate,
  failure,
  handshake,
  healthyDomain,
  intermediate,
  staple,
  verdicts,
} from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';

function seen(...tls: Partial<TlsObservation>[]): DomainObservation {
  return healthyDomain({ tls: tls.map((changes) => handshake(changes)) });
}

/** example.com with that certificate of its own. */
function withLeaf(
  changes: Partial<CertificateObservation>,
  more: Partial<TlsObservation> = {},
): DomainObservation {
  return seen({ chain: [certificate(changes), intermediate()], ...more });
}

describe('tls/wrong-name', () => {
  const cases: [names: string[], host: string, isRight: boolean][] = [
    [['example.com'], 'example.com', true],
    [['*.example.com'], 'www.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'a.b.example.com', false],
    [['*.com'], 'example.com', false],
    [['www.*.com'], 'www.example.com', false],
    [['EXAMPLE.com'], 'example.com', true],
    [['notexample.com'], 'example.com', false],
    [['192.0.2.1'], '192.0.2.1', true],
    [['2001:db8:0:0:0:0:0:1'], '2001:db8::1', true],
    [['*.0.2.1'], '192.0.2.1', false],
  ];
  for (const [names, host, isRight] of cases) {
    it(`${names.join(', ')} is ${isRight ? '' : 'not '}for ${host}`, () => {
      const observed = seen({ host, chain: [certificate({ names, commonName: host }), intermediate()] });
      assert.equal(told(wrongName, observed).length, isRight ? 0 : 1);
    });
  }
  it('names the address where only one of several is wrong', () => {
    const other = { address: '23.1.2.3', chain: [certificate({ names: ['a.example'] }), intermediate()] };
    assert.deepEqual(told(wrongName, seen({}, other)), [
      'blocker: The certificate that example.com at 23.1.2.3 shows is for other names (a.example): browsers warn everybody away.',
    ]);
    assert.deepEqual(told(wrongName, seen({ ...other, address: '23.1.2.4' }, other)), [
      'blocker: The certificate that example.com shows is for other names (a.example): browsers warn everybody away.',
    ]);
  });
});

describe('tls/expiring', () => {
  it('looks at what the certificate rests on', () => {
    const ending = (notAfter: string) => seen({ chain: [certificate(), intermediate({ notAfter })] });
    const says = (impact: string, left: string, day: string) => [
      `${impact}: The certificate of example.com rests on one that expires in ${left}, on ${day} (CN=E7, O=Let's Encrypt, C=US): after that, clients refuse both.`,
    ];
    assert.deepEqual(
      told(expiring, ending('2026-11-25T12:00:00.000Z')),
      says('high', '3 days', '2026-11-25'),
    );
    assert.deepEqual(
      told(expiring, ending('2026-12-04T12:00:00.000Z')),
      says('medium', '12 days', '2026-12-04'),
    );
    assert.deepEqual(told(expiring, ending('2027-01-04T12:00:00.000Z')), []);
  });

  const says = (impact: string, left: string, day: string) => [
    `${impact}: The certificate of example.com expires in ${left}, on ${day}. Its renewal is late: after that, browsers warn everybody away.`,
  ];
  // It is 2026-11-22, noon.
  const cases: [title: string, notBefore: string, notAfter: string, says: string[]][] = [
    ['22 of 90 days', '2026-09-15T12:00:00.000Z', '2026-12-14T12:00:00.000Z', []],
    [
      '20 of 90 days',
      '2026-09-13T12:00:00.000Z',
      '2026-12-12T12:00:00.000Z',
      says('medium', '20 days', '2026-12-12'),
    ],
    [
      '6 of 90 days',
      '2026-08-30T12:00:00.000Z',
      '2026-11-28T12:00:00.000Z',
      says('high', '6 days', '2026-11-28'),
    ],
    ['22 of 398 days', '2025-11-11T12:00:00.000Z', '2026-12-14T12:00:00.000Z', []],
    ['14 of 47 days', '2026-10-20T12:00:00.000Z', '2026-12-06T12:00:00.000Z', []],
    ['4 of 6 days', '2026-11-20T12:00:00.000Z', '2026-11-26T12:00:00.000Z', []],
    [
      '1 of 6 days',
      '2026-11-17T12:00:00.000Z',
      '2026-11-23T12:00:00.000Z',
      says('medium', '1 day', '2026-11-23'),
    ],
    [
      '10 hours of 6 days',
      '2026-11-16T22:00:00.000Z',
      '2026-11-22T22:00:00.000Z',
      says('high', '10 hours', '2026-11-22'),
    ],
    ['none', '2026-08-16T22:00:00.000Z', '2026-11-16T22:00:00.000Z', []],
  ];
  for (const [title, notBefore, notAfter, expected] of cases) {
    it(`judges ${title} by their share`, () => {
      assert.deepEqual(told(expiring, withLeaf({ notBefore, notAfter })), expected);
    });
  }
});

describe('tls/wrong-chain-order', () => {
  const ROOT = intermediate({ subject: 'CN=Root', issuer: 'CN=Root', isSelfSigned: true });
  const MIDDLE = intermediate({ subject: 'CN=Middle', issuer: 'CN=Root' });
  const LAST = intermediate({ issuer: 'CN=Middle' });
  const cases: [title: string, chain: CertificateObservation[], isMixed: boolean][] = [
    ['in order', [certificate(), LAST, MIDDLE], false],
    ['in order, with the root', [certificate(), LAST, MIDDLE, ROOT], false],
    ['not complete', [certificate(), MIDDLE], false],
    ['two turned round', [certificate(), MIDDLE, LAST], true],
    ['the root in the middle', [certificate(), LAST, ROOT, MIDDLE], true],
    ['one alone', [certificate()], false],
  ];
  for (const [title, chain, isMixed] of cases) {
    it(title, () => {
      assert.deepEqual(
        told(wrongChainOrder, seen({ chain })),
        isMixed
          ? [
              'medium: example.com sends its certificates in the wrong order: some libraries and devices refuse the connection.',
            ]
          : [],
      );
    });
  }
});

describe('a certificate that has nothing to do with the others', () => {
  const STRAY = intermediate({ subject: 'CN=Stray', issuer: 'CN=Elsewhere' });
  const LAST = intermediate({ issuer: 'CN=Root' });
  const says = [
    'low: example.com sends a certificate along that has nothing to do with its own (CN=Stray): every new connection carries it for nothing, and strict libraries refuse the chain.',
  ];
  const cases: [title: string, chain: CertificateObservation[], says: string[]][] = [
    ['is found at the end', [certificate(), LAST, STRAY], says],
    [
      'is not one that another authority signed too',
      [certificate(), LAST, { ...LAST, issuer: 'CN=Old' }],
      [],
    ],
    ['is not known where one is missing', [certificate(), STRAY], []],
  ];
  for (const [title, chain, expected] of cases)
    it(title, () => assert.deepEqual(told(wrongChainOrder, seen({ chain })), expected));
});

describe('OCSP responses', () => {
  const withStaple = (changes: Partial<StapleObservation>, leaf: Partial<CertificateObservation> = {}) =>
    withLeaf(leaf, { staple: staple(changes) });
  const sends = 'medium: The OCSP response that example.com sends along';
  const cases: [title: string, check: Check, observed: DomainObservation, says: string[]][] = [
    [
      'a revocation',
      revoked,
      withStaple({ status: 'revoked', revokedAt: '2026-11-03T00:00:00.000Z' }),
      [
        'blocker: The certificate of example.com was revoked on 2026-11-03, as its own OCSP response says: browsers refuse it.',
      ],
    ],
    ['a revocation that nobody signed', revoked, withStaple({ status: 'revoked', isSigned: false }), []],
    [
      'a revocation that nobody can prove, as the issuer was not sent',
      revoked,
      withLeaf(
        {},
        {
          staple: staple({ status: 'revoked', isSigned: false }),
          trust: { isTrusted: false, problem: 'incomplete-chain', path: [0] },
        },
      ),
      [
        'blocker: The certificate of example.com was revoked, as its own OCSP response says: browsers refuse it.',
      ],
    ],
    ['the revocation of another', revoked, withStaple({ status: 'revoked', serial: 'ff' }), []],
    ['a revocation, to the other check', badStaple, withStaple({ status: 'revoked' }), []],
    ['zeros in front of the serial', badStaple, withStaple({ serial: '000512ab' }), []],
    [
      'another certificate',
      badStaple,
      withStaple({ serial: 'ff' }),
      [`${sends} is for another certificate.`],
    ],
    [
      'a stale one',
      badStaple,
      withStaple({ nextUpdate: '2026-11-20T00:00:00.000Z' }),
      [`${sends} is out of date since 2026-11-20.`],
    ],
    [
      'one of the future',
      badStaple,
      withStaple({ thisUpdate: '2026-11-25T00:00:00.000Z' }),
      [`${sends} is not valid before 2026-11-25.`],
    ],
    [
      'one that nobody signed',
      badStaple,
      withStaple({ isSigned: false }),
      [`${sends} is not signed by the authority of the certificate.`],
    ],
    [
      'one that can not be read',
      badStaple,
      withStaple({ status: 'unreadable', isSigned: false }),
      [`${sends} can't be read.`],
    ],
    [
      'a stale one that the certificate demands',
      badStaple,
      withStaple({ nextUpdate: '2026-11-20T00:00:00.000Z' }, { mustStaple: true }),
      [
        'high: The OCSP response that example.com sends along is out of date since 2026-11-20, and the certificate demands a good one: Firefox refuses the connection.',
      ],
    ],
    [
      'none, although the certificate demands one',
      missingStaple,
      withLeaf({ mustStaple: true }),
      [
        'high: The certificate of example.com demands an OCSP response with every handshake, and the server sends none: Firefox refuses the connection.',
      ],
    ],
    ['one that the certificate demands', missingStaple, withStaple({}, { mustStaple: true }), []],
  ];
  for (const [title, check, observed, says] of cases) {
    it(`${check.id}: ${title}`, () => assert.deepEqual(told(check, observed), says));
  }
});

describe('other checks of certificates', () => {
  const cases: [title: string, check: Check, leaf: Partial<CertificateObservation>, says: string[]][] = [
    [
      'a short RSA key',
      weakKey,
      { key: { type: 'rsa', bits: 1024 } },
      ['high: The certificate of example.com has a weak key (RSA, 1024 bits): many clients refuse it.'],
    ],
    [
      'a very short RSA key',
      weakKey,
      { key: { type: 'rsa', bits: 512 } },
      ['blocker: The certificate of example.com has a weak key (RSA, 512 bits): many clients refuse it.'],
    ],
    [
      'a short key of an elliptic curve',
      weakKey,
      { key: { type: 'ec', bits: 192 } },
      ['high: The certificate of example.com has a weak key (ECDSA, 192 bits): many clients refuse it.'],
    ],
    ['RSA as it should be', weakKey, { key: { type: 'rsa', bits: 2048 } }, []],
    ['a key of unknown length', weakKey, { key: { type: 'other', bits: 0 } }, []],
    [
      'SHA-1',
      weakSignature,
      { signature: 'sha1WithRSAEncryption' },
      [
        'high: The certificate of example.com is signed with sha1WithRSAEncryption: browsers and current libraries refuse it.',
      ],
    ],
    [
      'SHA-1 with ECDSA',
      weakSignature,
      { signature: 'ecdsa-with-SHA1' },
      [
        'high: The certificate of example.com is signed with ecdsa-with-SHA1: browsers and current libraries refuse it.',
      ],
    ],
    ['SHA-256', weakSignature, { signature: 'sha256WithRSAEncryption' }, []],
    [
      'a lifetime over what was allowed',
      tooLongLifetime,
      { notBefore: '2026-04-01T00:00:00.000Z', notAfter: '2027-04-01T00:00:00.000Z' },
      [
        'low: The certificate of example.com is valid for 365 days; those issued on 2026-04-01 may be for 200 at most, and some browsers refuse it.',
      ],
    ],
    [
      'a long lifetime from before',
      tooLongLifetime,
      { notBefore: '2026-03-01T00:00:00.000Z', notAfter: '2027-04-01T00:00:00.000Z' },
      [],
    ],
    [
      'a long lifetime from an authority of your own',
      tooLongLifetime,
      { notBefore: '2026-04-01T00:00:00.000Z', notAfter: '2036-04-01T00:00:00.000Z', timestamps: 0 },
      [
        'low: The certificate of example.com is valid for 3653 days: if its key gets lost, it is good for others as long as that. Public authorities may issue for 200 at most.',
      ],
    ],
    [
      'CA:TRUE',
      authorityAsServer,
      { isAuthority: true },
      [
        "medium: The certificate of example.com is marked as an authority (CA:TRUE), which a server's must not be: Firefox refuses it.",
      ],
    ],
    [
      'CA:TRUE of one that vouches for itself',
      authorityAsServer,
      { isAuthority: true, isSelfSigned: true },
      [],
    ],
    ['no root that is sent along', needlessRoot, {}, []],
    [
      'another purpose',
      notForServers,
      { forServers: false },
      [
        'blocker: The certificate of example.com is not meant for servers (extended key usage): browsers refuse it.',
      ],
    ],
  ];
  for (const [title, check, leaf, says] of cases) {
    it(`${check.id}: ${title}`, () => assert.deepEqual(told(check, withLeaf(leaf)), says));
  }
  it('find a root that is sent along', () => {
    const root = intermediate({ subject: 'CN=Root', issuer: 'CN=Root', isSelfSigned: true });
    const chain = [certificate(), intermediate(), root];
    assert.deepEqual(told(needlessRoot, seen({ chain })), [
      'low: example.com sends the root itself along (CN=Root): clients have their own, and drop it.',
    ]);
    const trust = { isTrusted: false, problem: 'unknown-root', path: [0, 1, 2] } as const;
    assert.deepEqual(told(needlessRoot, seen({ chain, trust })), []);
  });
  it('look at what the certificate rests on', () => {
    const chain = [
      certificate(),
      intermediate({ signature: 'sha1WithRSAEncryption', key: { type: 'rsa', bits: 1024 } }),
    ];
    assert.deepEqual(told(weakSignature, seen({ chain })), [
      'high: The certificate of example.com rests on one that is signed with sha1WithRSAEncryption: browsers and current libraries refuse it.',
    ]);
    assert.deepEqual(told(weakKey, seen({ chain })), [
      'high: The certificate of example.com rests on one with a weak key (RSA, 1024 bits): many clients refuse it.',
    ]);
  });
  it('say nothing of a host that is dead, and do not know where nobody could look', () => {
    for (const check of [expired, notYetValid, wrongName, missingSan, weakKey, weakSignature, expiring]) {
      assert.deepEqual(verdicts(check, seen({ chain: failure('refused') })), []);
      assert.deepEqual(told(check, seen({ chain: failure('cancelled') })), ['unknown: cancelled']);
    }
  });
});
