import assert from 'node:assert/strict';
import { getDiffieHellman } from 'node:crypto';
import type { TlsObservation } from '../../../server/src/core/observations/tls.ts';
import { observeTls } from '../../../server/src/probes/tls/observeTls.ts';
import { createAuthority } from '../../support/world/certificates.ts';
import { integer, pem, sequence } from '../../support/world/der.ts';
import { startLegacyServer } from '../../support/world/tlsLegacyServer.ts';
import { startTlsServer, type TestServer } from '../../support/world/tlsServers.ts';

describe('How a TLS server agrees on keys', () => {
  const root = createAuthority('Test Root');
  const rsa = root.issue({ names: ['shop.test'], key: 'rsa2048' });

  for (const [group, bits] of [
    ['modp2', 1024],
    ['modp14', 2048],
  ] as const)
    it(`is measured by its prime of ${bits} bits`, async () => {
      const finiteField = pem(
        'DH PARAMETERS',
        sequence(integer(getDiffieHellman(group).getPrime()), integer(2)),
      );
      const ciphers = 'ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256@SECLEVEL=0';
      const observation = await observed(await startTlsServer({ ...rsa, ciphers, finiteField }));

      assert.equal(observation.finiteFieldBits, bits);
      assert.deepEqual(observation.withoutForwardSecrecy, []);
    });

  it('is measured where there is nothing but DHE, which no browser offers', async () => {
    const finiteField = pem(
      'DH PARAMETERS',
      sequence(integer(getDiffieHellman('modp2').getPrime()), integer(2)),
    );
    const ciphers = 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0';
    const observation = await observed(
      await startTlsServer({ ...rsa, ciphers, finiteField, maxVersion: 'TLSv1.2' }),
    );

    assert.equal(observation.finiteFieldBits, 1024);
  });

  it('has no prime without DHE', async () => {
    const ciphers = 'ECDHE-RSA-AES128-GCM-SHA256';
    const observation = await observed(await startTlsServer({ ...rsa, ciphers }));

    assert.equal(observation.finiteFieldBits, undefined);
    assert.equal(observation.hasSecureRenegotiation, true);
    assert.equal(observation.compresses, undefined);
  });

  it('is not known of one that speaks TLS 1.3 alone', async () => {
    const observation = await observed(await startTlsServer({ ...rsa, minVersion: 'TLSv1.3' }));

    assert.equal(observation.finiteFieldBits, undefined);
    assert.equal(observation.hasSecureRenegotiation, undefined);
  });

  for (const compresses of [true, undefined])
    it(`shows ${compresses ? '' : 'no '}compression, and that renegotiation is not secure`, async () => {
      const server = await startLegacyServer({
        minVersion: 0x0301,
        maxVersion: 0x0303,
        suites: [0xc02f],
        certificates: [rsa.der],
        ...(compresses && { compresses }),
      });
      const observation = await observed(server);

      assert.equal(observation.compresses, compresses);
      assert.equal(observation.hasSecureRenegotiation, false);
    });
});

async function observed(server: TestServer): Promise<TlsObservation> {
  const { address, port } = server;
  try {
    return await observeTls({ host: 'shop.test', address, port }, { ca: [] });
  } finally {
    await server.close();
  }
}
