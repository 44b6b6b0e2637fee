import type { CheckContext, Mend } from '../../check.ts';
import { defineCheck } from '../../check.ts';
import type { DeclaredSender } from '../../email/declared.ts';
import { mailProvider } from '../../email/providers/table.ts';
import { isFreeMail } from '../../email/senders/address.ts';
import { dmarcStateOf, unknownAt } from '../../live/mailAuth/dmarc.ts';
import { dkimRecordsOf } from '../../live/mailAuth/publish.ts';
import { alignmentOf, providersOf } from '../../live/mailAuth/senders.ts';
import { listed } from '../../live/dns/names.ts';
import { dnsMend } from '../../live/mend.ts';
import type { DomainObservation } from '../../observations/domain.ts';
import type { MailObservation } from '../../observations/mail.ts';

export default defineCheck({
  id: 'email/unaligned-sender',
  impact: 'high',
  stage: 'domain',
  title: 'Sender in the code that can’t pass DMARC',
  why: 'Invoices and password resets from that address go to spam, or come back: nothing in DNS says that they are yours.',
  *check(observed, context) {
    for (const places of byAddress(context.declared?.mail?.senders ?? [])) {
      const [sender, ...others] = places;
      if (!sender) continue;
      const { address, domain, file, at } = sender;
      // Of free mail another rule speaks; of what was not looked at nothing is known.
      const mail = observed.mail?.find((one) => one.domain === domain);
      if (!mail || isFreeMail(domain)) continue;
      const providers = providersOf(sender, context);
      const alignment = alignmentOf(mail, providers, observed);
      if (alignment.is === 'unknown') yield unknownAt(domain, alignment.failure);
      if (alignment.is !== 'impossible') continue;
      const labels = providers.map((key) => mailProvider(key)?.label ?? key);
      yield {
        host: domain,
        kind: address,
        problem: messageOf(mail, address, labels, alignment.isStrict),
        evidence: [
          ...alignment.evidence,
          ...others.slice(0, MOST_PLACES).map((other) => `also in ${other.file}`),
        ],
        mend: mendOf(mail, providers, labels, observed, context),
        declaredAt: { file, at },
      };
    }
  },
});

const MOST_PLACES = 5;

/** One address in several files has one cause: the first place is where it is told. */
function byAddress(senders: readonly DeclaredSender[]): Iterable<readonly DeclaredSender[]> {
  const groups = new Map<string, DeclaredSender[]>();
  for (const sender of senders) {
    const key = `${sender.address} ${sender.provider ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(sender);
    else groups.set(key, [sender]);
  }
  return groups.values();
}

function messageOf(
  mail: MailObservation,
  address: string,
  labels: readonly string[],
  isStrict: boolean,
): string {
  const { domain } = mail;
  const by = labels.length === 0 ? '' : ` through ${listed(labels)}`;
  const start = `The code sends from ${address}${by}, and`;
  if (isStrict)
    return `${start} the DMARC record wants a signature or bounce address of ${domain} itself, of which DNS has none: that mail fails DMARC, and goes to spam or comes back.`;
  const lacks = labels.length === 0 ? 'neither SPF nor a DKIM key' : 'neither its DKIM key nor SPF for it';
  return dmarcStateOf(mail).is === 'record'
    ? `${start} ${domain} has ${lacks} in DNS: that mail fails DMARC, and goes to spam or comes back.`
    : `${start} ${domain} has ${lacks} in DNS: Gmail and Yahoo want one of them, and that mail goes to spam or comes back.`;
}

function mendOf(
  { domain }: MailObservation,
  providers: readonly string[],
  labels: readonly string[],
  observed: DomainObservation,
  context: CheckContext,
): Mend {
  const [key] = providers;
  const provider = key === undefined ? undefined : mailProvider(key);
  if (!provider) {
    return dnsMend(
      `Switch DKIM on for ${domain} at whoever sends this mail, and publish the key that it shows. Or send from a domain where that is done.`,
      observed,
      context,
    );
  }
  const names = (provider.selectors ?? []).map((selector) => `${selector}._domainkey.${domain}`);
  const copy = dkimRecordsOf(provider, domain);
  return {
    how: `Verify ${domain} at ${listed(labels)}, and publish the DKIM records that it shows${names.length > 0 ? ` (${names.join(', ')})` : ''}. Or send from a domain that is verified there.`,
    ...(copy.length > 0 ? { copy } : {}),
    link: { label: `${provider.label}: DNS records`, url: provider.url },
  };
}
