import { isWithin } from '../live/hostNames.ts';
import type { MailSelector, MailTarget } from '../observations/mail.ts';
import type { DeclaredMail } from './declared.ts';
import type { EmailConfig } from './emailConfig.ts';
import { mailProvider } from './providers/table.ts';
import { selectorsFor, WELL_KNOWN_SELECTORS } from './providers/selectors.ts';

/** Each costs as much as the domain itself. */
const MOST_DOMAINS = 3;
/** Each is a question. */
const MOST_SELECTORS = 30;

/** What is to be asked about the mail of a domain: as the configuration says, and what the files of the workspace show. */
export function mailTarget(
  domain: string,
  config: EmailConfig | undefined,
  declared: DeclaredMail | undefined,
): MailTarget {
  const senders = declared?.senders ?? [];
  const hosts = [...(config?.from ?? []), ...senders.map((sender) => sender.domain)];
  const found = (declared?.providers ?? []).map(({ provider }): string => provider);
  const providers = config && config.providers.length > 0 ? config.providers : [...new Set(found)];
  const bounceHosts = providers.flatMap((key) => {
    const returnPath = mailProvider(key)?.returnPath;
    return typeof returnPath === 'object' ? [returnPath.host] : [];
  });
  const { sends, receives } = config ?? {};
  return {
    domains: [...new Set([domain, ...hosts.filter((host) => isWithin(host, domain))])].slice(0, MOST_DOMAINS),
    selectors: selectorsOf(config?.selectors ?? [], providers),
    senders: config?.senders ?? [],
    providers,
    ...(bounceHosts.length > 0 ? { bounceHosts } : {}),
    ...(sends === undefined ? {} : { sends }),
    ...(receives === undefined ? {} : { receives }),
  };
}

function selectorsOf(configured: readonly string[], providers: readonly string[]): readonly MailSelector[] {
  const all = [
    ...configured.map((selector): MailSelector => ({ selector, source: 'configured' })),
    ...selectorsFor(providers),
    ...WELL_KNOWN_SELECTORS,
  ];
  const known = new Set<string>();
  return all.filter(({ selector }) => !known.has(selector) && known.add(selector)).slice(0, MOST_SELECTORS);
}
