import { MAIL_PROVIDERS, type MailProviderKey } from '../declared.ts';

/** Who sends mail for products, or receives it: what their documentation has customers publish. */
export interface MailProvider {
  readonly label: string;
  /** Ends of the names of its mail servers, as MX records have them. */
  readonly mx?: readonly string[];
  /** What an SPF record includes to let it send. */
  readonly include?: string;
  /** What it is called in other regions, was called before, or is made of. */
  readonly otherIncludes?: readonly string[];
  /**
   * Where that include has to stand: `domain` where the envelope sender is at the domain itself; else the host below it that bounces
   * come to by default, with its name before the domain. Absent: the provider bounces to a domain of its own, so SPF says
   * nothing for the customer's.
   */
  readonly returnPath?: 'domain' | { readonly host: string };
  /** Bounces come to the domain that was verified with the provider: that of the sender, or a host below it. */
  readonly bouncesToVerified?: true;
  /** Selectors that are the same for all customers. */
  readonly selectors?: readonly string[];
  /** Ends of the names that its DKIM records are aliases of. */
  readonly dkimTargets?: readonly string[];
  /**
   * The records of its keys. `{domain}`, `{dashed}` (dashes for dots) are the customer's; "…" is what the account decides: the
   * provider's page shows it.
   */
  readonly dkim?: readonly DkimRecord[];
  /** Its keys have selectors that it makes up for each customer: that none of the known ones has a key says nothing. */
  readonly hasOwnSelectors?: true;
  /** The provider's page about these records: the source of the row. */
  readonly url: string;
}

export interface DkimRecord {
  readonly selector: string;
  readonly type: 'CNAME' | 'TXT';
  readonly value: string;
}

