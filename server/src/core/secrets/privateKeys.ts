/** A private key in one of its armours, also written on one line with `\n` between its parts. */
export interface PrivateKey {
  readonly kind: string;
  readonly name: string;
  readonly variable: string;
  readonly thief: string;
  readonly encrypted: boolean;
  readonly start: number;
  readonly end: number;
}

// RFC 7468 (PKCS #8, SEC 1), RFC 1421 headers, OpenSSH's PROTOCOL.key, RFC 9580 (OpenPGP) and PuTTY's .ppk.
const BEGIN = /-----BEGIN ((?:[A-Z0-9]+ ){0,3})PRIVATE KEY( BLOCK)?-----/g;
/** A 4096-bit RSA key in PEM has about 3,300 characters; some armours more. */
const LONGEST = 20_000;
/** The shortest real body, an Ed25519 PKCS #8 key, has 64 characters. */
const SHORTEST_BODY = 60;

/** The private keys in a text, in order. Only whole ones whose body can be real. */
export function privateKeys(text: string): readonly PrivateKey[] {
  const keys: PrivateKey[] = [];
  for (const match of text.matchAll(BEGIN)) {
    const from = match.index + match[0].length;
    const endMark = match[0].replace('BEGIN', 'END');
    const bodyEnd = text.indexOf(endMark, from);
    if (bodyEnd === -1 || bodyEnd - from > LONGEST) continue;
    const body = text.slice(from, bodyEnd);
    if (!isRealBody(body)) continue;
    const label = `${match[1] ?? ''}${match[2] ? 'PGP' : ''}`.trim();
    keys.push({
      ...ownerOf(label),
      encrypted: isEncrypted(label, body),
      start: match.index,
      end: bodyEnd + endMark.length,
    });
  }
  return keys;
}

/** Base64 of some length and variety: "…", "MIIE...", and interpolations are documentation. */
function isRealBody(body: string): boolean {
  if (/\.\.\.|…|\*{4}|\$\{|<[a-z]/i.test(body)) return false;
  const base64 = body
    .replace(/^(Proc-Type|DEK-Info|Version|Comment|Hash):.*$/gm, '')
    .replace(/\\+[nr]|["'+,\s\\]/g, '');
  return base64.length >= SHORTEST_BODY && /^[A-Za-z0-9+/=]+$/.test(base64) && new Set(base64).size >= 20;
}

function isEncrypted(label: string, body: string): boolean {
  return label.includes('ENCRYPTED') || /Proc-Type:\s*4,ENCRYPTED/.test(body);
}

function ownerOf(label: string): Pick<PrivateKey, 'kind' | 'name' | 'variable' | 'thief'> {
  if (label.startsWith('OPENSSH')) {
    return {
      kind: 'openssh',
      name: 'SSH',
      variable: 'SSH_PRIVATE_KEY',
      thief: 'log in to every server and repository that trusts it',
    };
  }
  if (label.startsWith('PGP')) {
    return {
      kind: 'pgp',
      name: 'PGP',
      variable: 'PGP_PRIVATE_KEY',
      thief: 'sign releases and mail in your name and read what was encrypted to you',
    };
  }
  const name = label.startsWith('RSA')
    ? 'RSA'
    : label.startsWith('EC')
      ? 'EC'
      : label.startsWith('DSA')
        ? 'DSA'
        : 'PKCS #8';
  return {
    kind: 'pem',
    name,
    variable: 'PRIVATE_KEY',
    thief: 'sign in, sign tokens or impersonate your server wherever its public half is trusted',
  };
}
