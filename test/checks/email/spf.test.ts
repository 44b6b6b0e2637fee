import { strict as assert } from 'node:assert';
import brokenSpfInclude from '../../../server/src/core/checks/email/broken-spf-include.ts';
import carelessSpfRecord from '../../../server/src/core/checks/email/careless-spf-record.ts';
import malformedSpfRecord from '../../../server/src/core/checks/email/malformed-spf-record.ts';
import missingSpf from '../../../server/src/core/checks/email/missing-spf.ts';
import spfOpenToEverybody from '../../../server/src/core/checks/email/spf-open-to-everybody.ts';
import spfTooManyLookups from '../../../server/src/core/checks/email/spf-too-many-lookups.ts';
import spfVoidLookups from '../../../server/src/core/checks/email/spf-void-lookups.ts';
import spfWithoutProvider from '../../../server/src/core/checks/email/spf-without-provider.ts';
import { mailTarget } from '../../../server/src/core/email/mailTarget.ts';
import { spfTree, spfTreeLines } from '../../../server/src/core/email/spf/tree.ts';
import type { CheckContext } from '../../../server/src/core/check.ts';
import type { DnsExchange } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MailObservation, SpfVerdict } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  dnsExchange,
  healthyMail,
  mailDomain,
  mxAnswer,
  noMail,
  txtAnswer,
} from '../../support/mailObservations.ts';
import { answer, failure, healthyContext } from '../../support/observations.ts';

const NONE = answer([], { rcode: 'NXDOMAIN' });
const DOMAIN = 'example.com';

/** A domain with these TXT records, and what evaluating them asked: the texts of other names, or nothing there. */
function mailWith(
  texts: readonly string[],
  others: Readonly<Record<string, readonly string[] | 'missing'>> = {},
  verdict: Partial<SpfVerdict> = {},
  more: readonly DnsExchange[] = [],
): MailObservation {
  const txt = txtAnswer(DOMAIN, ...texts);
  return healthyMail({
    txt,
    spf: {
      verdict: { result: 'softfail', reason: 'matched ~all', lookups: 0, voids: 0, ...verdict },
      exchanges: [
        dnsExchange(DOMAIN, 'TXT', txt),
        ...Object.entries(others).map(([name, found]) =>
          dnsExchange(name, 'TXT', found === 'missing' ? NONE : txtAnswer(name, ...found)),
        ),
        ...more,
      ],
    },
  });
}

function spf(...parameters: Parameters<typeof mailWith>): DomainObservation {
  return mailDomain(mailWith(...parameters));
}

function using(...providers: readonly string[]): Partial<CheckContext> {
  const { target } = healthyContext();
  return { target: { ...target, mail: { ...mailTarget(DOMAIN, undefined, undefined), providers } } };
}

const GOOGLE = {
  '_spf.google.com': ['v=spf1 include:_netblocks.google.com include:_netblocks2.google.com ~all'],
  '_netblocks.google.com': ['v=spf1 ip4:35.190.247.0/24 ~all'],
  '_netblocks2.google.com': ['v=spf1 ip6:2001:4860:4000::/36 ~all'],
};

