/**
 * Names of authorities in certificates, and what CAA records call them. Each authority publishes its CAA names in its
 * certification practice statement; the Common CA Database lists them (https://www.ccadb.org/resources).
 */
interface Authority {
  /** What people call it. */
  readonly label: string;
  /** Against the issuer's subject. */
  readonly issuer: RegExp;
  readonly caa: readonly string[];
}

const AUTHORITIES: readonly Authority[] = [
  { label: "Let's Encrypt", issuer: /O=Let's Encrypt\b/i, caa: ['letsencrypt.org'] },
  { label: 'Google Trust Services', issuer: /O=Google Trust Services/i, caa: ['pki.goog'] },
  // ZeroSSL's certificates are Sectigo's.
  {
    label: 'ZeroSSL',
    issuer: /O=ZeroSSL/i,
    caa: ['sectigo.com', 'comodoca.com', 'comodo.com', 'usertrust.com', 'trust-provider.com', 'zerossl.com'],
  },
  {
    label: 'Sectigo',
    issuer: /O=(?:Sectigo|COMODO CA|The USERTRUST)/i,
    caa: ['sectigo.com', 'comodoca.com', 'comodo.com', 'usertrust.com', 'trust-provider.com'],
  },
  {
    label: 'Amazon',
    issuer: /O=Amazon\b/i,
    caa: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com'],
  },
  {
    label: 'DigiCert',
    issuer: /O=(?:"?DigiCert|GeoTrust|thawte|RapidSSL|Symantec)/i,
    caa: [
      'digicert.com',
      'digicert.ne.jp',
      'cybertrust.ne.jp',
      'symantec.com',
      'thawte.com',
      'geotrust.com',
      'rapidssl.com',
      'quovadisglobal.com',
      'www.digicert.com',
    ],
  },
  {
    label: 'GoDaddy',
    issuer: /O="?(?:GoDaddy\.com|Starfield Technologies)/i,
    caa: ['godaddy.com', 'starfieldtech.com'],
  },
  { label: 'GlobalSign', issuer: /O=GlobalSign/i, caa: ['globalsign.com'] },
  { label: 'Entrust', issuer: /O="?Entrust/i, caa: ['entrust.net', 'entrust.com', 'affirmtrust.com'] },
  { label: 'SSL.com', issuer: /O="?(?:SSL Corp|SSL\.com)/i, caa: ['ssl.com'] },
  { label: 'Buypass', issuer: /O=Buypass/i, caa: ['buypass.com', 'buypass.no'] },
  { label: 'Actalis', issuer: /O=Actalis/i, caa: ['actalis.it'] },
  { label: 'Certum', issuer: /O="?(?:Unizeto|Asseco)/i, caa: ['certum.pl', 'certum.eu'] },
  { label: 'HARICA', issuer: /O="?(?:Hellenic Academic|HARICA)/i, caa: ['harica.gr'] },
  { label: 'Telekom Security', issuer: /O=Deutsche Telekom Security/i, caa: ['telesec.de'] },
  { label: 'SwissSign', issuer: /O=SwissSign/i, caa: ['swisssign.com', 'swisssign.net'] },
  { label: 'Microsoft', issuer: /O=Microsoft Corporation/i, caa: ['microsoft.com', 'digicert.com'] },
  { label: 'Certigna', issuer: /O=(?:DHIMYOTIS|Certigna)/i, caa: ['certigna.fr'] },
  { label: 'Identrust', issuer: /O=IdenTrust/i, caa: ['identrust.com'] },
];

function authorityOf(issuer: string): Authority | undefined {
  return AUTHORITIES.find((authority) => authority.issuer.test(issuer));
}

/** "Let's Encrypt", or what the issuer calls itself. */
export function issuerLabel(issuer: string): string {
  return authorityOf(issuer)?.label ?? part(issuer, 'O') ?? part(issuer, 'CN') ?? issuer;
}

/** What CAA records may call the issuer; undefined: an authority that is not in the table. */
export function caaNamesOf(issuer: string): readonly string[] | undefined {
  return authorityOf(issuer)?.caa;
}

/** Whose table entry has that CAA name. */
export function isKnownAuthority(caaName: string): boolean {
  return AUTHORITIES.some(({ caa }) => caa.includes(caaName));
}

function part(subject: string, key: string): string | undefined {
  return new RegExp(`(?:^|, )${key}=("?)(.+?)\\1(?:, [A-Z]+=|$)`).exec(subject)?.[2];
}
