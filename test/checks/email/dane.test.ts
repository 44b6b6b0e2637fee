import daneMismatch from '../../../server/src/core/checks/email/dane-mismatch.ts';
import staleTlsa from '../../../server/src/core/checks/email/stale-tlsa.ts';
import tlsaWithoutDnssec from '../../../server/src/core/checks/email/tlsa-without-dnssec.ts';
import unusableTlsa from '../../../server/src/core/checks/email/unusable-tlsa.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MailHostObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { healthyMail, mailDomain, mailHost, mxAnswer, tlsaAnswer } from '../../support/mailObservations.ts';
import { failure, healthyDns } from '../../support/observations.ts';

const HOST = 'mx1.example.com';
/** Of the server's own certificate and key, and of what issued it: see the support file. */
const OWN = 'a1'.repeat(32);
const OWN_KEY = 'a2'.repeat(32);
const ISSUER_KEY = 'c2'.repeat(32);
const OTHER = 'ee'.repeat(32);
const ANOTHER = 'dd'.repeat(32);

function withTlsa(
  records: readonly (readonly [number, number, number, string])[],
  changes: Partial<MailHostObservation> = {},
): DomainObservation {
  const host = mailHost({ host: HOST, tlsa: tlsaAnswer(HOST, records), ...changes });
  return mailDomain(healthyMail({ mx: mxAnswer([[10, host.host]]), hosts: [host] }));
}

/** The answer has no AD. */
function unproven(
  record: readonly [number, number, number, string],
  resolverValidates: 'yes' | 'no',
): DomainObservation {
  return {
    ...withTlsa([], { tlsa: { ...tlsaAnswer(HOST, [record]), isAuthenticated: false } }),
    dns: healthyDns({ dnssec: { ...healthyDns().dnssec, resolverValidates } }),
  };
}

describeCheck(daneMismatch, [
  { it: 'says nothing without TLSA records', domain: mailDomain(), says: [] },
  ...(
    [
      [3, 1, 1, OWN_KEY],
      [3, 0, 1, OWN],
      [3, 1, 2, 'a2'.repeat(64)],
      [3, 0, 0, '30a1'.repeat(100)],
      [2, 1, 1, ISSUER_KEY],
      [3, 1, 1, OWN_KEY.toUpperCase()],
    ] as const
  ).map((record) => ({
    it: `passes ${record.slice(0, 3).join(' ')} of the right certificate`,
    domain: withTlsa([record]),
    says: ['pass A TLSA record fits mx1.example.com.'],
  })),
  {
    it: 'passes one that fits beside one that does not',
    domain: withTlsa([
      [3, 1, 1, OTHER],
      [3, 1, 1, OWN_KEY],
    ]),
    says: ['pass A TLSA record fits mx1.example.com.'],
  },
  ...(
    [
      [3, 1, 1, OTHER],
      // The issuer's key is nobody's own.
      [3, 1, 1, ISSUER_KEY],
      [2, 1, 1, OTHER],
    ] as const
  ).map((record) => ({
    it: `tells ${record.slice(0, 3).join(' ')} of ${record[3].slice(0, 2)}…, which fits nothing`,
    domain: withTlsa([record]),
    says: [
      'high No TLSA record of mx1.example.com fits the certificate that mx1.example.com shows: senders with DANE do not deliver.',
    ],
  })),
  {
    it: 'leaves a zone that is not signed to another check',
    domain: unproven([3, 1, 1, OTHER], 'yes'),
    says: [],
  },
  {
    it: 'tells one that nobody could prove, and weighs it less',
    domain: unproven([3, 1, 1, OTHER], 'no'),
    says: [
      'medium No TLSA record of mx1.example.com fits the certificate that mx1.example.com shows: if its zone is signed (DNSSEC), senders with DANE do not deliver.',
    ],
  },
  {
    it: 'says nothing of one that fits and nobody could prove',
    domain: unproven([3, 1, 1, OWN_KEY], 'no'),
    says: [],
  },
  { it: 'leaves records that senders skip to another check', domain: withTlsa([[1, 1, 1, OTHER]]), says: [] },
  {
    it: 'does not know of a whole certificate that need not be sent',
    domain: withTlsa([[2, 0, 0, '3082']]),
    says: ['unknown a TLSA record holds a whole certificate, which is not sent'],
  },
]);