describeCheck(missingSpf, [
  { it: 'passes a record', domain: mailDomain(), says: ['pass example.com has an SPF record.'] },
  {
    it: 'tells a domain that sends, with a record for what is in use',
    domain: mailDomain(healthyMail({ txt: txtAnswer(DOMAIN, 'google-site-verification=x') })),
    context: using('google'),
    says: [
      'high example.com has no SPF record, although it has a DKIM key: anybody may send in its name, and receivers put its mail to spam more often.',
    ],
    mends: ['v=spf1 include:_spf.google.com ~all'],
  },
  {
    it: 'is less sure where mail is only received',
    domain: mailDomain(healthyMail({ txt: answer(), dkim: { below: NONE, keys: [] } })),
    says: [
      'medium example.com has no SPF record, although it receives mail: anybody may send in its name, and receivers put its mail to spam more often.',
    ],
  },
  { it: 'says nothing of a domain without mail', domain: mailDomain(noMail()), says: [] },
  {
    it: 'leaves what is nearly a record to another check',
    domain: spf(['spf1 include:_spf.google.com ~all']),
    says: [],
  },
  {
    it: 'can’t tell without an answer',
    domain: mailDomain(healthyMail({ txt: failure('timeout', 'no answer in time') })),
    says: ['unknown no answer in time'],
  },
  {
    it: 'can’t tell from a server failure',
    domain: mailDomain(healthyMail({ txt: answer([], { rcode: 'SERVFAIL' }) })),
    says: ['unknown the resolver says SERVFAIL about TXT of example.com'],
  },
]);

describeCheck(malformedSpfRecord, [
  {
    it: 'passes a good one',
    domain: mailDomain(),
    says: ['pass The SPF record of example.com is well formed.'],
  },
  {
    it: 'tells several, and makes one of them',
    domain: spf(['v=spf1 include:a.test ~all', 'v=spf1 include:b.test -all']),
    says: [
      'high example.com has 2 SPF records, and one is allowed: receivers take that for an error (permerror), so that all of its mail fails SPF.',
    ],
    mends: ['v=spf1 include:a.test include:b.test -all'],
  },
  {
    it: 'tells what is nearly a record',
    domain: spf(['v=spf include:_spf.google.com ~all']),
    says: [
      'high A TXT record of example.com is meant to be its SPF record, and receivers take it for none: it has to begin with “v=spf1 ”.',
    ],
  },
  { it: 'says nothing where there is none', domain: mailDomain(noMail()), says: [] },
  {
    it: 'does not judge the limit of lookups',
    domain: spf([`v=spf1 ${Array.from({ length: 12 }, (_, at) => `a:h${at}.example.com`).join(' ')} ~all`]),
    says: ['pass The SPF record of example.com is well formed.'],
  },
]);

describe('a mistake in an SPF record', () => {
  for (const text of [
    'v=spf1 inlcude:_spf.google.com ~all',
    'v=spf1 ip4:300.1.2.3 ~all',
    'v=spf1 ip4:192.0.2.0/33 ~all',
    'v=spf1 include: ~all',
    'v=spf1 include:_spf.google.com, include:b.test ~all',
    'v=spf1 redirect=a.test redirect=b.test',
    'v=spf1 192.0.2.1 ~all',
  ])
    it(`is told once: ${text}`, () => {
      const told = [...malformedSpfRecord.check(spf([text]), healthyContext())];
      assert.equal(told.filter((one) => 'problem' in one).length, 1, JSON.stringify(told));
      for (const check of [
        carelessSpfRecord,
        spfTooManyLookups,
        brokenSpfInclude,
        spfVoidLookups,
        missingSpf,
      ])
        assert.deepEqual([...check.check(spf([text]), healthyContext())], [], check.id);
    });
});

describeCheck(spfOpenToEverybody, [
  {
    it: 'passes a record with an end',
    domain: mailDomain(),
    says: ['pass The SPF record of example.com does not let everybody send.'],
  },
  {
    it: 'tells of an include that lets everybody send',
    domain: spf(['v=spf1 include:open.test -all'], { 'open.test': ['v=spf1 +all'] }, { result: 'pass' }),
    says: [
      'high The SPF record of example.com lets an address send that nobody has (192.0.2.1): something that it includes lets anybody send in its name.',
    ],
  },
]);

describe('an SPF record that lets everybody send', () => {
  it('is told, with one that does not', () => {
    const [told] = [...spfOpenToEverybody.check(spf(['v=spf1 mx +all']), healthyContext())];
    assert.ok(told && 'problem' in told);
    assert.deepEqual(told.mend?.copy, [
      { kind: 'record', name: DOMAIN, type: 'TXT', value: 'v=spf1 mx ~all' },
    ]);
  });
});

