import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import type { Check, CheckContext } from '../../../server/src/core/check.ts';
import type { MailProviderKey } from '../../../server/src/core/email/declared.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import type { DnsExchange, DnsRecord } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MailObservation } from '../../../server/src/core/observations/mail.ts';
import {
  DKIM_KEY,
  dnsExchange,
  healthyMail,
  mailDomain,
  mxAnswer,
  noMail,
  txtAnswer,
} from '../../support/mailObservations.ts';
import { answer, DOMAIN, healthyContext, record } from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';

/** Checks of SPF, DKIM, DMARC, BIMI, parked domains and senders in the code. */
const SENDING = /(?:spf|dkim|dmarc|bimi|parked|unaligned)/;
const FOLDER = path.join(import.meta.dirname, '../../../server/src/core/checks/email');
const CHECKS: readonly Check[] = await Promise.all(
  globSync('*.ts', { cwd: FOLDER })
    .filter((file) => SENDING.test(file) && file !== 'sender-outside-spf.ts')
    .sort()
    .map(async (file) => ((await import(path.join(FOLDER, file))) as { default: Check }).default),
);
const NONE = answer([], { rcode: 'NXDOMAIN' });
const KEY = `v=DKIM1; k=rsa; p=${DKIM_KEY}`;

interface Setup {
  /** Of the domain itself. */
  readonly spf?: string;
  /** Records of what the domain's own includes, by name. */
  readonly includes?: Readonly<Record<string, string>>;
  /** Selectors with a key; with the name that they are an alias of, where they are one. */
  readonly keys: Readonly<Record<string, string | true>>;
  readonly dmarc?: string;
  /** There is a key too, at a selector that the provider made up. */
  readonly isHidden?: true;
  readonly provider: MailProviderKey;
  /** What the code sends from. */
  readonly from?: string;
}

/** The domain as the provider's page has customers set it up, and a workspace that sends through it. */
function domainOf(setup: Setup): { observed: DomainObservation; context: Partial<CheckContext> } {
  const { provider, from = `noreply@${DOMAIN}` } = setup;
  const declared = {
    senders: [
      {
        address: from,
        domain: from.split('@')[1] ?? '',
        provider,
        file: 'mail.ts',
        at: { start: 0, end: 5, line: 0, column: 0 },
      },
    ],
    providers: [
      {
        provider,
        how: 'package' as const,
        file: 'package.json',
        at: { start: 0, end: 5, line: 0, column: 0 },
      },
    ],
  };
  const mail = mailTarget(DOMAIN, undefined, declared);
  const observed = mailDomain(...mail.domains.map((domain) => mailOf(setup, domain, mail.selectors)));
  const { target } = healthyContext();
  return {
    observed,
    context: {
      target: { ...target, mail },
      declared: { mail: declared } as unknown as NonNullable<CheckContext['declared']>,
    },
  };
}

function mailOf(
  setup: Setup,
  domain: string,
  selectors: ReturnType<typeof mailTarget>['selectors'],
): MailObservation {
  const { spf, includes = {}, keys, from, isHidden } = setup;
  const { dmarc = 'v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com' } = setup;
  const isSender = domain === (from?.split('@')[1] ?? DOMAIN);
  // A sender below the domain leaves the domain's own mailboxes as they are.
  const own = isSender ? spf : GOOGLE_SPF;
  const exchanges: DnsExchange[] = Object.entries({ ...GOOGLE, ...includes }).map(([name, text]) =>
    dnsExchange(name, 'TXT', txtAnswer(name, text)),
  );
  const found: Setup['keys'] = isSender ? keys : { google: true };
  const isSigned = Object.keys(found).length > 0 || isHidden === true;
  return healthyMail({
    domain,
    // Without SPF of its own nobody has mailboxes there.
    mx: domain === DOMAIN && own !== undefined ? mxAnswer([[1, 'smtp.google.com']]) : answer(),
    senders: [],
    txt: own === undefined ? answer() : txtAnswer(domain, own),
    ...(own === undefined
      ? {}
      : {
          spf: {
            verdict: { result: 'softfail', reason: 'matched ~all', lookups: 1, voids: 0 },
            exchanges: [dnsExchange(domain, 'TXT', txtAnswer(domain, own)), ...exchanges],
          },
        }),
    dkim: {
      below: isSigned ? answer() : NONE,
      keys: isSigned
        ? selectors.map((one) => {
            const name = `${one.selector}._domainkey.${domain}`;
            return { ...one, name, answer: keyAnswer(name, found[one.selector]) };
          })
        : [],
    },
    dmarc: {
      walk: [
        ...(domain === DOMAIN ? [] : [{ at: domain, answer: NONE }]),
        { at: DOMAIN, answer: txtAnswer(`_dmarc.${DOMAIN}`, dmarc) },
        { at: 'com', answer: NONE },
      ],
      reports: [],
      mailboxes: [],
    },
  });
}

