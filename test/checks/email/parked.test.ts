import assert from 'node:assert/strict';
import missingNullMx from '../../../server/src/core/checks/email/missing-null-mx.ts';
import unprotected from '../../../server/src/core/checks/email/unprotected-parked-domain.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { MailObservation, MailTarget } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { mailDomain, mxAnswer, noMail, txtAnswer, unresolvedName } from '../../support/mailObservations.ts';
import { answer, DOMAIN, failure, healthyContext, verdicts } from '../../support/observations.ts';
import { told } from '../../support/toldVerdicts.ts';

const TARGET: MailTarget = { domains: [DOMAIN], selectors: [], senders: [], providers: [] };
const NULL_MX = mxAnswer([[0, '']]);
const SPF = txtAnswer(DOMAIN, 'v=spf1 -all');

function dmarc(text: string): MailObservation['dmarc'] {
  return { walk: [{ at: DOMAIN, answer: txtAnswer(`_dmarc.${DOMAIN}`, text) }], reports: [], mailboxes: [] };
}

function parked(changes: Partial<MailObservation> = {}): DomainObservation {
  return mailDomain(noMail(changes));
}

const LACKS = (what: string): string =>
  `low example.com neither sends nor receives mail, and does not say so: ${what} missing. Anybody can send in its name.`;

describeCheck(unprotected, [
  { it: 'says nothing of a domain with mail', domain: mailDomain(), says: [] },
  {
    it: 'passes a domain that is protected',
    domain: parked({ mx: NULL_MX, txt: SPF, dmarc: dmarc('v=DMARC1; p=reject') }),
    says: ['pass example.com has no mail, and its records say so.'],
  },
  {
    it: 'passes a policy that hides forged mail',
    domain: parked({ mx: NULL_MX, txt: SPF, dmarc: dmarc('v=DMARC1; p=quarantine') }),
    says: ['pass example.com has no mail, and its records say so.'],
  },
  {
    it: 'lists all that is missing',
    domain: parked(),
    says: [LACKS('“v=spf1 -all”, DMARC that rejects (“p=reject”) and a null MX record are')],
  },
  {
    it: 'lists what is missing alone',
    domain: parked({ mx: NULL_MX, txt: SPF, dmarc: dmarc('v=DMARC1; p=none') }),
    says: [LACKS('DMARC that rejects (“p=reject”) is')],
  },
  {
    it: 'tells SPF that lets others pass',
    domain: parked({
      mx: NULL_MX,
      txt: txtAnswer(DOMAIN, 'v=spf1 ~all'),
      dmarc: dmarc('v=DMARC1; p=reject'),
    }),
    says: [LACKS('“v=spf1 -all” is')],
  },
  {
    it: 'wants no null MX where nobody tries',
    domain: parked({
      address: unresolvedName(DOMAIN, 'NOERROR'),
      txt: SPF,
      dmarc: dmarc('v=DMARC1; p=reject'),
    }),
    says: ['pass example.com has no mail, and its records say so.'],
  },
  {
    it: 'leaves broken records to other checks',
    domain: parked({ mx: NULL_MX, txt: SPF, dmarc: dmarc('v=DMARC; p=reject') }),
    says: ['pass example.com has no mail, and its records say so.'],
  },
  {
    it: 'says nothing where the workspace sends through somebody',
    domain: parked(),
    context: { target: { ...healthyContext().target, mail: { ...TARGET, providers: ['resend'] } } },
    says: [],
  },
  {
    it: 'believes the configuration that says that it receives',
    domain: parked(),
    context: { target: { ...healthyContext().target, mail: { ...TARGET, receives: true } } },
    says: [],
  },
  {
    it: 'says nothing where a selector exists that nobody knows',
    domain: parked({ dkim: { below: answer(), keys: [] } }),
    says: [],
  },
  {
    it: 'does not know where nobody answered',
    domain: parked({ mx: failure('timeout', 'no answer in time') }),
    says: ['unknown no answer in time'],
  },
  {
    it: 'does not know without an answer about DMARC',
    domain: parked({
      dmarc: {
        walk: [{ at: DOMAIN, answer: failure('timeout', 'no answer in time') }],
        reports: [],
        mailboxes: [],
      },
    }),
    says: ['unknown no answer in time'],
  },
]);

describe('a domain without mail', () => {
  it('gets exactly the records that it lacks', () => {
    const [verdict] = verdicts(
      unprotected,
      parked({ txt: SPF, dmarc: dmarc('v=DMARC1; p=none; rua=mailto:d@example.org') }),
    );
    assert.ok(verdict && 'problem' in verdict);
    assert.deepEqual(verdict.mend?.copy, [
      {
        kind: 'record',
        name: '_dmarc.example.com',
        type: 'TXT',
        value: 'v=DMARC1; p=reject; rua=mailto:d@example.org',
      },
      { kind: 'record', name: 'example.com', type: 'MX', value: '0 .' },
    ]);
  });

  it('is told of its null MX once', () => {
    assert.deepEqual(told(missingNullMx, parked({ txt: SPF })), []);
  });
});
