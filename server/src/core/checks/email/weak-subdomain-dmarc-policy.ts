import { defineCheck } from '../../check.ts';
import { dmarcStateOf, ownRecords, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, withoutTags } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/weak-subdomain-dmarc-policy',
  impact: 'medium',
  stage: 'domain',
  title: 'DMARC policy for subdomains that is weaker than the domain’s',
  why: 'Who forges your mail takes a subdomain then, of which people see the same name.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      const { domain } = mail;
      for (const problem of problemsOn('below', found.record)) {
        const name = problem.code === 'weaker-nonexistent-policy' ? 'np' : 'sp';
        const heirs = (observed.mail ?? []).filter((one) => {
          const state = dmarcStateOf(one);
          return state.is === 'record' && state.isInherited && state.at === domain;
        });
        yield {
          host: domain,
          kind: problem.code,
          impact: problem.impact,
          problem: `The DMARC record of ${domain}: ${problem.message}`,
          evidence: [
            ...placed(domain, found.text, problem),
            ...(name === 'sp' ? heirs.map((heir) => `${heir.domain} inherits it`) : []),
          ],
          mend: dmarcMend(
            `Remove “${name}”: what is above it then holds for subdomains too. If one of them sends mail that fails, give it a record of its own.`,
            domain,
            withoutTags(found.text, [name]),
            observed,
            context,
          ),
        };
      }
    }
  },
});
