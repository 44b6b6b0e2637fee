import withoutDmarc from '../../../server/src/core/checks/email/bimi-without-enforced-dmarc.ts';
import malformed from '../../../server/src/core/checks/email/malformed-bimi-record.ts';
import unusableEvidence from '../../../server/src/core/checks/email/unusable-bimi-evidence.ts';
import unusableLogo from '../../../server/src/core/checks/email/unusable-bimi-logo.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { BimiObservation } from '../../../server/src/core/observations/mail.ts';
import { describeCheck } from '../../support/checkTables.ts';
import { healthyMail, mailDomain, txtAnswer } from '../../support/mailObservations.ts';
import { DOMAIN, exchange, failure } from '../../support/observations.ts';

const LOGO = 'https://example.com/logo.svg';
const PEM = 'https://example.com/logo.pem';
const RECORD = `v=BIMI1; l=${LOGO}; a=${PEM}`;
const PICTURE =
  '<?xml version="1.0"?><!-- ours --><svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 9 9"><title>Shop</title><path d="M0 0"/></svg>';

function bimi(more: Partial<BimiObservation> = {}, dmarc?: string): DomainObservation {
  return mailDomain(
    healthyMail({
      bimi: { record: txtAnswer(`default._bimi.${DOMAIN}`, RECORD), ...more },
      ...(dmarc === undefined
        ? {}
        : {
            dmarc: {
              walk: [{ at: DOMAIN, answer: txtAnswer(`_dmarc.${DOMAIN}`, dmarc) }],
              reports: [],
              mailboxes: [],
            },
          }),
    }),
  );
}

function recorded(text: string): DomainObservation {
  return bimi({ record: txtAnswer(`default._bimi.${DOMAIN}`, text) });
}

function logo(body: string, more: { readonly status?: number } = {}): DomainObservation {
  return bimi({ logo: exchange({ url: LOGO, body, headers: { 'content-type': 'image/svg+xml' }, ...more }) });
}

/** As much of a certificate as has its times: 13 bytes of each, in UTC. */
function certificateUntil(time: string): string {
  const element = (tag: number, content: readonly number[]): number[] => [tag, content.length, ...content];
  const text = (value: string): number[] => element(0x17, Array.from(Buffer.from(value)));
  const signed = element(0x30, [
    ...element(0xa0, element(2, [2])),
    ...element(2, [1]),
    ...element(0x30, []),
    ...element(0x30, []),
    ...element(0x30, [...text('250101000000Z'), ...text(time)]),
  ]);
  const body = Buffer.from(element(0x30, signed)).toString('base64');
  return ['BEGIN', 'END'].map((word) => `-----${word} CERTIFICATE-----`).join(`\n${body}\n`);
}

function evidence(body: string): DomainObservation {
  return bimi({ evidence: exchange({ url: PEM, body }) });
}

describeCheck(malformed, [
  { it: 'says nothing of a domain without', domain: mailDomain(), says: [] },
  { it: 'passes', domain: bimi(), says: ['pass The BIMI record of example.com is well formed.'] },
  {
    it: 'passes a domain that declines',
    domain: recorded('v=BIMI1; l=; a='),
    says: ['pass The BIMI record of example.com is well formed.'],
  },
  {
    it: 'tells a URL without https',
    domain: recorded('v=BIMI1; l=http://example.com/logo.svg'),
    says: [
      'low The BIMI record of example.com: The URL of "l" must begin with "https://". Receivers show no logo.',
    ],
  },
  {
    it: 'tells a certificate without a logo',
    domain: recorded(`v=BIMI1; l=; a=${PEM}`),
    says: [
      'low The BIMI record of example.com: "l" is empty while "a" names a certificate. Many receivers want both.',
    ],
  },
  {
    it: 'does not know where nobody answered',
    domain: bimi({ record: failure('timeout', 'no answer in time') }),
    says: ['unknown no answer in time'],
  },
]);

const WANTS = 'mailbox providers show its logo only with “quarantine” or “reject” for all mail.';

describeCheck(withoutDmarc, [
  { it: 'says nothing of a domain without', domain: mailDomain(), says: [] },
  { it: 'passes', domain: bimi(), says: ['pass The DMARC policy of example.com is enforced, as BIMI asks.'] },
  {
    it: 'tells p=none',
    domain: bimi({}, 'v=DMARC1; p=none'),
    says: [`low example.com has a BIMI record, and its DMARC policy is “none”: ${WANTS}`],
  },
  {
    it: 'tells sp=none',
    domain: bimi({}, 'v=DMARC1; p=reject; sp=none'),
    says: [`low example.com has a BIMI record, and its DMARC policy for subdomains is “none”: ${WANTS}`],
  },
  {
    it: 'tells a part of the mail',
    domain: bimi({}, 'v=DMARC1; p=quarantine; pct=20'),
    says: [`low example.com has a BIMI record, and its DMARC policy holds for 20 % of the mail: ${WANTS}`],
  },
  { it: 'says nothing where no logo is wanted', domain: recorded('v=BIMI1; l=;'), says: [] },
]);

describeCheck(unusableLogo, [
  { it: 'says nothing where none was fetched', domain: bimi(), says: [] },
  { it: 'passes', domain: logo(PICTURE), says: ['pass The BIMI logo of example.com is SVG Tiny PS.'] },
  {
    it: 'tells a status',
    domain: logo('', { status: 404 }),
    says: [
      'low The BIMI logo of example.com is answered with 404 instead of 200: mailbox providers show none.',
    ],
  },
  {
    it: 'tells a page',
    domain: logo('<!doctype html><html><body><svg></svg></body></html>'),
    says: ['low The BIMI logo of example.com is no SVG picture: mailbox providers show SVG Tiny PS only.'],
  },
  {
    it: 'tells a picture of another profile',
    domain: logo('<svg xmlns="http://www.w3.org/2000/svg" version="1.1"><script>1</script></svg>'),
    says: [
      'low The BIMI logo of example.com lacks baseProfile="tiny-ps", has another version than "1.2", contains a script and has no title: mailbox providers show SVG Tiny PS only.',
    ],
  },
  {
    it: 'tells a host that nobody answers at',
    domain: bimi({ logo: exchange({ url: LOGO, failure: failure('refused', 'nobody listens there') }) }),
    says: ['low The BIMI logo of example.com can’t be fetched: mailbox providers show none.'],
  },
  {
    it: 'does not know what took too long',
    domain: bimi({ logo: exchange({ url: LOGO, failure: failure('timeout', 'no answer in time') }) }),
    says: ['unknown no answer in time'],
  },
]);

describeCheck(unusableEvidence, [
  { it: 'says nothing where none was fetched', domain: bimi(), says: [] },
  {
    it: 'passes',
    domain: evidence(certificateUntil('271231235959Z')),
    says: ['pass The BIMI certificate of example.com is good until 2027-12-31.'],
  },
  {
    it: 'tells an expired one',
    domain: evidence(certificateUntil('260101000000Z')),
    says: ['low The BIMI certificate of example.com expired on 2026-01-01: Gmail and Apple show no logo.'],
  },
  {
    it: 'tells what is no certificate',
    domain: evidence('<html>'),
    says: [
      'low What “a=” of the BIMI record of example.com leads to is no certificate in PEM: Gmail and Apple show no logo.',
    ],
  },
  {
    it: 'is silent where it can’t be read',
    domain: evidence(certificateUntil('tomorrow')),
    says: [],
  },
]);
