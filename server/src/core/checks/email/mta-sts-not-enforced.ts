import { defineCheck } from '../../check.ts';
import { policyOf } from '../../live/mailTransport/mtaSts.ts';
import { stsPolicyCopy, stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';

export default defineCheck({
  id: 'email/mta-sts-not-enforced',
  impact: 'low',
  stage: 'domain',
  title: 'MTA-STS that is not in force',
  why: 'In the mode “testing” senders report what is wrong, and deliver without encryption all the same.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const policy = policyOf(mail);
      if (policy?.mode === undefined) continue;
      if (policy.mode === 'enforce') {
        yield { host: domain, pass: 'The MTA-STS policy is in force.' };
        continue;
      }
      yield {
        host: domain,
        kind: policy.mode,
        problem:
          policy.mode === 'none'
            ? `The MTA-STS policy of ${domain} has the mode “none”: it is switched off, and protects nothing.`
            : `The MTA-STS policy of ${domain} has the mode “testing”: senders still deliver without encryption.`,
        evidence: [`mode: ${policy.mode}`],
        mend: {
          how: 'Once the reports (TLS-RPT) are clean for some weeks, set the mode to “enforce”, and give the record a new id.',
          copy: [stsPolicyCopy(mail, 'enforce'), stsRecordCopy(domain, context.now)],
        },
      };
    }
  },
});
