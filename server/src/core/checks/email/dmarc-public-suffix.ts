import { defineCheck } from '../../check.ts';
import { ownRecords, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, withoutTags } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/dmarc-public-suffix',
  impact: 'medium',
  stage: 'domain',
  title: 'DMARC record that calls the domain a public suffix',
  why: 'Each subdomain counts as somebody else’s then, and its mail is no longer aligned with the domain.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      for (const problem of problemsOn('public-suffix', found.record)) {
        yield {
          host: mail.domain,
          impact: problem.impact,
          problem: `The DMARC record of ${mail.domain}: ${problem.message}`,
          evidence: placed(mail.domain, found.text, problem),
          mend: dmarcMend(
            'Remove “psd=y”.',
            mail.domain,
            withoutTags(found.text, ['psd']),
            observed,
            context,
          ),
        };
      }
    }
  },
});
