import assert from 'node:assert/strict';
import dmarcNotEnforced from '../../../server/src/core/checks/email/dmarc-not-enforced.ts';
import dmarcPublicSuffix from '../../../server/src/core/checks/email/dmarc-public-suffix.ts';
import dmarcTestMode from '../../../server/src/core/checks/email/dmarc-test-mode.ts';
import malformedDmarcRecord from '../../../server/src/core/checks/email/malformed-dmarc-record.ts';
import malformedReportAddress from '../../../server/src/core/checks/email/malformed-dmarc-report-address.ts';
import missingDmarc from '../../../server/src/core/checks/email/missing-dmarc.ts';
import missingDmarcReports from '../../../server/src/core/checks/email/missing-dmarc-reports.ts';
import obsoleteDmarcTags from '../../../server/src/core/checks/email/obsolete-dmarc-tags.ts';
import severalDmarcRecords from '../../../server/src/core/checks/email/several-dmarc-records.ts';
import strictAlignment from '../../../server/src/core/checks/email/strict-dmarc-alignment.ts';
import unauthorisedReports from '../../../server/src/core/checks/email/unauthorised-dmarc-reports.ts';
import weakSubdomainPolicy from '../../../server/src/core/checks/email/weak-subdomain-dmarc-policy.ts';
import type { Check, CheckContext } from '../../../server/src/core/check.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MailObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { DKIM_KEY, healthyMail, mailDomain, noMail, txtAnswer } from '../../support/mailObservations.ts';
import { answer, failure, healthyContext, verdicts } from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';
import { heir, NONE, SEND, walk, withDmarc } from './dmarcWalk.ts';

function copied(check: Check, observed: DomainObservation, context: Partial<CheckContext> = {}): string[] {
  return verdicts(check, observed, context).flatMap((verdict) =>
    'problem' in verdict
      ? (verdict.mend?.copy ?? []).map((copy) =>
          copy.kind === 'record' ? `${copy.name} ${copy.type} ${copy.value}` : copy.text,
        )
      : [],
  );
}

const CHECKS = [
  dmarcNotEnforced,
  dmarcPublicSuffix,
  dmarcTestMode,
  malformedDmarcRecord,
  malformedReportAddress,
  missingDmarc,
  missingDmarcReports,
  obsoleteDmarcTags,
  severalDmarcRecords,
  strictAlignment,
  unauthorisedReports,
  weakSubdomainPolicy,
];

describe('DMARC of healthy domains', () => {
  for (const [name, observed] of Object.entries<DomainObservation>({
    'a domain of its own': mailDomain(),
    'reject with reports elsewhere, taken there': mailDomain(
      healthyMail({
        dmarc: {
          ...walk([
            'example.com',
            ['v=DMARC1; p=reject; rua=mailto:a1b2@reports.example.net; fo=1; ruf=mailto:x@example.com'],
          ]),
          reports: [
            {
              to: 'reports.example.net',
              answer: txtAnswer('example.com._report._dmarc.reports.example.net', 'v=DMARC1;'),
            },
          ],
        },
      }),
    ),
    'quarantine, and reject for subdomains': withDmarc(
      'v=DMARC1; p=quarantine; sp=reject; np=reject; rua=mailto:mailauth-reports@example.com',
    ),
    'strict alignment with a key and mail of its own': withDmarc(
      'v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@example.com',
    ),
    'a host below that sends under the policy of the domain': heir(
      'v=DMARC1; p=reject; rua=mailto:dmarc@example.com',
    ),
    'a website without mail': mailDomain(
      noMail({
        txt: txtAnswer('example.com', 'v=spf1 -all'),
        dmarc: walk(['example.com', ['v=DMARC1; p=reject']]),
      }),
    ),
  })) {
    it(`is silent on ${name}`, () => {
      assert.deepEqual(
        CHECKS.flatMap((check) => told(check, observed).map((line) => `${check.id} ${line}`)),
        [],
      );
    });
  }
});

