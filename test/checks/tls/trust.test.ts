import assert from 'node:assert/strict';
import expired from '../../../server/src/core/checks/tls/expired.ts';
import expiring from '../../../server/src/core/checks/tls/expiring.ts';
import incompleteChain from '../../../server/src/core/checks/tls/incomplete-chain.ts';
import invalidChain from '../../../server/src/core/checks/tls/invalid-chain.ts';
import selfSigned from '../../../server/src/core/checks/tls/self-signed.ts';
import untrustedRoot from '../../../server/src/core/checks/tls/untrusted-root.ts';
import { CHECKS } from '../../../server/src/core/checks/registry.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { TlsObservation, TrustObservation } from '../../../server/src/core/observations/tls.ts';
import wrongName from '../../../server/src/core/checks/tls/wrong-name.ts';
import {
  certificate,
  failure,
  handshake,
  healthyDomain,
  intermediate,
  verdicts,
} from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

function seen(...tls: Partial<TlsObservation>[]): DomainObservation {
  return healthyDomain({ tls: tls.map((changes) => handshake(changes)) });
}

function distrusted(problem: NonNullable<TrustObservation['problem']>): Partial<TlsObservation> {
  return { trust: { isTrusted: false, problem, path: [0] } };
}

/** What all checks of TLS say, passes left out. */
function toldByAll(observed: DomainObservation): string[] {
  return CHECKS.filter(({ id }) => id.startsWith('tls/')).flatMap((check) =>
    told(check, observed).map((line) => `${check.id} ${line}`),
  );
}

const SELF_SIGNED = certificate({
  subject: 'CN=localhost',
  issuer: 'CN=localhost',
  isSelfSigned: true,
  timestamps: 0,
});

