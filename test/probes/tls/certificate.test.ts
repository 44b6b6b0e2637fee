import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { readCertificate, type Certificate } from '../../../server/src/probes/tls/certificate.ts';
import { createAuthority, selfSignedCertificate } from '../../support/world/certificates.ts';

describe('Reading a certificate', () => {
  const root = createAuthority('Test Root');

  it('gives what it says', () => {
    const issued = root.issue({
      names: ['Shop.test', '*.shop.test', '127.0.0.1', '::1'],
      notBefore: new Date('2026-01-02T03:04:05Z'),
      notAfter: new Date('2051-02-03T04:05:06Z'),
      mustStaple: true,
      ocspUrl: 'http://ocsp.test/',
      issuerUrl: 'http://ca.test/root.der',
      timestamps: 3,
    });

    const { sha256, serial, ...observation } = read(issued.der).observation;

    assert.deepEqual(observation, {
      subject: 'CN=Shop.test',
      issuer: 'CN=Test Root',
      commonName: 'Shop.test',
      names: ['shop.test', '*.shop.test', '127.0.0.1', '::1'],
      notBefore: '2026-01-02T03:04:05.000Z',
      notAfter: '2051-02-03T04:05:06.000Z',
      key: { type: 'ec', bits: 256, curve: 'P-256' },
      signature: 'ecdsa-with-SHA256',
      isAuthority: false,
      isSelfSigned: false,
      mustStaple: true,
      ocspUrls: ['http://ocsp.test/'],
      issuerUrls: ['http://ca.test/root.der'],
      forServers: true,
      timestamps: 3,
    });
    assert.equal(serial, issued.serial.toString('hex'));
    assert.equal(
      sha256,
      new X509Certificate(issued.certificate).fingerprint256.replaceAll(':', '').toLowerCase(),
    );
  });

  it('tells a name in the subject from one among the alternative names', () => {
    const { commonName, names } = read(root.issue({ commonName: 'shop.test' }).der).observation;

    assert.equal(commonName, 'shop.test');
    assert.deepEqual(names, []);
  });

  for (const [key, expected] of [
    ['rsa1024', { type: 'rsa', bits: 1024 }],
    ['rsa2048', { type: 'rsa', bits: 2048 }],
    ['p384', { type: 'ec', bits: 384, curve: 'P-384' }],
    ['ed25519', { type: 'ed25519', bits: 256 }],
  ] as const)
    it(`knows a key of kind ${key}`, () => {
      assert.deepEqual(read(root.issue({ names: ['shop.test'], key }).der).observation.key, expected);
    });

  for (const [options, expected] of [
    [{ key: 'rsa2048', digest: 'sha1' }, 'sha1WithRSAEncryption'],
    [{ key: 'rsa2048', digest: 'md5' }, 'md5WithRSAEncryption'],
    [{ key: 'rsa2048', digest: 'sha384' }, 'sha384WithRSAEncryption'],
    [{ key: 'rsa2048', isPss: true }, 'RSASSA-PSS-SHA256'],
    [{ key: 'p256', digest: 'sha1' }, 'ecdsa-with-SHA1'],
    [{ key: 'ed25519' }, 'Ed25519'],
  ] as const)
    it(`verifies a signature of kind ${expected}`, () => {
      const { observation } = read(selfSignedCertificate({ names: ['shop.test'], ...options }).der);

      assert.equal(observation.signature, expected);
      assert.equal(observation.isSelfSigned, true);
    });

  it('does not take a subject that equals the issuer for a signature', () => {
    const { der } = selfSignedCertificate({ names: ['shop.test'], signWith: root.keys.privateKey });

    assert.equal(read(der).observation.isSelfSigned, false);
  });

  it('does not call one self-signed that has another name than its issuer', () => {
    // All authorities with keys of RSA share one.
    const { der } = createAuthority('Upper', { key: 'rsa2048' }).intermediate('Lower', { key: 'rsa2048' });

    assert.equal(read(der).observation.isSelfSigned, false);
  });

  it('reads every root of Mozilla as the runtime does', () => {
    const differing = rootCertificates.filter((pem) => {
      const theirs = new X509Certificate(pem);
      const { observation } = read(theirs.raw);
      return (
        !theirs.ca ||
        !observation.isAuthority !== !theirs.ca ||
        // Node gives no seconds that we lack, whatever the form.
        Date.parse(observation.notAfter) !== Date.parse(theirs.validTo) ||
        Date.parse(observation.notBefore) !== Date.parse(theirs.validFrom) ||
        observation.isSelfSigned !== theirs.verify(theirs.publicKey) ||
        BigInt(`0x${observation.serial}`) !== BigInt(`0x${theirs.serialNumber}`) ||
        (theirs.publicKey.asymmetricKeyDetails?.modulusLength ?? observation.key.bits) !==
          observation.key.bits
      );
    });

    assert.deepEqual(differing, []);
  });

  it('takes nothing that is none', () => {
    const { der } = root.issue({ names: ['shop.test'] });

    assert.equal(readCertificate(Buffer.alloc(0)), undefined);
    assert.equal(readCertificate(Buffer.from('hello')), undefined);
    for (let length = 0; length < der.length; length++)
      assert.equal(readCertificate(der.subarray(0, length)), undefined);
  });
});

function read(der: Buffer): Certificate {
  const certificate = readCertificate(der);
  assert.ok(certificate);
  return certificate;
}
