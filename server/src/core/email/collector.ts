import type { Collector } from '../collector.ts';
import { envFileRoleOf } from '../env/envFileRole.ts';
import type { Language } from '../language.ts';
import { placeOf } from '../place.ts';
import { spanOf } from '../span.ts';
import type { MailFacts, NamedRecord } from './facts.ts';
import { isMailRecord, isOfNoProduct } from './zones/mailRecords.ts';
import { RECORD_LANGUAGES, RECORD_TRIGGERS, recordsOf } from './zones/recordsOf.ts';
import { isManifest, providersIn } from './senders/providersIn.ts';
import { sendersIn } from './senders/sendersIn.ts';
import type { Document } from '../source.ts';

/** From which addresses the product sends mail, by whom, and which DNS records files declare for it. */
export const MAIL_COLLECTOR: Collector = {
  id: 'mail',
  triggers: [
    ...RECORD_TRIGGERS,
    // Senders
    'email_from',
    'from_email',
    'fromemail',
    'emailfrom',
    'mail_from',
    'from_address',
    'fromaddress',
    'smtp',
    'mailer',
    'noreply',
    'no_reply',
    'no-reply',
    'hello@',
    'team@',
    'system@',
    'notifications@',
    'support@',
    'billing@',
    'server_email',
    'send_mail',
    'sendmail',
    'send_email',
    'sendemail',
    'emails.send',
    'setfrom',
    'sender_email',
    'sender',
    'mailable',
    'mailmessage',
    'swoosh',
    'bamboo',
    'gomail',
    'sgmail',
    'createtransport',
    'mailkit',
    'mimemessage',
    'internetaddress',
    'emailmessage',
    'lettre',
    // Providers
    'resend',
    'sendgrid',
    'postmark',
    'mailgun',
    'client-ses',
    'aws_ses',
    'aws-sdk-ses',
    'aws-sdk-rails',
    'actionmailer-ses',
    'django-ses',
    'node-ses',
    'service/ses',
    'sesv2',
    'sesclient',
    'sendemailcommand',
    'email-smtp.',
    'ses_from',
    'ses_access',
    'ses_key',
    'ses_secret',
    'ses_region',
    'simpleemail',
    'amazon-mailer',
    'brevo',
    'sendinblue',
    'mailchimp',
    'mandrill',
    'mailjet',
    'sparkpost',
    'mailtrap',
    '"loops"',
    "'loops'",
    'loops_',
    'loops.so',
    'plunk',
    'customerio',
    'customer.io',
    'klaviyo',
    'elasticemail',
    'zeptomail',
    'privateemail.com',
  ],
  classes: ['source', 'ignored-env'],
  wants(path, language) {
    if (!LANGUAGES.has(language)) return 'never';
    if (isOfNoProduct(path) || NEVER.test(path)) return 'never';
    if (language === 'dotenv') {
      const environment = envFileRoleOf(path)?.environment;
      return environment === 'test' || environment === 'ci' ? 'never' : 'triggered';
    }
    if (language === 'text' && !isManifest(path)) return RECORDS.has(language) ? 'triggered' : 'never';
    return 'triggered';
  },
  collect(document) {
    if (document.text.length > LARGEST) return undefined;
    const isOwn = placeOf(document.path) === 'product' || document.language === 'dotenv';
    const providers = isOwn ? providersIn(document) : [];
    const senders = isOwn ? sendersIn(document, providers) : [];
    const records = mailRecordsIn(document);
    const mail: MailFacts = {
      ...(senders.length > 0 && { senders }),
      ...(providers.length > 0 && { providers }),
      ...(records.length > 0 && { records }),
    };
    return Object.keys(mail).length === 0 ? undefined : { mail };
  },
};

/** In UTF-16 units. */
const LARGEST = 500_000;

const RECORDS: ReadonlySet<Language> = new Set<Language>(RECORD_LANGUAGES);
const LANGUAGES: ReadonlySet<Language> = new Set<Language>([
  ...RECORD_LANGUAGES,
  'javascriptreact',
  'typescriptreact',
  'ruby',
  'php',
  'go',
  'java',
  'kotlin',
  'csharp',
  'rust',
  'elixir',
  'dotenv',
  'toml',
  'properties',
  'xml',
]);

/** Workflows of CI, the settings of editors, translations, seeds and migrations: no product sends mail by them. */
const NEVER =
  /(?:^|\/)\.(?:github|vscode|idea|gitlab|circleci)\/|(?:^|\/)(?:seeds?|seeders?|migrations?|messages|locales?|testing)\/|\/environments\/(?:test|development)\.rb$|(?:^|\/)seeds?\.\w+$|openapi|swagger|(?:^|\/)(?:public|static|assets)\/.{1,200}\.[cm]?js$|(?:vitest|jest)[\w.-]{0,20}\.[cm]?[jt]s$/i;

function mailRecordsIn(document: Document): readonly NamedRecord[] {
  if (!RECORDS.has(document.language) || !MAIL_RECORD.test(document.text)) return [];
  return recordsOf(document)
    .filter(isMailRecord)
    .slice(0, 200)
    .map(({ name, type, value, at }) => ({
      name,
      type,
      value: value.text.slice(0, 2_000),
      at: spanOf(document, at.start, at.end),
    }));
}

const MAIL_RECORD =
  /v=spf|spf1 |spf_builder|_dmarc|dmarc|_domainkey|v=dkim|dkim_builder|bimi|mta-sts|v=sts|_smtp\._tls|v=tlsrpt/i;
