import { defineCheck } from '../../check.ts';
import { parseDmarc } from '../../email/records/dmarc.ts';
import { dmarcLine, dmarcStateOf, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, mendedDmarc } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/malformed-dmarc-record',
  impact: 'high',
  stage: 'domain',
  title: 'DMARC record that receivers can’t read',
  why: 'Receivers skip what they can’t read: a tag, or the whole record, and then forged mail is delivered.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = dmarcStateOf(mail);
      const { domain } = mail;
      if (state.is !== 'near-miss' && (state.is !== 'record' || state.isInherited)) continue;
      const { text } = state;
      const problems = problemsOn('form', parseDmarc(text));
      if (problems.length === 0) {
        yield {
          host: domain,
          pass: `The DMARC record of ${domain} is well formed.`,
          evidence: [dmarcLine(domain, text)],
        };
      }
      for (const problem of problems) {
        yield {
          host: domain,
          kind: problem.code,
          impact: problem.impact,
          problem: `The DMARC record of ${domain}: ${problem.message}`,
          evidence: placed(domain, text, problem),
          mend: dmarcMend(
            'Publish the record in this form, and no other beside it.',
            domain,
            mendedDmarc(text, problem, domain),
            observed,
            context,
          ),
        };
      }
    }
  },
});
