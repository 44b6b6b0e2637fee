import assert from 'node:assert/strict';
import { readCertificate } from '../../../server/src/probes/tls/certificate.ts';
import { readStaple } from '../../../server/src/probes/tls/staple.ts';
import { createAuthority, inDays, SERVERS } from '../../support/world/certificates.ts';
import { ocspResponse, ocspTryLater, type OcspOptions } from '../../support/world/ocspResponses.ts';

describe('Reading a stapled OCSP response', () => {
  const authority = createAuthority('Test Root');
  const issued = authority.issue({ names: ['shop.test'] });
  const issuer = readCertificate(authority.der);
  const serial = issued.serial.toString('hex');
  const read = (options: OcspOptions): object =>
    readStaple(ocspResponse(authority, issued, options), serial, issuer);
  const thisUpdate = new Date('2026-03-01T00:00:00Z');
  const nextUpdate = new Date('2026-03-08T00:00:00Z');
  const dates = { thisUpdate: '2026-03-01T00:00:00.000Z', nextUpdate: '2026-03-08T00:00:00.000Z' };

  it('gives its dates and that all is well', () => {
    assert.deepEqual(read({ thisUpdate, nextUpdate }), { status: 'good', serial, ...dates, isSigned: true });
  });

  it('gives when a certificate was revoked', () => {
    const revokedAt = new Date('2026-02-28T12:00:00Z');

    assert.deepEqual(read({ status: 'revoked', revokedAt, thisUpdate, nextUpdate }), {
      status: 'revoked',
      serial,
      ...dates,
      revokedAt: '2026-02-28T12:00:00.000Z',
      isSigned: true,
    });
  });

  it('takes the word of whom the issuer delegated', () => {
    assert.partialDeepStrictEqual(read({ isDelegated: true }), { status: 'good', isSigned: true });
  });

  it('does not take the word of anybody else', () => {
    const signer = createAuthority('Stranger');

    assert.partialDeepStrictEqual(read({ signer }), { status: 'good', isSigned: false });
    assert.partialDeepStrictEqual(read({ signer, isDelegated: true }), { isSigned: false });
  });

  it('does not take the word of whoever has any certificate of the issuer', () => {
    assert.partialDeepStrictEqual(read({ isDelegated: true, delegatePurposes: [SERVERS] }), {
      isSigned: false,
    });
  });

  it('says which certificate it is about', () => {
    assert.partialDeepStrictEqual(read({ serial: Buffer.from('4a01', 'hex') }), { serial: '4a01' });
  });

  it('has no words for what is no answer', () => {
    const nothing = { status: 'unreadable', isSigned: false };

    assert.deepEqual(readStaple(ocspTryLater(), serial, issuer), nothing);
    assert.deepEqual(readStaple(Buffer.from('garbage'), serial, issuer), nothing);
    const whole = ocspResponse(authority, issued, { nextUpdate: inDays(3) });
    for (let length = 0; length < whole.length; length++)
      assert.deepEqual(readStaple(whole.subarray(0, length), serial, issuer), nothing);
  });
});
