import { defineCheck } from '../../check.ts';
import { ownRecords, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, mendedDmarc } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/malformed-dmarc-report-address',
  impact: 'medium',
  stage: 'domain',
  title: 'Address of DMARC reports that can’t be used',
  why: 'No reports arrive, so that nobody hears of forged mail, or of mail of your own that fails.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      const { domain } = mail;
      for (const problem of problemsOn('addresses', found.record)) {
        yield {
          host: domain,
          kind: problem.code,
          impact: problem.impact,
          problem: `The DMARC record of ${domain}: ${problem.message}`,
          evidence: placed(domain, found.text, problem),
          mend: dmarcMend(
            'Publish the record in this form, with an address that somebody reads.',
            domain,
            mendedDmarc(found.text, problem, domain),
            observed,
            context,
          ),
        };
      }
    }
  },
});
