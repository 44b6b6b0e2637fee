import badMtaStsCertificate from '../../../server/src/core/checks/email/bad-mta-sts-certificate.ts';
import missingMtaSts from '../../../server/src/core/checks/email/missing-mta-sts.ts';
import missingTlsReports from '../../../server/src/core/checks/email/missing-tls-reports.ts';
import mtaStsContentType from '../../../server/src/core/checks/email/mta-sts-content-type.ts';
import mtaStsNotEnforced from '../../../server/src/core/checks/email/mta-sts-not-enforced.ts';
import mtaStsWithoutPolicy from '../../../server/src/core/checks/email/mta-sts-without-policy.ts';
import mtaStsWithoutRecord from '../../../server/src/core/checks/email/mta-sts-without-record.ts';
import mxOutsideMtaStsPolicy from '../../../server/src/core/checks/email/mx-outside-mta-sts-policy.ts';
import shortMtaStsMaxAge from '../../../server/src/core/checks/email/short-mta-sts-max-age.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MtaStsObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  healthyMail,
  mailDomain,
  mailHost,
  MTA_STS_POLICY,
  mtaSts,
  mtaStsPolicy,
  noMail,
  smtpTls,
  tlsaAnswer,
  txtAnswer,
  unresolvedName,
} from '../../support/mailObservations.ts';
import { answer, certificate, exchange, failure, intermediate } from '../../support/observations.ts';

const RECORD_AT = '_mta-sts.example.com';
const POLICY_URL = 'https://mta-sts.example.com/.well-known/mta-sts.txt';
const NO_RECORD = { record: answer([], { rcode: 'NXDOMAIN' }) };
/** A domain without MTA-STS, as it is observed. */
const NONE: MtaStsObservation = { ...NO_RECORD, address: unresolvedName('mta-sts.example.com') };

function withSts(changes: Partial<MtaStsObservation>): DomainObservation {
  return mailDomain(healthyMail({ mtaSts: mtaSts(changes) }));
}

function withPolicy(...lines: readonly string[]): DomainObservation {
  return withSts({ policy: mtaStsPolicy(`${lines.join('\r\n')}\r\n`) });
}

describeCheck(missingMtaSts, [
  { it: 'passes a record', domain: mailDomain(), says: ['pass example.com has MTA-STS.'] },
  {
    it: 'tells a domain without one',
    domain: mailDomain(healthyMail({ mtaSts: NONE })),
    says: [
      'low example.com has no MTA-STS: whoever sits between a sender and its mail servers can have mail delivered without encryption.',
    ],
  },
  { it: 'says nothing where no mail is received', domain: mailDomain(noMail()), says: [] },
  {
    it: 'says nothing of hosts that take bounces',
    domain: mailDomain(healthyMail(), healthyMail({ domain: 'send.example.com', mtaSts: NONE })),
    says: ['pass example.com has MTA-STS.'],
  },
  {
    it: 'leaves a policy without a record to another check',
    domain: withSts(NO_RECORD),
    says: [],
  },
  {
    it: 'leaves a misspelt record to another check',
    domain: mailDomain(healthyMail({ mtaSts: { ...NONE, record: txtAnswer(RECORD_AT, 'v=STSv2; id=1') } })),
    says: [],
  },
  {
    it: 'is content with DANE',
    domain: mailDomain(
      healthyMail({
        mtaSts: NONE,
        hosts: ['mx1.example.com', 'mx2.example.com'].map((host) =>
          mailHost({ host, tlsa: tlsaAnswer(host, [[3, 1, 1, 'a2'.repeat(32)]]) }),
        ),
      }),
    ),
    says: ['pass The mail servers of example.com are proven by DANE.'],
  },
  {
    it: 'does not know where nobody answered',
    domain: mailDomain(healthyMail({ mtaSts: { record: failure('timeout', 'no answer in time') } })),
    says: ['unknown no answer in time'],
  },
  {
    it: 'does not know where the resolver fails',
    domain: mailDomain(healthyMail({ mtaSts: { record: answer([], { rcode: 'SERVFAIL' }) } })),
    says: ['unknown the name servers answer SERVFAIL to the question for _mta-sts.example.com'],
  },
]);

const TELLS = 'senders take mail for example.com as unprotected.';

