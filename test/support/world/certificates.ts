import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  boolean,
  der,
  explicit,
  integer,
  objectId,
  octets,
  pem,
  sequence,
  set,
  time,
  utf8,
} from './der.ts';
import { pooledKey, type KeyKind, type KeyPair } from './keys.ts';

export interface IssueOptions {
  /** Subject alternative names: DNS names and addresses. None: there is no such extension. */
  readonly names?: readonly string[];
  /** The first name unless said. */
  readonly commonName?: string;
  /** P-256 unless said. */
  readonly key?: KeyKind;
  readonly digest?: 'md5' | 'sha1' | 'sha256' | 'sha384';
  /** Sign with RSASSA-PSS; only authorities with a key of RSA can. */
  readonly isPss?: boolean;
  /** Thirty days ago unless said. */
  readonly notBefore?: Date;
  /** In sixty days unless said. */
  readonly notAfter?: Date;
  readonly mustStaple?: boolean;
  readonly ocspUrl?: string;
  readonly issuerUrl?: string;
  /** Object identifiers; servers unless said; none: no such extension. */
  readonly purposes?: readonly string[];
  /** How many signed certificate timestamps to claim. */
  readonly timestamps?: number;
  /** Sign with another key than the authority's. */
  readonly signWith?: KeyObject;
}

export interface AuthorityOptions extends Omit<IssueOptions, 'names' | 'mustStaple'> {
  /** False: an intermediate that may not issue anything, and does. */
  readonly isAuthority?: boolean;
  readonly pathLength?: number;
  /** DNS names that it may vouch for, and not. */
  readonly permitted?: readonly string[];
  readonly excluded?: readonly string[];
}

export interface Issued {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
  /** PEM, as a server should send it: the certificate, then the authorities between it and the root. */
  readonly chain: string;
  readonly der: Buffer;
  readonly serial: Buffer;
  readonly publicKey: KeyObject;
}

export interface Authority {
  readonly name: string;
  /** PEM */
  readonly certificate: string;
  readonly der: Buffer;
  readonly keys: KeyPair;
  /** Those between it and the root, itself first; empty for a root. PEM. */
  readonly above: readonly string[];
  /** SHA-256 of what names it, for OCSP: the subject in DER. */
  readonly subject: Buffer;
  issue(options: IssueOptions): Issued;
  /** Another authority, below this one. */
  intermediate(name: string, options?: AuthorityOptions): Authority;
}

/** A root of its own. Its key is made anew, so that two of one name differ. */
export function createAuthority(name: string, options: AuthorityOptions = {}): Authority {
  const keys = pooledKey(options.key ?? 'p256', `authority ${name} ${authorities++}`);
  const subject = nameOf(name);
  const bytes = certificateOf({
    subject,
    issuer: subject,
    keys,
    signer: keys.privateKey,
    issuerKey: keys.publicKey,
    serial: newSerial(),
    options: { notBefore: inDays(-3000), notAfter: inDays(3000), ...options, purposes: [] },
    authority: { isAuthority: options.isAuthority ?? true, pathLength: options.pathLength },
  });
  return authorityOf({ name, keys, bytes, subject, above: [] });
}

/** A certificate that vouches for itself. */
export function selfSignedCertificate(options: IssueOptions): Issued {
  const keys = pooledKey(options.key ?? 'p256', 'servers');
  const subject = nameOf(options.commonName ?? options.names?.[0] ?? 'self-signed');
  const serial = newSerial();
  const bytes = certificateOf({
    subject,
    issuer: subject,
    keys,
    signer: options.signWith ?? keys.privateKey,
    issuerKey: keys.publicKey,
    serial,
    options,
  });
  return issuedOf(bytes, keys, serial, []);
}

export function inDays(days: number): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 + days * 24 * 3600 * 1000);
}

let authorities = 0;

interface Made {
  readonly name: string;
  readonly keys: KeyPair;
  readonly bytes: Buffer;
  readonly subject: Buffer;
  readonly above: readonly string[];
}

