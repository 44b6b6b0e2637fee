import dmarcNotEnforced from '../../../server/src/core/checks/email/dmarc-not-enforced.ts';
import dmarcPublicSuffix from '../../../server/src/core/checks/email/dmarc-public-suffix.ts';
import dmarcTestMode from '../../../server/src/core/checks/email/dmarc-test-mode.ts';
import malformedDmarcRecord from '../../../server/src/core/checks/email/malformed-dmarc-record.ts';
import malformedReportAddress from '../../../server/src/core/checks/email/malformed-dmarc-report-address.ts';
import missingDmarc from '../../../server/src/core/checks/email/missing-dmarc.ts';
import missingDmarcReports from '../../../server/src/core/checks/email/missing-dmarc-reports.ts';
import obsoleteDmarcTags from '../../../server/src/core/checks/email/obsolete-dmarc-tags.ts';
import severalDmarcRecords from '../../../server/src/core/checks/email/several-dmarc-records.ts';
import unauthorisedReports from '../../../server/src/core/checks/email/unauthorised-dmarc-reports.ts';
import weakSubdomainPolicy from '../../../server/src/core/checks/email/weak-subdomain-dmarc-policy.ts';
import type { DnsAnswer } from '../../../server/src/core/observations/dns.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { MailObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { healthyMail, mailDomain, mxAnswer, noMail, txtAnswer } from '../../support/mailObservations.ts';
import { answer, failure, resolvedName } from '../../support/observations.ts';
import { heir, NONE, SEND, walk, withDmarc } from './dmarcWalk.ts';

describeCheck(missingDmarc, [
  { it: 'passes a record', domain: mailDomain(), says: ['pass example.com has a DMARC record.'] },
  {
    it: 'tells a domain that sends without one, once for all hosts',
    domain: mailDomain(
      healthyMail({ dmarc: walk(['example.com', []], ['com', []]) }),
      healthyMail({ domain: SEND, dmarc: walk([SEND, []], ['example.com', []], ['com', []]) }),
    ),
    says: [
      'high example.com has no DMARC record, although it has a DKIM key: anybody can send in its name, and Gmail, Yahoo and Microsoft ask bulk senders for one.',
    ],
  },
  {
    it: 'weighs a domain less that only receives',
    domain: mailDomain(
      healthyMail({ txt: answer(), dkim: { below: NONE, keys: [] }, dmarc: walk(['example.com', []]) }),
    ),
    says: [
      'medium example.com has no DMARC record, although it receives mail: anybody can send in its name, and Gmail, Yahoo and Microsoft ask bulk senders for one.',
    ],
  },
  {
    it: 'tells a record at the wrong name',
    domain: mailDomain(
      healthyMail({
        txt: txtAnswer('example.com', 'v=spf1 mx -all', 'v=DMARC1; p=reject'),
        dmarc: walk(['example.com', []]),
      }),
    ),
    says: [
      'high The DMARC record of example.com stands at the domain itself, where nobody looks for it: anybody can send in its name, and Gmail, Yahoo and Microsoft ask bulk senders for one at _dmarc.example.com.',
    ],
  },
  { it: 'says nothing of a domain without mail', domain: mailDomain(noMail()), says: [] },
  { it: 'leaves a near miss to another check', domain: withDmarc('v=DMARC; p=none'), says: [] },
  {
    it: 'says what a host inherits',
    domain: heir('v=DMARC1; p=reject'),
    says: [
      'pass example.com has a DMARC record.',
      'pass The DMARC record of example.com holds for send.example.com.',
    ],
  },
  {
    it: 'does not know where nobody answered',
    domain: mailDomain(
      healthyMail({ dmarc: walk(['example.com', failure('timeout', 'no answer in time')], ['com', []]) }),
    ),
    says: ['unknown no answer in time'],
  },
  {
    it: 'does not know where the name servers fail',
    domain: mailDomain(
      healthyMail({ dmarc: walk(['example.com', answer([], { rcode: 'SERVFAIL' })], ['com', []]) }),
    ),
    says: ['unknown the name servers answer SERVFAIL to the question for _dmarc.example.com'],
  },
  {
    it: 'does not wait for an answer about a top level',
    domain: mailDomain(
      noMail({ dmarc: walk(['example.com', []], ['com', failure('timeout', 'no answer in time')]) }),
    ),
    says: [],
  },
]);

