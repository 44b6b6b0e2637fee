import brokenStarttls from '../../../server/src/core/checks/email/broken-starttls.ts';
import missingStarttls from '../../../server/src/core/checks/email/missing-starttls.ts';
import refusingMailServer from '../../../server/src/core/checks/email/refusing-mail-server.ts';
import unreachableMx from '../../../server/src/core/checks/email/unreachable-mx.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  healthyMail,
  mailDomain,
  mailHost,
  smtp,
  unresolvedName,
  smtpSession,
  tlsaAnswer,
} from '../../support/mailObservations.ts';
import { failure } from '../../support/observations.ts';
import type { SmtpObservation } from '../../../server/src/core/observations/mail.ts';
import { HOST, withSmtp, withSession, ENFORCED, REFUSED, SILENT } from './receiving.ts';

function pair(first: Partial<SmtpObservation>, second: Partial<SmtpObservation>): DomainObservation {
  return mailDomain(
    healthyMail({
      hosts: [
        mailHost({ host: 'mx1.example.com', smtp: [smtp(first)] }),
        mailHost({ host: 'mx2.example.com', smtp: [smtp(second)] }),
      ],
    }),
  );
}

const { tls: _tls, startTls: _startTls, ...PLAIN } = smtpSession({ extensions: ['SIZE', '8BITMIME'] });

describeCheck(unreachableMx, [
  {
    it: 'passes servers that answer',
    domain: mailDomain(),
    says: ['pass mx1.example.com and mx2.example.com answer on port 25.'],
  },
  {
    it: 'tells the only one that takes no connections',
    domain: withSmtp([{ session: failure('refused', 'nobody listens there') }]),
    says: [
      'high mx1.example.com, the only mail server of example.com, takes no connections on port 25: no mail arrives.',
    ],
  },
  {
    it: 'tells silence that is the server’s own',
    domain: withSmtp([{ session: SILENT }]),
    says: ['high mx1.example.com, the only mail server of example.com, does not answer: no mail arrives.'],
  },
  {
    it: 'does not know where the network may keep us from it',
    domain: withSmtp([{ session: SILENT, mayBeFiltered: true }]),
    says: ['unknown no answer in time; many networks let nobody connect to port 25'],
  },
  {
    it: 'does not know why a network has no way there',
    domain: withSmtp([{ session: failure('unreachable', 'no way to that network') }]),
    says: ['unknown no way to that network'],
  },
  {
    it: 'does not know where only IPv6 was there to be asked, and is silent',
    domain: withSmtp([{ address: '2600:1406::90', session: SILENT }]),
    says: ['unknown no answer in time'],
  },
  {
    it: 'tells all of several once',
    domain: pair({ session: failure('refused') }, { session: SILENT }),
    says: [
      'high None of the mail servers of example.com takes connections (mx1.example.com and mx2.example.com): no mail arrives.',
    ],
  },
  {
    it: 'weighs one of several less',
    domain: pair({}, { session: failure('reset') }),
    says: [
      'medium mx2.example.com, one of the mail servers of example.com, ends the connection at once: mail is late when senders come to it first.',
    ],
  },
  {
    it: 'takes IPv6 that nobody could reach for nothing',
    domain: withSmtp([{}, { address: '2600:1406::90', session: SILENT }]),
    says: ['pass mx1.example.com answers on port 25.'],
  },
  {
    it: 'leaves a host without an address to another check',
    domain: withSmtp([], { name: unresolvedName(HOST) }),
    says: [],
  },
]);

