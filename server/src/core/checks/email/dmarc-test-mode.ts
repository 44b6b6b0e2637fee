import { defineCheck } from '../../check.ts';
import { ownRecords, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, withoutTags } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/dmarc-test-mode',
  impact: 'medium',
  stage: 'domain',
  title: 'DMARC policy that is a test',
  why: 'Receivers apply less than the record says as long as “t=y” stands in it.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      for (const problem of problemsOn('testing', found.record)) {
        yield {
          host: mail.domain,
          impact: problem.impact,
          problem: `The DMARC record of ${mail.domain}: ${problem.message}`,
          evidence: placed(mail.domain, found.text, problem),
          mend: dmarcMend(
            'When the reports show that your own mail passes, remove “t=y”.',
            mail.domain,
            withoutTags(found.text, ['t']),
            observed,
            context,
          ),
        };
      }
    }
  },
});
