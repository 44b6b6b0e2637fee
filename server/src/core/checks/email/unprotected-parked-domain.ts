import { defineCheck, type MendCopy } from '../../check.ts';
import { dmarcStateOf, policyInForce, unanswered, unknownAt } from '../../live/mailAuth/dmarc.ts';
import { withTag } from '../../live/mailAuth/dmarcMend.ts';
import { parkedState } from '../../live/mailAuth/sendersParked.ts';
import { spfStateOf } from '../../live/mailAuth/spf.ts';
import { listed } from '../../live/dns/names.ts';
import { mxRecordsOf } from '../../live/mailTransport/mx.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { dnsMend } from '../../live/mend.ts';
import type { MailObservation } from '../../observations/mail.ts';

export default defineCheck({
  id: 'email/unprotected-parked-domain',
  impact: 'low',
  stage: 'domain',
  title: 'Domain without mail whose name anybody can send in',
  why: 'Who forges mail likes names that look serious and that nobody watches.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const parked = parkedState(mail, observed, context);
      if (parked.is === 'unknown') yield unknownAt(domain, parked.failure);
      if (parked.is !== 'parked') continue;
      const dmarc = dmarcStateOf(mail);
      if (dmarc.is === 'unknown') {
        yield unknownAt(domain, dmarc.failure);
        continue;
      }
      const missing = [...missingSpf(mail), ...missingDmarc(mail), ...missingNullMx(mail)];
      if (missing.length === 0) {
        if (unanswered(mail.address.v4, domain) !== undefined) continue;
        yield { host: domain, pass: `${domain} has no mail, and its records say so.` };
        continue;
      }
      const texts = textsOf(mail.txt).filter((text) => /^v=spf1/i.test(text));
      const [mx] = mxRecordsOf(mail);
      yield {
        host: domain,
        problem: `${domain} neither sends nor receives mail, and does not say so: ${listed(missing.map(({ what }) => what))} ${missing.length === 1 ? 'is' : 'are'} missing. Anybody can send in its name.`,
        evidence: [
          ...(texts.length > 0
            ? texts.map((text) => `${domain} TXT "${text}"`)
            : [`${domain} TXT: no SPF record`]),
          dmarc.is === 'record'
            ? `_dmarc.${dmarc.at} TXT "${dmarc.text}"`
            : `_dmarc.${domain} TXT: no DMARC record that counts`,
          mx ? 'MX: 0 .' : 'MX: no record',
        ],
        mend: dnsMend(
          `Publish ${missing.length === 1 ? 'this record' : 'these records'}. Whoever receives mail in the name of ${domain} then refuses it.`,
          observed,
          context,
          missing.map(({ record }) => record),
        ),
      };
    }
  },
});

interface Missing {
  readonly what: string;
  readonly record: MendCopy;
}

/** A record that is there and broken is a finding of its own. */
function missingSpf(mail: MailObservation): readonly Missing[] {
  const state = spfStateOf(mail);
  if (state.is !== 'none' && state.is !== 'record') return [];
  if (state.is === 'record' && /\s-all\s*$/i.test(state.text)) return [];
  const record: MendCopy = { kind: 'record', name: mail.domain, type: 'TXT', value: 'v=spf1 -all' };
  return [{ what: '“v=spf1 -all”', record }];
}

function missingDmarc(mail: MailObservation): readonly Missing[] {
  const { domain } = mail;
  const state = dmarcStateOf(mail);
  if (state.is === 'near-miss' || state.is === 'several' || state.is === 'unknown') return [];
  const what = 'DMARC that rejects (“p=reject”)';
  const name = `_dmarc.${domain}`;
  if (state.is === 'none' || state.isInherited) {
    const isProtected = state.is === 'record' && policyInForce(state) !== 'none';
    const value = 'v=DMARC1; p=reject';
    return isProtected ? [] : [{ what, record: { kind: 'record', name, type: 'TXT', value } }];
  }
  // A policy that can't be read, and one that is a test, are told as that.
  const { policy } = state.record;
  if (policy !== 'none' || state.record.problems.some(({ code }) => code.endsWith('-policy'))) return [];
  return [{ what, record: { kind: 'record', name, type: 'TXT', value: withTag(state.text, 'p', 'reject') } }];
}

/** Without an address nobody tries to deliver. */
function missingNullMx(mail: MailObservation): readonly Missing[] {
  const { domain, address } = mail;
  if (mxRecordsOf(mail).length > 0 || address.ipv4.length + address.ipv6.length === 0) return [];
  return [
    {
      what: 'a null MX record',
      record: { kind: 'record', name: domain, type: 'MX', value: '0 .' },
    },
  ];
}