describeCheck(unusableTlsa, [
  {
    it: 'passes usage 3',
    domain: withTlsa([[3, 1, 1, OWN_KEY]]),
    says: ['pass Senders can use the TLSA records of mx1.example.com.'],
  },
  ...(
    [
      [[1, 1, 1, OTHER], 'has usage 1, which mail servers do not use (RFC 7672 section 3.1.3)'],
      [[0, 0, 1, OTHER], 'has usage 0, which mail servers do not use (RFC 7672 section 3.1.3)'],
      [[4, 1, 1, OTHER], 'has usage 4, which does not exist'],
      [[3, 2, 1, OTHER], 'has selector 2, which does not exist'],
      [[3, 1, 3, OTHER], 'has matching type 3, which does not exist'],
      [[3, 1, 1, 'ee'.repeat(20)], 'has 20 bytes where SHA-256 has 32'],
      [[3, 1, 2, OTHER], 'has 32 bytes where SHA-512 has 64'],
    ] as const
  ).map(([record, why]) => ({
    it: `tells a record that ${why}`,
    domain: withTlsa([record]),
    says: [
      `medium The TLSA record of mx1.example.com ${why}: senders skip it, and nothing proves who the server is.`,
    ],
  })),
  {
    it: 'weighs less beside one that is right',
    domain: withTlsa([
      [3, 1, 1, OWN_KEY],
      [1, 1, 1, OTHER],
    ]),
    says: [
      'low One TLSA record of mx1.example.com has usage 1, which mail servers do not use (RFC 7672 section 3.1.3): senders skip it.',
    ],
  },
  {
    it: 'does not know where nobody answered',
    domain: withTlsa([], { tlsa: failure('timeout', 'no answer in time') }),
    says: ['unknown no answer in time'],
  },
]);

describeCheck(staleTlsa, [
  {
    it: 'lets the key that comes next be published',
    domain: withTlsa([
      [3, 1, 1, OWN_KEY],
      [3, 1, 1, OTHER],
    ]),
    says: [],
  },
  {
    it: 'tells several that fit nothing',
    domain: withTlsa([
      [3, 1, 1, OWN_KEY],
      [3, 1, 1, OTHER],
      [3, 1, 1, ANOTHER],
    ]),
    says: ['low 2 TLSA records of mx1.example.com fit no certificate that it shows: left from earlier ones.'],
  },
  {
    it: 'tells an old certificate beside the key',
    domain: withTlsa([
      [3, 1, 1, OWN_KEY],
      [3, 0, 1, OTHER],
    ]),
    says: [
      'low One TLSA record of mx1.example.com fits no certificate that it shows: left from earlier ones.',
    ],
  },
  {
    it: 'leaves records of which none fits to another check',
    domain: withTlsa([[3, 1, 1, OTHER]]),
    says: [],
  },
]);

const UNSIGNED = { tlsa: { ...tlsaAnswer(HOST, [[3, 1, 1, OWN_KEY]]), isAuthenticated: false } };

describeCheck(tlsaWithoutDnssec, [
  {
    it: 'passes what DNSSEC proves',
    domain: withTlsa([[3, 1, 1, OWN_KEY]]),
    says: ['pass DNSSEC proves the TLSA records of mx1.example.com.'],
  },
  {
    it: 'tells records of a zone that is not signed',
    domain: withTlsa([], UNSIGNED),
    says: [
      'low mx1.example.com has TLSA records, but its zone is not signed (DNSSEC): senders don’t look at them.',
    ],
  },
  {
    it: 'does not know where the resolver does not validate',
    domain: {
      ...withTlsa([], UNSIGNED),
      dns: healthyDns({ dnssec: { ...healthyDns().dnssec, resolverValidates: 'no' } }),
    },
    says: ['unknown the resolver does not validate DNSSEC'],
  },
]);