describeCheck(mtaStsWithoutPolicy, [
  {
    it: 'passes a policy',
    domain: mailDomain(),
    says: ['pass The MTA-STS policy of example.com can be fetched.'],
  },
  { it: 'says nothing without a record', domain: mailDomain(healthyMail({ mtaSts: NONE })), says: [] },
  {
    it: 'tells a host without an address',
    domain: withSts({
      address: unresolvedName('mta-sts.example.com'),
      policy: exchange({ url: POLICY_URL, failure: failure('no-address') }),
      tls: failure('no-address'),
    }),
    says: [
      `medium example.com has an MTA-STS record, but its policy can’t be fetched, because mta-sts.example.com has no address: ${TELLS}`,
    ],
  },
  {
    it: 'tells a page that is not there',
    domain: withSts({ policy: mtaStsPolicy('not found', { status: 404 }) }),
    says: [`medium example.com has an MTA-STS record, but its policy is answered with 404: ${TELLS}`],
  },
  {
    it: 'tells a redirect',
    domain: withSts({
      policy: mtaStsPolicy('', { status: 301, headers: { location: 'https://example.com/mta-sts.txt' } }),
    }),
    says: [
      `medium example.com has an MTA-STS record, but its policy is answered with a redirect (301), which senders do not follow: ${TELLS}`,
    ],
  },
  {
    it: 'tells a server that is not there',
    domain: withSts({
      policy: exchange({ url: POLICY_URL, failure: failure('refused') }),
      tls: failure('refused'),
    }),
    says: [
      `medium example.com has an MTA-STS record, but its policy can’t be fetched from mta-sts.example.com: ${TELLS}`,
    ],
  },
  {
    it: 'does not know where there is no way to it',
    domain: withSts({
      policy: exchange({ url: POLICY_URL, failure: failure('unreachable', 'no way to that network') }),
      tls: failure('unreachable'),
    }),
    says: ['unknown no way to that network'],
  },
  {
    it: 'does not know where its name could not be looked up',
    domain: withSts({
      address: { ...unresolvedName('mta-sts.example.com'), v4: failure('timeout', 'no answer in time') },
    }),
    says: ['unknown no answer in time'],
  },
]);

function certified(
  changes: Parameters<typeof certificate>[0],
  problem?: 'expired' | 'self-signed' | 'unknown-root',
): DomainObservation {
  return withSts({
    tls: {
      chain: [certificate({ names: ['mta-sts.example.com'], ...changes }), intermediate()],
      trust: problem === undefined ? smtpTls().trust : { isTrusted: false, problem, path: [] },
    },
  });
}

const UNPROTECTED = 'senders do not take the MTA-STS policy, and mail for example.com is unprotected.';

describeCheck(badMtaStsCertificate, [
  {
    it: 'passes one for the host',
    domain: mailDomain(),
    says: ['pass The certificate of mta-sts.example.com holds.'],
  },
  {
    it: 'passes a star',
    domain: certified({ names: ['*.example.com'] }),
    says: ['pass The certificate of mta-sts.example.com holds.'],
  },
  {
    it: 'tells another name',
    domain: certified({ names: ['example.com'] }),
    says: [
      `medium The certificate of mta-sts.example.com is for example.com, not for mta-sts.example.com: ${UNPROTECTED}`,
    ],
  },
  {
    it: 'tells one that expired',
    domain: certified({ notAfter: '2026-11-01T12:00:00.000Z' }, 'expired'),
    says: [`medium The certificate of mta-sts.example.com expired on 2026-11-01: ${UNPROTECTED}`],
  },
  {
    it: 'tells one that is signed by itself',
    domain: certified({ isSelfSigned: true }, 'self-signed'),
    says: [`medium The certificate of mta-sts.example.com is signed by itself: ${UNPROTECTED}`],
  },
  {
    it: 'tells an authority that nobody knows',
    domain: certified({}, 'unknown-root'),
    says: [
      `medium The certificate of mta-sts.example.com comes from an authority that nobody knows: ${UNPROTECTED}`,
    ],
  },
  { it: 'says nothing without a record', domain: withSts({ ...NO_RECORD, tls: failure('tls') }), says: [] },
  {
    it: 'does not know where the certificate was not seen',
    domain: withSts({ tls: failure('timeout', 'no answer in time') }),
    says: ['unknown no answer in time'],
  },
]);

describeCheck(mtaStsWithoutRecord, [
  { it: 'passes both', domain: mailDomain(), says: ['pass The record says that there is a policy.'] },
  {
    it: 'tells a policy alone',
    domain: withSts(NO_RECORD),
    says: [
      'medium example.com has an MTA-STS policy, but no record at _mta-sts.example.com that tells senders of it: nobody goes by it.',
    ],
  },
  {
    it: 'takes the page of a website that answers for every host for none',
    domain: withSts({ ...NO_RECORD, policy: mtaStsPolicy('<!doctype html><title>Welcome</title>') }),
    says: [],
  },
]);

