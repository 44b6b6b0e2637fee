import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { chacha20 } from './chacha20.ts';

/** Opens the records that a server encrypts during a handshake of TLS 1.3 (RFC 8446 sections 5.2 and 7). */
export interface RecordOpener {
  /** What was in the record, with its type as last byte (and zeros after it); undefined where it doesn't decrypt. */
  open(header: Buffer, payload: Buffer): Buffer | undefined;
}

interface Suite {
  readonly hash: 'sha256' | 'sha384';
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20';
  readonly keyLength: number;
}

const SUITES: ReadonlyMap<number, Suite> = new Map([
  [0x1301, { hash: 'sha256', cipher: 'aes-128-gcm', keyLength: 16 }],
  [0x1302, { hash: 'sha384', cipher: 'aes-256-gcm', keyLength: 32 }],
  [0x1303, { hash: 'sha256', cipher: 'chacha20', keyLength: 32 }],
]);

/** Browsers offer the same three. */
export const MODERN_SUITES: readonly number[] = [...SUITES.keys()];

export interface KeyMaterial {
  readonly suite: number;
  /** What came of the key exchange. */
  readonly secret: Buffer;
  /** The handshake messages so far, ServerHello the last. With `retried`, these are the ones after the first hello. */
  readonly messages: readonly Buffer[];
  /** The first hello, where the server asked for a second one. */
  readonly retried?: Buffer;
}

/** Undefined for a suite that was not offered. */
export function serverKeys({ suite, secret, messages, retried }: KeyMaterial): RecordOpener | undefined {
  const known = SUITES.get(suite);
  if (!known) return undefined;
  const { hash } = known;
  const zeros = Buffer.alloc(hash === 'sha256' ? 32 : 48);
  const early = hmac(hash, zeros, zeros);
  const derived = expandLabel(hash, early, 'derived', digest(hash, []), zeros.length);
  const handshake = hmac(hash, derived, secret);
  const transcript = retried ? [messageHash(hash, retried), ...messages] : messages;
  const traffic = expandLabel(hash, handshake, 's hs traffic', digest(hash, transcript), zeros.length);
  const none = Buffer.alloc(0);
  return opener(
    known,
    expandLabel(hash, traffic, 'key', none, known.keyLength),
    expandLabel(hash, traffic, 'iv', none, 12),
  );
}

const TAG_LENGTH = 16;

function opener({ cipher }: Suite, key: Buffer, iv: Buffer): RecordOpener {
  let sequence = 0;
  return {
    open(header, payload) {
      if (payload.length <= TAG_LENGTH) return undefined;
      const nonce = Buffer.from(iv);
      nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence++) >>> 0, 8);
      const encrypted = payload.subarray(0, -TAG_LENGTH);
      // Who could forge a record could as well be the server: we don't ask who it is (CertificateVerify) either.
      if (cipher === 'chacha20') return chacha20(key, nonce, encrypted);
      try {
        const decipher = createDecipheriv(cipher, key, nonce);
        decipher.setAAD(header);
        decipher.setAuthTag(payload.subarray(-TAG_LENGTH));
        return Buffer.concat([decipher.update(encrypted), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}

/** Stands for the first hello once there is a second (RFC 8446 section 4.4.1). */
function messageHash(hash: string, hello: Buffer): Buffer {
  const value = digest(hash, [hello]);
  return Buffer.concat([Buffer.from([254, 0, 0, value.length]), value]);
}

/** One block is always enough: nothing that is asked for is longer than the hash. */
function expandLabel(hash: string, key: Buffer, label: string, context: Buffer, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([
    Buffer.from([length >> 8, length & 0xff, name.length]),
    name,
    Buffer.from([context.length]),
    context,
    Buffer.from([1]),
  ]);
  return hmac(hash, key, info).subarray(0, length);
}

function hmac(hash: string, key: Buffer, data: Buffer): Buffer {
  return createHmac(hash, key).update(data).digest();
}

function digest(hash: string, parts: readonly Buffer[]): Buffer {
  const made = createHash(hash);
  for (const part of parts) made.update(part);
  return made.digest();
}