describe('DMARC records to publish', () => {
  for (const [check, observed, record] of [
    [
      malformedDmarcRecord,
      withDmarc('v=DMARC1; p=rejct; rua=mailto:dmarc@example.com'),
      'v=DMARC1; p=reject; rua=mailto:dmarc@example.com',
    ],
    [malformedDmarcRecord, withDmarc('v=DMARC; p=reject'), 'v=DMARC1; p=reject'],
    [
      malformedDmarcRecord,
      withDmarc('v=DMARC1; sp=reject'),
      'v=DMARC1; p=none; rua=mailto:dmarc@example.com',
    ],
    [
      malformedReportAddress,
      withDmarc('v=DMARC1; p=reject; rua=dmarc@example.com'),
      'v=DMARC1; p=reject; rua=mailto:dmarc@example.com',
    ],
    [
      dmarcNotEnforced,
      withDmarc('v=DMARC1; p=none; rua=mailto:d@example.com'),
      'v=DMARC1; p=quarantine; rua=mailto:d@example.com',
    ],
    [dmarcNotEnforced, withDmarc('v=DMARC1; p=none'), 'v=DMARC1; p=none; rua=mailto:dmarc@example.com'],
    [missingDmarcReports, withDmarc('v=DMARC1;p=reject;'), 'v=DMARC1;p=reject; rua=mailto:dmarc@example.com'],
    [weakSubdomainPolicy, withDmarc('v=DMARC1; p=reject; sp=none'), 'v=DMARC1; p=reject'],
    [dmarcTestMode, withDmarc('v=DMARC1; p=reject; t=y'), 'v=DMARC1; p=reject'],
    [
      obsoleteDmarcTags,
      withDmarc('v=DMARC1; p=reject; pct=50; rf=afrf; rua=mailto:d@example.com!10m'),
      'v=DMARC1; p=reject; rua=mailto:d@example.com',
    ],
    [dmarcPublicSuffix, withDmarc('v=DMARC1; p=reject; psd=y; sp=reject'), 'v=DMARC1; p=reject; sp=reject'],
    [
      missingDmarc,
      mailDomain(healthyMail({ dmarc: walk(['example.com', []]) })),
      'v=DMARC1; p=none; rua=mailto:dmarc@example.com',
    ],
  ] as const)
    it(`${check.id}: ${record}`, () => {
      assert.deepEqual(copied(check, observed), [`_dmarc.example.com TXT ${record}`]);
    });

  it('shows the place of what is wrong', () => {
    const [verdict] = verdicts(malformedDmarcRecord, withDmarc('v=DMARC1; p=rejct'));
    assert.deepEqual(verdict?.evidence, [
      '_dmarc.example.com TXT "v=DMARC1; p=rejct"',
      'at character 13: "rejct"',
    ]);
  });
});

const STRICT = 'v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:d@example.com';

function strict(own: Partial<MailObservation>, text = STRICT): DomainObservation {
  return mailDomain(
    healthyMail({ dmarc: walk(['example.com', [text]]) }),
    healthyMail({ domain: SEND, dmarc: walk([SEND, []], ['example.com', [text]]), ...own }),
  );
}

const BARE = { txt: answer(), dkim: { below: NONE, keys: [] } };

const RESEND_KEY: MailObservation['dkim']['keys'][number] = {
  selector: 'resend',
  source: 'provider',
  provider: 'resend',
  name: 'resend._domainkey.example.com',
  answer: txtAnswer('resend._domainkey.example.com', `v=DKIM1; p=${DKIM_KEY}`),
};
const THROUGH_RESEND = {
  target: {
    ...healthyContext().target,
    mail: { domains: ['example.com'], selectors: [], senders: [], providers: ['resend'] },
  },
};
const BOUNCING = mailDomain(
  healthyMail({
    dkim: { below: answer(), keys: [RESEND_KEY] },
    dmarc: walk(['example.com', ['v=DMARC1; p=reject; aspf=s; rua=mailto:d@example.com']]),
  }),
);

describeCheck(strictAlignment, [
  {
    it: 'says nothing of the domain itself where a provider sends from a host below it',
    domain: strict({ dkim: { below: answer(), keys: [RESEND_KEY] } }),
    context: THROUGH_RESEND,
    says: [],
  },
  { it: 'says nothing of relaxed alignment', domain: strict(BARE, 'v=DMARC1; p=reject'), says: [] },
  { it: 'says nothing of a host with a key of its own', domain: strict({}), says: [] },
  {
    it: 'tells a host whose key and SPF stand at the domain',
    domain: strict(BARE),
    says: [
      'medium Mail from send.example.com fails DMARC: adkim=s and aspf=s of example.com wants signatures and bounce addresses of send.example.com itself, and there is none.',
    ],
  },
  {
    it: 'tells bounces that come to another host',
    domain: BOUNCING,
    context: THROUGH_RESEND,
    says: [
      'low Resend has bounces come to send.example.com, and aspf=s wants example.com itself: SPF does not count for its mail, which passes DMARC by its signature alone.',
    ],
  },
  {
    it: 'does not know where keys could not be asked for',
    domain: strict({ txt: answer(), dkim: { below: failure('timeout', 'no answer in time'), keys: [] } }),
    says: ['unknown no answer in time'],
  },
]);
