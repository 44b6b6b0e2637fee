/**
 * Private keys without an armour of dashes: their DER in base64, age (age-encryption.org/v1), minisign, WireGuard, .NET's
 * XML, OpenVPN's static keys, SSH2 (RFC 4716) and the seeds of NATS (docs.nats.io, "NKeys"). In order of their kinds.
 */
export function bareKeys(text: string): BareKey[] {
  return BARE.flatMap(({ kind, name, variable, thief, pattern, encrypted = false }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [start, end] = match.indices?.groups?.['key'] ?? [];
      const value = match.groups?.['key'] ?? '';
      if (start === undefined || end === undefined || new Set(value).size < 14) return [];
      return [{ kind, name, variable, thief, encrypted, start, end }];
    }),
  );
}

/** Like a `PrivateKey`, of which it is one. */
interface BareKey {
  readonly kind: string;
  readonly name: string;
  readonly variable: string;
  readonly thief: string;
  readonly encrypted: boolean;
  readonly start: number;
  readonly end: number;
}

/** Lower-case literals, one of which is in every text with such a key. */
export const BARE_KEY_TRIGGERS: readonly string[] = [
  'ibadanbgkqhkig9w0baqef',
  'ibaakc',
  'ibaakb',
  'mc4caqawbqydk2v',
  'mighageambmgbyqgsm49',
  'miggageambagbyqgsm49',
  'mhccaqeei',
  'age-secret-key-',
  'rwrty0iy',
  'privatekey',
  'presharedkey',
  '<rsakeyvalue>',
  'openvpn static key',
  'ssh2 encrypted private key',
  'nkey seed-----',
  'nkeyauthenticator',
  'fromseed(',
  'from_seed(',
];

interface BareKind {
  readonly kind: string;
  readonly name: string;
  readonly variable: string;
  readonly thief: string;
  readonly encrypted?: true;
  /** Global, with indices; the group `key` is what is reported. */
  readonly pattern: RegExp;
}

const SIGN = 'sign in, sign tokens or impersonate your server wherever its public half is trusted';

const BARE: readonly BareKind[] = [
  {
    // RFC 5958 and 8017: version, algorithm and the key follow the length; 600 characters are 512 bits less than anyone uses.
    kind: 'der',
    name: 'RSA private key (base64)',
    variable: 'PRIVATE_KEY',
    thief: SIGN,
    pattern:
      /(?<![A-Za-z0-9+/])(?<key>MII[A-Za-z0-9+/]{2,4}(?:IBADANBgkqhkiG9w0BAQEF|IBAAK[BC])[A-Za-z0-9+/]{560,4400}={0,2})(?![A-Za-z0-9+/=])/dg,
  },
  {
    // RFC 8410 (Ed25519, X25519), RFC 5915 and 5480 (elliptic curves).
    kind: 'der',
    name: 'Private key (base64)',
    variable: 'PRIVATE_KEY',
    thief: SIGN,
    pattern:
      /(?<![A-Za-z0-9+/])(?<key>(?:MC4CAQAwBQYDK2V[A-Za-z0-9+/]{49}|MIG[A-Za-z0-9+/]AgEAMB[A-Z]GByqGSM49[A-Za-z0-9+/]{80,240}|MHcCAQEEI[A-Za-z0-9+/]{140,160})={0,2})(?![A-Za-z0-9+/=])/dg,
  },
  {
    kind: 'age',
    name: 'age private key',
    variable: 'AGE_SECRET_KEY',
    thief: 'decrypt what was encrypted to you, your secrets files included',
    pattern: /(?<key>AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{58,120})(?![0-9A-Z])/dg,
  },
  {
    kind: 'minisign',
    name: 'minisign private key',
    variable: 'MINISIGN_KEY',
    thief: 'sign releases in your name',
    encrypted: true,
    pattern: /(?<![A-Za-z0-9+/])(?<key>RWRTY0Iy[A-Za-z0-9+/]{130,220}={0,2})/dg,
  },
  {
    kind: 'wireguard',
    name: 'WireGuard private key',
    variable: 'WIREGUARD_PRIVATE_KEY',
    thief: 'enter your private network as this machine',
    pattern:
      /(?<![A-Za-z0-9_])(?:PrivateKey|PresharedKey)["']?\s{0,4}[=:]\s{0,4}["']?(?<key>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])/dg,
  },
  {
    kind: 'xml',
    name: 'RSA private key (XML)',
    variable: 'RSA_PRIVATE_KEY',
    thief: SIGN,
    pattern:
      /(?<key><RSAKeyValue>[^{}$]{100,3000}?<D>[A-Za-z0-9+/=\s]{80,1500}<\/D>\s{0,8}<\/RSAKeyValue>)/dg,
  },
  {
    kind: 'openvpn',
    name: 'OpenVPN static key',
    variable: 'OPENVPN_KEY',
    thief: 'read and join your private network',
    pattern:
      /(?<key>-----BEGIN OpenVPN Static key V1-----[0-9a-f\s\\nr]{500,800}-----END OpenVPN Static key V1-----)/dg,
  },
  {
    kind: 'ssh2',
    name: 'SSH private key',
    variable: 'SSH_PRIVATE_KEY',
    thief: 'log in to every server and repository that trusts it',
    encrypted: true,
    pattern:
      /(?<key>---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----[^]{100,6000}?---- END SSH2 ENCRYPTED PRIVATE KEY ----)/dg,
  },
  {
    // In a file of credentials, and where a client signs with it.
    kind: 'nats',
    name: 'NATS seed of a key',
    variable: 'NATS_NKEY_SEED',
    thief: 'read and send messages of your services as you',
    pattern:
      /(?:NKEY SEED-----(?:\s|\\[nr]){1,8}|(?:nkeyAuthenticator|[fF]rom_?[sS]eed)\([^"'`\n;]{0,60}["'`])(?<key>S[UAOCNX]A[A-Z2-7]{55})(?![A-Z2-7])/dg,
  },
];
