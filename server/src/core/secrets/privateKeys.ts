import type { HelpLink } from '../finding.ts';
import { bareKeys } from './bareKeys.ts';
import { endOfUnendedKey, halfOfKey } from './unendedKeys.ts';

/** A private key in one of its armours, also written on one line with `\n` between its parts. */
export interface PrivateKey extends KeyOwner {
  readonly encrypted: boolean;
  readonly start: number;
  readonly end: number;
}

interface KeyOwner {
  readonly kind: string;
  /** "RSA private key" */
  readonly name: string;
  readonly variable: string;
  /** Completes "Anyone who has it can …". */
  readonly thief: string;
  /** A sentence, where it is replaced otherwise than by a new pair of keys. */
  readonly remedy?: string;
  readonly rotate?: HelpLink;
}

/** The private keys in a text, in order. Only those whose body can be real, and of which most is there. */
export function privateKeys(text: string): readonly PrivateKey[] {
  const armoured = [...armouredKeys(text), ...puttyKeys(text), ...jsonWebKeys(text)];
  const bare = bareKeys(text).filter(
    (key) => !armoured.some(({ start, end }) => start < key.end && key.start < end),
  );
  return [...armoured, ...bare].sort((a, b) => a.start - b.start);
}

// RFC 7468 (PKCS #8, SEC 1), RFC 1421 headers, OpenSSH's PROTOCOL.key and RFC 9580 (OpenPGP).
const BEGIN = /-----BEGIN[ +]((?:[A-Z0-9]{1,20}[ +]){0,3})PRIVATE[ +]KEY([ +]BLOCK)?-----/g;
/** A 4096-bit RSA key in PEM has about 3,300 characters; some armours more. */
const LONGEST = 20_000;
/** The shortest real body, an Ed25519 PKCS #8 key, has 64 characters. */
const SHORTEST_BODY = 60;
/** Characters of a line: RFC 7468 says 64, RFC 2045 up to 76. */
const ONE_LINE = 76;

function armouredKeys(text: string): PrivateKey[] {
  const keys: PrivateKey[] = [];
  /** Where the next end of each kind is: a text may begin thousands of keys and end none. */
  const ends = new Map<string, number>();
  for (const match of text.matchAll(BEGIN)) {
    const from = match.index + match[0].length;
    const endMark = match[0].replace('BEGIN', 'END');
    const known = ends.get(endMark);
    const bodyEnd = known === -1 || (known ?? -1) >= from ? (known ?? -1) : text.indexOf(endMark, from);
    ends.set(endMark, bodyEnd);
    const ended = bodyEnd !== -1 && bodyEnd - from <= LONGEST;
    const until = ended ? bodyEnd : endOfUnendedKey(text, from);
    if (until === undefined) continue;
    const body = text.slice(from, until);
    if (!isRealBody(body)) continue;
    const end = ended ? until + endMark.length : until;
    const label = `${match[1] ?? ''}${match[2] ? 'PGP' : ''}`.replaceAll('+', ' ').trim();
    const owner = isServiceAccount(text, match.index, end) ? SERVICE_ACCOUNT : ownerOf(label);
    keys.push({ ...owner, encrypted: isEncrypted(label, body), start: match.index, end });
  }
  return keys;
}

