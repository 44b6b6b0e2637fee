import malformedMtaStsPolicy from '../../../server/src/core/checks/email/malformed-mta-sts-policy.ts';
import malformedMtaStsRecord from '../../../server/src/core/checks/email/malformed-mta-sts-record.ts';
import malformedTlsReportRecord from '../../../server/src/core/checks/email/malformed-tls-report-record.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import { describeCheck } from '../../support/checkTables.ts';
import {
  healthyMail,
  mailDomain,
  mtaSts,
  mtaStsPolicy,
  noMail,
  txtAnswer,
} from '../../support/mailObservations.ts';
import { answer } from '../../support/observations.ts';

function withRecords(...texts: readonly string[]): DomainObservation {
  return mailDomain(healthyMail({ mtaSts: mtaSts({ record: txtAnswer('_mta-sts.example.com', ...texts) }) }));
}

function withPolicy(body: string): DomainObservation {
  return mailDomain(healthyMail({ mtaSts: mtaSts({ policy: mtaStsPolicy(body) }) }));
}

function withReports(...texts: readonly string[]): DomainObservation {
  return mailDomain(healthyMail({ tlsRpt: txtAnswer('_smtp._tls.example.com', ...texts) }));
}

describeCheck(malformedMtaStsRecord, [
  {
    it: 'passes one that is right',
    domain: mailDomain(),
    says: ['pass The MTA-STS record of example.com is well formed.'],
  },
  { it: 'says nothing without one', domain: mailDomain(noMail()), says: [] },
  {
    it: 'passes it beside texts of other kinds',
    domain: withRecords('v=STSv1; id=1', 'made by hand'),
    says: ['pass The MTA-STS record of example.com is well formed.'],
  },
  {
    it: 'tells several',
    domain: withRecords('v=STSv1; id=1', 'v=STSv1; id=2'),
    says: [
      'medium _mta-sts.example.com: There are 2 MTA-STS records at this name, and one is allowed. Senders use none of them.',
    ],
  },
  {
    it: 'tells one without an id',
    domain: withRecords('v=STSv1;'),
    says: [
      'medium The MTA-STS record of example.com: The record has no "id". Senders take the record for none, and the policy has no effect.',
    ],
  },
]);

describeCheck(malformedMtaStsPolicy, [
  { it: 'passes one that is right', domain: mailDomain(), says: ['pass The MTA-STS policy is well formed.'] },
  {
    it: 'tells a web page in its place',
    domain: withPolicy('<!doctype html><title>Welcome</title>'),
    says: [
      'medium The MTA-STS policy of example.com: A web page stands where the policy belongs. Senders take the policy for broken, and it protects nothing.',
    ],
  },
  {
    it: 'tells a key that is missing',
    domain: withPolicy('version: STSv1\nmode: enforce\nmx: *.example.com\n'),
    says: [
      'medium The MTA-STS policy of example.com: The policy has no "max_age". Senders take the policy for broken, and it protects nothing.',
    ],
  },
  {
    it: 'leaves the mode and the time to other checks',
    domain: withPolicy('version: STSv1\nmode: testing\nmx: *.example.com\nmax_age: 300\n'),
    says: ['pass The MTA-STS policy is well formed.'],
  },
  {
    it: 'says nothing of the page of a website that answers for every host',
    domain: mailDomain(healthyMail({ mtaSts: mtaSts({ record: answer(), policy: mtaStsPolicy('<html>') }) })),
    says: [],
  },
]);

describeCheck(malformedTlsReportRecord, [
  {
    it: 'passes one that is right',
    domain: mailDomain(),
    says: ['pass The TLS-RPT record of example.com is well formed.'],
  },
  {
    it: 'tells several',
    domain: withReports('v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'),
    says: [
      'low _smtp._tls.example.com: There are 2 TLS-RPT records at this name, and one is allowed. Senders use none of them, and send no reports.',
    ],
  },
  {
    it: 'tells one without addresses',
    domain: withReports('v=TLSRPTv1;'),
    says: [
      'low The TLS-RPT record of example.com: The record has no "rua" with addresses: no reports are sent.',
    ],
  },
]);
