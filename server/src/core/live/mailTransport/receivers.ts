/** Who receives mail for others, by the names of their MX hosts. */
import type { MendCopy } from '../../check.ts';
import { isAtOrBelow } from '../dns/names.ts';

export interface Receiver {
  readonly label: string;
  /** Names that its MX hosts are or lie below. */
  readonly hosts: readonly string[];
  /** Where the names have a part of their own in the middle. */
  readonly pattern?: RegExp;
  /** The records that its page asks for: preference and host. `{dashed}` is the domain with dashes for its dots. */
  readonly mx?: readonly (readonly [preference: number, host: string])[];
  /** Hosts of older set-ups, which still work. */
  readonly older?: readonly string[];
  /** What customers put into SPF: shows that the mailboxes are there. */
  readonly spf?: readonly string[];
  /** It looks through the mail and hands it on to the mailboxes of somebody else. */
  readonly isGateway?: true;
}

/** Keys are those of `MAIL_PROVIDERS` where they are in that list. Hosts and records are those of each provider's page. */
export const RECEIVERS: Readonly<Record<string, Receiver>> = {
  // https://support.google.com/a/answer/174125
  google: {
    label: 'Google Workspace',
    hosts: ['aspmx.l.google.com', 'smtp.google.com', 'googlemail.com', 'psmtp.com'],
    mx: [[1, 'smtp.google.com']],
    older: [
      'aspmx.l.google.com',
      ...['1', '2', '3', '4'].map((digit) => `alt${digit}.aspmx.l.google.com`),
      ...['2', '3', '4', '5'].map((digit) => `aspmx${digit}.googlemail.com`),
    ],
    spf: ['_spf.google.com'],
  },
  // https://learn.microsoft.com/microsoft-365/admin/get-help-with-domains/create-dns-records-at-any-dns-hosting-provider
  microsoft: {
    label: 'Microsoft 365',
    hosts: [
      'mail.protection.outlook.com',
      'mail.protection.office365.us',
      'mx.microsoft',
      'olc.protection.outlook.com',
    ],
    mx: [[0, '{dashed}.mail.protection.outlook.com']],
    spf: ['spf.protection.outlook.com'],
  },
  // https://www.zoho.com/mail/help/adminconsole/configure-email-delivery.html: one set in each data centre.
  zoho: {
    label: 'Zoho Mail',
    hosts: ['zoho', 'zohomail']
      .flatMap((name) =>
        ['com', 'eu', 'in', 'com.au', 'jp', 'com.cn', 'sa', 'uk'].map((end) => `${name}.${end}`),
      )
      .concat('zohocloud.ca'),
    mx: [
      [10, 'mx.zoho.com'],
      [20, 'mx2.zoho.com'],
      [50, 'mx3.zoho.com'],
    ],
    older: ['eu', 'in', 'com.au', 'jp'].flatMap((end) =>
      ['mx', 'mx2', 'mx3'].map((host) => `${host}.zoho.${end}`),
    ),
    spf: ['zoho.com', 'zohomail.com', 'one.zoho.com', 'zoho.eu', 'zohomail.eu', 'zoho.in', 'zohomail.in'],
  },
  // https://www.fastmail.help/hc/en-us/articles/360060591153
  fastmail: {
    label: 'Fastmail',
    hosts: ['messagingengine.com'],
    mx: [
      [10, 'in1-smtp.messagingengine.com'],
      [20, 'in2-smtp.messagingengine.com'],
    ],
    spf: ['spf.messagingengine.com'],
  },
  // https://proton.me/support/custom-domain
  proton: {
    label: 'Proton Mail',
    hosts: ['protonmail.ch'],
    mx: [
      [10, 'mail.protonmail.ch'],
      [20, 'mailsec.protonmail.ch'],
    ],
    spf: ['_spf.protonmail.ch'],
  },
  // https://support.apple.com/102374
  icloud: {
    label: 'iCloud Mail',
    hosts: ['mail.icloud.com'],
    mx: [
      [10, 'mx01.mail.icloud.com'],
      [10, 'mx02.mail.icloud.com'],
    ],
    spf: ['icloud.com'],
  },
  // https://www.migadu.com/guides/
  migadu: {
    label: 'Migadu',
    hosts: ['migadu.com'],
    mx: [
      [10, 'aspmx1.migadu.com'],
      [20, 'aspmx2.migadu.com'],
    ],
    spf: ['spf.migadu.com'],
  },
  // https://www.namecheap.com/support/knowledgebase/article.aspx/308/2214/how-to-set-up-free-email-forwarding/
  namecheap: {
    label: 'Namecheap',
    hosts: ['registrar-servers.com', 'privateemail.com'],
    older: [
      'mx1.privateemail.com',
      'mx2.privateemail.com',
      ...['1', '2', '3', '4', '5'].map((digit) => `eforward${digit}.registrar-servers.com`),
    ],
    spf: ['spf.efwd.registrar-servers.com', 'spf.privateemail.com'],
  },
  // https://improvmx.com/guides
  improvmx: {
    label: 'ImprovMX',
    hosts: ['improvmx.com'],
    mx: [
      [10, 'mx1.improvmx.com'],
      [20, 'mx2.improvmx.com'],
    ],
    spf: ['spf.improvmx.com'],
  },
  // https://developers.cloudflare.com/email-routing/: preferences differ from zone to zone.
  cloudflare: {
    label: 'Cloudflare Email Routing',
    hosts: ['mx.cloudflare.net'],
    older: ['route1.mx.cloudflare.net', 'route2.mx.cloudflare.net', 'route3.mx.cloudflare.net'],
    spf: ['_spf.mx.cloudflare.net'],
  },
  // https://docs.aws.amazon.com/ses/latest/dg/receiving-email-mx-record.html, mail-from.html
  ses: {
    label: 'Amazon SES',
    hosts: ['amazonses.com'],
    pattern: /^inbound-smtp\.[a-z\d-]+\.amazonaws\.com$/,
  },
  // https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store
  mailgun: {
    label: 'Mailgun',
    hosts: ['mailgun.org'],
    older: ['mxa.mailgun.org', 'mxb.mailgun.org', 'mxa.eu.mailgun.org', 'mxb.eu.mailgun.org'],
  },
  // https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
  sendgrid: { label: 'SendGrid', hosts: ['sendgrid.net'], older: ['mx.sendgrid.net'] },
  // https://postmarkapp.com/developer/user-guide/inbound/inbound-domain-forwarding
  postmark: { label: 'Postmark', hosts: ['inbound.postmarkapp.com'], older: ['inbound.postmarkapp.com'] },
  // https://forwardemail.net/faq
  forwardemail: { label: 'Forward Email', hosts: ['forwardemail.net'] },
  // https://tuta.com/support
  tuta: { label: 'Tuta', hosts: ['tutanota.de'] },
  // https://docs.rackspace.com/docs/dns-record-definitions
  rackspace: { label: 'Rackspace Email', hosts: ['emailsrvr.com'] },
  titan: { label: 'Titan', hosts: ['titan.email'] },
  hostinger: { label: 'Hostinger', hosts: ['hostinger.com'] },
  godaddy: { label: 'GoDaddy', hosts: ['secureserver.net'] },
  ovh: { label: 'OVHcloud', hosts: ['mail.ovh.net', 'mail.ovh.ca'] },
  gandi: { label: 'Gandi', hosts: ['mail.gandi.net'] },
  ionos: { label: 'IONOS', hosts: ['kundenserver.de', 'ionos.com', 'ionos.co.uk', '1and1.com', 'ionos.de'] },
  yandex: { label: 'Yandex', hosts: ['mx.yandex.net', 'mx.yandex.ru'] },
  yahoo: { label: 'Yahoo', hosts: ['mail.yahoo.com', 'yahoodns.net'] },
  mimecast: { label: 'Mimecast', hosts: ['mimecast.com', 'mimecast.co.za'], isGateway: true },
  proofpoint: { label: 'Proofpoint', hosts: ['pphosted.com', 'ppe-hosted.com'], isGateway: true },
  barracuda: {
    label: 'Barracuda',
    hosts: ['barracudanetworks.com', 'ess.de.barracudanetworks.com'],
    isGateway: true,
  },
  cisco: { label: 'Cisco', hosts: ['iphmx.com'], isGateway: true },
  messagelabs: { label: 'Symantec', hosts: ['messagelabs.com'], isGateway: true },
};

/** Whose MX host it is; undefined: somebody's whom we don't know, or one's own. */
export function receiverOf(host: string): string | undefined {
  return Object.entries(RECEIVERS).find(
    ([, { hosts, pattern }]) => pattern?.test(host) || hosts.some((end) => isAtOrBelow(host, end)),
  )?.[0];
}

/** Its MX records for a domain, where they are the same for everybody. */
export function receiverRecords(key: string, domain: string): readonly MendCopy[] {
  const dashed = domain.replaceAll('.', '-');
  return (RECEIVERS[key]?.mx ?? []).map(([preference, host]) => ({
    kind: 'record',
    name: domain,
    type: 'MX',
    value: `${preference} ${host.replace('{dashed}', dashed)}`,
  }));
}
