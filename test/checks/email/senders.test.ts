import genericPtr from '../../../server/src/core/checks/email/generic-ptr.ts';
import missingPtr from '../../../server/src/core/checks/email/missing-ptr.ts';
import senderOutsideSpf from '../../../server/src/core/checks/email/sender-outside-spf.ts';
import unconfirmedPtr from '../../../server/src/core/checks/email/unconfirmed-ptr.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { SenderObservation, SpfVerdict } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  healthyMail,
  mailDomain,
  ptrAnswer,
  sender,
  unresolvedName,
} from '../../support/mailObservations.ts';
import { answer, failure, resolvedName } from '../../support/observations.ts';

const ADDRESS = '23.192.228.92';

function withSender(changes: Partial<SenderObservation>): DomainObservation {
  return mailDomain(healthyMail({ senders: [sender({ source: 'configured', ...changes })] }));
}

function named(name: string, address = ADDRESS): DomainObservation {
  return withSender({
    address,
    ptr: ptrAnswer(address, name),
    forward: resolvedName({ host: name, ipv4: [address], ipv6: [] }),
  });
}

const { forward: _forward, ...WITHOUT_NAME } = sender({
  source: 'configured',
  ptr: answer([], { rcode: 'NXDOMAIN' }),
});

function nameless(changes: Partial<SenderObservation> = {}): DomainObservation {
  return mailDomain(healthyMail({ senders: [{ ...WITHOUT_NAME, ...changes }] }));
}

describeCheck(missingPtr, [
  { it: 'passes a name', domain: mailDomain(), says: ['pass 23.192.228.92 is named out.example.com.'] },
  {
    it: 'tells a configured sender without one',
    domain: nameless(),
    says: [
      'high 23.192.228.92 sends mail for example.com and has no reverse DNS (PTR record): Gmail and others refuse its mail.',
    ],
  },
  {
    it: 'weighs an address of the SPF record less',
    domain: nameless({ source: 'spf' }),
    says: [
      'low 23.192.228.92 sends mail for example.com and has no reverse DNS (PTR record): Gmail and others refuse its mail.',
    ],
  },
  {
    it: 'says nothing of an address that nobody has',
    domain: nameless({ source: 'spf', address: '192.0.2.10' }),
    says: [],
  },
  {
    it: 'does not know where nobody answered',
    domain: nameless({ ptr: failure('timeout', 'no answer in time') }),
    says: ['unknown no answer in time'],
  },
  {
    it: 'does not know where the servers of the zone fail',
    domain: nameless({ ptr: answer([], { rcode: 'SERVFAIL' }) }),
    says: ['unknown the name servers answer SERVFAIL to the question for the name of 23.192.228.92'],
  },
  {
    it: 'tells an address of two domains once',
    domain: mailDomain(
      healthyMail({ senders: [WITHOUT_NAME] }),
      healthyMail({ domain: 'send.example.com', senders: [WITHOUT_NAME] }),
    ),
    says: [
      'high 23.192.228.92 sends mail for example.com and has no reverse DNS (PTR record): Gmail and others refuse its mail.',
    ],
  },
]);

describeCheck(unconfirmedPtr, [
  {
    it: 'passes a name that leads back',
    domain: mailDomain(),
    says: ['pass 23.192.228.92 is named out.example.com, which leads back to it.'],
  },
  {
    it: 'compares IPv6 addresses, not their texts',
    domain: withSender({
      address: '2600:1406:0::92',
      forward: resolvedName({ host: 'out.example.com', ipv4: [], ipv6: ['2600:1406:0:0:0:0:0:92'] }),
    }),
    says: ['pass 2600:1406:0::92 is named out.example.com, which leads back to it.'],
  },
  {
    it: 'tells a name that leads elsewhere',
    domain: withSender({
      forward: resolvedName({ host: 'out.example.com', ipv4: ['23.192.228.1'], ipv6: [] }),
    }),
    says: [
      'high 23.192.228.92 sends mail for example.com. Its reverse DNS says out.example.com, but that name does not lead back to it: Gmail and others refuse its mail.',
    ],
  },
  {
    it: 'tells a name that does not exist',
    domain: withSender({ forward: unresolvedName('out.example.com') }),
    says: [
      'high 23.192.228.92 sends mail for example.com. Its reverse DNS says out.example.com, but that name does not lead back to it: Gmail and others refuse its mail.',
    ],
  },
  {
    it: 'does not know where the name could not be looked up',
    domain: withSender({
      forward: { ...unresolvedName('out.example.com'), v4: failure('timeout', 'no answer in time') },
    }),
    says: ['unknown no answer in time'],
  },
  { it: 'leaves an address without a name to another check', domain: nameless(), says: [] },
]);

describeCheck(genericPtr, [
  {
    it: 'passes a name of one’s own',
    domain: mailDomain(),
    says: ['pass 23.192.228.92 has a name of its own: out.example.com.'],
  },
  ...[
    '23-192-228-92.pool.example.net',
    'host92.228.192.23.example.net',
    'ec2-23-192-228-92.eu-west-1.compute.amazonaws.com',
    'ip23-192-228-92.example.net',
    'static.92.228.192.23.clients.your-server.de',
    'c-17c0e45c.example.net',
    'dyn-7.example.net',
    'vmi1234.contaboserver.net',
  ].map((name) => ({
    it: `tells ${name}`,
    domain: named(name),
    says: [
      `medium 23.192.228.92 sends mail for example.com under the name that its network gave it (${name}): receivers take that for a home computer or a machine that somebody broke into.`,
    ],
  })),
  ...['mail2.example.com', 'smtp-out-23.example.com', 'mx.dynamo.example'].map((name) => ({
    it: `passes ${name}`,
    domain: named(name),
    says: [`pass 23.192.228.92 has a name of its own: ${name}.`],
  })),
]);

function judgedBySpf(result: SpfVerdict['result']): DomainObservation {
  return withSender({ verdict: { result, reason: '', lookups: 1, voids: 0 } });
}

describeCheck(senderOutsideSpf, [
  {
    it: 'passes one that SPF lets send',
    domain: judgedBySpf('pass'),
    says: ['pass SPF lets 23.192.228.92 send for example.com.'],
  },
  ...(['fail', 'softfail', 'neutral'] as const).map((result) => ({
    it: `tells ${result}`,
    domain: judgedBySpf(result),
    says: [
      `high 23.192.228.92 sends mail for example.com, and its SPF record does not let it (${result}): its mail goes to spam or comes back.`,
    ],
  })),
  { it: 'leaves a broken record to another check', domain: judgedBySpf('permerror'), says: [] },
  {
    it: 'does not know where SPF failed',
    domain: judgedBySpf('temperror'),
    says: ['unknown SPF could not be evaluated for 23.192.228.92'],
  },
  { it: 'says nothing of what the record itself names', domain: mailDomain(), says: [] },
]);
