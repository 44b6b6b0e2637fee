import { defineCheck } from '../../check.ts';
import { danglingAlias, isUnanswered, providersWithSelectors } from '../../live/mailAuth/dkim.ts';
import { hasHiddenSelector } from '../../live/mailAuth/sendersParked.ts';
import { keyTextsOf, sendingOf } from '../../live/mailAuth/sending.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'email/no-dkim-key-found',
  impact: 'low',
  stage: 'domain',
  title: 'Sending domain without a DKIM key that could be found',
  why: 'Mail that nobody signs goes to spam more often, and fails DMARC as soon as somebody forwards it.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const { domain, dkim } = mail;
      if (domain !== observed.domain) continue;
      const { sends, why } = sendingOf(mail, observed, context);
      if (sends === 'no') continue;
      if (isFailure(dkim.below) && dkim.keys.length === 0) {
        yield { host: domain, unknown: dkim.below };
        continue;
      }
      const found = dkim.keys.filter((key) => keyTextsOf(key).length > 0 || danglingAlias(key) !== undefined);
      if (found.length > 0) {
        yield {
          host: domain,
          pass: `${domain} has a DKIM key.`,
          evidence: found.map(({ name }) => name).slice(0, MOST_LINES),
        };
        continue;
      }
      // What is in use and missing is told as that.
      const isTold =
        dkim.keys.some(({ source }) => source === 'configured') ||
        providersWithSelectors(context.target.mail?.providers ?? []).length > 0;
      if (isTold) continue;
      const unanswered = dkim.keys.find(isUnanswered);
      if (unanswered) {
        yield {
          host: domain,
          unknown: isFailure(unanswered.answer)
            ? unanswered.answer
            : `the resolver says ${unanswered.answer.rcode} about ${unanswered.name}`,
        };
        continue;
      }
      // Who has a selector that nobody knows (Amazon SES, Postmark …) has a key.
      const hasText = !isFailure(dkim.below) && dkim.below.answers.length > 0;
      if (!hasText && hasHiddenSelector(mail, observed)) {
        yield {
          host: domain,
          pass: `${domain} has something below _domainkey.${domain}, at a selector with another name than the usual.`,
        };
        continue;
      }
      // Nothing at all below `_domainkey` is no guess: nobody can have a selector there.
      const isSure = !isFailure(dkim.below) && dkim.below.rcode === 'NXDOMAIN';
      yield {
        host: domain,
        impact: isSure && sends === 'yes' ? 'medium' : 'low',
        problem: isSure
          ? `${domain} has no DKIM key, although ${why}: receivers can’t tell whether its mail was changed, and trust it less.`
          : `No DKIM key of ${domain} was found at the usual selectors, although ${why}. DNS has no list of selectors: there may be one with another name.`,
        evidence: isSure
          ? [`_domainkey.${domain}: no such name`]
          : [`asked: ${dkim.keys.map(({ selector }) => selector).join(', ')}`],
        mend: dnsMend(
          isSure
            ? 'Switch DKIM on at whoever sends your mail, and publish the key that it shows.'
            : 'If there is one, name its selector in launch-ready.yaml (email: selectors). Otherwise switch DKIM on at whoever sends your mail.',
          observed,
          context,
        ),
      };
    }
  },
});

const MOST_LINES = 10;
