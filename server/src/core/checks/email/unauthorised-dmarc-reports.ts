import { defineCheck } from '../../check.ts';
import { recordsOf } from '../../email/records/kinds.ts';
import { isFreeMail } from '../../email/senders/address.ts';
import { dmarcLine, ownRecords, unanswered, unknownAt } from '../../live/mailAuth/dmarc.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/unauthorised-dmarc-reports',
  impact: 'medium',
  stage: 'domain',
  title: 'DMARC reports to a domain that does not take them',
  why: 'Receivers send no reports to a strange domain that has not agreed: nobody hears of forged mail.',
  *check(observed, context) {
    for (const { mail, found } of ownRecords(observed)) {
      const { domain, dmarc } = mail;
      const addressed = new Set([...found.record.rua, ...found.record.ruf].map((uri) => uri.domain));
      for (const { to, answer } of dmarc.reports) {
        if (!addressed.has(to)) continue;
        const name = `${domain}._report._dmarc.${to}`;
        const failure = unanswered(answer, name);
        if (failure !== undefined) {
          yield unknownAt(domain, failure);
          continue;
        }
        if (recordsOf('dmarc', textsOf(answer)).length > 0) {
          yield { host: domain, pass: `${to} takes the DMARC reports about ${domain}.`, evidence: [name] };
          continue;
        }
        const isFree = isFreeMail(to);
        yield {
          host: domain,
          kind: to,
          problem: `The DMARC record of ${domain} has reports sent to ${to}, which has not agreed to take them: receivers send none there.`,
          evidence: [dmarcLine(domain, found.text), `${name} TXT: no DMARC record`],
          mend: isFree
            ? dnsMend(
                `Have reports sent to an address at ${domain}: ${to} agrees for nobody.`,
                observed,
                context,
              )
            : dnsMend(
                `Have the owner of ${to} publish this record, or have reports sent to an address at ${domain}.`,
                observed,
                context,
                [{ kind: 'record', name, type: 'TXT', value: 'v=DMARC1' }],
              ),
        };
      }
    }
  },
});