describeCheck(spfTooManyLookups, [
  {
    it: 'counts what is included',
    domain: spf(['v=spf1 mx include:_spf.google.com ~all'], GOOGLE),
    says: ['pass The SPF record of example.com takes 4 of 10 lookups.'],
  },
  {
    it: 'tells more than ten',
    domain: spf(['v=spf1 a mx include:one.test include:_spf.google.com ~all'], {
      ...GOOGLE,
      'one.test': [`v=spf1 ${'abcdef'.replaceAll(/./g, 'a:$&.one.test ')}~all`],
    }),
    says: [
      'high The SPF record of example.com takes 12 lookups with all that it includes, and receivers stop after 10: all of its mail fails SPF (permerror).',
    ],
  },
  {
    it: 'warns at ten',
    domain: spf([`v=spf1 ${'abcdefghij'.replaceAll(/./g, 'a:$&.example.com ')}~all`]),
    says: [
      'low The SPF record of example.com takes 10 lookups, as many as are allowed: the next include, or a change at one of the providers, breaks it.',
    ],
  },
  {
    it: 'does not count what comes after “all”, nor a redirect beside it',
    domain: spf([`v=spf1 mx ~all redirect=a.test ${'abcdefghijk'.replaceAll(/./g, 'a:$&.example.com ')}`]),
    says: ['pass The SPF record of example.com takes 1 of 10 lookups.'],
  },
]);

describeCheck(spfVoidLookups, [
  { it: 'says nothing where all is there', domain: mailDomain(), says: [] },
  {
    it: 'tells more than two',
    domain: spf(
      ['v=spf1 a:x.example.com a:y.example.com mx:z.example.com ~all'],
      {},
      { result: 'permerror' },
      [
        dnsExchange('x.example.com', 'A', NONE),
        dnsExchange('y.example.com', 'A', answer()),
        dnsExchange('z.example.com', 'MX', NONE),
      ],
    ),
    says: [
      'high The SPF record of example.com asks for 3 names that have nothing, and receivers stop after 2: all of its mail fails SPF (permerror).',
    ],
  },
  {
    it: 'warns of one',
    domain: spf(['v=spf1 a:x.example.com ~all'], {}, {}, [dnsExchange('x.example.com', 'A', NONE)]),
    says: [
      'low The SPF record of example.com asks for a name that has nothing: x.example.com. With more than 2 of them it breaks.',
    ],
  },
]);

