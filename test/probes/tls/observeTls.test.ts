import assert from 'node:assert/strict';
import { connect } from 'node:tls';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import type { TlsObservation } from '../../../server/src/core/observations/tls.ts';
import { observeTls } from '../../../server/src/probes/tls/observeTls.ts';
import { createAuthority } from '../../support/world/certificates.ts';
import { ocspResponse } from '../../support/world/ocspResponses.ts';
import { startLegacyServer, type LegacyServerOptions } from '../../support/world/tlsLegacyServer.ts';
import {
  startRawServer,
  startTlsServer,
  type TestServer,
  type TlsServerOptions,
} from '../../support/world/tlsServers.ts';

describe('Observing a TLS server', () => {
  const root = createAuthority('Test Root');
  const middle = root.intermediate('Test Middle');
  const names = ['shop.test'];
  const elliptic = middle.issue({ names });
  const rsa = middle.issue({ names, key: 'rsa2048' });
  const servers: TestServer[] = [];

  after(() => Promise.all(servers.map((server) => server.close())));

  const NONE = { SSLv3: 'no', TLSv1: 'no', 'TLSv1.1': 'no', 'TLSv1.2': 'no', 'TLSv1.3': 'no' } as const;

  it('sees what a healthy one says, over six connections', async () => {
    const { server, observation } = await observed({ ...elliptic });
    const { chain, milliseconds, ...rest } = observation;

    assert.deepEqual(rest, {
      host: 'shop.test',
      address: '127.0.0.1',
      port: server.port,
      trust: { isTrusted: true, root: 'CN=Test Root', path: [0, 1] },
      versions: { ...NONE, 'TLSv1.2': 'yes', 'TLSv1.3': 'yes' },
      cipher: 'TLS_AES_256_GCM_SHA384',
      weakCiphers: [],
      withoutForwardSecrecy: [],
      hasSecureRenegotiation: true,
      asksForClientCertificate: false,
    });
    assert.ok(!isFailure(chain));
    assert.deepEqual(
      chain.map(({ subject }) => subject),
      ['CN=shop.test', 'CN=Test Middle'],
    );
    assert.ok(milliseconds >= 0);
    assert.equal(server.connections(), 6);
  });

  for (const version of ['TLSv1.3', 'TLSv1.2'] as const)
    it(`agrees with node:tls on a server that speaks ${version} alone`, async () => {
      const { server, observation } = await observed({ ...rsa, minVersion: version, maxVersion: version });
      const theirs = await asNodeSees(server, root.certificate);

      assert.deepEqual(observation.versions, { ...NONE, [version]: 'yes' });
      assert.deepEqual(
        {
          isTrusted: !isFailure(observation.trust) && observation.trust.isTrusted,
          cipher: observation.cipher,
        },
        { isTrusted: theirs.authorized, cipher: theirs.cipher },
      );
      assert.ok(!isFailure(observation.chain));
      assert.equal(observation.chain[0]?.sha256, theirs.sha256);
    });

  for (const version of ['TLSv1', 'TLSv1.1'] as const)
    it(`finds ${version} where it is still on`, async () => {
      const { observation } = await observed({
        ...rsa,
        minVersion: version,
        maxVersion: 'TLSv1.2',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });

      assert.deepEqual(observation.versions, {
        ...NONE,
        ...(version === 'TLSv1' && { TLSv1: 'yes' }),
        'TLSv1.1': 'yes',
        'TLSv1.2': 'yes',
      });
      assert.deepEqual(observation.trust, { isTrusted: true, root: 'CN=Test Root', path: [0, 1] });
    });

  it('gets the certificate of one that speaks old versions alone', async () => {
    const { observation } = await observed({
      ...rsa,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });

    assert.deepEqual(observation.versions, { ...NONE, TLSv1: 'yes' });
    assert.equal(observation.cipher, undefined);
    assert.deepEqual(observation.trust, { isTrusted: true, root: 'CN=Test Root', path: [0, 1] });
  });

  for (const [ciphers, expected] of [
    ['AES128-GCM-SHA256', ['TLS_RSA_WITH_AES_128_GCM_SHA256']],
    ['ECDHE-RSA-AES128-GCM-SHA256', []],
  ] as const)
    it(`says whether ${ciphers} keeps what was recorded from who gets the key`, async () => {
      const { observation } = await observed({ ...rsa, ciphers, maxVersion: 'TLSv1.2' });

      assert.deepEqual(observation.withoutForwardSecrecy, expected);
      assert.deepEqual(observation.weakCiphers, []);
    });

  for (const [ciphers, expected] of [
    ['NULL-SHA256', ['TLS_RSA_WITH_NULL_SHA256']],
    ['ECDHE-RSA-NULL-SHA', ['TLS_ECDHE_RSA_WITH_NULL_SHA']],
    ['AECDH-AES128-SHA', ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA']],
    ['AECDH-AES256-SHA:NULL-SHA', ['TLS_ECDH_anon_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_NULL_SHA']],
  ] as const)
    it(`finds ${ciphers} beside good suites`, async () => {
      const { observation } = await observed({
        ...rsa,
        ciphers: `ECDHE-RSA-AES128-GCM-SHA256:${ciphers}@SECLEVEL=0`,
        maxVersion: 'TLSv1.2',
      });

      assert.deepEqual([...observation.weakCiphers].sort(), [...expected].sort());
      assert.equal(observation.cipher, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
    });

  const certificates = [elliptic.der];
  const legacy: readonly (readonly [
    string,
    LegacyServerOptions,
    Partial<Record<keyof typeof NONE, 'yes'>>,
    readonly string[],
  ])[] = [
    [
      '3DES with TLS 1.2',
      { minVersion: 0x0303, maxVersion: 0x0303, suites: [0xc02b, 0x000a], certificates },
      { 'TLSv1.2': 'yes' },
      ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
    ],
    [
      'RC4 and nothing else',
      { minVersion: 0x0301, maxVersion: 0x0303, suites: [0x0005], certificates },
      { TLSv1: 'yes', 'TLSv1.1': 'yes', 'TLSv1.2': 'yes' },
      ['TLS_RSA_WITH_RC4_128_SHA'],
    ],
    [
      'DES, RC4 and export suites with SSL 3.0',
      { minVersion: 0x0300, maxVersion: 0x0300, suites: [0x0009, 0x0004, 0x0003], certificates },
      { SSLv3: 'yes' },
      ['TLS_RSA_WITH_DES_CBC_SHA', 'TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'],
    ],
    [
      'SSL 3.0 beside newer ones',
      { minVersion: 0x0300, maxVersion: 0x0303, suites: [0xc02b, 0x002f], certificates },
      { SSLv3: 'yes', TLSv1: 'yes', 'TLSv1.1': 'yes', 'TLSv1.2': 'yes' },
      [],
    ],
  ];
  for (const [what, options, versions, weakCiphers] of legacy)
    it(`finds ${what}`, async () => {
      const observation = await observe(kept(await startLegacyServer(options)));

      assert.deepEqual(observation.versions, { ...NONE, ...versions });
      assert.deepEqual(observation.weakCiphers, weakCiphers);
      assert.ok(!isFailure(observation.chain));
    });

  for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
    it(`reads the response that comes with the certificate over ${maxVersion}`, async () => {
      const staple = ocspResponse(middle, elliptic, { status: 'revoked' });
      const { observation } = await observed({ ...elliptic, maxVersion, staple });

      assert.partialDeepStrictEqual(observation.staple, {
        status: 'revoked',
        serial: elliptic.serial.toString('hex'),
        isSigned: true,
      });
    });

    it(`sees that ${maxVersion} asks for a certificate of ours`, async () => {
      const { observation } = await observed({ ...elliptic, maxVersion, asksForCertificate: true });

      assert.equal(observation.asksForClientCertificate, true);
      assert.ok(!isFailure(observation.chain));
    });
  }

  for (const groups of ['P-384', 'P-521', 'P-256', 'X25519'])
    it(`follows a server that wants ${groups}`, async () => {
      const { observation } = await observed({ ...elliptic, groups, minVersion: 'TLSv1.3' });

      assert.deepEqual(observation.trust, { isTrusted: true, root: 'CN=Test Root', path: [0, 1] });
    });

  for (const cipher of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])
    it(`opens what ${cipher} encrypts`, async () => {
      const { observation } = await observed({ ...elliptic, ciphers: cipher, minVersion: 'TLSv1.3' });

      assert.equal(observation.cipher, cipher);
      assert.ok(!isFailure(observation.chain));
    });

  for (const [host, isNamed] of [
    ['shop.test', true],
    ['127.0.0.1', false],
  ] as const)
    it(`${isNamed ? 'says' : 'does not say'} that it looks for ${host}`, async () => {
      const hellos: Buffer[] = [];
      const server = kept(
        await startRawServer((socket) => {
          socket.once('data', (hello: Buffer) => {
            hellos.push(hello);
            socket.end();
          });
        }),
      );
      const { address, port } = server;
      await observeTls({ host, address, port }, { ca: [] });

      assert.equal(hellos[0]?.includes(host), isNamed);
    });

  it('reads chains that take many records', async () => {
    const many = Array.from({ length: 25 }, (_, index) => root.intermediate(`Middle ${index}`).certificate);
    const { observation } = await observed({ ...elliptic, chain: elliptic.chain + many.join('') });

    assert.ok(!isFailure(observation.chain));
    assert.equal(observation.chain.length, 27);
  });

  async function observed(
    options: TlsServerOptions,
  ): Promise<{ readonly server: TestServer; readonly observation: TlsObservation }> {
    const server = kept(await startTlsServer(options));
    return { server, observation: await observe(server) };
  }

  function observe({ address, port }: TestServer): Promise<TlsObservation> {
    return observeTls({ host: 'shop.test', address, port }, { ca: [root.certificate] });
  }

  function kept(server: TestServer): TestServer {
    servers.push(server);
    return server;
  }
});

interface NodesView {
  readonly authorized: boolean;
  readonly cipher: string;
  readonly sha256: string;
}

function asNodeSees({ address, port }: TestServer, ca: string): Promise<NodesView> {
  return new Promise((resolve, reject) => {
    const options = { host: address, port, ca, servername: 'shop.test', rejectUnauthorized: false };
    const socket = connect(options, () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      resolve({
        authorized: socket.authorized,
        cipher: socket.getCipher().standardName,
        sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
      });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
