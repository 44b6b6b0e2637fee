import { defineCheck, type CheckContext, type Mend } from '../../check.ts';
import { mailProvider, type MailProvider } from '../../email/providers/table.ts';
import { dkimRecordsOf } from '../../live/mailAuth/publish.ts';
import { mxRecordsOf } from '../../live/mailTransport/mx.ts';
import { receiverOf } from '../../live/mailTransport/receivers.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { MailObservation } from '../../observations/mail.ts';
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
        mend: mendOf(mailboxProviderOf(mail), isSure, observed, context),
      };
    }
  },
});

const MOST_LINES = 10;

/** Whoever has the mailboxes sends what people write. */
function mailboxProviderOf(mail: MailObservation): MailProvider | undefined {
  const keys = mxRecordsOf(mail).flatMap(({ exchange }) => receiverOf(exchange) ?? []);
  return keys.flatMap((key) => mailProvider(key) ?? [])[0];
}

function mendOf(
  provider: MailProvider | undefined,
  isSure: boolean,
  observed: DomainObservation,
  context: CheckContext,
): Mend {
  const { domain } = observed;
  const whom = provider?.label ?? 'whoever sends your mail';
  const first = isSure
    ? ''
    : 'If there is one, name its selector in launch-ready.yaml (email: selectors). Otherwise: ';
  const records = provider ? dkimRecordsOf(provider, domain) : [];
  const names = (provider?.selectors ?? []).map((selector) => `${selector}._domainkey.${domain}`);
  const where = names.length > 0 ? ` (${names.join(', ')})` : '';
  const mend = dnsMend(
    `${first}${isSure ? 'Switch' : 'switch'} DKIM on at ${whom}, and publish what it shows${where}.`,
    observed,
    context,
    records,
  );
  return provider ? { ...mend, link: { label: `${provider.label}: DNS records`, url: provider.url } } : mend;
}
