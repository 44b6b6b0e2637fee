import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { isFailure, type Failure } from '../../../server/src/core/observations/failure.ts';
import type { SmtpSession, SmtpTls } from '../../../server/src/core/observations/mail.ts';
import { converse } from '../../../server/src/probes/mail/smtp.ts';
import { createAuthority, inDays, publicKeyBytes } from '../../support/world/certificates.ts';
import { startMailServer, startScriptedServer } from '../../support/world/smtpServer.ts';
import { startRawServer, startSilentServer, type TestServer } from '../../support/world/tlsServers.ts';

const never = new AbortController().signal;

describe('A conversation with a mail server', () => {
  const root = createAuthority('Mail Root');
  const issuing = root.intermediate('Mail Issuing');
  const issued = issuing.issue({ names: ['mx.shop.test'] });
  const closers: (() => Promise<unknown>)[] = [];
  after(() => Promise.all(closers.map((close) => close())));

  async function started<T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> {
    const running = await server;
    closers.push(() => running.close());
    return running;
  }

  function talkTo(
    { port }: { readonly port: number },
    signal: AbortSignal = never,
  ): Promise<SmtpSession | Failure> {
    return converse('mx.shop.test', { address: '127.0.0.1', port }, { ca: [root.certificate] }, signal);
  }

  async function sessionWith(server: { readonly port: number }): Promise<SmtpSession> {
    const session = await talkTo(server);
    assert.ok(!isFailure(session), JSON.stringify(session));
    return session;
  }

  async function tlsOf(server: { readonly port: number }): Promise<SmtpTls> {
    const { tls } = await sessionWith(server);
    assert.ok(tls && !isFailure(tls), JSON.stringify(tls));
    return tls;
  }

  it('goes as far as the certificate, and sends no mail', async () => {
    const server = await started(startMailServer({ certificate: issued }));
    const { tls, extensions, ...said } = await sessionWith(server);
    assert.deepEqual(said, {
      greeting: { code: 220, text: 'mx.shop.test ESMTP' },
      ehlo: { code: 250, text: 'mx.shop.test Nice to meet you, [127.0.0.1]' },
      startTls: { code: 220, text: 'Ready to start TLS' },
    });
    assert.ok(extensions.includes('STARTTLS') && extensions.includes('8BITMIME'), extensions.join());
    assert.ok(tls && !isFailure(tls));
    const { chain, digests, ...rest } = tls;
    assert.deepEqual(rest, {
      trust: { isTrusted: true, root: 'CN=Mail Root', path: [0, 1] },
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
    });
    assert.deepEqual(
      chain.map(({ subject, names }) => [subject, names]),
      [
        ['CN=mx.shop.test', ['mx.shop.test']],
        ['CN=Mail Issuing', []],
      ],
    );
    assert.deepEqual(server.commands, ['EHLO [127.0.0.1]', 'STARTTLS']);
    assert.equal(server.connections(), 1);
    assert.equal(digests.length, 2);
  });

  it('gives what TLSA records of each kind would hold', async () => {
    const server = await started(startMailServer({ certificate: issued }));
    const [own, above] = (await tlsOf(server)).digests;
    const hash = (name: string, bytes: Buffer): string => createHash(name).update(bytes).digest('hex');
    const key = publicKeyBytes(issued.publicKey);
    assert.deepEqual(own, {
      certificate: {
        sha256: hash('sha256', issued.der),
        sha512: hash('sha512', issued.der),
        full: issued.der.toString('hex'),
      },
      key: { sha256: hash('sha256', key), sha512: hash('sha512', key), full: key.toString('hex') },
    });
    assert.equal(above?.certificate.sha256, hash('sha256', issuing.der));
  });

  for (const version of ['TLSv1.2', 'TLSv1.1', 'TLSv1'] as const)
    it(`sees the certificate of one that speaks ${version} alone`, async () => {
      const certificate = issuing.issue({ names: ['mx.shop.test'], key: 'rsa2048' });
      const more = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const tls = await tlsOf(await started(startMailServer({ certificate, more })));
      assert.equal(tls.version, version);
      assert.equal(tls.chain[0]?.subject, 'CN=mx.shop.test');
    });

  it('is not led by anonymous suites, which many mail servers prefer', async () => {
    const certificate = issuing.issue({ names: ['mx.shop.test'], key: 'rsa2048' });
    const more = {
      maxVersion: 'TLSv1.2',
      ciphers: 'aNULL:ALL:@SECLEVEL=0',
      honorCipherOrder: true,
    } as const;
    const tls = await tlsOf(await started(startMailServer({ certificate, more })));
    assert.equal(tls.chain[0]?.subject, 'CN=mx.shop.test');
  });

  it('offers no protocol of the web, which some refuse', async () => {
    const more = { ALPNProtocols: ['smtp'] };
    const server = await started(startMailServer({ certificate: issued, more }));
    assert.equal((await tlsOf(server)).chain.length, 2);
  });

  for (const [what, certificate, problem] of [
    [
      'an expired certificate',
      () => issuing.issue({ names: ['mx.shop.test'], notBefore: inDays(-90), notAfter: inDays(-1) }),
      'expired',
    ],
    [
      'a certificate of an authority that nobody knows',
      () => createAuthority('Nobody').issue({ names: ['mx.shop.test'] }),
      'unknown-root',
    ],
    [
      'a certificate without its intermediate',
      () => ({ chain: issued.certificate, key: issued.key }),
      'incomplete-chain',
    ],
  ] as const)
    it(`judges ${what}`, async () => {
      const server = await started(startMailServer({ certificate: certificate() }));
      const { trust } = await tlsOf(server);
      assert.ok(!isFailure(trust));
      assert.equal(trust.problem, problem);
    });

  it('ends after EHLO where STARTTLS is not offered, with a goodbye', async () => {
    const server = await started(startMailServer());
    const session = await sessionWith(server);
    assert.ok(!session.extensions.includes('STARTTLS'));
    assert.equal(session.startTls, undefined);
    assert.equal(session.tls, undefined);
    await until(() => server.commands.includes('QUIT'));
    assert.deepEqual(server.commands, ['EHLO [127.0.0.1]', 'QUIT']);
  });

  it('reads replies in whatever pieces and lines they come', async () => {
    const server = await started(
      startRawServer((socket) => {
        inPieces(socket, '220-mx.shop.test\r\n220 at your service\n');
        socket.once('data', () =>
          inPieces(socket, '250-mx.shop.test\r\n250-Size 1000\r\n250-AUTH=LOGIN\r\n250 x-odd_thing\r\n'),
        );
      }),
    );
    const { greeting, ehlo, extensions } = await sessionWith(server);
    assert.deepEqual(greeting, { code: 220, text: 'mx.shop.test' });
    assert.deepEqual(ehlo, { code: 250, text: 'mx.shop.test' });
    assert.deepEqual(extensions, ['SIZE', 'AUTH', 'X-ODD']);
  });

  it('keeps what a server says printable, and short', async () => {
    const server = await started(startScriptedServer(`554 go\u0007 away \u001b[31m${'x'.repeat(500)}\r\n`));
    const { greeting } = await sessionWith(server);
    assert.equal(greeting.text.length, 200);
    assert.ok(greeting.text.startsWith('go? away ?[31mxxx'));
  });

  for (const greeting of ['554 5.7.1 No', '421 4.3.2 Too busy', '220-x\r\n220'])
    it(`ends where the greeting is ${JSON.stringify(greeting)}`, async () => {
      const session = await sessionWith(
        await started(startScriptedServer(`${greeting}\r\n`, { EHLO: '502 no\r\n' })),
      );
      assert.equal(session.greeting.code, Number(greeting.slice(0, 3)));
      assert.deepEqual(session.extensions, []);
      assert.equal(session.tls, undefined);
    });

  const EHLO = '250-mx\r\n250 STARTTLS\r\n';

  it('says why TLS was not begun', async () => {
    const refusing = await started(
      startScriptedServer('220 mx\r\n', { EHLO, STARTTLS: '454 4.7.0 TLS not available\r\n' }),
    );
    const { startTls, tls } = await sessionWith(refusing);
    assert.deepEqual(startTls, { code: 454, text: '4.7.0 TLS not available' });
    assert.equal(tls, undefined);
  });

  const inTls: readonly (readonly [string, () => Promise<TestServer>, string, string])[] = [
    [
      'sends something in the clear behind its reply to STARTTLS',
      () => startScriptedServer('220 mx\r\n', { EHLO, STARTTLS: '220 go\r\n250 injected\r\n' }),
      'protocol',
      'says something before it is asked',
    ],
    [
      'goes on in the clear',
      () => startScriptedServer('220 mx\r\n', { EHLO, STARTTLS: '220 go\r\n', '': '500 what?\r\n' }),
      'protocol',
      'does not speak TLS',
    ],
    [
      'hangs up after STARTTLS',
      () => startScriptedServer('220 mx\r\n', { EHLO, STARTTLS: (socket) => socket.end() }),
      'reset',
      'closed the connection after STARTTLS',
    ],
    [
      'hangs up in the handshake',
      () => startScriptedServer('220 mx\r\n', { EHLO, STARTTLS: '220 go\r\n', '': (socket) => socket.end() }),
      'reset',
      'closed the connection during the TLS handshake',
    ],
  ];
  for (const [what, start, failed, detail] of inTls)
    it(`knows one that ${what}`, async () => {
      const { tls, ehlo } = await sessionWith(await started(start()));
      assert.equal(ehlo?.code, 250);
      assert.ok(tls && isFailure(tls), JSON.stringify(tls));
      assert.equal(tls.failed, failed);
      assert.ok(tls.detail.includes(detail), tls.detail);
    });

  const BAD: readonly (readonly [string, () => Promise<TestServer>, string, string])[] = [
    [
      'speaks HTTP',
      () => startScriptedServer('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'protocol',
      'does not speak SMTP',
    ],
    [
      'sends bytes that are no text',
      () => startScriptedServer(Buffer.from([22, 3, 1, 0, 10, 255])),
      'protocol',
      'does not speak SMTP',
    ],
    [
      'never ends its first line',
      () => startScriptedServer(`220 ${'a'.repeat(5000)}`),
      'protocol',
      'says more than any mail server should',
    ],
    [
      'never ends its greeting',
      () => startScriptedServer('220-spam spam spam\r\n'.repeat(2000)),
      'protocol',
      'says more than any mail server should',
    ],
    [
      'changes the code within a reply',
      () => startScriptedServer('220-mx\r\n250 mx\r\n'),
      'protocol',
      'does not speak SMTP',
    ],
    [
      'answers commands that nobody gave',
      () => startScriptedServer('220 mx\r\n250 mx\r\n250 mx\r\n'),
      'protocol',
      'says something before it is asked',
    ],
    [
      'hangs up at once',
      () => startRawServer((socket) => socket.end()),
      'reset',
      'closed the connection before its greeting',
    ],
    [
      'hangs up at EHLO',
      () => startScriptedServer('220 mx\r\n', { EHLO: (socket) => socket.end() }),
      'reset',
      'closed the connection after EHLO',
    ],
  ];
  for (const [what, start, failed, detail] of BAD)
    it(`knows one that ${what}`, async () => {
      const session = await talkTo(await started(start()));
      assert.ok(isFailure(session), JSON.stringify(session));
      assert.equal(session.failed, failed);
      assert.ok(session.detail.includes(detail), session.detail);
    });

  it('has patience with who lets strangers wait, and not for ever with anybody', async () => {
    const [silent, deaf, dripping, slow] = await Promise.all(
      [
        startSilentServer(),
        startScriptedServer('220 mx\r\n'),
        startRawServer((socket) => {
          const drip = setInterval(() => socket.write('220-please hold\r\n'), 300);
          socket.on('close', () => clearInterval(drip));
        }),
        startRawServer((socket) => {
          socket.write('220-mx.shop.test\r\n');
          const late = setTimeout(() => socket.write('220 mx.shop.test ESMTP\r\n'), 5600);
          socket.on('data', () => socket.write('250 mx.shop.test\r\n'));
          socket.on('close', () => clearTimeout(late));
        }),
      ].map(async (server) => talkTo(await started(server))),
    );
    const told = [silent, deaf, dripping].map((session) =>
      session && isFailure(session)
        ? `${session.failed}: ${session.detail.replace(/^.*took/, 'it took')}`
        : session,
    );
    assert.deepEqual(told, [
      'timeout: it took the connection and fell silent before its greeting was whole',
      'timeout: it took the connection and fell silent after EHLO',
      'timeout: it took the connection and fell silent before its greeting was whole',
    ]);
    assert.ok(slow && !isFailure(slow));
    assert.equal(slow.ehlo?.code, 250);
  }).timeout(30_000);

  it('says that nobody listens', async () => {
    const server = await startSilentServer();
    await server.close();
    assert.deepEqual(await talkTo(server), {
      failed: 'refused',
      detail: `nobody listens on port ${server.port} of mx.shop.test (127.0.0.1)`,
    });
  });

  it('ends at once when it is cancelled', async () => {
    const server = await started(startSilentServer());
    const stop = new AbortController();
    const talking = talkTo(server, stop.signal);
    await until(() => server.connections() === 1);
    stop.abort();
    assert.deepEqual(await talking, { failed: 'cancelled', detail: 'it was cancelled' });
    assert.deepEqual(await talkTo(server, stop.signal), {
      failed: 'cancelled',
      detail: 'it was cancelled',
    });
    assert.equal(server.connections(), 1);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** Byte by byte, each in a packet of its own. */
function inPieces(socket: Socket, text: string): void {
  const [first = '', ...rest] = text;
  if (first === '' || socket.destroyed) return;
  socket.write(first, () => setImmediate(() => inPieces(socket, rest.join(''))));
}
