import { defineCheck } from '../../check.ts';
import { dmarcLine, ownRecords, placed, problemsOn } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, mendedDmarc } from '../../live/mailAuth/dmarcMend.ts';
import { noMailboxAt } from '../../live/mailAuth/reportMailbox.ts';
import { dnsMend } from '../../live/mend.ts';

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
      for (const mailbox of mail.dmarc.mailboxes) {
        const why = noMailboxAt(mailbox);
        if (why === undefined) continue;
        yield {
          host: domain,
          kind: `mailbox ${mailbox.to}`,
          problem: `The DMARC record of ${domain} has reports sent to ${mailbox.to}, which ${why}: no report arrives there.`,
          evidence: [dmarcLine(domain, found.text), `${mailbox.to} MX: ${why}`],
          mend: dnsMend(
            `Have reports sent to an address that takes mail, or give ${mailbox.to} an MX record.`,
            observed,
            context,
          ),
        };
      }
    }
  },
});
