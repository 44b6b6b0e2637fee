import { defineCheck } from '../../check.ts';
import type { CheckContext } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import {
  danglingAlias,
  hasBrokenKeyOf,
  hasKeyOf,
  isUnanswered,
  providersWithSelectors,
  type ProviderInUse,
} from '../../live/mailAuth/dkim.ts';
import { keyTextsOf, sendingOf } from '../../live/mailAuth/sending.ts';
import { dkimRecordsOf } from '../../live/mailAuth/publish.ts';
import { hasFailingSender } from '../../live/mailAuth/senders.ts';
import { isNamedIn, spfStateOf } from '../../live/mailAuth/spf.ts';
import { dnsMend } from '../../live/mend.ts';
import { isFailure } from '../../observations/failure.ts';
import type { MailObservation } from '../../observations/mail.ts';

export default defineCheck({
  id: 'email/missing-dkim-key',
  impact: 'high',
  stage: 'domain',
  title: 'DKIM key that is not in DNS',
  why: 'Receivers can’t check the signature of mail that is sent with the key: it fails DKIM, and where SPF is not aligned DMARC too.',
  *check(observed, context) {
    const providers = providersWithSelectors(context.target.mail?.providers ?? []);
    const all = observed.mail ?? [];
    for (const mail of all) {
      const { domain, dkim } = mail;
      if (isFailure(dkim.below) && dkim.keys.length === 0) {
        yield { host: domain, unknown: dkim.below };
        continue;
      }
      for (const key of dkim.keys.filter(({ source }) => source === 'configured')) {
        const { selector, name, answer } = key;
        if (domain !== observed.domain) continue;
        if (isFailure(answer)) yield { host: domain, unknown: answer };
        else if (isUnanswered(key))
          yield { host: domain, unknown: `the resolver says ${answer.rcode} about ${name}` };
        else if (keyTextsOf(key).length > 0) yield { host: domain, pass: `There is a DKIM key at ${name}.` };
        // Where there is something else, that is a mistake of its own.
        else if (danglingAlias(key) === undefined && !answer.answers.some(({ type }) => type === 'TXT')) {
          yield {
            host: domain,
            kind: selector,
            problem: `There is no DKIM key at ${name}, although the configuration says that mail is signed with it: receivers can’t check the signature.`,
            evidence: [`${name}: nothing there`],
            mend: dnsMend(
              `Publish the key that your mail server or provider shows for the selector “${selector}”.`,
              observed,
              context,
            ),
          };
        }
      }
      if (domain !== observed.domain || sendingOf(mail, observed, context).sends === 'no') continue;
      // Where none is denied for sure, somebody may be behind a question that nobody answered.
      const unanswered = dkim.keys.find((key) => key.source === 'provider' && isUnanswered(key));
      for (const one of providers) {
        const { key, provider } = one;
        const names = (provider.selectors ?? []).map((selector) => `${selector}._domainkey.${domain}`);
        if (all.some((each) => hasKeyOf(each, one))) {
          yield { host: domain, pass: `${provider.label}’s DKIM key is published.` };
        } else if (unanswered) {
          if (isFailure(unanswered.answer)) yield { host: domain, unknown: unanswered.answer };
          else
            yield {
              host: domain,
              unknown: `the resolver says ${unanswered.answer.rcode} about ${unanswered.name}`,
            };
          // An address that can't pass for want of it is told at its line.
        } else if (!hasBrokenKeyOf(mail, one) && !hasFailingSender(key, observed, context)) {
          yield {
            host: domain,
            kind: key,
            ...weightOf(one, mail, context),
            evidence: names.map((name) => `${name}: no key`),
            mend: {
              ...dnsMend(
                `Verify ${domain} at ${provider.label}, and publish the records that it shows (${names.join(', ')}).`,
                observed,
                context,
                dkimRecordsOf(provider, domain),
              ),
              link: { label: `${provider.label}: DNS records`, url: provider.url },
            },
          };
        }
      }
    }
  },
});

/**
 * Less where SPF of the domain itself lets the provider send, which is aligned; and least where only a package shows the provider,
 * and no address: it may send from another domain, or from a host below this one.
 */
function weightOf(
  { key, provider }: ProviderInUse,
  mail: MailObservation,
  { declared }: CheckContext,
): { readonly impact: Impact; readonly problem: string } {
  const { domain } = mail;
  const { senders = [], providers = [] } = declared?.mail ?? {};
  const isFound = providers.some((one) => one.provider === key);
  if (isFound && !senders.some((sender) => sender.domain === domain))
    return {
      impact: 'low',
      problem: `The code sends through ${provider.label}, and none of its DKIM keys is in DNS for ${domain}: unless that mail is sent from another domain, it is not signed, and fails DMARC wherever SPF is not aligned.`,
    };
  const spf = spfStateOf(mail);
  const isAligned = provider.returnPath === 'domain' && spf.is === 'record' && isNamedIn(spf.tree, provider);
  return {
    impact: isAligned ? 'medium' : 'high',
    problem: `${provider.label} sends mail for ${domain}, and none of its DKIM keys is in DNS: its mail is not signed by ${domain}, so it fails DMARC wherever SPF is not aligned.`,
  };
}
