import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Numbers of https://www.iana.org/assignments/tls-parameters (TLS Supported Groups). */
export const GROUPS = { x25519: 29, 'P-256': 23, 'P-384': 24, 'P-521': 25 } as const;

export interface KeyShare {
  readonly group: number;
  readonly publicKey: Buffer;
  /** The shared secret with the server's share. Throws where that is no point of the curve. */
  agree(serverShare: Buffer): Buffer;
}

/**
 * The client's half of a key exchange. It is made once per process: nothing is ever said over a connection of ours, so
 * there is no secret to keep. Undefined for a group that was not offered.
 */
export function keyShare(group: number): KeyShare | undefined {
  const known = shares.get(group);
  if (known) return known;
  const curve = CURVES.get(group);
  const made =
    group === GROUPS.x25519 ? montgomery() : curve === undefined ? undefined : weierstrass(group, curve);
  if (made) shares.set(group, made);
  return made;
}

const shares = new Map<number, KeyShare>();

const CURVES: ReadonlyMap<number, string> = new Map([
  [GROUPS['P-256'], 'prime256v1'],
  [GROUPS['P-384'], 'secp384r1'],
  [GROUPS['P-521'], 'secp521r1'],
]);

function weierstrass(group: number, curve: string): KeyShare {
  const ecdh = createECDH(curve);
  const publicKey = ecdh.generateKeys();
  return { group, publicKey, agree: (serverShare) => ecdh.computeSecret(serverShare) };
}

/** A SubjectPublicKeyInfo of X25519 up to the key itself (RFC 8410). */
const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

function montgomery(): KeyShare {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    group: GROUPS.x25519,
    publicKey: rawKey(publicKey),
    agree(serverShare) {
      if (serverShare.length !== 32) throw new RangeError('a share of X25519 has 32 bytes');
      const theirs = createPublicKey({
        key: Buffer.concat([X25519_PREFIX, serverShare]),
        format: 'der',
        type: 'spki',
      });
      return diffieHellman({ privateKey, publicKey: theirs });
    },
  };
}

function rawKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(X25519_PREFIX.length);
}
