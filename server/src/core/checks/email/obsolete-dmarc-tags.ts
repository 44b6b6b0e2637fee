import { defineCheck } from '../../check.ts';
import { dmarcLine, ownRecords, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, withoutTags } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/obsolete-dmarc-tags',
  impact: 'low',
  stage: 'domain',
  title: 'DMARC record with obsolete tags',
  why: 'Receivers of the present standard (RFC 9989) skip them, older ones do not: the record means two things.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      const { domain } = mail;
      const { text, record } = found;
      const problems = problemsOn('obsolete', record);
      const [first] = problems;
      if (!first) continue;
      const names = record.tags.flatMap(({ name }) => (OBSOLETE.includes(name) ? [name] : []));
      const partial = problems.find(({ code }) => code === 'partial-policy');
      const most = partial ?? first;
      yield {
        host: domain,
        impact: most.impact,
        problem:
          partial || names.length < 2
            ? `The DMARC record of ${domain}: ${most.message}`
            : `The DMARC record of ${domain} has tags that are obsolete (RFC 9989): ${names.join(', ')}. Receivers skip them.`,
        evidence: [dmarcLine(domain, text), ...(names.length > 0 ? [`obsolete: ${names.join(', ')}`] : [])],
        mend: dmarcMend(
          partial
            ? 'Remove “pct”. To begin with a test, use “t=y”, which newer receivers understand.'
            : 'Remove what is obsolete.',
          domain,
          withoutSizes(withoutTags(text, OBSOLETE)),
          observed,
          context,
        ),
      };
    }
  },
});

const OBSOLETE = ['pct', 'rf', 'ri'];

/** "mailto:dmarc@example.com!10m" */
function withoutSizes(text: string): string {
  return text.replace(/!\d{1,20}[kmgt]?(?=\s{0,20}(?:[,;]|$))/gi, '');
}