describeCheck(severalDmarcRecords, [
  { it: 'says nothing of one', domain: mailDomain(), says: [] },
  {
    it: 'tells two',
    domain: withDmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'),
    says: [
      'high _dmarc.example.com has 2 DMARC records, and one is allowed: receivers use none of them, and forged mail is delivered.',
    ],
  },
]);

describeCheck(malformedDmarcRecord, [
  { it: 'passes', domain: mailDomain(), says: ['pass The DMARC record of example.com is well formed.'] },
  {
    it: 'tells a policy that is none',
    domain: withDmarc('v=DMARC1; p=rejct; rua=mailto:dmarc@example.com'),
    says: [
      'high The DMARC record of example.com: "p=rejct" is no policy: "none", "quarantine" and "reject" are. Receivers take the whole record for "p=none" (RFC 9989): forged mail is delivered.',
    ],
  },
  {
    it: 'tells a missing policy',
    domain: withDmarc('v=DMARC1; rua=mailto:dmarc@example.com'),
    says: [
      'medium The DMARC record of example.com: The record has no policy ("p="). Receivers take the whole record for "p=none" (RFC 9989): forged mail is delivered.',
    ],
  },
  {
    it: 'leaves the policy to another check',
    domain: withDmarc('v=DMARC1; p=none'),
    says: ['pass The DMARC record of example.com is well formed.'],
  },
]);

describeCheck(malformedReportAddress, [
  { it: 'says nothing of good ones', domain: mailDomain(), says: [] },
  {
    it: 'tells one without mailto',
    domain: withDmarc('v=DMARC1; p=reject; rua=dmarc@example.com'),
    says: [
      'medium The DMARC record of example.com: "dmarc@example.com" lacks "mailto:" before it, so that no reports are sent there.',
    ],
  },
  {
    it: 'tells a domain that does not exist',
    domain: mailedTo({ to: 'gone.example.com', mx: NONE }),
    says: [
      'medium The DMARC record of example.com has reports sent to gone.example.com, which does not exist: no report arrives there.',
    ],
  },
  {
    it: 'tells a domain that takes no mail',
    domain: mailedTo({ to: 'www.example.com', mx: mxAnswer([[0, '']]) }),
    says: [
      'medium The DMARC record of example.com has reports sent to www.example.com, which says that it takes no mail (null MX): no report arrives there.',
    ],
  },
  {
    it: 'tells a name with nothing that mail could go to',
    domain: mailedTo({ to: 'x.example.com', mx: answer(), name: resolvedName({ ipv4: [], ipv6: [] }) }),
    says: [
      'medium The DMARC record of example.com has reports sent to x.example.com, which has neither an MX record nor an address: no report arrives there.',
    ],
  },
  {
    it: 'says nothing of a name with addresses alone, and where nobody answered',
    domain: mailedTo(
      { to: 'x.example.com', mx: answer(), name: resolvedName({}) },
      { to: 'y.example.com', mx: failure('timeout', 'no answer in time') },
      { to: 'z.example.com', mx: answer([], { rcode: 'SERVFAIL' }) },
    ),
    says: [],
  },
]);

function mailedTo(...mailboxes: MailObservation['dmarc']['mailboxes']): DomainObservation {
  const rua = mailboxes.map(({ to }) => `mailto:d@${to}`).join(',');
  const dmarc = walk(['example.com', [`v=DMARC1; p=reject; rua=${rua}`]]);
  return mailDomain(healthyMail({ dmarc: { ...dmarc, mailboxes } }));
}

describeCheck(dmarcNotEnforced, [
  {
    it: 'passes reject',
    domain: mailDomain(),
    says: ['pass The DMARC record of example.com asks for “reject”.'],
  },
  {
    it: 'tells a record that watches',
    domain: withDmarc('v=DMARC1; p=none; rua=mailto:d@example.com'),
    says: [
      'low The DMARC record of example.com: "p=none" only watches: forged mail is delivered. When the reports show that your own mail passes, ask for more.',
    ],
  },
  {
    it: 'tells one that nobody hears of',
    domain: withDmarc('v=DMARC1; p=none'),
    says: [
      'medium The DMARC record of example.com: "p=none" without addresses for reports ("rua") does nothing: forged mail is delivered, and nobody hears of it.',
    ],
  },
  {
    it: 'leaves what a host inherits to the domain that is looked at too',
    domain: heir('v=DMARC1; p=reject; sp=none; rua=mailto:d@example.com'),
    says: ['pass The DMARC record of example.com asks for “reject”.'],
  },
  {
    it: 'tells what is inherited from elsewhere',
    domain: mailDomain(
      healthyMail({
        dmarc: walk(['example.com', []], ['com', ['v=DMARC1; p=none; psd=y']]),
      }),
    ),
    says: [
      'low example.com has no DMARC record of its own, and the one of com asks for nothing for subdomains: forged mail in the name of example.com is delivered.',
    ],
  },
  {
    it: 'passes what is inherited',
    domain: heir('v=DMARC1; p=reject; sp=quarantine'),
    says: [
      'pass The DMARC record of example.com asks for “reject”.',
      'pass send.example.com inherits “quarantine” from the DMARC record of example.com.',
    ],
  },
]);

