import conflictingNullMx from '../../../server/src/core/checks/email/conflicting-null-mx.ts';
import duplicateMx from '../../../server/src/core/checks/email/duplicate-mx.ts';
import missingMx from '../../../server/src/core/checks/email/missing-mx.ts';
import missingNullMx from '../../../server/src/core/checks/email/missing-null-mx.ts';
import mixedMxProviders from '../../../server/src/core/checks/email/mixed-mx-providers.ts';
import type { CheckContext } from '../../../server/src/core/check.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  healthyMail,
  mailDomain,
  mailHost,
  mxAnswer,
  noMail,
  txtAnswer,
  unresolvedName,
} from '../../support/mailObservations.ts';
import { answer, DOMAIN, failure, IPV4 } from '../../support/observations.ts';
import { withMx } from './receiving.ts';

const RECEIVES = {
  target: { mail: { domains: [DOMAIN], selectors: [], senders: [], providers: [], receives: true } },
};
const RECEIVES_NOT = {
  target: { mail: { domains: [DOMAIN], selectors: [], senders: [], providers: [], receives: false } },
};
function sendingFrom(address: string): NonNullable<CheckContext['declared']> {
  const domain = address.slice(address.indexOf('@') + 1);
  const at = { start: 20, end: 43, line: 2, column: 8 };
  const senders = [{ address, domain, file: 'src/mail.ts', at }];
  return { headers: [], redirects: [], domains: [], mail: { senders, providers: [] } };
}
const NO_MX = { mx: answer(), hosts: [], mtaSts: {} };

describeCheck(missingMx, [
  {
    it: 'passes where there are MX records',
    domain: mailDomain(),
    says: ['pass Mail for example.com goes to mx1.example.com and mx2.example.com.'],
  },
  { it: 'says nothing of a domain that nobody expects mail at', domain: mailDomain(noMail()), says: [] },
  {
    it: 'believes the configuration',
    domain: mailDomain(noMail()),
    context: RECEIVES,
    says: [
      `high example.com has no MX record, although the configuration says that it receives mail: mail for it is taken to its web server at ${IPV4}, and is lost or comes back.`,
    ],
  },
  {
    it: 'knows that mail comes back where there is no web server either',
    domain: mailDomain(noMail({ address: unresolvedName(DOMAIN, 'NOERROR') })),
    context: RECEIVES,
    says: [
      'high example.com has no MX record, although the configuration says that it receives mail: mail for it comes back.',
    ],
  },
  {
    it: 'believes an SPF record that names a provider of mailboxes',
    domain: mailDomain(noMail({ txt: txtAnswer(DOMAIN, 'v=spf1 include:_spf.google.com ~all') })),
    says: [
      `high example.com has no MX record, although its SPF record lets Google Workspace send, which has mailboxes: mail for it is taken to its web server at ${IPV4}, and is lost or comes back.`,
    ],
  },
  {
    it: 'believes an SPF record with mx',
    domain: mailDomain(healthyMail(NO_MX)),
    says: [
      `medium example.com has no MX record, although its SPF record lets the hosts of its MX records send: mail for it is taken to its web server at ${IPV4}, and is lost or comes back.`,
    ],
  },
  {
    it: 'believes report addresses at the domain itself',
    domain: mailDomain(healthyMail({ ...NO_MX, txt: answer() })),
    says: [
      `medium example.com has no MX record, although its DMARC record has reports sent to dmarc@example.com: mail for it is taken to its web server at ${IPV4}, and is lost or comes back.`,
    ],
  },
  {
    it: 'goes by the configuration where that says that nothing is received',
    domain: mailDomain(healthyMail(NO_MX)),
    context: RECEIVES_NOT,
    says: [],
  },
  {
    it: 'leaves hosts alone that only send',
    domain: mailDomain(
      healthyMail(),
      noMail({ domain: 'send.example.com', txt: txtAnswer('send.example.com', 'v=spf1 mx -all') }),
    ),
    says: ['pass Mail for example.com goes to mx1.example.com and mx2.example.com.'],
  },
  {
    it: 'tells a null MX of a domain that is to receive',
    domain: mailDomain(noMail({ mx: mxAnswer([[0, '']]) })),
    context: RECEIVES,
    says: [
      'high example.com says that it receives no mail (null MX), although the configuration says that it receives mail: whoever writes to it gets an error.',
    ],
  },
  {
    it: 'lets a domain with a null MX send',
    domain: mailDomain(
      noMail({ mx: mxAnswer([[0, '']]), txt: txtAnswer(DOMAIN, 'v=spf1 include:_spf.google.com -all') }),
    ),
    says: ['pass example.com says that it receives no mail (null MX).'],
  },
  {
    it: 'tells a null MX where reports are to arrive',
    domain: mailDomain(healthyMail({ ...NO_MX, mx: mxAnswer([[0, '']]) })),
    says: [
      'medium example.com says that it receives no mail (null MX), although its DMARC record has reports sent to dmarc@example.com: whoever writes to it gets an error.',
    ],
  },
  {
    it: 'tells a null MX of a domain that the code sends from, whatever the reports say',
    domain: mailDomain(healthyMail({ ...NO_MX, mx: mxAnswer([[0, '']]) })),
    context: { declared: sendingFrom('billing@example.com') },
    says: [
      'medium The code sends from billing@example.com, and example.com says that it receives no mail (null MX): whoever answers gets an error, and some receivers refuse mail from a domain that takes no bounces.',
    ],
  },
  {
    it: 'minds a null MX less where nobody is to answer',
    domain: mailDomain(noMail({ mx: mxAnswer([[0, '']]) })),
    context: { declared: sendingFrom('no-reply@example.com') },
    says: [
      'low The code sends from no-reply@example.com, and example.com says that it receives no mail (null MX): whoever answers gets an error, and some receivers refuse mail from a domain that takes no bounces.',
    ],
  },
  {
    it: 'passes a null MX of a domain that the code does not send from',
    domain: mailDomain(noMail({ mx: mxAnswer([[0, '']]) })),
    context: { declared: sendingFrom('billing@mail.example.com') },
    says: ['pass example.com says that it receives no mail (null MX).'],
  },
  {
    it: 'passes a null MX',
    domain: mailDomain(noMail({ mx: mxAnswer([[0, '']]) })),
    says: ['pass example.com says that it receives no mail (null MX).'],
  },
  {
    it: 'does not know where nobody answered',
    domain: mailDomain(noMail({ mx: failure('timeout', 'no answer in time') })),
    context: RECEIVES,
    says: ['unknown no answer in time'],
  },
  {
    it: 'does not know where the resolver fails',
    domain: mailDomain(noMail({ mx: answer([], { rcode: 'SERVFAIL' }) })),
    says: ['unknown the name servers answer SERVFAIL to the question for MX records'],
  },
]);

