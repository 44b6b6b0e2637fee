import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '../../../server/src/core/check.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MailObservation } from '../../../server/src/core/observations/mail.ts';
import {
  healthyMail,
  mailDomain,
  mailHost,
  mtaSts,
  mtaStsPolicy,
  mxAnswer,
  noMail,
  smtp,
  txtAnswer,
} from '../../support/mailObservations.ts';
import { answer, DOMAIN, failure } from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';

/** What the checks about mail servers, their certificates and policies, and about addresses that send are called. */
const TRANSPORT = /(?:mx|starttls|mta-sts|tls-report|tlsa|dane|ptr|mail-server|sender-outside-spf)/;
const FOLDER = path.join(import.meta.dirname, '../../../server/src/core/checks/email');
const CHECKS: readonly Check[] = await Promise.all(
  globSync('*.ts', { cwd: FOLDER })
    .filter((file) => TRANSPORT.test(file))
    .sort()
    .map(async (file) => ((await import(path.join(FOLDER, file))) as { default: Check }).default),
);

function linesOf(observed: DomainObservation): string[] {
  return CHECKS.flatMap((check) => told(check, observed).map((line) => `${check.id}: ${line}`));
}

/** Mailboxes at a provider, as its page says, with MTA-STS that names its hosts. */
function hostedAt(
  records: readonly (readonly [number, string])[],
  spf: string,
  policy: readonly string[],
): MailObservation {
  return healthyMail({
    mx: mxAnswer(records),
    txt: txtAnswer(DOMAIN, spf),
    hosts: records.slice(0, 4).map(([preference, host]) => mailHost({ host, preference })),
    senders: [],
    mtaSts: mtaSts({
      policy: mtaStsPolicy(
        [
          'version: STSv1',
          'mode: enforce',
          ...policy.map((host) => `mx: ${host}`),
          'max_age: 604800',
          '',
        ].join('\n'),
      ),
    }),
  });
}

const SETUPS: Readonly<Record<string, MailObservation>> = {
  'hosts of one’s own': healthyMail(),
  'no mail at all': noMail(),
  'a null MX': noMail({ mx: mxAnswer([[0, '']]), txt: txtAnswer(DOMAIN, 'v=spf1 -all') }),
  'Google Workspace': hostedAt([[1, 'smtp.google.com']], 'v=spf1 include:_spf.google.com ~all', [
    'smtp.google.com',
  ]),
  'Google Workspace, as it was before': hostedAt(
    [
      [1, 'aspmx.l.google.com'],
      [5, 'alt1.aspmx.l.google.com'],
      [5, 'alt2.aspmx.l.google.com'],
      [10, 'alt3.aspmx.l.google.com'],
      [10, 'alt4.aspmx.l.google.com'],
    ],
    'v=spf1 include:_spf.google.com ~all',
    ['aspmx.l.google.com', '*.aspmx.l.google.com'],
  ),
  'Microsoft 365': hostedAt(
    [[0, 'example-com.mail.protection.outlook.com']],
    'v=spf1 include:spf.protection.outlook.com -all',
    ['*.mail.protection.outlook.com'],
  ),
  'Microsoft 365 with DNSSEC': hostedAt(
    [[0, 'example-com.o-v1.mx.microsoft']],
    'v=spf1 include:spf.protection.outlook.com -all',
    ['*.o-v1.mx.microsoft'],
  ),
  Fastmail: hostedAt(
    [
      [10, 'in1-smtp.messagingengine.com'],
      [20, 'in2-smtp.messagingengine.com'],
    ],
    'v=spf1 include:spf.messagingengine.com ?all',
    ['*.messagingengine.com'],
  ),
  'Zoho Mail': hostedAt(
    [
      [10, 'mx.zoho.com'],
      [20, 'mx2.zoho.com'],
      [50, 'mx3.zoho.com'],
    ],
    'v=spf1 include:zohomail.com ~all',
    ['mx.zoho.com', 'mx2.zoho.com', 'mx3.zoho.com'],
  ),
  'Proton Mail': hostedAt(
    [
      [10, 'mail.protonmail.ch'],
      [20, 'mailsec.protonmail.ch'],
    ],
    'v=spf1 include:_spf.protonmail.ch ~all',
    ['mail.protonmail.ch', 'mailsec.protonmail.ch'],
  ),
  'iCloud Mail': hostedAt(
    [
      [10, 'mx01.mail.icloud.com'],
      [10, 'mx02.mail.icloud.com'],
    ],
    'v=spf1 include:icloud.com ~all',
    ['*.mail.icloud.com'],
  ),
  'Cloudflare Email Routing': hostedAt(
    [
      [13, 'route1.mx.cloudflare.net'],
      [86, 'route2.mx.cloudflare.net'],
      [24, 'route3.mx.cloudflare.net'],
    ],
    'v=spf1 include:_spf.mx.cloudflare.net ~all',
    ['*.mx.cloudflare.net'],
  ),
  ImprovMX: hostedAt(
    [
      [10, 'mx1.improvmx.com'],
      [20, 'mx2.improvmx.com'],
    ],
    'v=spf1 include:spf.improvmx.com ~all',
    ['mx1.improvmx.com', 'mx2.improvmx.com'],
  ),
};

