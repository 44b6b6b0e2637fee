import { defineCheck } from '../../check.ts';
import { aliasesIn } from '../../live/dns/names.ts';
import { mailRecordProblems, severalRecords } from '../../email/records/kinds.ts';
import { danglingAlias, foundKeys, isInUse } from '../../live/mailAuth/dkim.ts';
import { keyTextsOf, liveKeysOf, sendingOf } from '../../live/mailAuth/sending.ts';
import { textsOf } from '../../live/mailTransport/receiving.ts';
import { dnsMend } from '../../live/mend.ts';

export default defineCheck({
  id: 'email/unusable-dkim-key',
  impact: 'high',
  stage: 'domain',
  title: 'DKIM key that receivers can’t use',
  why: 'Every message that is signed with the key fails DKIM, and where SPF is not aligned DMARC too.',
  *check(observed, context) {
    const everyName = new Set(aliasesIn(observed.dns.wildcard).map(({ target }) => target));
    for (const mail of observed.mail ?? []) {
      const { domain, dkim } = mail;
      const mend = (how: string): ReturnType<typeof dnsMend> => dnsMend(how, observed, context);
      // What somebody else's key may be left over from is not what mail is signed with today.
      const hasOther = (name: string): boolean => liveKeysOf(mail).some((key) => key.name !== name);
      for (const key of dkim.keys) {
        const { name } = key;
        const impact = isInUse(key) || !hasOther(name) ? 'high' : 'medium';
        const texts = keyTextsOf(key);
        const alias = danglingAlias(key);
        const several = severalRecords('dkim', texts);
        // Whatever is asked for is that alias: nobody set up a key.
        if (alias !== undefined && !isInUse(key) && everyName.has(alias)) continue;
        if (alias !== undefined) {
          yield {
            host: domain,
            kind: key.selector,
            impact,
            problem: `The DKIM key at ${name} is an alias of ${alias}, where there is none: whatever is signed with it fails DKIM.`,
            evidence: [`${name} CNAME ${alias}`, `${alias}: no key`],
            mend: mend(
              `Write the target that your provider shows for this selector, or remove the record if the provider no longer sends for ${domain}.`,
            ),
          };
        } else if (several) {
          yield {
            host: domain,
            kind: key.selector,
            impact,
            problem: `${name}: ${several.message}`,
            evidence: texts.map((text) => `${name} TXT "${text}"`),
            mend: mend('Leave the key that is used, and remove the others.'),
          };
        } else if (isInUse(key) && texts.length === 0 && textsOf(key.answer).length > 0) {
          yield {
            host: domain,
            kind: key.selector,
            problem: `What is at ${name} is no DKIM key: receivers find none, and whatever is signed with it fails DKIM.`,
            evidence: textsOf(key.answer).map((text) => `${name} TXT "${text}"`),
            mend: mend('Publish the key as your provider shows it: “v=DKIM1; k=rsa; p=…”.'),
          };
        }
      }
      const { sends } = sendingOf(mail, observed, context);
      const found = foundKeys(mail);
      // Somebody who sends nothing says so for every selector (`*._domainkey`).
      const isAllRevoked = found.filter(({ record }) => record.isRevoked).length >= MANY;
      for (const { key, text, record } of found) {
        const { name } = key;
        if (record.isRevoked) {
          // Old selectors are revoked as they should be.
          if (!isInUse(key) && (hasOther(name) || isAllRevoked || sends !== 'yes')) continue;
          yield {
            host: domain,
            kind: `${key.selector} revoked`,
            impact: isInUse(key) ? 'high' : 'medium',
            problem: `The DKIM key at ${name} is revoked (its “p=” is empty): whatever is signed with it fails DKIM.`,
            evidence: [`${name} TXT "${text}"`],
            mend: mend('Publish the key that mail is signed with now, or sign with another selector.'),
          };
          continue;
        }
        const broken = mailRecordProblems('dkim', text).find(
          ({ isFatal, code }) => isFatal && code !== 'key-too-short',
        );
        if (broken)
          yield {
            host: domain,
            kind: `${key.selector} ${broken.code}`,
            impact:
              broken.impact === 'blocker' ? 'blocker' : isInUse(key) || !hasOther(name) ? 'high' : 'medium',
            problem: `The DKIM key at ${name}: ${broken.message}`,
            evidence: [`${name} TXT "${text}"`],
            mend: mend('Copy the record from your provider once more, in one piece.'),
          };
        else yield { host: domain, pass: `The DKIM key at ${name} can be used.` };
      }
    }
  },
});

const MANY = 4;