describeCheck(conflictingNullMx, [
  { it: 'says nothing without a null MX', domain: mailDomain(), says: [] },
  {
    it: 'passes a null MX alone',
    domain: mailDomain(noMail({ mx: mxAnswer([[0, '']]) })),
    says: ['pass example.com has a null MX record, and no other.'],
  },
  {
    it: 'tells one beside others',
    domain: withMx(
      [
        [0, ''],
        [10, 'mx1.example.com'],
      ],
      [mailHost({ host: 'mx1.example.com' })],
    ),
    says: [
      'medium example.com has a null MX record, which says that it receives no mail, beside MX records that name hosts: some of its mail comes back.',
    ],
  },
  {
    it: 'tells another preference',
    domain: mailDomain(noMail({ mx: mxAnswer([[10, '']]) })),
    says: [
      'low The null MX record of example.com is not the one that RFC 7505 names (“0 .”, once): some senders go on trying for days.',
    ],
  },
]);

describeCheck(missingNullMx, [
  { it: 'says nothing where mail is received', domain: mailDomain(), says: [] },
  { it: 'says nothing where nothing speaks of mail', domain: mailDomain(noMail()), says: [] },
  {
    it: 'leaves a domain without any mail to another check',
    domain: mailDomain(noMail({ txt: txtAnswer(DOMAIN, 'v=spf1 -all') })),
    says: [],
  },
  {
    it: 'proposes none for a domain that the code sends from',
    domain: mailDomain(healthyMail({ mx: answer(), hosts: [] })),
    context: { ...RECEIVES_NOT, declared: sendingFrom('billing@example.com') },
    says: [],
  },
  {
    it: 'tells a domain whose SPF record lets nobody send, and that something sends from',
    domain: mailDomain(noMail({ txt: txtAnswer(DOMAIN, 'v=spf1 -all') })),
    context: {
      target: { mail: { domains: [DOMAIN], selectors: [], senders: [], providers: ['resend'] } },
    },
    says: [
      'low example.com receives no mail and has no null MX record: mail for it is tried at its web server for days before it comes back.',
    ],
  },
  {
    it: 'tells a domain that sends, and that the configuration says receives nothing',
    domain: mailDomain(healthyMail({ mx: answer(), hosts: [] })),
    context: RECEIVES_NOT,
    says: [
      'low example.com receives no mail and has no null MX record: mail for it is tried at its web server for days before it comes back.',
    ],
  },
  {
    it: 'says nothing of a domain without an address',
    domain: mailDomain(
      noMail({ txt: txtAnswer(DOMAIN, 'v=spf1 -all'), address: unresolvedName(DOMAIN, 'NOERROR') }),
    ),
    says: [],
  },
]);

describeCheck(duplicateMx, [
  { it: 'says nothing of different hosts', domain: mailDomain(), says: [] },
  {
    it: 'tells a host that is named twice',
    domain: withMx(
      [
        [10, 'mx1.example.com'],
        [20, 'mx1.example.com'],
      ],
      [mailHost({ host: 'mx1.example.com' })],
    ),
    says: ['low example.com has 2 MX records for mx1.example.com: the second is no spare for the first.'],
  },
]);

describeCheck(mixedMxProviders, [
  { it: 'says nothing of hosts of one’s own', domain: mailDomain(), says: [] },
  {
    it: 'tells two providers',
    domain: withMx(
      [
        [1, 'smtp.google.com'],
        [10, 'mx.zoho.com'],
      ],
      [],
    ),
    says: [
      'low The MX records of example.com name hosts of Google Workspace and Zoho Mail: some of its mail lands with one, and some with the other.',
    ],
  },
  {
    it: 'lets a filter stand beside the mailboxes',
    domain: withMx(
      [
        [1, 'eu-smtp-inbound-1.mimecast.com'],
        [10, 'smtp.google.com'],
      ],
      [],
    ),
    says: [],
  },
  {
    it: 'takes both sets of Google for one provider',
    domain: withMx(
      [
        [1, 'smtp.google.com'],
        [5, 'aspmx.l.google.com'],
      ],
      [],
    ),
    says: [],
  },
]);