describe('checks of mail servers on healthy mail', () => {
  it('are all looked at', () => {
    assert.ok(CHECKS.length >= 37, `only ${CHECKS.length}`);
  });

  for (const [title, mail] of Object.entries(SETUPS)) {
    it(`say nothing of ${title}`, () => {
      assert.deepEqual(linesOf(mailDomain(mail)), []);
    });
  }

  it('say nothing where mail was not asked for', () => {
    const { mail: _mail, ...rest } = mailDomain();
    assert.deepEqual(linesOf(rest), []);
  });

  it('say nothing of a host below the domain that only takes bounces', () => {
    const host = 'feedback-smtp.eu-west-1.amazonses.com';
    const bounces = noMail({
      domain: 'send.example.com',
      mx: mxAnswer([[10, host]], 'send.example.com'),
      txt: txtAnswer('send.example.com', 'v=spf1 include:amazonses.com ~all'),
      hosts: [mailHost({ host })],
      mtaSts: { record: answer([], { rcode: 'NXDOMAIN' }) },
      tlsRpt: answer([], { rcode: 'NXDOMAIN' }),
    });
    assert.deepEqual(linesOf(mailDomain(healthyMail(), bounces)), []);
  });
});

describe('checks of mail servers where nothing could be asked', () => {
  const failed = failure('timeout', 'no answer in time');

  it('never pass', () => {
    const nothing = healthyMail({
      mx: failed,
      txt: failed,
      address: { host: DOMAIN, aliases: [], ipv4: [], ipv6: [], v4: failed, v6: failed },
      hosts: [],
      mtaSts: { record: failed },
      tlsRpt: failed,
      senders: [{ address: '23.192.228.92', source: 'configured', ptr: failed, verdict: failed }],
    });
    const observed = mailDomain(nothing);
    assert.deepEqual(
      linesOf(observed).filter((line) => !line.includes('unknown')),
      [],
    );
    assert.deepEqual(passing(observed), []);
  });

  it('pass nothing of servers behind a network that lets nobody out to port 25', () => {
    const hosts = ['mx1.example.com', 'mx2.example.com'].map((host) =>
      mailHost({ host, smtp: [smtp({ session: failed, mayBeFiltered: true })] }),
    );
    const observed = mailDomain(healthyMail({ hosts }));
    const aboutServers = passing(observed).filter((id) =>
      /starttls|certificate|outdated|refusing|unreachable|dane/.test(id),
    );
    assert.deepEqual(
      aboutServers.filter((id) => id !== 'email/bad-mta-sts-certificate'),
      [],
    );
    assert.deepEqual(linesOf(observed), [
      'email/missing-starttls: unknown: timeout',
      'email/unreachable-mx: unknown: timeout',
      'email/untrusted-mx-certificate: unknown: timeout',
    ]);
  });
});

function passing(observed: DomainObservation): string[] {
  const target = {
    domain: DOMAIN,
    confirmed: [DOMAIN],
    subdomains: [],
    legacy: [],
    endpoints: [],
    origins: [],
    frameworks: [],
  };
  const context = { now: observed.at, target, providers: {}, findSecrets: () => [] };
  return CHECKS.filter((check) =>
    [...check.check(observed, context)].some((verdict) => 'pass' in verdict),
  ).map(({ id }) => id);
}