describe('one cause of distrust', () => {
  const cases: [title: string, tls: Partial<TlsObservation>, says: string[]][] = [
    [
      'a self-signed certificate',
      { chain: [SELF_SIGNED], ...distrusted('self-signed') },
      [
        'tls/self-signed blocker: The certificate of example.com is signed by itself, and no authority vouches for it: browsers warn everybody away.',
      ],
    ],
    [
      'an unknown authority',
      { chain: [certificate({ issuer: 'CN=R1, O=Acme Corp' })], ...distrusted('unknown-root') },
      [
        'tls/untrusted-root blocker: The certificate of example.com comes from Acme Corp, which was not sent along and which browsers do not know: they warn everybody away. Either the chain is incomplete, or nobody knows the authority.',
      ],
    ],
    [
      'a missing intermediate',
      { chain: [certificate()], ...distrusted('incomplete-chain') },
      [
        "tls/incomplete-chain blocker: The certificate of example.com is sent without the one that issued it (CN=E7, O=Let's Encrypt, C=US): Android, webhooks and most libraries refuse it.",
      ],
    ],
    [
      'the upper of two intermediates missing',
      {
        chain: [certificate(), intermediate({ issuer: 'CN=Upper Issuing CA, O=Acme' })],
        trust: { isTrusted: false, problem: 'incomplete-chain', path: [0, 1] },
      },
      [
        'tls/incomplete-chain blocker: The certificate of example.com is sent without one that it rests on (CN=Upper Issuing CA, O=Acme): Android, webhooks and most libraries refuse it.',
      ],
    ],
    [
      'a signature that does not fit',
      distrusted('bad-signature'),
      [
        'tls/invalid-chain blocker: The certificate of example.com has a signature in its chain that is not right: every client refuses it.',
      ],
    ],
    [
      'another purpose, which makes it distrusted too',
      { chain: [certificate({ forServers: false }), intermediate()], ...distrusted('other') },
      [
        'tls/not-for-servers blocker: The certificate of example.com is not meant for servers (extended key usage): browsers refuse it.',
      ],
    ],
    [
      'what nobody has a name for',
      distrusted('other'),
      ['tls/invalid-chain blocker: The certificate of example.com is refused by clients.'],
    ],
    [
      'an unknown authority that signs with SHA-1, which are two',
      {
        chain: [certificate({ issuer: 'CN=R1, O=Acme Corp', signature: 'sha1WithRSAEncryption' })],
        ...distrusted('unknown-root'),
      },
      [
        'tls/untrusted-root blocker: The certificate of example.com comes from Acme Corp, which was not sent along and which browsers do not know: they warn everybody away. Either the chain is incomplete, or nobody knows the authority.',
        'tls/weak-signature high: The certificate of example.com is signed with sha1WithRSAEncryption: browsers and current libraries refuse it.',
      ],
    ],
    [
      'an issuer that is no authority',
      distrusted('not-an-authority'),
      [
        'tls/invalid-chain blocker: The certificate of example.com was issued by one that is no authority: every client refuses it.',
      ],
    ],
    [
      'an issuer of other names',
      distrusted('name-constraints'),
      [
        'tls/invalid-chain blocker: The certificate of example.com was issued by an authority that may not vouch for its name (name constraints): every client refuses it.',
      ],
    ],
    [
      'an expired certificate',
      {
        chain: [certificate({ notAfter: '2026-11-02T00:00:00.000Z' }), intermediate()],
        ...distrusted('expired'),
      },
      [
        'tls/expired blocker: The certificate of example.com expired on 2026-11-02: browsers warn everybody away.',
      ],
    ],
    [
      'an expired intermediate',
      {
        chain: [certificate(), intermediate({ notAfter: '2026-11-02T00:00:00.000Z' })],
        ...distrusted('expired'),
      },
      [
        "tls/expired blocker: The certificate of example.com rests on one that expired on 2026-11-02 (CN=E7, O=Let's Encrypt, C=US): clients refuse it.",
      ],
    ],
    [
      'a certificate of tomorrow',
      {
        chain: [
          certificate({ notBefore: '2026-11-23T06:30:00.000Z', notAfter: '2027-02-21T06:30:00.000Z' }),
          intermediate(),
        ],
        ...distrusted('not-yet-valid'),
      },
      [
        'tls/not-yet-valid blocker: The certificate of example.com is not valid before 2026-11-23 06:30 UTC: browsers warn everybody away.',
      ],
    ],
    [
      'a certificate without names',
      { chain: [certificate({ names: [] }), intermediate()] },
      [
        'tls/missing-san blocker: The certificate of example.com has a common name (example.com) but no subject alternative name: browsers warn everybody away.',
      ],
    ],
    [
      'an expired certificate for another name, which are two',
      {
        chain: [
          certificate({ names: ['other.example'], notAfter: '2026-11-02T00:00:00.000Z' }),
          intermediate(),
        ],
        ...distrusted('expired'),
      },
      [
        'tls/expired blocker: The certificate of example.com expired on 2026-11-02: browsers warn everybody away.',
        'tls/wrong-name blocker: The certificate that example.com shows is for other names (other.example): browsers warn everybody away.',
      ],
    ],
  ];
  for (const [title, tls, says] of cases) {
    it(`gives one finding: ${title}`, () => assert.deepEqual(toldByAll(seen(tls)), says));
  }
  it('gives one finding for two hosts with one certificate at one address, and names both', () => {
    const www = 'www.example.com';
    const chain = [certificate({ names: ['other.example'] }), intermediate()];
    const both = healthyDomain({ tls: [handshake({ chain }), handshake({ host: www, chain })] });
    const [verdict, ...more] = verdicts(wrongName, both);
    assert.ok(verdict && 'problem' in verdict);
    assert.deepEqual(more, []);
    assert.equal(
      verdict.problem,
      'The certificate that example.com (and www.example.com) shows is for other names (other.example): browsers warn everybody away.',
    );
    assert.match(verdict.mend?.how ?? '', /^Add example\.com and www\.example\.com to the names/);
    const another = [certificate({ names: ['other.example'], sha256: 'f'.repeat(64) }), intermediate()];
    for (const changes of [{ chain: another }, { chain, address: '23.1.2.3' }]) {
      const tls = [handshake({ chain }), handshake({ host: www, ...changes })];
      assert.equal(told(wrongName, healthyDomain({ tls })).length, 2);
    }
  });
  it('is unknown where trust could not be judged', () => {
    const observed = seen({ trust: failure('limit') });
    for (const check of [selfSigned, untrustedRoot, incompleteChain, invalidChain]) {
      assert.deepEqual(told(check, observed), ['unknown: limit']);
    }
  });
  it('shows dates as people write them', () => {
    const old = certificate({ notAfter: '2026-11-02T03:21:45.000Z', notBefore: '2026-08-04T03:21:46.000Z' });
    const [verdict] = verdicts(expired, seen({ chain: [old, intermediate()] }));
    assert.equal(verdict?.evidence?.[0], 'valid 2026-08-04 03:21 UTC to 2026-11-02 03:21 UTC');
  });
  it('passes with what was seen', () => {
    assert.deepEqual(passes(expired, seen({})), ["Valid until 2027-01-22, from Let's Encrypt."]);
    assert.deepEqual(passes(expiring, seen({})), ['61 days of 90 days are left.']);
    assert.deepEqual(passes(untrustedRoot, seen({})), [
      "Trusted: from Let's Encrypt, up to CN=ISRG Root X1, O=Internet Security Research Group, C=US.",
    ]);
    assert.deepEqual(passes(incompleteChain, seen({})), ['The chain is complete (2 certificates).']);
  });
});
