import assert from 'node:assert/strict';
import { CHECKS } from '../../../server/src/core/checks/registry.ts';
import type { MailObservation, MailTarget } from '../../../server/src/core/observations/mail.ts';
import { mailWorld, type Given } from '../../probes/mail/mailWorld.ts';
import { healthyContext, healthyDns, healthyDomain, resolvedName } from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';
import { answering } from '../../support/world/webServer.ts';

const DOMAIN = 'shop.test';
const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.shop.test\r\nmax_age: 604800\r\n';
const RECORDS = [
  '@ A 192.0.2.1',
  '@ MX 10 mx.shop.test',
  'mx A 192.0.2.25',
  '@ TXT v=spf1 mx ip4:192.0.2.25 -all',
  '_dmarc TXT v=DMARC1; p=reject; rua=mailto:dmarc@shop.test',
  '_mta-sts TXT v=STSv1; id=1',
  'mta-sts A 192.0.2.1',
  '_smtp._tls TXT v=TLSRPTv1; rua=mailto:tls@shop.test',
];
const REVERSE = { '2.0.192.in-addr.arpa': { records: ['25 PTR mx.shop.test'] } };
const TARGET = { selectors: [], providers: [], senders: ['192.0.2.25'], domains: [DOMAIN] };
/** Checks of what is said of sending have tests of their own. */
const TRANSPORT = CHECKS.filter(({ id }) =>
  /^email\/.*(?:mx|starttls|mta-sts|tls-report|tlsa|dane|ptr|mail-server|sender-outside-spf)/.test(id),
);

describe('mail servers on loopback, as they are judged', () => {
  const { observe, mailServer } = mailWorld();

  async function judged(
    records: readonly string[],
    given: Partial<Given> = {},
    target: Partial<MailTarget> = {},
  ): Promise<string[]> {
    const { mail } = await observe(
      {
        zones: { [DOMAIN]: { records }, ...REVERSE },
        connect: { 'mx.shop.test:25': await mailServer() },
        https: { 'mta-sts.shop.test': answering(200, { 'content-type': 'text/plain' }, POLICY) },
        ...given,
      },
      { ...TARGET, ...target },
    );
    return linesOf(mail);
  }

  it('say nothing of a healthy one', async () => {
    assert.deepEqual(await judged(RECORDS), []);
  });

  it('tell an MX record that leads nowhere', async () => {
    assert.deepEqual(await judged(without('mx A'), {}, { senders: [] }), [
      'email/mx-without-address mx.shop.test: high: The MX record of shop.test names mx.shop.test, which has no address (the name does not exist): no mail arrives.',
    ]);
  });

  it('tell an alias', async () => {
    const records = [...without('mx A'), 'mx CNAME host.shop.test', 'host A 192.0.2.25'];
    assert.deepEqual(await judged(records), [
      'email/mx-is-alias mx.shop.test: medium: The MX record of shop.test names mx.shop.test, which is an alias (CNAME) for host.shop.test: some servers do not deliver to it.',
    ]);
  });

  it('tell a private address among others, although the user lets us connect', async () => {
    assert.deepEqual(await judged([...without('mx A'), 'mx A 10.0.0.25'], {}, { senders: [] }), [
      "email/mx-private-address mx.shop.test: high: mx.shop.test, which takes the mail of shop.test, is at 10.0.0.25, an address that is nobody's on the internet: no mail arrives.",
    ]);
  });

  it('tell a port where nobody listens', async () => {
    assert.deepEqual(await judged(RECORDS, { connect: { 'mx.shop.test:25': '127.0.0.1:1' } }), [
      'email/unreachable-mx: high: mx.shop.test, the only mail server of shop.test, takes no connections on port 25: no mail arrives.',
    ]);
  });

  it('tell a policy that leaves the server out', async () => {
    const policy = POLICY.replace('mx.shop.test', 'old.shop.test');
    const https = { 'mta-sts.shop.test': answering(200, { 'content-type': 'text/plain' }, policy) };
    assert.deepEqual(await judged(RECORDS, { https }), [
      'email/mx-outside-mta-sts-policy: high: The MTA-STS policy of shop.test does not name mx.shop.test: senders that follow it (Google, Microsoft and others) deliver nothing.',
    ]);
  });

  it('tell a TLSA record of another key', async () => {
    const zones = {
      [DOMAIN]: { records: [...RECORDS, `_25._tcp.mx TLSA 3 1 1 ${'ab'.repeat(32)}`], signing: 'valid' },
      ...REVERSE,
    } as const;
    assert.deepEqual(await judged(RECORDS, { zones }), [
      'email/dane-mismatch mx.shop.test: high: No TLSA record of mx.shop.test fits the certificate that mx.shop.test shows: senders with DANE do not deliver.',
    ]);
  });

  it('tell a sender without a name, and one that SPF leaves out', async () => {
    assert.deepEqual(await judged(RECORDS, {}, { senders: ['192.0.2.77'] }), [
      'email/missing-ptr: high: 192.0.2.77 sends mail for shop.test and has no reverse DNS (PTR record): Gmail and others refuse its mail.',
      'email/sender-outside-spf: high: 192.0.2.77 sends mail for shop.test, and its SPF record does not let it (fail): its mail goes to spam or comes back.',
    ]);
  });
});

function without(...starts: readonly string[]): string[] {
  return RECORDS.filter((record) => !starts.some((start) => record.startsWith(`${start} `)));
}

function linesOf(mail: MailObservation): string[] {
  const dns = healthyDns({ names: [resolvedName({ host: DOMAIN, ipv4: ['192.0.2.1'], ipv6: [] })] });
  // The certificates of the world are of today.
  const now = new Date().toISOString();
  const observed = healthyDomain({ domain: DOMAIN, dns, mail: [mail] });
  return TRANSPORT.flatMap((check) =>
    told(check, observed, { ...healthyContext(DOMAIN), now }).map((line) =>
      // Where the host is the domain, none is named.
      /^(?:high|medium|low|unknown):/.test(line) ? `${check.id}: ${line}` : `${check.id} ${line}`,
    ),
  );
}
