import assert from 'node:assert/strict';
import brokenSpfInclude from '../../../server/src/core/checks/email/broken-spf-include.ts';
import missingDkimKey from '../../../server/src/core/checks/email/missing-dkim-key.ts';
import missingSpf from '../../../server/src/core/checks/email/missing-spf.ts';
import noDkimKeyFound from '../../../server/src/core/checks/email/no-dkim-key-found.ts';
import spfTooManyLookups from '../../../server/src/core/checks/email/spf-too-many-lookups.ts';
import spfWithoutProvider from '../../../server/src/core/checks/email/spf-without-provider.ts';
import unalignedSender from '../../../server/src/core/checks/email/unaligned-sender.ts';
import unusableDkimKey from '../../../server/src/core/checks/email/unusable-dkim-key.ts';
import type { Check, CheckContext } from '../../../server/src/core/check.ts';
import {
  MAIL_PROVIDERS,
  type DeclaredMail,
  type MailProviderKey,
} from '../../../server/src/core/email/declared.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import { PROVIDERS, providerOfInclude } from '../../../server/src/core/email/providers/table.ts';
import { spfTree } from '../../../server/src/core/email/spf/tree.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import { dkimRecordsOf } from '../../../server/src/core/live/mailAuth/publish.ts';
import {
  DKIM_KEY,
  dnsExchange,
  healthyMail,
  mailDomain,
  mxAnswer,
  txtAnswer,
} from '../../support/mailObservations.ts';
import { answer, DOMAIN, healthyContext, verdicts } from '../../support/observations.ts';
import { passes, told } from '../../support/toldVerdicts.ts';

const NONE = answer([], { rcode: 'NXDOMAIN' });
const PLACE = { file: 'mail.ts', at: { start: 0, end: 5, line: 0, column: 0 } };

/** A workspace with the packages of these providers, and what it sends from. */
function workspace(
  providers: readonly MailProviderKey[],
  senders: readonly (readonly [address: string, provider: MailProviderKey])[] = [],
): Partial<CheckContext> {
  const mail: DeclaredMail = {
    senders: senders.map(([address, provider]) => ({
      address,
      domain: address.split('@')[1] ?? '',
      provider,
      ...PLACE,
    })),
    providers: providers.map((provider) => ({ provider, how: 'package', ...PLACE })),
  };
  const { target } = healthyContext();
  return {
    target: { ...target, mail: mailTarget(DOMAIN, undefined, mail) },
    declared: { mail } as unknown as NonNullable<CheckContext['declared']>,
  };
}

function configured(...providers: readonly MailProviderKey[]): Partial<CheckContext> {
  const { target } = healthyContext();
  return { target: { ...target, mail: { ...mailTarget(DOMAIN, undefined, undefined), providers } } };
}

function copied(check: Check, observed: DomainObservation, context: Partial<CheckContext>): unknown[] {
  return verdicts(check, observed, context).flatMap((verdict) =>
    'problem' in verdict ? [verdict.mend?.copy ?? []] : [],
  );
}

const signed = {
  below: answer(),
  keys: [
    {
      selector: 'resend',
      source: 'provider',
      provider: 'resend',
      name: `resend._domainkey.${DOMAIN}`,
      answer: txtAnswer(`resend._domainkey.${DOMAIN}`, `v=DKIM1; k=rsa; p=${DKIM_KEY}`),
    },
  ],
} as const;
const { spf: _, ...withoutSpf } = healthyMail({ txt: answer() });

