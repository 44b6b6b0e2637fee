import { defineCheck } from '../../check.ts';
import { mailRecordProblems } from '../../email/records/kinds.ts';
import { foundKeys } from '../../live/mailAuth/dkim.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/weak-dkim-key',
  impact: 'low',
  stage: 'domain',
  title: 'DKIM key that is too short',
  why: 'A short key can be worked out: whoever does can sign as you. Receivers ignore keys of less than 1,024 bits.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      for (const { key, text, record } of foundKeys(mail)) {
        if (record.isRevoked) continue;
        const weak = mailRecordProblems('dkim', text).find(
          ({ code }) => code === 'key-too-short' || code === 'key-short',
        );
        if (weak)
          yield {
            host: mail.domain,
            kind: key.selector,
            impact: weak.impact,
            problem: `The DKIM key at ${key.name}: ${weak.message}`,
            evidence: [`${key.name}: ${record.bits ?? '?'} bits`],
            mend: dnsMend(
              'Have your provider make a key of 2,048 bits with a new selector, publish it, and remove this one when nothing is signed with it any more.',
              observed,
              context,
            ),
          };
        else if (record.bits !== undefined)
          yield { host: mail.domain, pass: `The DKIM key at ${key.name} has ${record.bits} bits.` };
      }
    }
  },
});
