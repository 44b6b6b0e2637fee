import { defineCheck } from '../../check.ts';
import { policyAnswer, stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { looksLikePolicy } from '../../live/mailTransport/mtaStsState.ts';

export default defineCheck({
  id: 'email/mta-sts-content-type',
  impact: 'low',
  stage: 'domain',
  title: 'MTA-STS policy that is not sent as plain text',
  why: 'Senders should only take a policy that is sent as text/plain (RFC 8461 section 3.2).',
  *check(observed) {
    for (const mail of observed.mail ?? []) {
      const answer = policyAnswer(mail);
      if (!answer || stsRecords(mail).length === 0 || !looksLikePolicy(mail)) continue;
      const { domain } = mail;
      const type = answer.headers.find(([name]) => name === 'content-type')?.[1];
      if (type !== undefined && /^\s*text\/plain\s*(?:;|$)/i.test(type)) {
        yield { host: domain, pass: 'The policy is sent as text/plain.' };
        continue;
      }
      yield {
        host: domain,
        problem: `The MTA-STS policy of ${domain} is sent ${type === undefined ? 'without a content type' : `as ${type.slice(0, 60)}`}, not as text/plain: some senders do not take it.`,
        evidence: [`content-type: ${type ?? '(none)'}`],
        mend: {
          how: `Send https://mta-sts.${domain}/.well-known/mta-sts.txt with “Content-Type: text/plain”.`,
        },
      };
    }
  },
});