function keyAnswer(name: string, found: string | true | undefined) {
  if (found === undefined) return NONE;
  if (found === true) return txtAnswer(name, KEY);
  const records: DnsRecord[] = [
    record({ type: 'CNAME', target: found }, name),
    record({ type: 'TXT', text: KEY, strings: [KEY.slice(0, 255), KEY.slice(255)] }, found),
  ];
  return answer(records);
}

const GOOGLE = {
  '_spf.google.com': 'v=spf1 ip4:74.125.0.0/16 ip4:209.85.128.0/17 ip6:2404:6800:4864::/56 ~all',
};
const GOOGLE_SPF = 'v=spf1 include:_spf.google.com ~all';
/** Mailboxes at Google, and a provider that bounces to a host of its own or below the domain. */
const beside = { spf: GOOGLE_SPF, includes: GOOGLE } as const;

const SETUPS: Readonly<Record<string, Setup>> = {
  Resend: { ...beside, provider: 'resend', keys: { resend: true, google: true } },
  'Resend alone, with SPF at send.example.com': { provider: 'resend', keys: { resend: true } },
  'Amazon SES alone': { provider: 'ses', keys: {}, isHidden: true },
  'Postmark alone': { provider: 'postmark', keys: {}, isHidden: true },
  'Loops alone': { provider: 'loops', keys: {}, isHidden: true },
  'Resend, from a host below the domain': {
    provider: 'resend',
    keys: { resend: true },
    from: 'hello@updates.example.com',
  },
  'SendGrid with automated security': {
    ...beside,
    provider: 'sendgrid',
    keys: {
      s1: 's1.domainkey.u1234567.wl123.sendgrid.net',
      s2: 's2.domainkey.u1234567.wl123.sendgrid.net',
      google: true,
    },
  },
  'Postmark, whose selector nobody knows': { ...beside, provider: 'postmark', keys: { google: true } },
  'Mailgun at a host below the domain': {
    provider: 'mailgun',
    from: 'no-reply@mg.example.com',
    spf: 'v=spf1 include:mailgun.org ~all',
    includes: { 'mailgun.org': 'v=spf1 ip4:209.61.151.0/24 ip4:166.78.68.0/22 ~all' },
    keys: { smtp: true },
  },
  'Amazon SES with Easy DKIM': { ...beside, provider: 'ses', keys: { google: true } },
  'Brevo, with aliases': {
    ...beside,
    provider: 'brevo',
    keys: { brevo1: 'b1.example-com.dkim.brevo.com', brevo2: 'b2.example-com.dkim.brevo.com', google: true },
  },
  'Brevo, with a key in a TXT record': { ...beside, provider: 'brevo', keys: { mail: true, google: true } },
  Mailchimp: { ...beside, provider: 'mailchimp', keys: { k2: 'dkim2.mcsv.net', k3: 'dkim3.mcsv.net' } },
  Mandrill: {
    ...beside,
    provider: 'mandrill',
    keys: { mte1: 'dkim1.mandrillapp.com', mte2: 'dkim2.mandrillapp.com' },
  },
  Mailjet: {
    provider: 'mailjet',
    spf: 'v=spf1 include:_spf.google.com include:spf.mailjet.com ~all',
    includes: { ...GOOGLE, 'spf.mailjet.com': 'v=spf1 ip4:185.211.120.0/22 ~all' },
    keys: { mailjet: true, google: true },
  },
  MailerSend: {
    provider: 'mailersend',
    spf: 'v=spf1 include:_spf.google.com include:_spf.mailersend.net ~all',
    includes: { ...GOOGLE, '_spf.mailersend.net': 'v=spf1 ip4:168.245.13.16 ~all' },
    keys: { mlsend2: 'mlsend2._domainkey.mailersend.net', google: true },
  },
  Mailtrap: {
    ...beside,
    provider: 'mailtrap',
    keys: { rwmt1: 'rwmt1.dkim.smtp.mailtrap.live', rwmt2: 'rwmt2.dkim.smtp.mailtrap.live' },
  },
  'Elastic Email': {
    provider: 'elasticemail',
    spf: 'v=spf1 a mx include:_spf.elasticemail.com ~all',
    includes: { '_spf.elasticemail.com': 'v=spf1 ip4:54.36.149.0/24 ~all' },
    keys: { api: true },
  },
  'SMTP2GO, whose selector nobody knows': { ...beside, provider: 'smtp2go', keys: { google: true } },
  'Google Workspace': { ...beside, provider: 'google', keys: { google: true } },
  'Google Workspace, with the record of old': {
    provider: 'google',
    spf: 'v=spf1 include:aspmx.googlemail.com ~all',
    includes: { 'aspmx.googlemail.com': 'v=spf1 redirect=_spf.google.com', ...GOOGLE },
    keys: { google: true },
  },
  'Microsoft 365': {
    provider: 'microsoft',
    spf: 'v=spf1 include:spf.protection.outlook.com -all',
    includes: { 'spf.protection.outlook.com': 'v=spf1 ip4:40.92.0.0/15 ip4:52.100.0.0/14 -all' },
    keys: {
      selector1: 'selector1-example-com._domainkey.contoso.onmicrosoft.com',
      selector2: 'selector2-example-com._domainkey.contoso.onmicrosoft.com',
    },
  },
  'Microsoft 365, with the newer names': {
    provider: 'microsoft',
    spf: 'v=spf1 include:spf.protection.outlook.com -all',
    includes: { 'spf.protection.outlook.com': 'v=spf1 ip4:40.92.0.0/15 -all' },
    keys: {
      selector1: 'selector1-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft',
      selector2: 'selector2-example-com._domainkey.contoso.n-v1.dkim.mail.microsoft',
    },
  },
  'Microsoft 365 of the government': {
    provider: 'microsoft',
    spf: 'v=spf1 include:spf.protection.office365.us -all',
    includes: { 'spf.protection.office365.us': 'v=spf1 ip4:23.103.191.0/24 -all' },
    keys: { selector1: 'selector1-example-com._domainkey.contoso.onmicrosoft.us' },
  },
  ...Object.fromEntries(
    ['zohomail.com', 'zoho.com', 'zohomail.eu', 'zoho.eu', 'zoho.in', 'one.zoho.com', 'zoho.com.au'].map(
      (name): [string, Setup] => [
        `Zoho Mail (${name})`,
        {
          provider: 'zoho',
          spf: `v=spf1 include:${name} ~all`,
          includes: { [name]: 'v=spf1 ip4:136.143.188.0/24 ~all' },
          keys: { zmail: true },
        },
      ],
    ),
  ),
  Fastmail: {
    provider: 'fastmail',
    spf: 'v=spf1 include:spf.messagingengine.com ?all',
    includes: { 'spf.messagingengine.com': 'v=spf1 ip4:103.168.172.128/27 -all' },
    keys: {
      fm1: 'fm1.example.com.dkim.fmhosted.com',
      fm2: 'fm2.example.com.dkim.fmhosted.com',
      fm3: 'fm3.example.com.dkim.fmhosted.com',
    },
  },
  'Proton Mail': {
    provider: 'proton',
    spf: 'v=spf1 include:_spf.protonmail.ch ~all',
    includes: { '_spf.protonmail.ch': 'v=spf1 ip4:185.70.40.0/24 -all' },
    keys: {
      protonmail: 'protonmail.domainkey.dabc.domains.proton.ch',
      protonmail2: 'protonmail2.domainkey.dabc.domains.proton.ch',
      protonmail3: 'protonmail3.domainkey.dabc.domains.proton.ch',
    },
  },
  'iCloud Mail': {
    provider: 'icloud',
    spf: 'v=spf1 include:icloud.com ~all',
    includes: { 'icloud.com': 'v=spf1 ip4:17.41.0.0/16 ~all' },
    keys: { sig1: 'sig1.dkim.example.com.at.icloudmailadmin.com' },
  },
};

