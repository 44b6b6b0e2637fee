import { constants, createPublicKey, verify } from 'node:crypto';
import { children, objectId, part, type Der } from './der.ts';
import { HASHES, SIGNATURE_KINDS, type SignatureKind } from './objectIds.ts';

/** Something signed, as certificates and OCSP responses are. */
export interface Signed {
  /** The bytes that were signed. */
  readonly body: Buffer;
  /** AlgorithmIdentifier */
  readonly algorithm: Der;
  readonly signature: Buffer;
}

/** `cannot`: an algorithm that nobody knows, or that this runtime's library refuses. */
export type Verdict = 'yes' | 'no' | 'cannot';

/** Whether the key (SubjectPublicKeyInfo) made the signature. Never throws. */
export function isSignedBy({ body, algorithm, signature }: Signed, publicKey: Buffer): Verdict {
  try {
    const scheme = schemeOf(algorithm);
    if (!scheme) return 'cannot';
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    if (!KEY_TYPES[scheme.kind.key].test(key.asymmetricKeyType ?? '')) return 'no';
    const padding = scheme.kind.isPss && {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: scheme.saltLength,
    };
    return verify(scheme.hash, body, { key, ...padding }, signature) ? 'yes' : 'no';
  } catch {
    return 'cannot';
  }
}

/** "sha256WithRSAEncryption"; the dotted number of one that nobody knows. */
export function signatureName(algorithm: Der): string {
  const scheme = schemeOf(algorithm);
  if (!scheme) return objectId(part(children(algorithm), 0));
  return scheme.kind.isPss ? `${scheme.kind.name}-${scheme.hash?.toUpperCase()}` : scheme.kind.name;
}

const KEY_TYPES: Readonly<Record<SignatureKind['key'], RegExp>> = {
  rsa: /^rsa/,
  ec: /^ec$/,
  dsa: /^dsa$/,
  edwards: /^ed/,
};

interface Scheme {
  readonly kind: SignatureKind;
  /** Null where the algorithm has its own, as node:crypto wants it. */
  readonly hash: string | null;
  readonly saltLength: number;
}

function schemeOf(algorithm: Der): Scheme | undefined {
  const [id, parameters] = children(algorithm);
  const kind = id && SIGNATURE_KINDS.get(objectId(id));
  if (!kind) return undefined;
  if (!kind.isPss) return { kind, hash: kind.hash ?? null, saltLength: 0 };
  // RFC 4055 section 3.1: SHA-1 and 20 bytes of salt where nothing is said.
  let hash: string | undefined = 'sha1';
  let saltLength = 20;
  for (const field of parameters ? children(parameters) : []) {
    const [value] = children(field);
    if (field.tag === 0xa0 && value) hash = HASHES.get(objectId(part(children(value), 0)));
    if (field.tag === 0xa2 && value) saltLength = value.content.readUIntBE(0, value.content.length);
  }
  return hash === undefined ? undefined : { kind, hash, saltLength };
}
