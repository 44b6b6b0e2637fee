import assert from 'node:assert/strict';
import type { CheckContext } from '../../../server/src/core/check.ts';
import { CHECKS } from '../../../server/src/core/checks/registry.ts';
import type { DeclaredMail } from '../../../server/src/core/email/declared.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import type { MailTarget } from '../../../server/src/core/observations/mail.ts';
import { DKIM_KEY } from '../../support/mailObservations.ts';
import { mailWorld, type Given } from '../../probes/mail/mailWorld.ts';
import { healthyContext, healthyDns, healthyDomain, resolvedName } from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';

const DOMAIN = 'shop.test';
const RECORDS = [
  '@ A 192.0.2.1',
  '@ MX 10 mx.shop.test',
  'mx A 192.0.2.25',
  '@ TXT v=spf1 mx -all',
  's1._domainkey TXT v=DKIM1; k=rsa; p=' + DKIM_KEY,
  '_dmarc TXT v=DMARC1; p=reject; rua=mailto:dmarc@shop.test',
];
/** Checks of mail servers have tests of their own. */
const SENDING = CHECKS.filter(({ id }) => /^email\/.*(?:spf|dkim|dmarc|bimi|parked|unaligned)/.test(id));

describe('sending domains on loopback, as they are judged', () => {
  const { observe, mailServer } = mailWorld();

  async function judged(
    records: readonly string[],
    zones: Given['zones'] = {},
    changes: Partial<MailTarget> = {},
    mail?: DeclaredMail,
  ): Promise<string[]> {
    const target = { ...mailTarget(DOMAIN, undefined, undefined), ...changes };
    const given = {
      zones: { [DOMAIN]: { records }, ...zones },
      connect: { 'mx.shop.test:25': await mailServer() },
    };
    const { all } = await observe(given, target);
    const dns = healthyDns({ names: [resolvedName({ host: DOMAIN, ipv4: ['192.0.2.1'], ipv6: [] })] });
    const observed = healthyDomain({ domain: DOMAIN, dns, mail: all });
    const context = healthyContext(DOMAIN);
    return SENDING.flatMap((check) =>
      told(check, observed, {
        ...context,
        target: { ...context.target, mail: target },
        ...(mail && { declared: { mail } as unknown as NonNullable<CheckContext['declared']> }),
      }).map((line) => `${check.id}: ${line}`),
    );
  }

  it('say nothing of a healthy one', async () => {
    assert.deepEqual(await judged(RECORDS), []);
  });

  it('count the lookups of all that is included', async () => {
    const zones = Object.fromEntries(
      ['one', 'two', 'three'].map((name) => [
        `${name}.test`,
        { records: ['@ TXT v=spf1 a:a.shop.test a:b.shop.test a:c.shop.test -all'] },
      ]),
    );
    const records = [
      ...without('@ TXT'),
      '@ TXT v=spf1 include:one.test include:two.test include:three.test -all',
      ...['a', 'b', 'c'].map((name) => `${name} A 192.0.2.99`),
    ];
    assert.deepEqual(await judged(records, zones), [
      'email/spf-too-many-lookups: high: The SPF record of shop.test takes 12 lookups with all that it includes, and receivers stop after 10: all of its mail fails SPF (permerror).',
    ]);
  });

  it('count what has nothing', async () => {
    const records = [...without('@ TXT'), '@ TXT v=spf1 a:x.shop.test a:y.shop.test mx:z.shop.test mx -all'];
    assert.deepEqual(await judged(records), [
      'email/spf-void-lookups: high: The SPF record of shop.test asks for 3 names that have nothing, and receivers stop after 2: all of its mail fails SPF (permerror).',
    ]);
  });

  it('tell an include that is not there', async () => {
    const records = [...without('@ TXT'), '@ TXT v=spf1 mx include:spf.shop.test -all'];
    assert.deepEqual(await judged(records), [
      'email/broken-spf-include: high: The SPF record of shop.test has “include:spf.shop.test”, and there is no such name: receivers take that for an error (permerror), and its mail fails SPF.',
    ]);
  });

  it('tell a circle of includes', async () => {
    const records = [
      ...without('@ TXT'),
      '@ TXT v=spf1 mx include:spf.shop.test -all',
      'spf TXT v=spf1 include:shop.test -all',
    ];
    assert.deepEqual(await judged(records), [
      'email/broken-spf-include: high: The SPF record of shop.test has “include:shop.test”, which leads back to itself: receivers take that for an error (permerror), and its mail fails SPF.',
    ]);
  });

  it('follow the aliases of a provider’s keys, and tell those that lead nowhere', async () => {
    const aliases = ['s1', 's2'].map(
      (name) => `${name}._domainkey CNAME ${name}.domainkey.u1.wl.sendgrid.test`,
    );
    const records = [...without('s1._domainkey TXT'), ...aliases];
    const keys = { 'sendgrid.test': { records: [`s1.domainkey.u1.wl TXT v=DKIM1; k=rsa; p=${DKIM_KEY}`] } };
    const lost = (name: string): string =>
      `email/unusable-dkim-key: ${name === 's1' ? 'high' : 'medium'}: The DKIM key at ${name}._domainkey.shop.test is an alias of ${name}.domainkey.u1.wl.sendgrid.test, where there is none: whatever is signed with it fails DKIM.`;
    assert.deepEqual(await judged(records, keys), [lost('s2')]);
  });

  it('find the policy of the domain for a host that sends', async () => {
    const records = [
      ...without('_dmarc'),
      '_dmarc TXT v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@shop.test',
      'mail TXT v=spf1 ip4:192.0.2.25 -all',
      `s1._domainkey.mail TXT v=DKIM1; k=rsa; p=${DKIM_KEY}`,
    ];
    assert.deepEqual(await judged(records, {}, { domains: [DOMAIN, 'mail.shop.test'] }), [
      'email/weak-subdomain-dmarc-policy: medium: The DMARC record of shop.test: "sp=none" is weaker than "reject": mail in the name of subdomains is protected less than that of the domain.',
    ]);
  });

  it('ask strangers whether they take reports', async () => {
    const records = [...without('_dmarc'), '_dmarc TXT v=DMARC1; p=reject; rua=mailto:x@reports.test'];
    const agreed = { 'reports.test': { records: ['shop.test._report._dmarc TXT v=DMARC1'] } };
    assert.deepEqual(await judged(records, agreed), []);
    assert.deepEqual(await judged(records, { 'reports.test': { records: [] } }), [
      'email/unauthorised-dmarc-reports: medium: The DMARC record of shop.test has reports sent to reports.test, which has not agreed to take them: receivers send none there.',
    ]);
  });

  it('tell a provider whose key is missing', async () => {
    assert.deepEqual(await judged(RECORDS, {}, { ...mailTargetOf('resend'), providers: ['resend'] }), [
      'email/missing-dkim-key: high: Resend sends mail for shop.test, and none of its DKIM keys is in DNS: its mail is not signed by shop.test, so it fails DMARC wherever SPF is not aligned.',
    ]);
  });

  it('know that SPF of the host for bounces lets mail through, without a key too', async () => {
    const place = { file: 'src/mail.ts', at: { start: 0, end: 1, line: 1, column: 1 } };
    const mail: DeclaredMail = {
      senders: [{ address: 'billing@shop.test', domain: DOMAIN, provider: 'resend', ...place }],
      providers: [{ provider: 'resend', how: 'package', ...place }],
    };
    const found = async (...more: readonly string[]): Promise<readonly string[]> => {
      const lines = await judged(
        [...without('s1._domainkey'), ...more],
        {},
        mailTarget(DOMAIN, undefined, mail),
        mail,
      );
      return lines.map((line) => line.split(': ')[0] ?? '').sort();
    };
    assert.deepEqual(await found(), ['email/unaligned-sender']);
    assert.deepEqual(await found('send TXT v=spf1 include:amazonses.com ~all'), ['email/missing-dkim-key']);
  });

  it('tell a domain without mail that anybody can send in the name of', async () => {
    assert.deepEqual(await judged(['@ A 192.0.2.1']), [
      'email/unprotected-parked-domain: low: shop.test neither sends nor receives mail, and does not say so: “v=spf1 -all”, DMARC that rejects (“p=reject”) and a null MX record are missing. Anybody can send in its name.',
    ]);
    assert.deepEqual(
      await judged(['@ A 192.0.2.1', '@ MX 0 .', '@ TXT v=spf1 -all', '_dmarc TXT v=DMARC1; p=reject']),
      [],
    );
  });
});

function without(...starts: readonly string[]): string[] {
  return RECORDS.filter((record) => !starts.some((start) => record.startsWith(`${start} `)));
}

function mailTargetOf(provider: 'resend'): MailTarget {
  const place = { file: 'package.json', at: { start: 0, end: 1, line: 0, column: 0 } };
  return mailTarget(DOMAIN, undefined, { senders: [], providers: [{ provider, how: 'package', ...place }] });
}