export const PROVIDERS: Readonly<Partial<Record<MailProviderKey, MailProvider>>> = {
  resend: {
    label: 'Resend',
    include: 'amazonses.com',
    returnPath: { host: 'send' },
    selectors: ['resend'],
    dkim: [{ selector: 'resend', type: 'TXT', value: 'p=…' }],
    url: 'https://resend.com/docs/dashboard/domains/introduction',
  },
  sendgrid: {
    label: 'SendGrid',
    include: 'sendgrid.net',
    selectors: ['s1', 's2'],
    dkimTargets: ['sendgrid.net'],
    dkim: aliases(['s1', 's1.domainkey.….sendgrid.net'], ['s2', 's2.domainkey.….sendgrid.net']),
    url: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/how-to-set-up-domain-authentication',
  },
  postmark: {
    label: 'Postmark',
    include: 'spf.mtasv.net',
    hasOwnSelectors: true,
    url: 'https://postmarkapp.com/support/article/1046-how-do-i-verify-a-domain',
  },
  mailgun: {
    label: 'Mailgun',
    include: 'mailgun.org',
    otherIncludes: ['eu.mailgun.org'],
    bouncesToVerified: true,
    selectors: ['mx', 'smtp', 'k1', 'mailo', 'pic', 'email'],
    hasOwnSelectors: true,
    url: 'https://documentation.mailgun.com/docs/mailgun/user-manual/domains/domains-verify',
  },
  ses: {
    label: 'Amazon SES',
    include: 'amazonses.com',
    dkimTargets: ['dkim.amazonses.com'],
    hasOwnSelectors: true,
    dkim: aliases(['…', '….dkim.amazonses.com']),
    url: 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html',
  },
  brevo: {
    label: 'Brevo',
    include: 'spf.brevo.com',
    otherIncludes: ['spf.sendinblue.com', 'sendinblue.com'],
    selectors: ['brevo1', 'brevo2', 'mail'],
    dkimTargets: ['brevo.com', 'sendinblue.com'],
    dkim: aliases(['brevo1', 'b1.{dashed}.dkim.brevo.com'], ['brevo2', 'b2.{dashed}.dkim.brevo.com']),
    url: 'https://help.brevo.com/hc/en-us/articles/12163873383186',
  },
  mailchimp: {
    label: 'Mailchimp',
    include: 'servers.mcsv.net',
    selectors: ['k2', 'k3', 'k1'],
    dkimTargets: ['dkim.mcsv.net', 'dkim2.mcsv.net', 'dkim3.mcsv.net'],
    dkim: aliases(['k2', 'dkim2.mcsv.net'], ['k3', 'dkim3.mcsv.net']),
    url: 'https://mailchimp.com/help/set-up-email-domain-authentication/',
  },
  mandrill: {
    label: 'Mailchimp Transactional (Mandrill)',
    include: 'spf.mandrillapp.com',
    selectors: ['mte1', 'mte2', 'mandrill'],
    dkimTargets: ['mandrillapp.com'],
    dkim: aliases(['mte1', 'dkim1.mandrillapp.com'], ['mte2', 'dkim2.mandrillapp.com']),
    url: 'https://mailchimp.com/developer/transactional/docs/authentication-delivery/',
  },
  mailjet: {
    label: 'Mailjet',
    include: 'spf.mailjet.com',
    selectors: ['mailjet'],
    hasOwnSelectors: true,
    dkim: [{ selector: 'mailjet', type: 'TXT', value: 'k=rsa; p=…' }],
    url: 'https://documentation.mailjet.com/hc/en-us/articles/360042412734',
  },
  sparkpost: {
    label: 'SparkPost',
    include: 'sparkpostmail.com',
    hasOwnSelectors: true,
    url: 'https://support.sparkpost.com/docs/getting-started/creating-sending-domains',
  },
  mailersend: {
    label: 'MailerSend',
    include: '_spf.mailersend.net',
    selectors: ['mlsend', 'mlsend2'],
    dkimTargets: ['mailersend.net'],
    dkim: aliases(['mlsend2', 'mlsend2._domainkey.mailersend.net']),
    url: 'https://www.mailersend.com/help/how-to-verify-and-authenticate-a-sending-domain',
  },
  mailtrap: {
    label: 'Mailtrap',
    selectors: ['rwmt1', 'rwmt2'],
    dkimTargets: ['smtp.mailtrap.live'],
    dkim: aliases(['rwmt1', 'rwmt1.dkim.smtp.mailtrap.live'], ['rwmt2', 'rwmt2.dkim.smtp.mailtrap.live']),
    url: 'https://help.mailtrap.io/article/69-sending-domain-setup',
  },
  loops: {
    label: 'Loops',
    include: 'amazonses.com',
    hasOwnSelectors: true,
    url: 'https://loops.so/docs/sending-domain',
  },
  plunk: {
    label: 'Plunk',
    include: 'amazonses.com',
    hasOwnSelectors: true,
    url: 'https://docs.useplunk.com/guides/verifying-domains',
  },
  customerio: {
    label: 'Customer.io',
    hasOwnSelectors: true,
    url: 'https://docs.customer.io/journeys/authentication/',
  },
  klaviyo: {
    label: 'Klaviyo',
    hasOwnSelectors: true,
    url: 'https://help.klaviyo.com/hc/en-us/articles/115000357752',
  },
  hubspot: {
    label: 'HubSpot',
    hasOwnSelectors: true,
    url: 'https://knowledge.hubspot.com/marketing-email/manage-email-authentication-in-hubspot',
  },
  intercom: {
    label: 'Intercom',
    selectors: ['intercom'],
    dkimTargets: ['intercom.io'],
    dkim: aliases(['intercom', '….dkim.intercom.io']),
    url: 'https://www.intercom.com/help/en/articles/182-send-email-from-your-own-address',
  },
  zendesk: {
    label: 'Zendesk',
    include: 'mail.zendesk.com',
    returnPath: 'domain',
    selectors: ['zendesk1', 'zendesk2'],
    dkimTargets: ['zendesk.com'],
    dkim: aliases(
      ['zendesk1', 'zendesk1._domainkey.zendesk.com'],
      ['zendesk2', 'zendesk2._domainkey.zendesk.com'],
    ),
    url: 'https://support.zendesk.com/hc/en-us/articles/4408832543770',
  },
  convertkit: {
    label: 'Kit (ConvertKit)',
    selectors: ['cka', 'cka2'],
    dkimTargets: ['convertkit.com', 'kit.com'],
    url: 'https://help.kit.com/en/articles/2502546',
  },
  activecampaign: {
    label: 'ActiveCampaign',
    selectors: ['acdkim1', 'acdkim2', 'dk'],
    dkimTargets: ['acdkim1.acems1.com', 'acdkim2.acems2.com'],
    url: 'https://help.activecampaign.com/hc/en-us/articles/206903370',
  },
  elasticemail: {
    label: 'Elastic Email',
    include: '_spf.elasticemail.com',
    returnPath: 'domain',
    selectors: ['api'],
    url: 'https://help.elasticemail.com/en/articles/4934400',
  },
  smtp2go: {
    label: 'SMTP2GO',
    hasOwnSelectors: true,
    url: 'https://support.smtp2go.com/hc/en-gb/articles/115004408567',
  },
  zeptomail: {
    label: 'ZeptoMail',
    hasOwnSelectors: true,
    url: 'https://www.zoho.com/zeptomail/help/domains.html',
  },
  google: {
    label: 'Google Workspace',
    mx: ['smtp.google.com', 'aspmx.l.google.com', 'googlemail.com'],
    include: '_spf.google.com',
    returnPath: 'domain',
    selectors: ['google'],
    // One made of the others.
    otherIncludes: ['_netblocks.google.com'],
    dkim: [{ selector: 'google', type: 'TXT', value: 'v=DKIM1; k=rsa; p=…' }],
    url: 'https://support.google.com/a/answer/10685031',
  },
  microsoft: {
    label: 'Microsoft 365',
    mx: ['mail.protection.outlook.com', 'mx.microsoft'],
    include: 'spf.protection.outlook.com',
    returnPath: 'domain',
    selectors: ['selector1', 'selector2'],
    dkimTargets: ['onmicrosoft.com', 'dkim.mail.microsoft'],
    // The clouds of the United States' government, and of 21Vianet in China.
    otherIncludes: ['spf.protection.office365.us', 'spf.protection.partner.outlook.cn'],
    dkim: aliases(
      ['selector1', 'selector1-{dashed}._domainkey.…'],
      ['selector2', 'selector2-{dashed}._domainkey.…'],
    ),
    url: 'https://learn.microsoft.com/en-us/defender-office-365/email-authentication-spf-configure',
  },
  zoho: {
    label: 'Zoho Mail',
    mx: ['zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zoho.jp', 'zohomail.com'],
    include: 'zohomail.com',
    returnPath: 'domain',
    selectors: ['zmail', 'zoho'],
    hasOwnSelectors: true,
    // One for each data centre, of Zoho Mail and of all of Zoho: https://www.zoho.com/mail/help/adminconsole/spf-configuration.html
    otherIncludes: ['zoho', 'zohomail']
      .flatMap((name) =>
        ['com', 'eu', 'in', 'com.au', 'jp', 'com.cn', 'sa', 'uk'].map((end) => `${name}.${end}`),
      )
      .concat(
        'one.zoho.com',
        'one.zoho.eu',
        'one.zoho.in',
        'spf.zoho.eu',
        'zohocloud.ca',
        'zohomailcloud.ca',
      ),
    url: 'https://www.zoho.com/mail/help/adminconsole/spf-configuration.html',
  },
  fastmail: {
    label: 'Fastmail',
    mx: ['messagingengine.com'],
    include: 'spf.messagingengine.com',
    returnPath: 'domain',
    selectors: ['fm1', 'fm2', 'fm3'],
    dkimTargets: ['dkim.fmhosted.com'],
    dkim: aliases(
      ['fm1', 'fm1.{domain}.dkim.fmhosted.com'],
      ['fm2', 'fm2.{domain}.dkim.fmhosted.com'],
      ['fm3', 'fm3.{domain}.dkim.fmhosted.com'],
    ),
    url: 'https://www.fastmail.help/hc/en-us/articles/360060591153',
  },
  proton: {
    label: 'Proton Mail',
    mx: ['protonmail.ch'],
    include: '_spf.protonmail.ch',
    returnPath: 'domain',
    selectors: ['protonmail', 'protonmail2', 'protonmail3'],
    dkimTargets: ['domains.proton.ch'],
    dkim: aliases(
      ['protonmail', 'protonmail.domainkey.….domains.proton.ch'],
      ['protonmail2', 'protonmail2.domainkey.….domains.proton.ch'],
      ['protonmail3', 'protonmail3.domainkey.….domains.proton.ch'],
    ),
    url: 'https://proton.me/support/custom-domain',
  },
  icloud: {
    label: 'iCloud Mail',
    mx: ['mail.icloud.com'],
    include: 'icloud.com',
    returnPath: 'domain',
    selectors: ['sig1'],
    dkimTargets: ['icloudmailadmin.com'],
    dkim: aliases(['sig1', 'sig1.dkim.{domain}.at.icloudmailadmin.com']),
    url: 'https://support.apple.com/en-us/102374',
  },
  migadu: {
    label: 'Migadu',
    mx: ['migadu.com'],
    include: 'spf.migadu.com',
    returnPath: 'domain',
    selectors: ['key1', 'key2', 'key3'],
    dkimTargets: ['migadu.com'],
    dkim: aliases(
      ['key1', 'key1.{domain}._domainkey.migadu.com'],
      ['key2', 'key2.{domain}._domainkey.migadu.com'],
      ['key3', 'key3.{domain}._domainkey.migadu.com'],
    ),
    url: 'https://migadu.com/guides/dns/',
  },
  namecheap: {
    label: 'Namecheap Private Email',
    mx: ['privateemail.com'],
    include: 'spf.privateemail.com',
    returnPath: 'domain',
    selectors: ['default'],
    url: 'https://www.namecheap.com/support/knowledgebase/article.aspx/1340/2176',
  },
  improvmx: {
    label: 'ImprovMX',
    mx: ['improvmx.com'],
    include: 'spf.improvmx.com',
    returnPath: 'domain',
    selectors: ['dkimprovmx1', 'dkimprovmx2'],
    dkimTargets: ['improvmx.com'],
    dkim: aliases(['dkimprovmx1', 'dkimprovmx1.improvmx.com'], ['dkimprovmx2', 'dkimprovmx2.improvmx.com']),
    url: 'https://improvmx.com/guides/',
  },
  cloudflare: {
    label: 'Cloudflare Email Routing',
    mx: ['mx.cloudflare.net'],
    include: '_spf.mx.cloudflare.net',
    returnPath: 'domain',
    url: 'https://developers.cloudflare.com/email-routing/',
  },
};

export function mailProvider(key: string): MailProvider | undefined {
  return Object.hasOwn(PROVIDERS, key) ? PROVIDERS[key as MailProviderKey] : undefined;
}

/** Whose mail an SPF record includes by that name. Several send through Amazon SES: it is named then. */
export function providerOfInclude(domain: string): MailProviderKey | undefined {
  return INCLUDES.get(domain);
}

function aliases(
  ...records: readonly (readonly [selector: string, target: string])[]
): readonly DkimRecord[] {
  return records.map(([selector, value]) => ({ selector, type: 'CNAME', value }));
}

const INCLUDES: ReadonlyMap<string, MailProviderKey> = new Map(
  MAIL_PROVIDERS.toReversed().flatMap((key) =>
    includesOf(PROVIDERS[key]).map((name): [string, MailProviderKey] => [name, key]),
  ),
).set('amazonses.com', 'ses');

/** All names by which an SPF record lets the provider send. */
export function includesOf(provider: MailProvider | undefined): readonly string[] {
  return provider?.include === undefined ? [] : [provider.include, ...(provider.otherIncludes ?? [])];
}