describeCheck(mtaStsContentType, [
  { it: 'passes plain text', domain: mailDomain(), says: ['pass The policy is sent as text/plain.'] },
  {
    it: 'tells HTML',
    domain: withSts({ policy: mtaStsPolicy(MTA_STS_POLICY, { headers: { 'content-type': 'text/html' } }) }),
    says: [
      'low The MTA-STS policy of example.com is sent as text/html, not as text/plain: some senders do not take it.',
    ],
  },
  {
    it: 'tells a type that is missing',
    domain: withSts({ policy: mtaStsPolicy(MTA_STS_POLICY, { headers: {} }) }),
    says: [
      'low The MTA-STS policy of example.com is sent without a content type, not as text/plain: some senders do not take it.',
    ],
  },
]);

const BOTH = ['mx: mx1.example.com', 'mx: mx2.example.com'];

describeCheck(mtaStsNotEnforced, [
  { it: 'passes one in force', domain: mailDomain(), says: ['pass The MTA-STS policy is in force.'] },
  {
    it: 'tells one that is tried out',
    domain: withPolicy('version: STSv1', 'mode: testing', ...BOTH, 'max_age: 604800'),
    says: [
      'low The MTA-STS policy of example.com has the mode “testing”: senders still deliver without encryption.',
    ],
  },
  {
    it: 'tells one that is switched off',
    domain: withPolicy('version: STSv1', 'mode: none', 'max_age: 604800'),
    says: [
      'low The MTA-STS policy of example.com has the mode “none”: it is switched off, and protects nothing.',
    ],
  },
]);

describeCheck(shortMtaStsMaxAge, [
  { it: 'passes a week', domain: mailDomain(), says: ['pass Senders remember the policy for 7 days.'] },
  {
    it: 'tells five minutes',
    domain: withPolicy('version: STSv1', 'mode: enforce', ...BOTH, 'max_age: 300'),
    says: ['medium Senders forget the MTA-STS policy of example.com after 300 seconds: it hardly protects.'],
  },
]);

describeCheck(mxOutsideMtaStsPolicy, [
  {
    it: 'passes a policy that names all',
    domain: mailDomain(),
    says: ['pass The MTA-STS policy names every mail server.'],
  },
  {
    it: 'passes a star',
    domain: withPolicy('version: STSv1', 'mode: enforce', 'mx: *.example.com', 'max_age: 604800'),
    says: ['pass The MTA-STS policy names every mail server.'],
  },
  {
    it: 'tells a host that is left out',
    domain: withPolicy('version: STSv1', 'mode: enforce', 'mx: mx1.example.com', 'max_age: 604800'),
    says: [
      'high The MTA-STS policy of example.com does not name mx2.example.com: senders that follow it (Google, Microsoft and others) do not deliver there.',
    ],
  },
  {
    it: 'lets a star stand for one label alone',
    domain: withPolicy('version: STSv1', 'mode: enforce', 'mx: *.mx.example.com', 'max_age: 604800'),
    says: [
      'high The MTA-STS policy of example.com does not name mx1.example.com and mx2.example.com: senders that follow it (Google, Microsoft and others) deliver nothing.',
    ],
  },
  {
    it: 'weighs less while it is tried out',
    domain: withPolicy('version: STSv1', 'mode: testing', 'mx: mx1.example.com', 'max_age: 604800'),
    says: [
      'low The MTA-STS policy of example.com does not name mx2.example.com: once it is in force, senders do not deliver there.',
    ],
  },
  {
    it: 'says nothing of a policy that senders do not take',
    domain: withSts({
      policy: mtaStsPolicy('version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: 604800\n'),
      tls: { chain: [certificate({ names: ['example.com'] })], trust: smtpTls().trust },
    }),
    says: [],
  },
]);

const NO_REPORTS = { tlsRpt: answer([], { rcode: 'NXDOMAIN' }) };

describeCheck(missingTlsReports, [
  { it: 'passes a record', domain: mailDomain(), says: ['pass Senders know where to report failures.'] },
  {
    it: 'tells MTA-STS without reports',
    domain: mailDomain(healthyMail(NO_REPORTS)),
    says: [
      'low example.com has MTA-STS, but no TLS-RPT record: when senders hold mail back, nobody tells you.',
    ],
  },
  {
    it: 'says nothing where nothing demands TLS',
    domain: mailDomain(healthyMail({ ...NO_REPORTS, mtaSts: NONE })),
    says: [],
  },
  {
    it: 'tells DANE without reports',
    domain: mailDomain(
      healthyMail({
        ...NO_REPORTS,
        mtaSts: NONE,
        hosts: [
          mailHost({
            host: 'mx1.example.com',
            tlsa: tlsaAnswer('mx1.example.com', [[3, 1, 1, 'a2'.repeat(32)]]),
          }),
        ],
      }),
    ),
    says: ['low example.com has DANE, but no TLS-RPT record: when senders hold mail back, nobody tells you.'],
  },
  {
    it: 'does not know where nobody answered',
    domain: mailDomain(healthyMail({ tlsRpt: failure('timeout', 'no answer in time') })),
    says: ['unknown no answer in time'],
  },
]);
