import { defineCheck } from '../../check.ts';
import { candidatesOf } from '../../email/records/kinds.ts';
import { daneRecordsOf } from '../../live/mailTransport/dane.ts';
import { hasReceivers } from '../../live/mailTransport/mx.ts';
import { stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/missing-tls-reports',
  impact: 'low',
  stage: 'domain',
  title: 'Delivery failures that nobody tells you of',
  why: 'With MTA-STS or DANE, senders hold mail back when a certificate is wrong. Without TLS-RPT you hear of it from customers.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, tlsRpt, hosts } = mail;
      if (!tlsRpt || !hasReceivers(mail)) continue;
      const hasSts = stsRecords(mail).length > 0;
      if (!hasSts && !hosts.some((host) => daneRecordsOf(host).length > 0)) continue;
      if (isFailure(tlsRpt)) {
        yield { host: domain, unknown: tlsRpt };
        continue;
      }
      if (tlsRpt.rcode !== 'NOERROR' && tlsRpt.rcode !== 'NXDOMAIN') {
        yield {
          host: domain,
          unknown: `the name servers answer ${tlsRpt.rcode} to the question for _smtp._tls.${domain}`,
        };
        continue;
      }
      const texts = textsOf(tlsRpt);
      // One that is misspelt is another matter.
      if (candidatesOf('tls-rpt', texts).length > 0) {
        yield { host: domain, pass: 'Senders know where to report failures.', evidence: texts };
        continue;
      }
      yield {
        host: domain,
        problem: `${domain} has ${hasSts ? 'MTA-STS' : 'DANE'}, but no TLS-RPT record: when senders hold mail back, nobody tells you.`,
        evidence: [`_smtp._tls.${domain} TXT: no record`],
        mend: dnsMend('Publish this record, with an address that somebody reads.', observed, context, [
          {
            kind: 'record',
            name: `_smtp._tls.${domain}`,
            type: 'TXT',
            value: `v=TLSRPTv1; rua=mailto:tls-reports@${domain}`,
          },
        ]),
      };
    }
  },
});
