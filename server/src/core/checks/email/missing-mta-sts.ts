import { defineCheck } from '../../check.ts';
import { hasReceivers, mxFaultOf, mxRecordsOf, mxText } from '../../live/mailTransport/mx.ts';
import { hasStsRecord, stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { stsPolicyCopy, stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';
import { looksLikePolicy } from '../../live/mailTransport/mtaStsState.ts';
import { daneRecordsOf } from '../../live/mailTransport/dane.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/missing-mta-sts',
  impact: 'low',
  stage: 'domain',
  title: 'Mail that may be delivered without encryption',
  why: 'Without MTA-STS (or DANE) senders deliver as plain text as soon as somebody on the way takes the offer of encryption out.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, mtaSts, hosts } = mail;
      // A host below the domain that gets bounces is no place for policies.
      if (domain !== observed.domain || !hasReceivers(mail) || !mtaSts.record) continue;
      if (isFailure(mtaSts.record)) {
        yield { host: domain, unknown: mtaSts.record };
        continue;
      }
      if (mtaSts.record.rcode !== 'NOERROR' && mtaSts.record.rcode !== 'NXDOMAIN') {
        yield {
          host: domain,
          unknown: `the name servers answer ${mtaSts.record.rcode} to the question for _mta-sts.${domain}`,
        };
        continue;
      }
      if (stsRecords(mail).length > 0) {
        yield { host: domain, pass: `${domain} has MTA-STS.`, evidence: stsRecords(mail) };
        continue;
      }
      // One that is misspelt, and a policy without one, are other matters.
      if (hasStsRecord(mail) || looksLikePolicy(mail)) continue;
      const isBroken = mxRecordsOf(mail).every(({ exchange }) => mxFaultOf(exchange, mail, observed));
      if (isBroken) continue;
      if (hosts.length > 0 && hosts.every((host) => daneRecordsOf(host).length > 0)) {
        yield { host: domain, pass: `The mail servers of ${domain} are proven by DANE.` };
        continue;
      }
      yield {
        host: domain,
        problem: `${domain} has no MTA-STS: whoever sits between a sender and its mail servers can have mail delivered without encryption.`,
        evidence: [
          `_mta-sts.${domain} TXT: no record`,
          ...mxRecordsOf(mail).map((record) => `${domain} MX ${mxText(record)}`),
        ],
        mend: dnsMend(
          `Serve the policy at mta-sts.${domain} over HTTPS, then publish the record. Begin with the mode “testing”, and go to “enforce” once the reports are clean.`,
          observed,
          context,
          [stsPolicyCopy(mail, 'testing'), stsRecordCopy(domain, context.now)],
        ),
      };
    }
  },
});
