import type { MailSelector } from '../../observations/mail.ts';
import { mailProvider } from './table.ts';

/** The selectors that these providers have for all of their customers. */
export function selectorsFor(providers: readonly string[]): readonly MailSelector[] {
  return providers.flatMap((provider) =>
    (mailProvider(provider)?.selectors ?? []).map((selector): MailSelector => ({
      selector,
      source: 'provider',
      provider,
    })),
  );
}

/** Names that many domains have: of providers, and of mail servers that people run. DNS has no list of selectors. */
export const WELL_KNOWN_SELECTORS: readonly MailSelector[] = (
  [
    ['google', 'google'],
    ['selector1', 'microsoft'],
    ['selector2', 'microsoft'],
    ['default'],
    ['dkim'],
    ['mail'],
    ['s1'],
    ['s2'],
    ['k1'],
    ['k2'],
    ['k3'],
    ['resend', 'resend'],
    ['pm', 'postmark'],
    ['mandrill', 'mandrill'],
    ['mte1', 'mandrill'],
    ['fm1', 'fastmail'],
    ['protonmail', 'proton'],
    ['sig1', 'icloud'],
    ['zmail', 'zoho'],
    ['zoho', 'zoho'],
    ['mailjet', 'mailjet'],
    ['brevo1', 'brevo'],
    ['smtp'],
    ['key1'],
    ['mxvault'],
  ] as const
).map(([selector, provider]): MailSelector =>
  provider === undefined ? { selector, source: 'well-known' } : { selector, source: 'well-known', provider },
);
