import { defineCheck } from '../../check.ts';
import { mailProvider } from '../../email/providers/table.ts';
import { hasKeyOf } from '../../live/mailAuth/dkim.ts';
import { dmarcLine, dmarcStateOf, unknownAt } from '../../live/mailAuth/dmarc.ts';
import { dmarcMend, withoutTags } from '../../live/mailAuth/dmarcMend.ts';
import { alignmentOf, providersOf } from '../../live/mailAuth/senders.ts';
import { sendersOf } from '../../live/mailAuth/sending.ts';

export default defineCheck({
  id: 'email/strict-dmarc-alignment',
  impact: 'medium',
  stage: 'domain',
  title: 'Strict DMARC alignment that your own mail does not meet',
  why: 'With “adkim=s” and “aspf=s” a signature or bounce address of another name below the same domain does not count.',
  *check(observed, context) {
    for (const mail of observed.mail ?? []) {
      const state = dmarcStateOf(mail);
      const { domain } = mail;
      if (state.is !== 'record' || (state.record.adkim === 'r' && state.record.aspf === 'r')) continue;
      const { at, text, record } = state;
      // An address in the code has its finding at its line.
      if (sendersOf(domain, context.declared?.mail?.senders ?? []).length > 0) continue;
      const providers = providersOf(undefined, context);
      const isMain = domain === observed.domain;
      // Of a host below it is known that mail is sent from it; of the domain itself not through whom.
      const alignment = isMain ? undefined : alignmentOf(mail, providers, observed);
      const mend = (names: readonly string[]) =>
        dmarcMend(
          `Remove ${names.map((name) => `“${name}=s”`).join(' and ')}: names below the same domain then count.`,
          at,
          withoutTags(text, names),
          observed,
          context,
        );
      if (alignment?.is === 'unknown') yield unknownAt(domain, alignment.failure);
      if (alignment?.is === 'impossible' && alignment.isStrict) {
        const names = [...(record.adkim === 's' ? ['adkim'] : []), ...(record.aspf === 's' ? ['aspf'] : [])];
        yield {
          host: domain,
          kind: domain,
          problem: `Mail from ${domain} fails DMARC: ${names.map((name) => `${name}=s`).join(' and ')} of ${at} wants signatures and bounce addresses of ${domain} itself, and there is none.`,
          evidence: [dmarcLine(at, text), ...alignment.evidence],
          mend: mend(names),
        };
        continue;
      }
      if (record.aspf !== 's' || !isMain) continue;
      for (const key of providers) {
        const provider = mailProvider(key);
        if (!provider || provider.returnPath === undefined || provider.returnPath === 'domain') continue;
        if (!hasKeyOf(mail, { key, provider })) continue;
        const host = `${provider.returnPath.host}.${domain}`;
        yield {
          host: domain,
          kind: key,
          impact: 'low',
          problem: `${provider.label} has bounces come to ${host}, and aspf=s wants ${domain} itself: SPF does not count for its mail, which passes DMARC by its signature alone.`,
          evidence: [dmarcLine(at, text), `bounces of ${provider.label}: ${host}`],
          mend: mend(['aspf']),
        };
      }
    }
  },
});
