import assert from 'node:assert/strict';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import { answering } from '../../support/world/webServer.ts';
import { mailWorld, textsIn } from './mailWorld.ts';

describe('the mail of a domain, observed', () => {
  const { observe, mailServer, silentServer } = mailWorld();

  const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.shop.test\r\nmax_age: 604800\r\n';
  const RECORDS = [
    '@ A 192.0.2.1',
    '@ MX 10 mx.shop.test',
    'mx A 192.0.2.25',
    'mx AAAA 2001:db8::25',
    '@ TXT v=spf1 ip4:192.0.2.25 include:_spf.sender.test -all',
    '_dmarc TXT v=DMARC1; p=reject; rua=mailto:dmarc@reports.test,mailto:d@in.shop.test',
    's1._domainkey TXT v=DKIM1; k=rsa; p=AAAA',
    '_mta-sts TXT v=STSv1; id=1',
    'mta-sts A 192.0.2.1',
    '_smtp._tls TXT v=TLSRPTv1; rua=mailto:tls@shop.test',
    'default._bimi TXT v=BIMI1; l=https://logo.shop.test/logo.svg; a=https://logo.shop.test/vmc.pem',
    `_25._tcp.mx TLSA 3 1 1 ${'ab'.repeat(32)}`,
    'logo A 192.0.2.1',
    'in MX 10 mx.shop.test',
  ];
  const ZONES = {
    'shop.test': { records: RECORDS, signing: 'valid' },
    'sender.test': { records: ['_spf TXT v=spf1 ip4:198.51.100.0/24 -all'] },
    'reports.test': { records: ['shop.test._report._dmarc TXT v=DMARC1'] },
    '2.0.192.in-addr.arpa': { records: ['25 PTR mx.shop.test'] },
  } as const;

  it('is all that DNS, the mail server and the policies say', async () => {
    const connect = { 'mx.shop.test:25': await mailServer() };
    const logo = answering(200, { 'content-type': 'image/svg+xml' }, '<svg/>');
    const { mail, asked, requests } = await observe(
      {
        zones: ZONES,
        connect,
        https: {
          'mta-sts.shop.test': answering(200, { 'content-type': 'text/plain' }, POLICY),
          'logo.shop.test': (request, response) =>
            request.url === '/logo.svg' ? logo(request, response) : response.end('-----BEGIN'),
        },
      },
      {
        selectors: [
          { selector: 's1', source: 'configured' },
          { selector: 's2', source: 'well-known', provider: 'sendgrid' },
        ],
      },
    );
    assert.equal(mail.domain, 'shop.test');
    assert.deepEqual(mail.address.ipv4, ['192.0.2.1']);
    assert.deepEqual(textsIn(mail.txt), ['v=spf1 ip4:192.0.2.25 include:_spf.sender.test -all']);

    const [host] = mail.hosts;
    assert.ok(host);
    assert.deepEqual([host.host, host.preference, host.name.ipv4], ['mx.shop.test', 10, ['192.0.2.25']]);
    assert.ok(host.tlsa && !isFailure(host.tlsa));
    assert.equal(host.tlsa.answers.filter(({ type }) => type === 'TLSA').length, 1);
    assert.equal(host.smtp.length, 1);
    const [smtp] = host.smtp;
    assert.ok(smtp && !isFailure(smtp.session), JSON.stringify(smtp));
    assert.equal(smtp.mayBeFiltered, false);
    const { tls } = smtp.session;
    assert.ok(tls && !isFailure(tls) && !isFailure(tls.trust));
    assert.equal(tls.trust.isTrusted, true);

    const verdict = mail.spf?.verdict;
    assert.ok(verdict && !isFailure(verdict));
    assert.deepEqual([verdict.result, verdict.lookups], ['fail', 1]);
    assert.deepEqual(
      mail.spf?.exchanges.map(({ type, name }) => `${type} ${name}`),
      ['TXT shop.test', 'TXT _spf.sender.test'],
    );

    assert.deepEqual(
      mail.dkim.keys.map(({ name, source, answer }) => [name, source, textsIn(answer)]),
      [
        ['s1._domainkey.shop.test', 'configured', ['v=DKIM1; k=rsa; p=AAAA']],
        ['s2._domainkey.shop.test', 'well-known', []],
      ],
    );
    assert.deepEqual(
      mail.dmarc.walk.map(({ at, answer }) => [at, textsIn(answer)]),
      [
        ['shop.test', ['v=DMARC1; p=reject; rua=mailto:dmarc@reports.test,mailto:d@in.shop.test']],
        ['test', []],
      ],
    );
    assert.deepEqual(
      mail.dmarc.reports.map(({ to, answer }) => [to, textsIn(answer)]),
      [['reports.test', ['v=DMARC1']]],
    );
    assert.deepEqual(
      mail.dmarc.mailboxes.map(({ to, mx }) => [to, isFailure(mx) ? mx : mx.answers.length]),
      [['in.shop.test', 2]],
    );

    assert.deepEqual(textsIn(mail.mtaSts.record), ['v=STSv1; id=1']);
    const policy = mail.mtaSts.policy?.outcome;
    assert.ok(policy && !isFailure(policy), JSON.stringify(policy));
    assert.deepEqual([policy.status, policy.body], [200, POLICY]);
    const own = mail.mtaSts.tls;
    assert.ok(own && !isFailure(own) && !isFailure(own.trust));
    assert.deepEqual([own.chain[0]?.names, own.trust.isTrusted], [['mta-sts.shop.test'], true]);
    assert.deepEqual(textsIn(mail.tlsRpt), ['v=TLSRPTv1; rua=mailto:tls@shop.test']);

    const logoOutcome = mail.bimi?.logo?.outcome;
    const evidence = mail.bimi?.evidence?.outcome;
    assert.ok(logoOutcome && !isFailure(logoOutcome) && evidence && !isFailure(evidence));
    assert.deepEqual([logoOutcome.body, evidence.body], ['<svg/>', '-----BEGIN']);

    assert.deepEqual(
      mail.senders.map(({ address, source, ptr, forward, verdict: each }) => [
        address,
        source,
        isFailure(ptr) ? ptr.failed : ptr.answers.length > 0,
        forward?.ipv4,
        each && !isFailure(each) && each.result,
      ]),
      [['192.0.2.25', 'spf', true, ['192.0.2.25'], 'pass']],
    );
    assert.equal(mail.requests, 3);
    assert.deepEqual([...requests].sort(), [
      'GET https://logo.shop.test/logo.svg',
      'GET https://logo.shop.test/vmc.pem',
      'GET https://mta-sts.shop.test/.well-known/mta-sts.txt',
    ]);
    // Nothing is asked twice, and all of it is evidence; what the SPF tree asked stands with it, addresses with their observations.
    assert.equal(new Set(asked).size, asked.length);
    const evident = new Set(mail.exchanges.map(({ type, name }) => `${type} ${name}`));
    const elsewhere = ['A shop.test', 'AAAA shop.test', 'TXT _spf.sender.test'];
    assert.deepEqual(asked.filter((line) => !evident.has(line)).sort(), [...elsewhere].sort());
  });

  it('costs next to nothing where there is none', async () => {
    const { mail } = await observe(
      { zones: { 'shop.test': { records: ['@ A 192.0.2.1'] } } },
      { selectors: [{ selector: 'google', source: 'well-known' }] },
    );
    assert.deepEqual(
      mail.exchanges.map(({ type, name }) => `${type} ${name}`),
      [
        'MX shop.test',
        'TXT shop.test',
        'TXT _dmarc.shop.test',
        'TXT _dmarc.test',
        'TXT _domainkey.shop.test',
      ],
    );
    assert.deepEqual(mail.dkim.keys, []);
    assert.deepEqual(mail.mtaSts, {});
    assert.equal(mail.tlsRpt, undefined);
    assert.equal(mail.bimi, undefined);
    assert.equal(mail.spf, undefined);
    assert.equal(mail.requests, 0);
  });

  it('asks nobody where no mail is received', async () => {
    const { mail } = await observe({
      zones: { 'shop.test': { records: ['@ MX 0 .', '@ TXT v=spf1 -all', '_dmarc TXT v=DMARC1; p=reject'] } },
    });
    assert.deepEqual(mail.hosts, []);
    assert.deepEqual(mail.mtaSts, {});
    assert.equal(mail.tlsRpt, undefined);
    assert.deepEqual(mail.dmarc.reports, []);
  });

  it('asks no selector where the resolver says that there is nothing below', async () => {
    const selectors = [{ selector: 'google', source: 'well-known' }] as const;
    const empty = await observe({ zones: { 'shop.test': { records: ['@ A 192.0.2.1'] } } }, { selectors });
    assert.deepEqual(empty.mail.dkim.keys, []);
    const other = await observe(
      { zones: { 'shop.test': { records: ['other._domainkey TXT v=DKIM1; p=AAAA'] } } },
      { selectors },
    );
    assert.equal(other.mail.dkim.keys.length, 1);
  });

  it('finds policies without a record, and records without a host', async () => {
    const mx = ['@ MX 10 mx.shop.test', 'mx A 192.0.2.25'];
    const connect = { 'mx.shop.test:25': await mailServer() };
    const hostOnly = await observe({
      zones: { 'shop.test': { records: [...mx, 'mta-sts A 192.0.2.1'] } },
      connect,
      https: { 'mta-sts.shop.test': answering(301, { location: 'https://shop.test/mta-sts.txt' }) },
    });
    const redirect = hostOnly.mail.mtaSts.policy?.outcome;
    assert.ok(redirect && !isFailure(redirect));
    assert.equal(redirect.status, 301);
    assert.deepEqual(hostOnly.requests, ['GET https://mta-sts.shop.test/.well-known/mta-sts.txt']);

    const recordOnly = await observe({
      zones: { 'shop.test': { records: [...mx, '_mta-sts TXT v=STSv1; id=1'] } },
      connect: { ...connect, '*:443': '127.0.0.1:1' },
    });
    const { policy, tls, address } = recordOnly.mail.mtaSts;
    assert.deepEqual(address?.ipv4, []);
    assert.ok(policy && isFailure(policy.outcome));
    assert.ok(tls && isFailure(tls));
  });

  it('connects to four hosts at most, and to no private address that nobody allowed', async () => {
    const hosts = Array.from({ length: 6 }, (_, at) => [
      `@ MX ${at} mx${at}.shop.test`,
      `mx${at} A 10.0.0.${at}`,
    ]);
    const { mail } = await observe({
      zones: { 'shop.test': { records: hosts.flat() } },
      allowPrivate: false,
    });
    assert.deepEqual(
      mail.hosts.map(({ host, smtp }) => [
        host,
        smtp.map(({ session, mayBeFiltered }) => [isFailure(session) && session.failed, mayBeFiltered]),
      ]),
      [0, 1, 2, 3, 4, 5].map((at) => [`mx${at}.shop.test`, at < 4 ? [['private-address', false]] : []]),
    );
  });

  it('gives one observation for each name, in their order', async () => {
    const { all } = await observe(
      {
        zones: {
          'shop.test': {
            records: ['_dmarc TXT v=DMARC1; p=none', 'mail TXT v=spf1 -all', 'x.y.z.a.b.c.d.e A 192.0.2.1'],
          },
        },
      },
      { domains: ['shop.test', 'mail.shop.test', 'x.y.z.a.b.c.d.e.shop.test'] },
    );
    assert.deepEqual(
      all.map(({ domain, spf }) => [domain, spf !== undefined]),
      [
        ['shop.test', false],
        ['mail.shop.test', true],
        ['x.y.z.a.b.c.d.e.shop.test', false],
      ],
    );
    assert.deepEqual(
      all[1]?.dmarc.walk.map(({ at }) => at),
      ['mail.shop.test', 'shop.test', 'test'],
    );
    assert.deepEqual(
      all[2]?.dmarc.walk.map(({ at }) => at),
      [
        'x.y.z.a.b.c.d.e.shop.test',
        'a.b.c.d.e.shop.test',
        'b.c.d.e.shop.test',
        'c.d.e.shop.test',
        'd.e.shop.test',
        'e.shop.test',
        'shop.test',
        'test',
      ],
    );
  });

  it('looks at configured senders, of IPv6 too', async () => {
    const { mail } = await observe(
      {
        zones: {
          'shop.test': { records: ['@ TXT v=spf1 ip4:192.0.2.7 -all', 'out A 192.0.2.8'] },
          '2.0.192.in-addr.arpa': { records: ['7 PTR elsewhere.shop.test'] },
          '8.b.d.0.1.0.0.2.ip6.arpa': {
            records: [`1.${'0.'.repeat(22)}0 PTR out.shop.test`],
          },
        },
      },
      { senders: ['2001:db8::1', '192.0.2.7', 'nonsense'] },
    );
    assert.deepEqual(
      mail.senders.map(({ address, source, forward, verdict }) => [
        address,
        source,
        forward?.host,
        forward?.ipv4,
        verdict && !isFailure(verdict) && verdict.result,
      ]),
      [
        ['2001:db8::1', 'configured', 'out.shop.test', ['192.0.2.8'], 'fail'],
        ['192.0.2.7', 'configured', 'elsewhere.shop.test', [], 'pass'],
      ],
    );
  });

  it('asks where the bounces of a provider come to', async () => {
    const records = ['@ A 192.0.2.1', 'send TXT v=spf1 include:amazonses.com ~all'];
    const { mail, asked } = await observe({ zones: { 'shop.test': { records } } }, { bounceHosts: ['send'] });
    assert.ok(asked.includes('TXT send.shop.test'));
    assert.ok(mail.exchanges.some(({ name }) => name === 'send.shop.test'));
  });

  it('evaluates no SPF record that asks nothing', async () => {
    const records = ['@ A 192.0.2.1', '@ TXT v=spf1 ip4:192.0.2.8 -all'];
    const { mail, asked } = await observe({ zones: { 'shop.test': { records } } });
    assert.deepEqual(mail.spf, { exchanges: [] });
    assert.equal(asked.filter((question) => question === 'TXT shop.test').length, 1);
  });

  it('is no worse where one mail server is silent', async () => {
    const silent = await silentServer();
    const { mail } = await observe({
      zones: ZONES,
      connect: { 'mx.shop.test:25': `127.0.0.1:${silent.port}`, '*:443': '127.0.0.1:1' },
    });
    const [smtp] = mail.hosts.flatMap((host) => host.smtp);
    assert.ok(smtp && isFailure(smtp.session));
    assert.equal(smtp.session.failed, 'timeout');
    assert.ok(mail.spf?.verdict && !isFailure(mail.spf.verdict));
    const outcome = mail.mtaSts.policy?.outcome;
    assert.ok(outcome && isFailure(outcome));
    assert.equal(outcome.failed, 'refused');
  }).timeout(20_000);

  it('is failures where DNS says nothing', async () => {
    const { mail } = await observe({ zones: { 'shop.test': {} }, resolver: 'silent' });
    for (const part of [mail.mx, mail.txt, mail.dkim.below, mail.mtaSts.record, mail.tlsRpt])
      assert.ok(part && isFailure(part) && part.failed === 'timeout', JSON.stringify(part));
    assert.deepEqual(mail.hosts, []);
  }).timeout(20_000);

  it('ends at once when it is cancelled', async () => {
    const silent = await silentServer();
    const stop = new AbortController();
    const connect = { 'mx.shop.test:25': `127.0.0.1:${silent.port}` };
    const observing = observe({ zones: ZONES, connect }, {}, stop.signal);
    while (silent.connections() === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    const { mail } = await observing;
    const [smtp] = mail.hosts.flatMap((host) => host.smtp);
    assert.ok(smtp && isFailure(smtp.session));
    assert.equal(smtp.session.failed, 'cancelled');
  });
});