function authorityOf({ name, keys, bytes, subject, above }: Made): Authority {
  const below = { issuer: subject, signer: keys.privateKey, issuerKey: keys.publicKey };
  return {
    name,
    certificate: pem('CERTIFICATE', bytes),
    der: bytes,
    keys,
    above,
    subject,
    issue(options) {
      const own = pooledKey(options.key ?? 'p256', 'servers');
      const serial = newSerial();
      const made = certificateOf({
        ...below,
        signer: options.signWith ?? below.signer,
        subject: nameOf(options.commonName ?? options.names?.[0] ?? 'nobody'),
        keys: own,
        serial,
        options,
      });
      return issuedOf(made, own, serial, above);
    },
    intermediate(childName, options = {}) {
      const own = pooledKey(options.key ?? 'p256', `authority ${childName} ${authorities++}`);
      const childSubject = nameOf(childName);
      const made = certificateOf({
        ...below,
        signer: options.signWith ?? below.signer,
        subject: childSubject,
        keys: own,
        serial: newSerial(),
        options: { notBefore: inDays(-1000), notAfter: inDays(1000), purposes: [], ...options },
        authority: {
          isAuthority: options.isAuthority ?? true,
          pathLength: options.pathLength,
          constraints: constraintsOf(options),
        },
      });
      const all = [pem('CERTIFICATE', made), ...above];
      return authorityOf({ name: childName, keys: own, bytes: made, subject: childSubject, above: all });
    },
  };
}

function issuedOf(bytes: Buffer, keys: KeyPair, serial: Buffer, above: readonly string[]): Issued {
  const certificate = pem('CERTIFICATE', bytes);
  return {
    certificate,
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    chain: [certificate, ...above].join(''),
    der: bytes,
    serial,
    publicKey: keys.publicKey,
  };
}

function newSerial(): Buffer {
  return Buffer.concat([Buffer.from([0x4a]), randomBytes(11)]);
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8(commonName))));
}

interface Order {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly keys: KeyPair;
  readonly signer: KeyObject;
  readonly issuerKey: KeyObject;
  readonly serial: Buffer;
  readonly options: IssueOptions;
  readonly authority?: {
    readonly isAuthority: boolean;
    readonly pathLength: number | undefined;
    /** NameConstraints (RFC 5280 section 4.2.1.10) */
    readonly constraints?: Buffer | undefined;
  };
}

function certificateOf(order: Order): Buffer {
  const { subject, issuer, keys, signer, serial, options } = order;
  const algorithm = algorithmOf(signer, options);
  const body = sequence(
    explicit(0, integer(2)),
    integer(serial),
    algorithm,
    issuer,
    sequence(time(options.notBefore ?? inDays(-30)), time(options.notAfter ?? inDays(60))),
    subject,
    publicKeyBytes(keys.publicKey),
    explicit(3, sequence(...extensionsOf(order))),
  );
  return sequence(body, algorithm, bitString(signatureOf(body, signer, options)));
}

export function publicKeyBytes(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

type SignOptions = Pick<IssueOptions, 'digest' | 'isPss'>;

export function algorithmOf(signer: KeyObject, { digest = 'sha256', isPss = false }: SignOptions): Buffer {
  const kind = signer.asymmetricKeyType ?? '';
  if (kind === 'ed25519') return sequence(objectId('1.3.101.112'));
  const none = der(0x05);
  if (isPss) {
    const hash = sequence(objectId(HASHES[digest] ?? ''), none);
    return sequence(
      objectId('1.2.840.113549.1.1.10'),
      sequence(
        explicit(0, hash),
        explicit(1, sequence(objectId('1.2.840.113549.1.1.8'), hash)),
        explicit(2, integer(32)),
      ),
    );
  }
  const id = SIGNATURES[`${kind} ${digest}`];
  if (id === undefined) throw new Error(`no signature of ${kind} with ${digest}`);
  return kind === 'rsa' ? sequence(objectId(id), none) : sequence(objectId(id));
}

export function signatureOf(body: Buffer, signer: KeyObject, options: SignOptions): Buffer {
  const { digest = 'sha256', isPss = false } = options;
  if (signer.asymmetricKeyType === 'ed25519') return sign(null, body, signer);
  return sign(digest, body, isPss ? { key: signer, padding: 6, saltLength: 32 } : signer);
}

const HASHES: Readonly<Record<string, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
};