describeCheck(missingDmarcReports, [
  { it: 'passes', domain: mailDomain(), says: ['pass DMARC reports about example.com have an address.'] },
  {
    it: 'tells a policy without reports',
    domain: withDmarc('v=DMARC1; p=reject'),
    says: [
      'low The DMARC record of example.com asks for “reject” and names no address for reports (“rua”): when mail of your own fails, nobody tells you.',
    ],
  },
  { it: 'leaves p=none to another check', domain: withDmarc('v=DMARC1; p=none'), says: [] },
  {
    it: 'says nothing of a domain without mail',
    domain: mailDomain(noMail({ dmarc: walk(['example.com', ['v=DMARC1; p=reject']]) })),
    says: [],
  },
]);

function reportedTo(to: string, given: DnsAnswer | Failure): DomainObservation {
  return mailDomain(
    healthyMail({
      dmarc: {
        ...walk(['example.com', [`v=DMARC1; p=reject; rua=mailto:d@${to}`]]),
        reports: [{ to, answer: given }],
      },
    }),
  );
}

describeCheck(unauthorisedReports, [
  { it: 'says nothing of reports that stay at home', domain: mailDomain(), says: [] },
  {
    it: 'passes who takes them',
    domain: reportedTo('example.net', txtAnswer('example.com._report._dmarc.example.net', 'v=DMARC1')),
    says: ['pass example.net takes the DMARC reports about example.com.'],
  },
  {
    it: 'tells who has not agreed',
    domain: reportedTo('example.net', NONE),
    says: [
      'medium The DMARC record of example.com has reports sent to example.net, which has not agreed to take them: receivers send none there.',
    ],
  },
  {
    it: 'does not know where nobody answered',
    domain: reportedTo('example.net', failure('timeout', 'no answer in time')),
    says: ['unknown no answer in time'],
  },
]);

describeCheck(weakSubdomainPolicy, [
  { it: 'says nothing of one policy', domain: mailDomain(), says: [] },
  {
    it: 'tells subdomains that anybody may use',
    domain: withDmarc('v=DMARC1; p=reject; sp=none'),
    says: [
      'medium The DMARC record of example.com: "sp=none" is weaker than "reject": mail in the name of subdomains is protected less than that of the domain.',
    ],
  },
]);

describeCheck(dmarcTestMode, [
  { it: 'says nothing of a policy in force', domain: mailDomain(), says: [] },
  {
    it: 'tells a test',
    domain: withDmarc('v=DMARC1; p=reject; t=y'),
    says: [
      'medium The DMARC record of example.com: "t=y" is a test: receivers apply "quarantine" instead of "reject".',
    ],
  },
]);

describeCheck(obsoleteDmarcTags, [
  { it: 'says nothing of present ones', domain: mailDomain(), says: [] },
  {
    it: 'tells several at once',
    domain: withDmarc('v=DMARC1; p=none; ri=86400; rf=afrf'),
    says: [
      'low The DMARC record of example.com has tags that are obsolete (RFC 9989): ri, rf. Receivers skip them.',
    ],
  },
  {
    it: 'tells a policy for a part of the mail',
    domain: withDmarc('v=DMARC1; p=reject; pct=20; ri=3600'),
    says: [
      'medium The DMARC record of example.com: "pct=20" applies the policy to a part of the mail at older receivers, and to all of it at those of RFC 9989, which drops the tag.',
    ],
  },
]);

describeCheck(dmarcPublicSuffix, [
  { it: 'says nothing of usual domains', domain: mailDomain(), says: [] },
  {
    it: 'tells psd=y',
    domain: withDmarc('v=DMARC1; p=reject; psd=y'),
    says: [
      'medium The DMARC record of example.com: "psd=y" says that this domain is a public suffix such as "com", below which strangers register domains. It takes alignment from all subdomains.',
    ],
  },
]);