describeCheck(refusingMailServer, [
  {
    it: 'passes a greeting',
    domain: withSession({}),
    says: ['pass mx1.example.com greets who comes.'],
  },
  {
    it: 'tells a greeting that sends everybody away',
    domain: withSession({ greeting: { code: 554, text: 'no service here' } }),
    says: ['high mx1.example.com greets with 554: it takes no mail, and senders give up at once.'],
  },
  {
    it: 'tells one that has to be tried again',
    domain: withSession({ greeting: { code: 421, text: 'service not available' } }),
    says: ['medium mx1.example.com greets with 421: it takes no mail now, and senders have to try again.'],
  },
  {
    it: 'tells an EHLO that is not understood',
    domain: withSession({ ehlo: { code: 502, text: 'command not implemented' }, extensions: [] }),
    says: [
      'medium mx1.example.com answers EHLO with 502: senders that get through at all deliver without encryption.',
    ],
  },
  {
    it: 'tells an EHLO that is refused',
    domain: withSession({ ehlo: { code: 550, text: 'no service' }, extensions: [] }),
    says: ['high mx1.example.com answers EHLO with 550: it takes no mail, and senders give up at once.'],
  },
  {
    it: 'does not know where it is our network that is not liked',
    domain: withSession({ greeting: { code: 554, text: '5.7.1 Blocked, listed by Spamhaus' } }),
    says: ['unknown mx1.example.com refuses the network that was asked from'],
  },
]);

describeCheck(missingStarttls, [
  {
    it: 'passes a server that offers it',
    domain: withSession({}),
    says: ['pass mx1.example.com offers encryption (STARTTLS).'],
  },
  {
    it: 'tells one that does not',
    domain: withSmtp([{ session: PLAIN }]),
    says: [
      'medium mx1.example.com offers no encryption (STARTTLS): mail for it crosses the internet readable.',
    ],
  },
  {
    it: 'weighs more where MTA-STS is in force',
    domain: withSmtp([{ session: PLAIN }], ENFORCED),
    says: [`high mx1.example.com offers no encryption (STARTTLS): ${REFUSED}`],
  },
  {
    it: 'weighs more where TLSA records demand it',
    domain: withSmtp([{ session: PLAIN }], { tlsa: tlsaAnswer(HOST, [[3, 1, 1, 'a2'.repeat(32)]]) }),
    says: [
      'high mx1.example.com offers no encryption (STARTTLS), but has TLSA records that demand it: senders with DANE do not deliver.',
    ],
  },
  {
    it: 'names the address where only one of several is without',
    domain: withSmtp([{}, { address: '2600:1406::90', session: PLAIN }]),
    says: [
      'medium mx1.example.com at 2600:1406::90 offers no encryption (STARTTLS): mail for it crosses the internet readable.',
    ],
  },
  {
    it: 'weighs less where the server is a provider’s',
    domain: withSmtp([{ session: PLAIN }], { host: 'feedback-smtp.us-east-1.amazonses.com' }),
    says: [
      'low feedback-smtp.us-east-1.amazonses.com offers no encryption (STARTTLS): mail for it crosses the internet readable.',
    ],
  },
  {
    it: 'does not know of a server that nobody could ask',
    domain: withSmtp([{ session: SILENT, mayBeFiltered: true }]),
    says: ['unknown no answer in time; many networks let nobody connect to port 25'],
  },
  { it: 'says nothing of a server that is dead', domain: withSmtp([{ session: SILENT }]), says: [] },
]);

describeCheck(brokenStarttls, [
  {
    it: 'passes TLS that stands',
    domain: withSession({}),
    says: ['pass mx1.example.com speaks TLS after STARTTLS.'],
  },
  {
    it: 'tells an offer that is taken back',
    domain: withSmtp([
      { session: { ...PLAIN, extensions: ['STARTTLS'], startTls: { code: 454, text: 'not available' } } },
    ]),
    says: [
      'medium mx1.example.com offers encryption (STARTTLS) and then refuses it (454): mail comes as plain text, or not at all.',
    ],
  },
  {
    it: 'tells a handshake that fails',
    domain: withSession({ tls: failure('tls', 'the handshake failed') }),
    says: [
      'medium mx1.example.com offers encryption (STARTTLS) and then fails at it: mail comes as plain text, or not at all.',
    ],
  },
  {
    it: 'weighs more where MTA-STS is in force',
    domain: withSession({ tls: failure('tls', 'the handshake failed') }, ENFORCED),
    says: [`high mx1.example.com offers encryption (STARTTLS) and then fails at it: ${REFUSED}`],
  },
  {
    it: 'does not know where we stopped',
    domain: withSession({ tls: failure('cancelled', 'it was cancelled') }),
    says: ['unknown it was cancelled'],
  },
  { it: 'says nothing where there is no offer', domain: withSmtp([{ session: PLAIN }]), says: [] },
]);
