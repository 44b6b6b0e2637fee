import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type KeyKind = 'rsa1024' | 'rsa2048' | 'p256' | 'p384' | 'ed25519';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Keys of RSA take long to make: there are few, and all owners of a kind share one. The others are one for each owner. */
export function pooledKey(kind: KeyKind, owner: string): KeyPair {
  const id = kind.startsWith('rsa') ? `${kind} ${owner.split(' ')[0]}` : `${kind} ${owner}`;
  const known = pool.get(id);
  if (known) return known;
  const made = MAKERS[kind]();
  pool.set(id, made);
  return made;
}

const pool = new Map<string, KeyPair>();

const MAKERS: Readonly<Record<KeyKind, () => KeyPair>> = {
  rsa1024: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
  rsa2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ed25519: () => generateKeyPairSync('ed25519'),
};