describeCheck(brokenSpfInclude, [
  {
    it: 'passes what is there',
    domain: spf(['v=spf1 include:_spf.google.com ~all'], GOOGLE),
    says: ['pass Everything that the SPF record of example.com includes is there.'],
  },
  {
    it: 'tells a name that does not exist, and the record without it',
    domain: spf(['v=spf1 mx include:gone.test ~all'], { 'gone.test': 'missing' }, { result: 'permerror' }),
    says: [
      'high The SPF record of example.com has “include:gone.test”, and there is no such name: receivers take that for an error (permerror), and its mail fails SPF.',
    ],
    mends: ['v=spf1 mx ~all'],
  },
  {
    it: 'offers no record that would let nobody send',
    domain: spf(['v=spf1 include:gone.test ~all'], { 'gone.test': 'missing' }, { result: 'permerror' }),
    says: [
      'high The SPF record of example.com has “include:gone.test”, and there is no such name: receivers take that for an error (permerror), and its mail fails SPF.',
    ],
    mends: [],
  },
  {
    it: 'tells a name without a record, however deep',
    domain: spf(
      ['v=spf1 include:a.test ~all'],
      { 'a.test': ['v=spf1 include:b.test ~all'], 'b.test': ['hello'] },
      { result: 'permerror' },
    ),
    says: [
      'high The SPF record of example.com has “include:b.test”, and b.test has no SPF record: receivers take that for an error (permerror), and its mail fails SPF.',
    ],
  },
  {
    it: 'tells a loop',
    domain: spf(
      ['v=spf1 include:a.test ~all'],
      { 'a.test': ['v=spf1 include:example.com ~all'] },
      { result: 'permerror' },
    ),
    says: [
      'high The SPF record of example.com has “include:example.com”, which leads back to itself: receivers take that for an error (permerror), and its mail fails SPF.',
    ],
  },
  {
    it: 'tells a broken record of somebody else',
    domain: spf(
      ['v=spf1 include:a.test ~all'],
      { 'a.test': ['v=spf1 ip4:1.2.3.4/99 ~all'] },
      { result: 'permerror' },
    ),
    says: [
      'high The SPF record of example.com has “include:a.test”, whose record is broken ("/99" is no length of a prefix: "/0" to "/32"): receivers take that for an error (permerror), and its mail fails SPF.',
    ],
  },
  {
    it: 'can’t tell from an error of DNS',
    domain: spf(['v=spf1 include:a.test ~all'], {}, { result: 'temperror', reason: 'DNS timeout' }),
    says: ['unknown example.com: SPF could not be evaluated (DNS timeout)'],
  },
  {
    it: 'repeats an error that nothing else explains',
    domain: spf(['v=spf1 mx ~all'], {}, { result: 'permerror', reason: 'more than 10 mail servers' }),
    says: [
      'high Receivers take the SPF record of example.com for an error (permerror), so that its mail fails SPF: more than 10 mail servers.',
    ],
  },
  {
    it: 'ends what it repeats with one period',
    domain: spf(['v=spf1 mx ~all'], {}, { result: 'permerror', reason: 'The term can’t be read.' }),
    says: [
      'high Receivers take the SPF record of example.com for an error (permerror), so that its mail fails SPF: The term can’t be read.',
    ],
  },
  {
    it: 'leaves an MX record that names no host to another check',
    domain: mailDomain({
      ...mailWith(['v=spf1 mx ~all'], {}, { result: 'permerror', reason: 'Invalid domain' }),
      mx: mxAnswer([[10, 'localhost']]),
    }),
    says: [],
  },
]);

describeCheck(spfWithoutProvider, [
  {
    it: 'passes what is there',
    domain: spf(['v=spf1 include:_spf.google.com ~all'], GOOGLE),
    context: using('google'),
    says: ['pass The SPF record of example.com lets Google Workspace send.'],
  },
  {
    it: 'adds to the record that is there',
    domain: spf(['v=spf1 include:_spf.google.com ~all'], GOOGLE),
    context: using('microsoft'),
    says: [
      'medium Microsoft 365 sends mail for example.com, and the SPF record does not name it: that mail fails SPF.',
    ],
    mends: ['v=spf1 include:spf.protection.outlook.com include:_spf.google.com ~all'],
  },
  {
    it: 'says nothing of providers whose mail bounces elsewhere',
    domain: spf(['v=spf1 include:_spf.google.com ~all'], GOOGLE),
    context: using('resend', 'sendgrid', 'postmark', 'ses', 'mailgun', 'loops'),
    says: [],
  },
]);

describe('the tree of an SPF record', () => {
  it('says what each include costs', () => {
    const texts = ['v=spf1 include:_spf.google.com include:%{i}.x.test include:gone.test -all'];
    const { spf: observed } = mailWith(texts, { ...GOOGLE, 'gone.test': 'missing' });
    assert.deepEqual(spfTreeLines(spfTree(DOMAIN, texts, observed?.exchanges ?? [])), [
      'example.com  5 lookups',
      '  include:_spf.google.com  3 lookups',
      '    include:_netblocks.google.com  1 lookup',
      '    include:_netblocks2.google.com  1 lookup',
      '  include:%{i}.x.test  1 lookup, depends on the message',
      '  include:gone.test  1 lookup, no such name',
    ]);
  });
});
