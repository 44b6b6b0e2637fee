import type { MailProviderKey } from '../declared.ts';

/** By what a workspace gives away who sends its mail. */
export interface ProviderTraces {
  readonly provider: MailProviderKey;
  /** Names of packages in the registries of npm, PyPI, RubyGems, Packagist, Go, Hex, NuGet, crates.io and Maven. */
  readonly packages: readonly string[];
  /** Hosts that mail is handed to, as the providers' pages on SMTP and their API name them: a part of a regular expression. */
  readonly hosts?: string;
  /** Names of settings, in capitals: a part of a regular expression. */
  readonly settings?: string;
}

/**
 * Left out is what says nothing about the product's own mail: chat widgets (Intercom, Zendesk), the API of a CRM (HubSpot), and
 * inboxes that swallow mail while somebody develops (sandbox.smtp.mailtrap.io, Mailpit, Ethereal).
 */
export const PROVIDER_TRACES: readonly ProviderTraces[] = [
  {
    provider: 'resend',
    packages: [
      'resend',
      'resend/resend-php',
      'resend/resend-laravel',
      'github.com/resend/resend-go/v2',
      'github.com/resend/resend-go/v3',
      'github.com/resendlabs/resend-go',
      'resend-rs',
      'resend-java',
      '@payloadcms/email-resend',
      'django-anymail[resend]',
    ],
    hosts: 'smtp\\.resend\\.com|api\\.resend\\.com',
    settings: 'RESEND_(?:API_)?KEY',
  },
  {
    provider: 'sendgrid',
    packages: [
      '@sendgrid/mail',
      '@sendgrid/client',
      'nodemailer-sendgrid',
      '@adonisjs/sendgrid',
      'sendgrid',
      'sendgrid-ruby',
      'sendgrid-actionmailer',
      'sendgrid/sendgrid',
      'symfony/sendgrid-mailer',
      'github.com/sendgrid/sendgrid-go',
      'SendGrid',
      'django-sendgrid-v5',
      'django-anymail[sendgrid]',
    ],
    hosts: 'smtp\\.sendgrid\\.net|api\\.sendgrid\\.com',
    settings: 'SENDGRID_(?:API_)?(?:KEY|TOKEN)|SENDGRID_PASSWORD',
  },
  {
    provider: 'postmark',
    packages: [
      'postmark',
      'nodemailer-postmark-transport',
      'postmark-rails',
      'postmarker',
      'wildbit/postmark-php',
      'symfony/postmark-mailer',
      'coconutcraig/laravel-postmark',
      'github.com/keighl/postmark',
      'github.com/mrz1836/postmark',
      'Postmark',
      'django-anymail[postmark]',
    ],
    hosts: 'smtp\\.postmarkapp\\.com|api\\.postmarkapp\\.com',
    settings: 'POSTMARK_(?:SERVER_|API_|ACCOUNT_)?(?:API_)?(?:TOKEN|KEY)',
  },
  {
    provider: 'mailgun',
    packages: [
      'mailgun.js',
      'mailgun-js',
      'nodemailer-mailgun-transport',
      'mailgun-ruby',
      'mailgun_rails',
      'mailgun/mailgun-php',
      'symfony/mailgun-mailer',
      'github.com/mailgun/mailgun-go/v3',
      'github.com/mailgun/mailgun-go/v4',
      'github.com/mailgun/mailgun-go/v5',
      'django-anymail[mailgun]',
    ],
    hosts: 'smtp(?:\\.eu)?\\.mailgun\\.org|api(?:\\.eu)?\\.mailgun\\.net',
    settings: 'MAILGUN_(?:API_KEY|KEY|DOMAIN|SECRET|SMTP_LOGIN|SMTP_PASSWORD|SENDER_DOMAIN)',
  },
  {
    provider: 'ses',
    packages: [
      '@aws-sdk/client-ses',
      '@aws-sdk/client-sesv2',
      'node-ses',
      'nodemailer-ses-transport',
      'django-ses',
      'aws-sdk-rails',
      'aws-sdk-ses',
      'aws-sdk-sesv2',
      'aws-actionmailer-ses',
      'symfony/amazon-mailer',
      'github.com/aws/aws-sdk-go-v2/service/ses',
      'github.com/aws/aws-sdk-go-v2/service/sesv2',
      'gen_smtp_ses',
      'AWSSDK.SimpleEmail',
      'AWSSDK.SimpleEmailV2',
      'aws-sdk-sesv2',
      'django-anymail[amazon-ses]',
    ],
    hosts: 'email-smtp\\.[a-z\\d-]{4,20}\\.amazonaws\\.com',
    settings:
      '(?:AWS_)?SES_(?:ACCESS_KEY(?:_ID)?|KEY|SECRET(?:_ACCESS_KEY)?|REGION(?:_NAME)?|FROM\\w{0,20})|AWS_SES_[A-Z_]{1,40}',
  },
  {
    provider: 'brevo',
    packages: [
      '@getbrevo/brevo',
      'sib-api-v3-sdk',
      'sib-api-v3-typescript',
      'nodemailer-brevo-transport',
      'nodemailer-sendinblue-transport',
      'brevo-python',
      'getbrevo/brevo-php',
      'symfony/brevo-mailer',
      'symfony/sendinblue-mailer',
      'django-anymail[brevo]',
    ],
    hosts: 'smtp-relay\\.(?:brevo|sendinblue)\\.com|api\\.(?:brevo|sendinblue)\\.com',
    settings: '(?:BREVO|SENDINBLUE)_(?:API_|SMTP_)?KEY',
  },
  {
    provider: 'mailchimp',
    packages: [
      '@mailchimp/mailchimp_marketing',
      'mailchimp-marketing',
      'MailchimpMarketing',
      'mailchimp/marketing',
    ],
    settings: 'MAILCHIMP_(?:API_KEY|SERVER_PREFIX|AUDIENCE_ID|LIST_ID)',
  },
  {
    provider: 'mandrill',
    packages: [
      '@mailchimp/mailchimp_transactional',
      'mandrill-api',
      'mailchimp-transactional',
      'MailchimpTransactional',
      'mailchimp/transactional',
      'symfony/mailchimp-mailer',
      'nodemailer-mandrill-transport',
      'django-anymail[mandrill]',
    ],
    hosts: 'smtp\\.mandrillapp\\.com|mandrillapp\\.com/api',
    settings: 'MANDRILL_(?:API_)?KEY',
  },
  {
    provider: 'mailjet',
    packages: [
      'node-mailjet',
      'mailjet-rest',
      'mailjet',
      'mailjet/mailjet-apiv3-php',
      'symfony/mailjet-mailer',
      'github.com/mailjet/mailjet-apiv3-go',
      'Mailjet.Api',
    ],
    hosts: '(?:in(?:-v3)?|api)\\.mailjet\\.com',
    settings: 'MAILJET_(?:API_|PUBLIC_|SECRET_)?(?:KEY|SECRET)|MJ_APIKEY_(?:PUBLIC|PRIVATE)',
  },
  {
    provider: 'sparkpost',
    packages: ['sparkpost', 'sparkpost_rails', 'sparkpost/sparkpost', 'github.com/SparkPost/gosparkpost'],
    hosts: 'smtp(?:\\.eu)?\\.sparkpostmail\\.com|api(?:\\.eu)?\\.sparkpost\\.com',
    settings: 'SPARKPOST_(?:API_KEY|SECRET)',
  },
  {
    provider: 'mailersend',
    packages: [
      'mailersend',
      'mailersend/mailersend',
      'mailersend/laravel-driver',
      'symfony/mailer-send-mailer',
      'mailersend-ruby',
      'github.com/mailersend/mailersend-go',
    ],
    hosts: 'smtp\\.mailersend\\.net|api\\.mailersend\\.com',
    settings: 'MAILERSEND_API_(?:KEY|TOKEN)',
  },
  {
    provider: 'mailtrap',
    packages: ['railsware/mailtrap-php'],
    hosts: 'live\\.smtp\\.mailtrap\\.io|send\\.api\\.mailtrap\\.io',
  },
  {
    provider: 'loops',
    packages: ['loops', 'loops_sdk'],
    hosts: 'app\\.loops\\.so/api|smtp\\.loops\\.so',
    settings: 'LOOPS_API_KEY',
  },
  {
    provider: 'plunk',
    packages: ['@plunk/node', 'plunk'],
    hosts: 'api\\.useplunk\\.com|smtp\\.useplunk\\.com',
    settings: 'PLUNK_(?:API_|SECRET_)KEY',
  },
  {
    provider: 'customerio',
    packages: ['customerio-node', 'customerio'],
    hosts: 'smtp(?:-eu)?\\.customer\\.io|api(?:-eu)?\\.customer\\.io',
    settings: 'CUSTOMER_?IO_(?:APP_|API_)[A-Z_]{1,20}',
  },
  { provider: 'klaviyo', packages: ['klaviyo-api'], settings: 'KLAVIYO_(?:PRIVATE_)?(?:API_)?KEY' },
  {
    provider: 'elasticemail',
    packages: ['@elasticemail/elasticemail-client', 'ElasticEmail'],
    hosts: 'smtp\\.elasticemail\\.com|api\\.elasticemail\\.com',
    settings: 'ELASTIC_?EMAIL_API_KEY',
  },
  {
    provider: 'smtp2go',
    packages: ['smtp2go-nodejs', 'smtp2go'],
    hosts: 'mail(?:-eu|-us)?\\.smtp2go\\.com|api\\.smtp2go\\.com',
    settings: 'SMTP2GO_API_KEY',
  },
  {
    provider: 'zeptomail',
    packages: ['zeptomail'],
    hosts: 'smtp\\.zeptomail\\.(?:com|eu|in)|api\\.zeptomail\\.(?:com|eu|in)',
    settings: 'ZEPTOMAIL_[A-Z_]{1,30}',
  },
  {
    provider: 'google',
    packages: [],
    hosts: 'smtp\\.gmail\\.com|smtp\\.googlemail\\.com|smtp-relay\\.gmail\\.com',
  },
  { provider: 'microsoft', packages: [], hosts: 'smtp\\.office365\\.com|smtp-mail\\.outlook\\.com' },
  { provider: 'zoho', packages: [], hosts: 'smtp(?:pro)?\\.zoho\\.(?:com|eu|in)' },
  { provider: 'fastmail', packages: [], hosts: 'smtp\\.fastmail\\.com' },
  { provider: 'proton', packages: [], hosts: 'smtp\\.protonmail\\.ch' },
  { provider: 'icloud', packages: [], hosts: 'smtp\\.mail\\.me\\.com' },
  { provider: 'migadu', packages: [], hosts: 'smtp\\.migadu\\.com' },
  { provider: 'namecheap', packages: [], hosts: 'mail\\.privateemail\\.com' },
];
