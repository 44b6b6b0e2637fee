import assert from 'node:assert/strict';
import type { TrustObservation } from '../../../server/src/core/observations/tls.ts';
import { anchors } from '../../../server/src/probes/tls/anchors.ts';
import { readCertificate } from '../../../server/src/probes/tls/certificate.ts';
import { judgeTrust } from '../../../server/src/probes/tls/trust.ts';
import {
  createAuthority,
  inDays,
  selfSignedCertificate,
  type AuthorityOptions,
} from '../../support/world/certificates.ts';

describe('Trust in a chain', () => {
  const root = createAuthority('Trusted Root');
  const middle = root.intermediate('Trusted Middle');
  const stranger = createAuthority('Stranger');
  const names = ['shop.test'];

  it('is there where the intermediate was sent', () => {
    assert.deepEqual(judge([middle.issue({ names }).der, middle.der]), {
      isTrusted: true,
      root: 'CN=Trusted Root',
      path: [0, 1],
    });
  });

  it('does not need the root to be sent, and is not harmed by it', () => {
    assert.equal(judge([middle.issue({ names }).der, middle.der, root.der]).isTrusted, true);
    assert.equal(judge([root.issue({ names }).der, root.der]).isTrusted, true);
  });

  it('finds its way through a wrong order, and shows it', () => {
    const lower = middle.intermediate('Lower');

    assert.deepEqual(judge([lower.issue({ names }).der, middle.der, lower.der]), {
      isTrusted: true,
      root: 'CN=Trusted Root',
      path: [0, 2, 1],
    });
  });

  it('goes past certificates that have nothing to do with it', () => {
    assert.deepEqual(judge([middle.issue({ names }).der, stranger.der, middle.der]).path, [0, 2]);
  });

  it('ends in a root of Mozilla as well as in one of the user', () => {
    const known = anchors([]).named(readCertificate(root.der)?.subjectKey ?? '');

    assert.deepEqual(known, []);
  });

  it('is given to a self-signed certificate that the user named', () => {
    const issued = selfSignedCertificate({ names });

    assert.equal(judge([issued.der], [issued.certificate]).isTrusted, true);
  });

  it('is given where only one of two certificates of one name leads to a root', () => {
    const impostor = createAuthority('Elsewhere').intermediate('Trusted Middle');

    assert.deepEqual(judge([middle.issue({ names }).der, impostor.der, middle.der]), {
      isTrusted: true,
      root: 'CN=Trusted Root',
      path: [0, 2],
    });
  });

  const problems: readonly (readonly [string, () => TrustObservation, TrustObservation])[] = [
    [
      'a self-signed certificate',
      () => judge([selfSignedCertificate({ names }).der]),
      { isTrusted: false, problem: 'self-signed', path: [0] },
    ],
    [
      'a missing intermediate',
      () => judge([middle.issue({ names }).der]),
      { isTrusted: false, problem: 'incomplete-chain', path: [0] },
    ],
    [
      'an intermediate of somebody else in the place of the one that is needed',
      () => judge([middle.issue({ names }).der, stranger.intermediate('Other').der]),
      { isTrusted: false, problem: 'incomplete-chain', path: [0] },
    ],
    [
      'a missing intermediate of an authority that says where to get it',
      () => judge([stranger.issue({ names, issuerUrl: 'http://ca.test/low.der' }).der]),
      { isTrusted: false, problem: 'incomplete-chain', path: [0] },
    ],
    [
      'a missing intermediate that is called one',
      () => judge([stranger.intermediate('Issuing CA 1').issue({ names }).der, stranger.der]),
      { isTrusted: false, problem: 'incomplete-chain', path: [0] },
    ],
    [
      'an issuer that nobody has heard of',
      () => judge([stranger.issue({ names }).der]),
      { isTrusted: false, problem: 'unknown-root', path: [0] },
    ],
    [
      'a root of its own that was sent along',
      () => judge([stranger.issue({ names }).der, stranger.der]),
      { isTrusted: false, problem: 'unknown-root', path: [0, 1] },
    ],
    [
      'an intermediate of a root that nobody knows',
      () => {
        const low = stranger.intermediate('Low');
        return judge([low.issue({ names }).der, low.der]);
      },
      { isTrusted: false, problem: 'unknown-root', path: [0, 1] },
    ],
    [
      'the upper of two intermediates missing',
      () => {
        const low = stranger.intermediate('Issuing CA 1').intermediate('Low');
        return judge([low.issue({ names }).der, low.der]);
      },
      { isTrusted: false, problem: 'incomplete-chain', path: [0, 1] },
    ],
    [
      'an intermediate of a root that calls itself one, and is not ours',
      () => {
        const low = createAuthority('Somebody Issuing Root').intermediate('Low');
        return judge([low.issue({ names }).der, low.der]);
      },
      { isTrusted: false, problem: 'unknown-root', path: [0, 1] },
    ],
    [
      'an issuer that calls itself a root, and is not ours',
      () => judge([createAuthority('Somebody Root CA').issue({ names }).der]),
      { isTrusted: false, problem: 'unknown-root', path: [0] },
    ],
    [
      'an expired certificate',
      () => judge([middle.issue({ names, notAfter: inDays(-1) }).der, middle.der]),
      { isTrusted: false, problem: 'expired', root: 'CN=Trusted Root', path: [0, 1] },
    ],
    [
      'a certificate from the future',
      () => judge([middle.issue({ names, notBefore: inDays(1) }).der, middle.der]),
      { isTrusted: false, problem: 'not-yet-valid', root: 'CN=Trusted Root', path: [0, 1] },
    ],
    [
      'a signature of somebody else',
      () => judge([middle.issue({ names, signWith: stranger.keys.privateKey }).der, middle.der]),
      { isTrusted: false, problem: 'bad-signature', root: 'CN=Trusted Root', path: [0, 1] },
    ],
    [
      'an intermediate that is no authority',
      () => below({ isAuthority: false }),
      { isTrusted: false, problem: 'not-an-authority', root: 'CN=Trusted Root', path: [0, 1] },
    ],
    [
      'an expired intermediate',
      () => below({ notAfter: inDays(-1) }),
      { isTrusted: false, problem: 'expired', root: 'CN=Trusted Root', path: [0, 1] },
    ],
    [
      'more authorities than one may have below it',
      () => {
        const low = root.intermediate('Short', { pathLength: 0 });
        const lower = low.intermediate('Too low');
        return judge([lower.issue({ names }).der, lower.der, low.der]);
      },
      { isTrusted: false, problem: 'not-an-authority', root: 'CN=Trusted Root', path: [0, 1, 2] },
    ],
    [
      'a certificate that is for people',
      () => judge([root.issue({ names, purposes: ['1.3.6.1.5.5.7.3.2'] }).der]),
      { isTrusted: false, problem: 'other', root: 'CN=Trusted Root', path: [0] },
    ],
  ];
  for (const [what, observed, expected] of problems)
    it(`is denied to ${what}`, () => {
      assert.deepEqual(observed(), expected);
    });

  function below(options: AuthorityOptions): TrustObservation {
    const low = root.intermediate('Low', options);
    return judge([low.issue({ names }).der, low.der]);
  }

  for (const [what, options, isTrusted] of [
    ['denied to a name that its authority may not vouch for', { permitted: ['corp.test'] }, false],
    ['denied to a name that its authority must not vouch for', { excluded: ['corp.test', 'test'] }, false],
    ['given to a name below one that is permitted', { permitted: ['corp.test', '.test'] }, true],
    ['given to a name that ends alike', { permitted: ['shop.test'], excluded: ['op.test'] }, true],
    ['given where constraints are about addresses alone', { excluded: ['192.0.2.1'] }, true],
  ] as const)
    it(`is ${what}`, () => {
      const observed = below(options);

      assert.equal(observed.isTrusted, isTrusted);
      assert.equal(observed.problem, isTrusted ? undefined : 'name-constraints');
    });

  it('is given to SHA-1 and short keys: that they are weak is another matter', () => {
    const rsa = createAuthority('Old Root', { key: 'rsa1024' });

    for (const options of [{ digest: 'sha1' }, { key: 'rsa1024' }, { isPss: true }] as const)
      assert.equal(judge([rsa.issue({ names, ...options }).der], [rsa.certificate]).isTrusted, true);
  });

  it('is worked out in no time where hundreds of authorities have one name', () => {
    const low = stranger.intermediate('Same');
    const many = Array.from({ length: 300 }, () => low.intermediate('Same').der);

    assert.deepEqual(judge([low.issue({ names }).der, ...many]).isTrusted, false);
  });

  function judge(chain: readonly Buffer[], ca: readonly string[] = [root.certificate]): TrustObservation {
    const read = chain.flatMap((der) => readCertificate(der) ?? []);
    assert.equal(read.length, chain.length);
    return judgeTrust(read, anchors(ca), Date.now());
  }
});
