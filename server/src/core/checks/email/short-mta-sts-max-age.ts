import { defineCheck } from '../../check.ts';
import { policyOf } from '../../live/mailTransport/mtaSts.ts';
import { stsPolicyCopy, stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';

export default defineCheck({
  id: 'email/short-mta-sts-max-age',
  impact: 'low',
  stage: 'domain',
  title: 'MTA-STS policy that senders soon forget',
  why: 'It protects as long as senders remember it. Whoever keeps them from fetching it again has only to wait.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain } = mail;
      const policy = policyOf(mail);
      // 0 with “none” is the way out (RFC 8461 section 8.3).
      if (policy?.maxAge === undefined || policy.mode === 'none') continue;
      const { maxAge, mode } = policy;
      if (maxAge >= DAY) {
        yield { host: domain, pass: `Senders remember the policy for ${Math.floor(maxAge / DAY)} days.` };
        continue;
      }
      yield {
        host: domain,
        impact: mode === 'enforce' ? 'medium' : 'low',
        problem: `Senders forget the MTA-STS policy of ${domain} after ${maxAge} seconds: it hardly protects.`,
        evidence: [`max_age: ${maxAge}`],
        mend: {
          how: 'Set max_age to a week at least (604800), once it is in force to a month or more, and give the record a new id.',
          copy: [
            stsPolicyCopy(mail, mode === 'enforce' ? 'enforce' : 'testing'),
            stsRecordCopy(domain, context.now),
          ],
        },
      };
    }
  },
});

/** The least that Google takes: https://support.google.com/a/answer/9276511 */
const DAY = 86_400;