describe('a domain without SPF', () => {
  const RESEND = workspace(['resend'], [[`noreply@${DOMAIN}`, 'resend']]);

  it('is of little weight where all mail goes through a provider with bounces of its own', () => {
    const dmarc = { walk: [{ at: DOMAIN, answer: NONE }], reports: [], mailboxes: [] };
    const observed = mailDomain({ ...withoutSpf, mx: answer(), dkim: signed, dmarc });
    assert.deepEqual(told(missingSpf, observed, RESEND), [
      'low: example.com has no SPF record. Mail through Resend bounces to another name and needs none, but some receivers trust a domain without one less.',
    ]);
  });

  it('is in order there, where DMARC protects the name', () => {
    const observed = mailDomain({ ...withoutSpf, mx: answer(), dkim: signed });
    assert.deepEqual(passes(missingSpf, observed, RESEND), [
      'Mail from example.com bounces to another name, whose SPF counts.',
    ]);
  });

  it('is in order below the domain, where such a provider sends', () => {
    const host = `updates.${DOMAIN}`;
    const observed = mailDomain(healthyMail(), { ...withoutSpf, domain: host, mx: answer(), dkim: signed });
    assert.deepEqual(passes(missingSpf, observed, workspace(['resend'], [[`hi@${host}`, 'resend']])), [
      'example.com has an SPF record.',
      'Mail from updates.example.com bounces to another name, whose SPF counts.',
    ]);
  });

  it('is told where there are mailboxes too, with a record for who has them', () => {
    const observed = mailDomain({ ...withoutSpf, mx: mxAnswer([[1, 'smtp.google.com']]), dkim: signed });
    assert.deepEqual(told(missingSpf, observed, RESEND), [
      'high: example.com has no SPF record, although mail.ts sends from noreply@example.com: anybody may send in its name, and receivers put its mail to spam more often.',
    ]);
    assert.deepEqual(copied(missingSpf, observed, RESEND), [
      [{ kind: 'record', name: DOMAIN, type: 'TXT', value: 'v=spf1 include:_spf.google.com ~all' }],
    ]);
  });

  it('is told below the domain of Mailgun, to whose domain bounces come', () => {
    const host = `mg.${DOMAIN}`;
    const observed = mailDomain(healthyMail(), {
      ...withoutSpf,
      domain: host,
      mx: answer(),
      dkim: { below: NONE, keys: [] },
    });
    assert.deepEqual(told(missingSpf, observed, workspace(['mailgun'], [[`hi@${host}`, 'mailgun']])), [
      'mg.example.com: medium: mg.example.com has no SPF record, although mail.ts sends from hi@mg.example.com: anybody may send in its name, and receivers put its mail to spam more often.',
    ]);
  });
});

describe('a domain whose selector nobody knows', () => {
  it('has a key: its name exists', () => {
    const observed = mailDomain(
      healthyMail({ dkim: { below: answer(), keys: [{ ...signed.keys[0], answer: NONE }] } }),
    );
    assert.deepEqual(passes(noDkimKeyFound, observed), [
      'example.com has something below _domainkey.example.com, at a selector with another name than the usual.',
    ]);
  });
});

describe('a provider without its DKIM key', () => {
  const unsigned = { below: NONE, keys: [] };

  it('is told with the records to publish, where they are the same for everybody', () => {
    const observed = mailDomain(healthyMail({ dkim: unsigned }));
    assert.deepEqual(copied(missingDkimKey, observed, configured('mandrill')), [
      [
        { kind: 'record', name: `mte1._domainkey.${DOMAIN}`, type: 'CNAME', value: 'dkim1.mandrillapp.com' },
        { kind: 'record', name: `mte2._domainkey.${DOMAIN}`, type: 'CNAME', value: 'dkim2.mandrillapp.com' },
      ],
    ]);
  });

  it('is told with what the account decides left open', () => {
    const observed = mailDomain(healthyMail({ dkim: unsigned }));
    assert.deepEqual(copied(missingDkimKey, observed, configured('sendgrid')), [
      [
        {
          kind: 'text',
          label: 'SendGrid shows what stands for “…”',
          text: 's1._domainkey.example.com CNAME s1.domainkey.….sendgrid.net\ns2._domainkey.example.com CNAME s2.domainkey.….sendgrid.net',
        },
      ],
    ]);
  });

  it('is told at the address in the code, and once', () => {
    const observed = mailDomain(healthyMail({ dkim: unsigned }));
    const context = workspace(['resend'], [[`noreply@${DOMAIN}`, 'resend']]);
    assert.deepEqual(told(missingDkimKey, observed, context), []);
    assert.deepEqual(copied(unalignedSender, observed, context), [
      [
        {
          kind: 'text',
          label: 'Resend shows what stands for “…”',
          text: 'resend._domainkey.example.com TXT p=…',
        },
      ],
    ]);
  });

  it('is told as a revoked key, where there was one', () => {
    const [key] = signed.keys;
    const revoked = { ...key, answer: txtAnswer(key.name, 'v=DKIM1; p=') };
    const observed = mailDomain(healthyMail({ dkim: { below: answer(), keys: [revoked] } }));
    const context = workspace(['resend'], [[`noreply@${DOMAIN}`, 'resend']]);
    assert.deepEqual(
      [missingDkimKey, unalignedSender, unusableDkimKey].flatMap((check) => told(check, observed, context)),
      [
        'high: The DKIM key at resend._domainkey.example.com is revoked (its “p=” is empty): whatever is signed with it fails DKIM.',
      ],
    );
  });

  it('weighs less where only a package shows the provider, and no address at the domain', () => {
    const impacts = (context: Partial<CheckContext>): (string | undefined)[] =>
      verdicts(missingDkimKey, mailDomain(healthyMail({ dkim: unsigned })), context).flatMap((verdict) =>
        'problem' in verdict ? [verdict.impact] : [],
      );
    assert.deepEqual(impacts(workspace(['resend'])), ['low']);
    assert.deepEqual(impacts(configured('resend')), ['high']);
  });

  it('weighs less where SPF of the domain lets it send', () => {
    const spf = 'v=spf1 include:_spf.google.com ~all';
    const observed = mailDomain(
      healthyMail({
        dkim: unsigned,
        txt: txtAnswer(DOMAIN, spf),
        spf: {
          verdict: { result: 'softfail', reason: 'matched ~all', lookups: 1, voids: 0 },
          exchanges: [
            dnsExchange(
              '_spf.google.com',
              'TXT',
              txtAnswer('_spf.google.com', 'v=spf1 ip4:74.125.0.0/16 ~all'),
            ),
          ],
        },
      }),
    );
    const [verdict] = verdicts(missingDkimKey, observed, configured('google'));
    assert.equal(verdict && 'problem' in verdict && verdict.impact, 'medium');
  });
});