describe('sending set-ups, as their providers describe them', () => {
  for (const [name, setup] of Object.entries(SETUPS)) {
    it(name, () => {
      const { observed, context } = domainOf(setup);
      assert.deepEqual(
        CHECKS.flatMap((check) => told(check, observed, context).map((line) => `${check.id}: ${line}`)),
        SAID[name] ?? [],
      );
    });
  }

  it('a web-only domain that is protected', () => {
    const mail = noMail({
      mx: mxAnswer([[0, '']]),
      txt: txtAnswer(DOMAIN, 'v=spf1 -all'),
      spf: {
        verdict: { result: 'fail', reason: 'matched -all', lookups: 0, voids: 0 },
        exchanges: [dnsExchange(DOMAIN, 'TXT', txtAnswer(DOMAIN, 'v=spf1 -all'))],
      },
      dmarc: {
        walk: [
          { at: DOMAIN, answer: txtAnswer(`_dmarc.${DOMAIN}`, 'v=DMARC1; p=reject') },
          { at: 'com', answer: NONE },
        ],
        reports: [],
        mailboxes: [],
      },
    });
    assert.deepEqual(
      CHECKS.flatMap((check) => told(check, mailDomain(mail))),
      [],
    );
  });
});

/** What is told of a set-up all the same: never more than low. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  Fastmail: [
    'email/careless-spf-record: low: The SPF record of example.com: "?all" says nothing about other servers: forged mail is neutral to receivers.',
  ],
};