const SIGNATURES: Readonly<Record<string, string>> = {
  'rsa md5': '1.2.840.113549.1.1.4',
  'rsa sha1': '1.2.840.113549.1.1.5',
  'rsa sha256': '1.2.840.113549.1.1.11',
  'rsa sha384': '1.2.840.113549.1.1.12',
  'ec sha1': '1.2.840.10045.4.1',
  'ec sha256': '1.2.840.10045.4.3.2',
  'ec sha384': '1.2.840.10045.4.3.3',
};

function extensionsOf({ keys, issuerKey, options, authority }: Order): readonly Buffer[] {
  const { names = [], mustStaple, ocspUrl, issuerUrl, purposes = [SERVERS], timestamps = 0 } = options;
  const all = [
    extension('2.5.29.14', octets(keyId(keys.publicKey))),
    extension('2.5.29.35', sequence(der(0x80, keyId(issuerKey)))),
  ];
  if (authority) {
    const { isAuthority, pathLength, constraints } = authority;
    if (constraints) all.push(extension('2.5.29.30', constraints, true));
    all.push(
      extension(
        '2.5.29.19',
        sequence(boolean(isAuthority), ...(pathLength === undefined ? [] : [integer(pathLength)])),
        true,
      ),
    );
  }
  if (names.length > 0) all.push(extension('2.5.29.17', sequence(...names.map(generalName))));
  if (purposes.length > 0) all.push(extension('2.5.29.37', sequence(...purposes.map((id) => objectId(id)))));
  if (mustStaple) all.push(extension('1.3.6.1.5.5.7.1.24', sequence(integer(5))));
  const access = [
    ...(ocspUrl === undefined ? [] : [accessTo('1.3.6.1.5.5.7.48.1', ocspUrl)]),
    ...(issuerUrl === undefined ? [] : [accessTo('1.3.6.1.5.5.7.48.2', issuerUrl)]),
  ];
  if (access.length > 0) all.push(extension('1.3.6.1.5.5.7.1.1', sequence(...access)));
  if (timestamps > 0) all.push(extension('1.3.6.1.4.1.11129.2.4.2', octets(timestampList(timestamps))));
  return all;
}

function constraintsOf({ permitted = [], excluded = [] }: AuthorityOptions): Buffer | undefined {
  const lists = [permitted, excluded].map((names, index) =>
    names.length === 0 ? [] : [der(0xa0 + index, ...names.map((name) => sequence(generalName(name))))],
  );
  const all = lists.flat();
  return all.length === 0 ? undefined : sequence(...all);
}

export const SERVERS = '1.3.6.1.5.5.7.3.1';
export const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octets(value));
}

function generalName(name: string): Buffer {
  if (isIP(name) === 4) return der(0x87, Buffer.from(name.split('.').map(Number)));
  return name === '::1' ? der(0x87, Buffer.alloc(15), Buffer.from([1])) : der(0x82, Buffer.from(name));
}

function accessTo(method: string, url: string): Buffer {
  return sequence(objectId(method), der(0x86, Buffer.from(url)));
}

/** Of the right shape; nobody signed them. */
function timestampList(count: number): Buffer {
  const one = Buffer.concat([Buffer.from([0, 47]), Buffer.alloc(47)]);
  const all = Buffer.concat(Array.from({ length: count }, () => one));
  return Buffer.concat([Buffer.from([all.length >> 8, all.length & 0xff]), all]);
}

export function keyId(key: KeyObject): Buffer {
  return createHash('sha1').update(publicKeyBytes(key)).digest();
}