/** Base64 of some length and variety: "…", "MIIE...", interpolations and calls are documentation or code. */
function isRealBody(body: string): boolean {
  if (/[a-z]\(|\.\.\.|…|\*{4}|\$\{|<[a-z]+[^>]*[\s_-]/i.test(body)) return false;
  const base64 = body
    .replaceAll(HEADER, '')
    .replaceAll(LINE_BREAK, '')
    .replaceAll(/& _|["'`+&,.;()#*|[\]\s\\-]/g, '');
  // Documents show the first line of a key that says it is longer.
  const isExcerpt = base64.length <= ONE_LINE && base64.length < (halfOfKey(base64) ?? 0);
  return (
    base64.length >= SHORTEST_BODY &&
    !isExcerpt &&
    !CERTIFICATE.test(base64) &&
    /^[A-Za-z0-9+/=]+$/.test(base64) &&
    /[0-9]/.test(base64) &&
    new Set(base64).size >= 20
  );
}

/** DER of a long SEQUENCE in a long SEQUENCE (RFC 5280): forms show it in the armour of a key. A key begins with its version. */
const CERTIFICATE = /^MI[I-L].[A-Za-z0-9+/][DTjz]CC/;

/** "Proc-Type: 4,ENCRYPTED" and the like, up to the end of its line, which may be an escaped one. */
const HEADER = /(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID): ?[^\r\n\\"'<&]*/g;
/** As strings, HTML, XML and URLs write it. */
const LINE_BREAK = /\\+[nr]|<br ?\/?>|&#(?:10|13|x[AaDd]);|%0[AaDd]|& vb(?:CrLf|NewLine|Lf)\b/g;

function isEncrypted(label: string, body: string): boolean {
  return label.includes('ENCRYPTED') || /Proc-Type: ?4,ENCRYPTED/.test(body);
}

/** How far from a key the address of its account may stand, in code units. */
const NEIGHBOURHOOD = 600;

/** Beside a key of Google Cloud stands the account's address, whichever way the two are kept. */
function isServiceAccount(text: string, start: number, end: number): boolean {
  const around = text.slice(Math.max(0, start - NEIGHBOURHOOD), start) + text.slice(end, end + NEIGHBOURHOOD);
  return /[\w-]@[\w.-]{3,100}\.gserviceaccount\.com/.test(around);
}

// PuTTY's documentation, appendix C: the body of the private half follows "Private-Lines".
const PUTTY =
  /PuTTY-User-Key-File-[23]: ?[\w@.-]{3,60}\s[^]{20,8000}?Private-Lines: ?\d{1,3}\s{1,4}([A-Za-z0-9+/=\s]{40,8000})Private-(?:MAC|Hash): ?[0-9a-f]{40,64}/g;

function puttyKeys(text: string): PrivateKey[] {
  const owner = { ...ownerOf('OPENSSH'), kind: 'putty' };
  const keys: PrivateKey[] = [];
  for (const match of text.matchAll(PUTTY)) {
    const encrypted = !/^Encryption: ?none/m.test(match[0]);
    keys.push({ ...owner, encrypted, start: match.index, end: match.index + match[0].length });
  }
  return keys;
}

// RFC 7518, section 6: "d" is the private half of an RSA, elliptic-curve or Edwards-curve key.
const JWK_TYPE =
  /(?<![A-Za-z0-9_])\\{0,3}["']?kty\\{0,3}["']?\s{0,4}:\s{0,4}\\{0,3}["'](?:RSA|EC|OKP|oct)\\{0,3}["']/g;
const JWK_PRIVATE =
  /(?<![A-Za-z0-9_])["']?d\\{0,3}["']?\s{0,4}:\s{0,4}\\{0,3}["']([A-Za-z0-9_-]{42,1400})\\{0,3}["']/;
/** "k" is the key itself where both sides share it (section 6.4). */
const JWK_SHARED =
  /(?<![A-Za-z0-9_])["']?k\\{0,3}["']?\s{0,4}:\s{0,4}\\{0,3}["']([A-Za-z0-9_-]{22,1400})\\{0,3}["']/;
const LONGEST_JWK = 6_000;
/** How the private halves and shared keys in RFC 7515, 7517, 7520 and 8037 start. */
const RFC_SAMPLE =
  /^(?:X4cTteJY|Eq5xpGnN|jpsQnnGQ|870MB6gf|VEmDZpDX|frcCLmZX|bWUC9B-E|nWGxne_9|AyM1SysP|GawgguFy|hJtXIZ2u|r1_FWl4Y|FdFYFzER)/;

function jsonWebKeys(text: string): PrivateKey[] {
  const keys: PrivateKey[] = [];
  for (const match of text.matchAll(JWK_TYPE)) {
    const open = text.lastIndexOf('{', match.index);
    const close = text.indexOf('}', match.index);
    if (open === -1 || close === -1 || close - open > LONGEST_JWK) continue;
    const half = (match[0].includes('oct') ? JWK_SHARED : JWK_PRIVATE).exec(text.slice(open, close));
    const value = half?.[1] ?? '';
    if (!half || RFC_SAMPLE.test(value) || new Set(value).size < 20) continue;
    const start = open + half.index + half[0].indexOf(value);
    keys.push({ ...ownerOf('JWK'), encrypted: false, start, end: start + value.length });
  }
  return keys;
}

const SERVICE_ACCOUNT: KeyOwner = {
  kind: 'google-service-account',
  name: 'Google Cloud service account key',
  variable: 'GOOGLE_PRIVATE_KEY',
  thief: 'do in your Google Cloud or Firebase project whatever the account may, past all security rules',
  remedy: 'Make a new key for the account, and delete this one there.',
  rotate: {
    label: 'Google Cloud: Service accounts',
    url: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
  },
};

function ownerOf(label: string): KeyOwner {
  if (label.startsWith('OPENSSH')) {
    return {
      kind: 'openssh',
      name: 'SSH private key',
      variable: 'SSH_PRIVATE_KEY',
      thief: 'log in to every server and repository that trusts it',
    };
  }
  if (label.startsWith('PGP')) {
    return {
      kind: 'pgp',
      name: 'PGP private key',
      variable: 'PGP_PRIVATE_KEY',
      thief: 'sign releases and mail in your name and read what was encrypted to you',
    };
  }
  if (label === 'JWK') {
    return {
      kind: 'jwk',
      name: 'Private JSON Web Key',
      variable: 'JWT_PRIVATE_KEY',
      thief: 'sign tokens that your services take for real, and so be any user',
    };
  }
  const algorithm = /^(?:RSA|EC|DSA)\b/.exec(label)?.[0];
  return {
    kind: 'pem',
    name: `${algorithm ?? 'PKCS #8'} private key`,
    variable: 'PRIVATE_KEY',
    thief: 'sign in, sign tokens or impersonate your server wherever its public half is trusted',
  };
}
