import { defineCheck } from '../../check.ts';
import { tagNamed } from '../../email/records/tags.ts';
import { dmarcLine, ownRecords } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, withTag } from '../../live/mailAuth/dmarcMend.ts';
import { sendingOf } from '../../live/mailAuth/sending.ts';
import { hasReceivers } from '../../live/mailTransport/mx.ts';

export default defineCheck({
  id: 'email/missing-dmarc-reports',
  impact: 'low',
  stage: 'domain',
  title: 'DMARC without reports',
  why: 'Receivers throw away your own mail that fails, and nobody tells you.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      const { domain } = mail;
      const { record, text } = found;
      if (record.rua.length > 0) {
        yield {
          host: domain,
          pass: `DMARC reports about ${domain} have an address.`,
          evidence: [dmarcLine(domain, text)],
        };
        continue;
      }
      // "p=none" without them does nothing at all, and addresses that can't be used are told as that.
      if (tagNamed(record.tags, 'rua') || (record.policy !== 'quarantine' && record.policy !== 'reject'))
        continue;
      if (!hasReceivers(mail) && sendingOf(mail, observed, context).sends === 'no') continue;
      yield {
        host: domain,
        problem: `The DMARC record of ${domain} asks for “${record.policy}” and names no address for reports (“rua”): when mail of your own fails, nobody tells you.`,
        evidence: [dmarcLine(domain, text)],
        mend: dmarcMend(
          'Add an address that somebody reads, or one of a service that reads reports for you.',
          domain,
          withTag(text, 'rua', `mailto:dmarc@${domain}`),
          observed,
          context,
        ),
      };
    }
  },
});