describe('an SPF record and the providers in it', () => {
  it('names the includes that are not needed where there are too many', () => {
    const spf = `v=spf1 include:sendgrid.net include:spf.mtasv.net include:_spf.google.com ${'abcdefgh'
      .split('')
      .map((letter) => `a:${letter}.example.com`)
      .join(' ')} ~all`;
    const observed = mailDomain(
      healthyMail({
        txt: txtAnswer(DOMAIN, spf),
        spf: { verdict: { result: 'permerror', reason: 'too many', lookups: 11, voids: 0 }, exchanges: [] },
      }),
    );
    const [verdict] = verdicts(spfTooManyLookups, observed);
    assert.match(
      verdict && 'problem' in verdict ? (verdict.mend?.how ?? '') : '',
      /^Not needed, because their mail bounces to another name: “include:sendgrid\.net” \(SendGrid, 1\) and “include:spf\.mtasv\.net” \(Postmark, 1\)\. Remove /,
    );
  });

  it('makes a tree with an end of records that include each other for ever', () => {
    const names = Array.from({ length: 12 }, (_each, index) => `n${index}.example`);
    const textOf = (index: number): string => `v=spf1 ${`include:n${index + 1}.example `.repeat(30)}-all`;
    const exchanges = names.map((name, index) => dnsExchange(name, 'TXT', txtAnswer(name, textOf(index))));
    const tree = spfTree('n0.example', [textOf(0)], exchanges);
    assert.ok(tree.lookups > 10 && tree.lookups < 10_000, String(tree.lookups));
  });

  it('tells a broken include once, however often it stands there', () => {
    const spf = 'v=spf1 include:gone.example include:gone.example -all';
    const exchanges = [dnsExchange('gone.example', 'TXT', NONE)];
    const verdict = { result: 'permerror', reason: 'no record', lookups: 1, voids: 1 } as const;
    const observed = mailDomain(healthyMail({ txt: txtAnswer(DOMAIN, spf), spf: { verdict, exchanges } }));
    assert.deepEqual(told(brokenSpfInclude, observed), [
      'high: The SPF record of example.com has “include:gone.example”, and there is no such name: receivers take that for an error (permerror), and its mail fails SPF.',
    ]);
  });

  it('can’t tell of a record that asks for each address', () => {
    const spf = 'v=spf1 exists:%{i}._spf.flat.example ~all';
    const observed = mailDomain(healthyMail({ txt: txtAnswer(DOMAIN, spf) }));
    assert.deepEqual(told(spfWithoutProvider, observed, configured('google')), [
      'unknown: example.com: not everything that its SPF record includes could be read',
    ]);
  });

  it('knows whose an include is', () => {
    assert.equal(providerOfInclude('_spf.google.com'), 'google');
    assert.equal(providerOfInclude('zoho.eu'), 'zoho');
    assert.equal(providerOfInclude('amazonses.com'), 'ses');
    assert.equal(providerOfInclude('example.com'), undefined);
  });
});

describe('the table of mail providers', () => {
  it('has each provider, with a page', () => {
    for (const key of MAIL_PROVIDERS) assert.match(PROVIDERS[key]?.url ?? '', /^https:\/\/[^\s]+$/, key);
  });

  it('has records for selectors that are asked for', () => {
    for (const key of MAIL_PROVIDERS) {
      const { dkim = [], selectors = [] } = PROVIDERS[key] ?? {};
      for (const { selector } of dkim)
        assert.ok(selector === '…' || selectors.includes(selector), `${key} ${selector}`);
    }
  });

  it('writes the domain where it belongs', () => {
    const records = ['fastmail', 'brevo'].flatMap((key) => {
      const provider = PROVIDERS[key as MailProviderKey];
      return provider ? dkimRecordsOf(provider, 'shop.example.com').slice(0, 1) : [];
    });
    assert.deepEqual(
      records.map((one) => one.kind === 'record' && one.value),
      ['fm1.shop.example.com.dkim.fmhosted.com', 'b1.shop-example-com.dkim.brevo.com'],
    );
  });
});
