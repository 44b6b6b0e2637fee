import assert from 'node:assert/strict';
import unalignedSender from '../../../server/src/core/checks/email/unaligned-sender.ts';
import type { CheckContext } from '../../../server/src/core/check.ts';
import type { DeclaredSender } from '../../../server/src/core/email/declared.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { DkimKeyObservation, MailObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { DKIM_KEY, DMARC, healthyMail, mailDomain, txtAnswer } from '../../support/mailObservations.ts';
import { answer, DOMAIN, failure, verdicts } from '../../support/observations.ts';

const NONE = answer([], { rcode: 'NXDOMAIN' });
const AT = { start: 20, end: 43, line: 2, column: 8 };

function from(
  address: string,
  provider?: DeclaredSender['provider'],
  file = 'src/mail.ts',
): NonNullable<CheckContext['declared']> {
  const domain = address.slice(address.indexOf('@') + 1);
  const sender: DeclaredSender = { address, domain, file, at: AT, ...(provider && { provider }) };
  return { headers: [], redirects: [], domains: [], mail: { senders: [sender], providers: [] } };
}

function key(selector: string, domain = DOMAIN): DkimKeyObservation {
  const name = `${selector}._domainkey.${domain}`;
  return { selector, source: 'well-known', name, answer: txtAnswer(name, `v=DKIM1; p=${DKIM_KEY}`) };
}

function noKey(selector: string, domain = DOMAIN): DkimKeyObservation {
  return { ...key(selector, domain), source: 'provider', answer: NONE };
}

function mail(changes: Partial<MailObservation> = {}): DomainObservation {
  return mailDomain(
    healthyMail({ dkim: { below: answer(), keys: [key('google'), noKey('resend')] }, ...changes }),
  );
}

const RESEND = from('noreply@example.com', 'resend');
const FAILS =
  'high The code sends from noreply@example.com through Resend, and example.com has neither its DKIM key nor SPF for it in DNS: that mail fails DMARC, and goes to spam or comes back.';

function below(own: Partial<MailObservation>, dmarc = DMARC): DomainObservation {
  const domain = 'send.example.com';
  const organization = { at: DOMAIN, answer: txtAnswer(`_dmarc.${DOMAIN}`, dmarc) };
  return mailDomain(
    healthyMail({
      dkim: { below: answer(), keys: [key('resend')] },
      dmarc: { walk: [organization], reports: [], mailboxes: [] },
    }),
    healthyMail({
      domain,
      txt: answer(),
      dkim: { below: NONE, keys: [] },
      dmarc: { walk: [{ at: domain, answer: NONE }, organization], reports: [], mailboxes: [] },
      ...own,
    }),
  );
}

describeCheck(unalignedSender, [
  { it: 'says nothing without a workspace', domain: mail(), says: [] },
  {
    it: 'tells a provider without key and SPF',
    domain: mail(),
    context: { declared: RESEND },
    says: [FAILS],
  },
  {
    it: 'tells it where there are no keys at all',
    domain: mail({ dkim: { below: NONE, keys: [] } }),
    context: { declared: RESEND },
    says: [FAILS],
  },
  {
    it: 'says nothing where the key is there',
    domain: mail({ dkim: { below: answer(), keys: [key('resend')] } }),
    context: { declared: RESEND },
    says: [],
  },
  {
    it: 'says nothing where SPF lets the provider send',
    domain: mail({ txt: txtAnswer(DOMAIN, 'v=spf1 include:amazonses.com -all') }),
    context: { declared: RESEND },
    says: [],
  },
  {
    it: 'says nothing where the selector is the customer’s own',
    domain: mail(),
    context: { declared: from('noreply@example.com', 'postmark') },
    says: [],
  },
  {
    it: 'tells such a provider where DNS has no key at all',
    domain: mail({ dkim: { below: NONE, keys: [] } }),
    context: { declared: from('noreply@example.com', 'postmark') },
    says: [
      'high The code sends from noreply@example.com through Postmark, and example.com has neither its DKIM key nor SPF for it in DNS: that mail fails DMARC, and goes to spam or comes back.',
    ],
  },
  {
    it: 'says nothing where a selector exists that nobody knows',
    domain: mail({ dkim: { below: answer(), keys: [noKey('resend')] } }),
    context: { declared: RESEND },
    says: [],
  },
  {
    it: 'says nothing where the provider’s selectors were not asked for',
    domain: mail({ dkim: { below: answer(), keys: [key('google')] } }),
    context: { declared: RESEND },
    says: [],
  },
  {
    it: 'says nothing of domains that were not looked at',
    domain: mail(),
    context: { declared: from('noreply@elsewhere.example', 'resend') },
    says: [],
  },
  {
    it: 'says nothing where nobody knows who sends',
    domain: mail(),
    context: { declared: from('noreply@example.com') },
    says: [],
  },
  {
    it: 'tells a domain with neither SPF nor DKIM, whoever sends',
    domain: mail({
      txt: answer(),
      dkim: { below: NONE, keys: [] },
      dmarc: { walk: [{ at: DOMAIN, answer: NONE }], reports: [], mailboxes: [] },
    }),
    context: { declared: from('noreply@example.com') },
    says: [
      'high The code sends from noreply@example.com, and example.com has neither SPF nor a DKIM key in DNS: Gmail and Yahoo want one of them, and that mail goes to spam or comes back.',
    ],
  },
  {
    it: 'accepts a key of the organization for a host below it',
    domain: below({}),
    context: { declared: from('hello@send.example.com', 'resend') },
    says: [],
  },
  {
    it: 'tells strict alignment that shuts that way',
    domain: below({}, `${DMARC}; adkim=s; aspf=s`),
    context: { declared: from('hello@send.example.com', 'resend') },
    says: [
      'high The code sends from hello@send.example.com through Resend, and the DMARC record wants a signature or bounce address of send.example.com itself, of which DNS has none: that mail fails DMARC, and goes to spam or comes back.',
    ],
  },
  {
    it: 'knows that Google bounces to the domain itself',
    domain: mail({
      txt: txtAnswer(DOMAIN, 'v=spf1 include:_spf.google.com ~all'),
      dkim: { below: NONE, keys: [] },
    }),
    context: { declared: from('noreply@example.com', 'google') },
    says: [],
  },
  {
    it: 'does not know where keys could not be asked for',
    domain: mail({ dkim: { below: failure('timeout', 'no answer in time'), keys: [] } }),
    context: { declared: RESEND },
    says: ['unknown no answer in time'],
  },
]);

describe('a sender that can’t pass', () => {
  it('is told at its line, once for all places', () => {
    const [one] = RESEND.mail?.senders ?? [];
    assert.ok(one);
    const senders = [one, { ...one, file: '.env' }];
    const found = verdicts(unalignedSender, mail(), {
      declared: { ...RESEND, mail: { senders, providers: [] } },
    });
    assert.equal(found.length, 1);
    const [verdict] = found;
    assert.ok(verdict && 'problem' in verdict);
    assert.deepEqual(verdict.declaredAt, { file: 'src/mail.ts', at: AT });
    assert.equal(verdict.evidence?.at(-1), 'also in .env');
    assert.match(verdict.mend?.how ?? '', /resend\._domainkey\.example\.com/);
  });
});
