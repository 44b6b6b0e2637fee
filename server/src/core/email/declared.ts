import type { Span } from '../span.ts';

/** What the workspace says of mail, as plain data: it crosses threads. */
export interface DeclaredMail {
  readonly senders: readonly DeclaredSender[];
  readonly providers: readonly DeclaredMailProvider[];
}

interface DeclaredAt {
  /** Relative to the root, forward slashes. */
  readonly file: string;
  readonly at: Span;
}

/** An address that the product sends from. */
export interface DeclaredSender extends DeclaredAt {
  /** "noreply@example.com", lower case, without a name before it. */
  readonly address: string;
  readonly domain: string;
  /** Whose SDK, host or setting stands next to it. */
  readonly provider?: MailProviderKey;
}

/** Something that says who sends the mail. */
export interface DeclaredMailProvider extends DeclaredAt {
  readonly provider: MailProviderKey;
  /** A package that is used, a host that is connected to, the name of a setting. */
  readonly how: 'package' | 'host' | 'setting';
}

/** Who sends mail for products, or receives it. Keys of the tables about them. */
export const MAIL_PROVIDERS = [
  'resend',
  'sendgrid',
  'postmark',
  'mailgun',
  'ses',
  'brevo',
  'mailchimp',
  'mandrill',
  'mailjet',
  'sparkpost',
  'mailersend',
  'mailtrap',
  'loops',
  'plunk',
  'customerio',
  'klaviyo',
  'hubspot',
  'intercom',
  'zendesk',
  'convertkit',
  'activecampaign',
  'elasticemail',
  'smtp2go',
  'zeptomail',
  'google',
  'microsoft',
  'zoho',
  'fastmail',
  'proton',
  'icloud',
  'migadu',
  'namecheap',
  'improvmx',
  'cloudflare',
] as const;
export type MailProviderKey = (typeof MAIL_PROVIDERS)[number];
