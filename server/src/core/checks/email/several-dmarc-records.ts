import { defineCheck } from '../../check.ts';
import { dmarcLine, dmarcStateOf } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend } from '../../live/mailAuth/dmarcMend.ts';

export default defineCheck({
  id: 'email/several-dmarc-records',
  impact: 'high',
  stage: 'domain',
  title: 'Several DMARC records',
  why: 'Receivers that find more than one use none: the domain is without DMARC.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = dmarcStateOf(mail);
      if (state.is !== 'several') continue;
      const { domain } = mail;
      yield {
        host: domain,
        problem: `_dmarc.${domain} has ${state.texts.length} DMARC records, and one is allowed: receivers use none of them, and forged mail is delivered.`,
        evidence: state.texts.map((text) => dmarcLine(domain, text)),
        mend: dmarcMend(
          `Leave one record at _dmarc.${domain}, and remove the others.`,
          domain,
          state.texts[0] ?? '',
          observed,
          context,
        ),
      };
    }
  },
});
