import { defineCheck } from '../../check.ts';
import { dmarcLine, dmarcStateOf, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, firstDmarc, withTag } from '../../live/mailAuth/dmarcMend.ts';
import { parkedState } from '../../live/mailAuth/sendersParked.ts';

export default defineCheck({
  id: 'email/dmarc-not-enforced',
  impact: 'low',
  stage: 'domain',
  title: 'DMARC that only watches',
  why: 'With p=none forged mail in your name is delivered like your own.',
  *check(observed, context) {
    const all = observed.mail ?? [];
    for (const mail of all) {
      const state = dmarcStateOf(mail);
      const { domain } = mail;
      if (state.is !== 'record') continue;
      const { at, text, record, isInherited } = state;
      // Who has no part in mail is asked for more, elsewhere.
      if (parkedState(mail, observed, context).is === 'parked') continue;
      const [problem] = isInherited ? [] : problemsOn('policy', record);
      const policy = isInherited ? record.subdomainPolicy : record.policy;
      if (problem) {
        const isUnheard = problem.code === 'policy-none-without-reports';
        yield {
          host: domain,
          kind: problem.code,
          impact: problem.impact,
          problem: `The DMARC record of ${domain}: ${problem.message}`,
          evidence: placed(domain, text, problem),
          mend: isUnheard
            ? dmarcMend(
                'Have reports sent to an address that somebody reads. When they show that your own mail passes, ask for p=quarantine, then for p=reject.',
                domain,
                withTag(text, 'rua', `mailto:dmarc@${domain}`),
                observed,
                context,
              )
            : dmarcMend(
                'When the reports show that your own mail passes, publish this record, and some weeks later p=reject.',
                domain,
                withTag(text, 'p', 'quarantine'),
                observed,
                context,
              ),
        };
      } else if (isInherited && policy === 'none') {
        // What stands at a domain that is looked at too is told there.
        if (all.some((one) => one.domain === at)) continue;
        yield {
          host: domain,
          kind: 'inherited',
          problem: `${domain} has no DMARC record of its own, and the one of ${at} asks for nothing for subdomains: forged mail in the name of ${domain} is delivered.`,
          evidence: [dmarcLine(at, text), `_dmarc.${domain} TXT: no DMARC record`],
          mend: dmarcMend(
            `Ask for a policy at ${at}, or give ${domain} a record of its own: this one watches first.`,
            domain,
            firstDmarc(domain),
            observed,
            context,
          ),
        };
      } else if (policy === 'quarantine' || policy === 'reject') {
        yield {
          host: domain,
          pass: isInherited
            ? `${domain} inherits “${policy}” from the DMARC record of ${at}.`
            : `The DMARC record of ${domain} asks for “${policy}”.`,
          evidence: [dmarcLine(at, text)],
        };
      }
    }
  },
});
