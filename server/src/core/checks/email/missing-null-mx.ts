import { defineCheck } from '../../check.ts';
import { mxFailure, mxRecordsOf } from '../../live/mailTransport/mx.ts';
import { declaredAt, textsOf } from '../../live/mailTransport/receiving.ts';
import { parkedState } from '../../live/mailAuth/sendersParked.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/missing-null-mx',
  impact: 'low',
  stage: 'domain',
  title: 'Domain without mail that does not say so',
  why: 'Senders try the web server for days before they tell whoever wrote that nothing arrives.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, address } = mail;
      // Without an address nobody tries.
      if (mxFailure(mail) !== undefined || mxRecordsOf(mail).length > 0) continue;
      if (address.ipv4.length + address.ipv6.length === 0) continue;
      // Of a domain without any mail all that is missing is told at once.
      if (parkedState(mail, observed, context).is === 'parked') continue;
      const isSaid = domain === observed.domain && context.target.mail?.receives === false;
      const spf = textsOf(mail.txt).find((text) => /^v=spf1\s+-all\s*$/i.test(text));
      if (!isSaid && spf === undefined) continue;
      // RFC 7505 section 4.2: who sends from a domain should not give it one.
      if (declaredAt(domain, context).length > 0) continue;
      yield {
        host: domain,
        problem: `${domain} receives no mail and has no null MX record: mail for it is tried at its web server for days before it comes back.`,
        evidence: ['MX: no record', spf === undefined ? 'email.receives: false' : `${domain} TXT "${spf}"`],
        mend: dnsMend(`Say that ${domain} receives no mail.`, observed, context, [
          { kind: 'record', name: domain, type: 'MX', value: '0 .' },
        ]),
      };
    }
  },
});
