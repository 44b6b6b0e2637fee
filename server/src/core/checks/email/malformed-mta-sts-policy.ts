import { defineCheck } from '../../check.ts';
import { parseMtaStsPolicy } from '../../email/records/mtaSts.ts';
import { policyAnswer, stsRecords } from '../../live/mailTransport/mtaSts.ts';
import { stsPolicyCopy, stsRecordCopy } from '../../live/mailTransport/mtaStsMend.ts';
import { looksLikePolicy } from '../../live/mailTransport/mtaStsState.ts';
import { onePerCode } from '../../live/mailTransport/records.ts';

export default defineCheck({
  id: 'email/malformed-mta-sts-policy',
  impact: 'medium',
  stage: 'domain',
  title: 'MTA-STS policy that senders can’t read',
  why: 'Senders drop a policy with a mistake in it, and deliver as if there were none.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const answer = policyAnswer(mail);
      const { domain } = mail;
      // A website may answer so for any host: only a record says that a policy is meant.
      if (!answer || (stsRecords(mail).length === 0 && !looksLikePolicy(mail))) continue;
      const { mode, problems } = parseMtaStsPolicy(answer.body);
      const found = onePerCode(problems).filter(({ code }) => !TOLD_ELSEWHERE.has(code));
      if (found.length === 0) yield { host: domain, pass: 'The MTA-STS policy is well formed.' };
      for (const { code, message, impact } of found) {
        yield {
          host: domain,
          kind: code,
          impact,
          problem: `The MTA-STS policy of ${domain}: ${message}`,
          evidence: answer.body
            .slice(0, 1_000)
            .split(/\r?\n/)
            .slice(0, 12)
            .filter((line) => line !== ''),
          mend: {
            how: 'Serve this policy instead, then give the record a new id.',
            copy: [stsPolicyCopy(mail, mode ?? 'testing'), stsRecordCopy(domain, context.now)],
          },
        };
      }
    }
  },
});

/** What is in order, and not as it should be: findings of their own. */
const TOLD_ELSEWHERE = new Set(['mode-testing', 'mode-none', 'short-max-age']);
