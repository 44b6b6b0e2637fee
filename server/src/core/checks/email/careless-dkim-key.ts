import { defineCheck } from '../../check.ts';
import { mailRecordProblems } from '../../email/records/kinds.ts';
import { foundKeys, isInUse } from '../../live/mailAuth/dkim.ts';
import { onePerCode } from '../../live/mailTransport/records.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/careless-dkim-key',
  impact: 'low',
  stage: 'domain',
  title: 'DKIM key that does less than it should',
  why: 'A key in test mode, or in a form that not all receivers read, protects some of your mail at best.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      for (const { key, text, record } of foundKeys(mail)) {
        const all = mailRecordProblems('dkim', text);
        if (record.isRevoked || all.some(({ isFatal }) => isFatal)) continue;
        const problems = onePerCode(all).filter(({ code }) => code !== 'key-short');
        for (const problem of problems) {
          yield {
            host: mail.domain,
            kind: `${key.selector} ${problem.code}`,
            impact: isInUse(key) ? problem.impact : 'low',
            problem: `The DKIM key at ${key.name}: ${problem.message}`,
            evidence: [`${key.name} TXT "${text}"`],
            mend: dnsMend(
              problem.code === 'testing'
                ? 'Take “t=y” out of the record when signing works.'
                : 'Publish the record as your provider shows it now.',
              observed,
              context,
            ),
          };
        }
      }
      const keys = foundKeys(mail).filter(({ record }) => !record.isRevoked);
      const [first] = keys;
      // RFC 8463: older receivers know no other than RSA.
      if (first && keys.every(({ record }) => record.keyType === 'ed25519'))
        yield {
          host: mail.domain,
          kind: 'ed25519 alone',
          problem: `The only DKIM key of ${mail.domain} that was found is an Ed25519 key, which many receivers can’t check: to them its mail is not signed.`,
          evidence: keys.map(({ key }) => key.name),
          mend: dnsMend('Sign with an RSA key of 2,048 bits too.', observed, context),
        };
    }
  },
});
