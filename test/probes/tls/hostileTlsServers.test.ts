import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { TlsObservation } from '../../../server/src/core/observations/tls.ts';
import { clientHello } from '../../../server/src/probes/tls/clientHello.ts';
import { observeTls } from '../../../server/src/probes/tls/observeTls.ts';
import { serverFlight } from '../../../server/src/probes/tls/serverFlight.ts';
import { FORMER_SUITES } from '../../../server/src/probes/tls/suites.ts';
import { createAuthority } from '../../support/world/certificates.ts';
import { answerTo, record } from '../../support/world/tlsLegacyServer.ts';
import {
  startEndlessServer,
  startPlainHttpServer,
  startRawServer,
  startSilentServer,
  startTlsServer,
  type TestServer,
} from '../../support/world/tlsServers.ts';

describe('A TLS server that means no good', () => {
  const servers: TestServer[] = [];

  after(() => Promise.all(servers.map((server) => server.close())));

  const UNKNOWN = {
    SSLv3: 'unknown',
    TLSv1: 'unknown',
    'TLSv1.1': 'unknown',
    'TLSv1.2': 'unknown',
    'TLSv1.3': 'unknown',
  };

  const cases: readonly (readonly [
    string,
    () => Promise<TestServer>,
    (place: string) => Failure,
    versions?: object,
  ])[] = [
    [
      'speaks HTTP',
      startPlainHttpServer,
      (place) => ({ failed: 'protocol', detail: `what answers on ${place} does not speak TLS` }),
    ],
    [
      'sends records for ever',
      startEndlessServer,
      (place) => ({ failed: 'protocol', detail: `the TLS handshake on ${place} could not be read` }),
    ],
    [
      'hangs up',
      () => startRawServer((socket) => void socket.once('data', () => socket.end())),
      (place) => ({ failed: 'reset', detail: `${place} closed the connection during the TLS handshake` }),
    ],
    [
      'refuses everybody',
      () => startRawServer(saying(Buffer.from([21, 3, 3, 0, 2, 2, 112]))),
      (place) => ({
        failed: 'tls',
        detail: `${place} refused the TLS handshake (alert unrecognized_name)`,
      }),
      { SSLv3: 'no', TLSv1: 'no', 'TLSv1.1': 'no', 'TLSv1.2': 'no', 'TLSv1.3': 'no' },
    ],
    [
      'says that a record is longer than any',
      () => startRawServer(saying(Buffer.from([22, 3, 3, 0xff, 0xff, 2]))),
      (place) => ({ failed: 'protocol', detail: `the TLS handshake on ${place} could not be read` }),
    ],
    [
      'says that a message is longer than any',
      () => startRawServer(saying(record(22, 0x0303, Buffer.from([2, 0xff, 0xff, 0xff])))),
      (place) => ({ failed: 'protocol', detail: `the TLS handshake on ${place} could not be read` }),
    ],
    [
      'sends thousands of empty records',
      () =>
        startRawServer(
          saying(Buffer.concat(Array.from({ length: 5000 }, () => record(22, 0x0303, Buffer.alloc(0))))),
        ),
      (place) => ({ failed: 'protocol', detail: `the TLS handshake on ${place} could not be read` }),
    ],
  ];
  for (const [what, start, expected, versions = UNKNOWN] of cases)
    it(`is told apart: it ${what}`, async () => {
      const server = kept(await start());
      const observation = await observe(server);
      const failure = expected(`port ${server.port} of shop.test (127.0.0.1)`);

      assert.deepEqual(
        { chain: observation.chain, trust: observation.trust, versions: observation.versions },
        { chain: failure, trust: failure, versions },
      );
      assert.deepEqual(observation.weakCiphers, []);
    });

  it('is known to be absent where nobody listens', async () => {
    const server = await startSilentServer();
    await server.close();

    const { chain, versions } = await observe(server);

    assert.deepEqual(chain, {
      failed: 'refused',
      detail: `nobody listens on port ${server.port} of shop.test (127.0.0.1)`,
    });
    assert.deepEqual(versions, UNKNOWN);
  });

  it('does not hold us by its silence', async () => {
    const server = kept(await startSilentServer());

    assert.deepEqual((await observe(server)).chain, {
      failed: 'timeout',
      detail: `port ${server.port} of shop.test (127.0.0.1) did not finish the TLS handshake in time`,
    });
  });

  it('is asked no more once it speaks HTTP', async () => {
    const server = kept(await startPlainHttpServer());
    await observe(server);

    assert.ok(server.connections() <= 4);
  });

  it('is left at once when we are told to', async function () {
    this.timeout(3000);
    const told = new AbortController();
    const server = kept(await startRawServer((socket) => void socket.once('data', () => told.abort())));
    const { address, port } = server;

    const { chain } = await observeTls({ host: 'shop.test', address, port }, { ca: [] }, told.signal);

    assert.deepEqual(chain, { failed: 'cancelled', detail: 'it was cancelled' });
  });

  it('is not even called when we were told before', async () => {
    const server = kept(await startSilentServer());
    const { address, port } = server;

    const { chain } = await observeTls({ host: 'shop.test', address, port }, { ca: [] }, AbortSignal.abort());

    assert.deepEqual(chain, { failed: 'cancelled', detail: 'it was cancelled' });
    assert.equal(server.connections(), 0);
  });

  it('may send its flight byte by byte', async () => {
    const { der } = createAuthority('Test Root').issue({ names: ['shop.test'] });
    const hello = clientHello({ version: 'TLSv1.2', host: 'shop.test', suites: FORMER_SUITES });
    const suites = [0xc02b];
    const flight = serverFlight({ hello, until: 'certificates', send: () => assert.fail() });
    const bytes = answerTo(hello.message, {
      suites,
      minVersion: 0x0303,
      maxVersion: 0x0303,
      certificates: [der],
    });

    for (const byte of bytes) flight.feed(Buffer.from([byte]));

    assert.deepEqual(flight.answer.certificates, [der]);
    assert.equal(flight.answer.problem, undefined);
  });

  it('may change any byte of a handshake, and nothing throws', () => {
    const root = createAuthority('Test Root');
    const certificates = [root.issue({ names: ['shop.test'] }).der, root.der];
    const hello = clientHello({ version: 'TLSv1.2', host: 'shop.test', suites: FORMER_SUITES });
    const bytes = answerTo(hello.message, {
      suites: [0xc02b],
      minVersion: 0x0303,
      maxVersion: 0x0303,
      certificates,
    });
    const random = numbers(7);

    for (let round = 0; round < 5000; round++) {
      const changed = mutated(bytes, random);
      const flight = serverFlight({ hello, until: 'certificates', send: () => {} });
      for (let at = 0; at < changed.length;) {
        const length = 1 + (random() % 700);
        if (flight.feed(changed.subarray(at, at + length))) break;
        at += length;
      }
    }
  });

  it('may change bytes of TLS 1.3 on their way, and an answer comes nevertheless', async () => {
    const root = createAuthority('Test Root');
    const honest = kept(await startTlsServer(root.issue({ names: ['shop.test'] })));
    const flight = await flightOf(honest);
    const random = numbers(11);
    const server = kept(
      await startRawServer((socket) => void socket.once('data', () => socket.end(mutated(flight, random)))),
    );

    for (let round = 0; round < 60; round++) assert.ok((await observe(server)).milliseconds >= 0);
  });

  function observe({ address, port }: TestServer): Promise<TlsObservation> {
    return observeTls({ host: 'shop.test', address, port }, { ca: [] });
  }

  function kept(server: TestServer): TestServer {
    servers.push(server);
    return server;
  }
});

function saying(bytes: Buffer): (socket: Socket) => void {
  return (socket) => void socket.once('data', () => socket.end(bytes));
}

/** What a server of TLS 1.3 sends to a hello. */
async function flightOf({ address, port }: TestServer): Promise<Buffer> {
  const { connect } = await import('node:net');
  const socket = connect({ host: address, port });
  socket.write(clientHello({ version: 'TLSv1.3', host: 'shop.test', suites: [0x1301] }).record);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return bytes;
}

function mutated(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let change = random() % 6; change >= 0; change--) copy[random() % copy.length] = random() % 256;
  return random() % 4 === 0 ? copy.subarray(0, random() % copy.length) : copy;
}

/** The same numbers each time: xorshift. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
