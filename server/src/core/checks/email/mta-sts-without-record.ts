import { defineCheck } from '../../check.ts';
import { hasStsRecord, stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';
import { looksLikePolicy } from '../../live/mailTransport/mtaStsState.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/mta-sts-without-record',
  impact: 'medium',
  stage: 'domain',
  title: 'MTA-STS policy that nobody looks for',
  why: 'Senders look for the policy only where the record says that there is one.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, mtaSts } = mail;
      if (!mtaSts.record || isFailure(mtaSts.record) || !looksLikePolicy(mail)) continue;
      if (!['NOERROR', 'NXDOMAIN'].includes(mtaSts.record.rcode)) continue;
      if (stsRecords(mail).length > 0) {
        yield { host: domain, pass: 'The record says that there is a policy.' };
        continue;
      }
      if (hasStsRecord(mail)) continue;
      yield {
        host: domain,
        problem: `${domain} has an MTA-STS policy, but no record at _mta-sts.${domain} that tells senders of it: nobody goes by it.`,
        evidence: [`${mtaSts.policy?.url.href}: 200`, `_mta-sts.${domain} TXT: no MTA-STS record`],
        mend: dnsMend('Publish this record.', observed, context, [stsRecordCopy(domain, context.now)]),
      };
    }
  },
});
