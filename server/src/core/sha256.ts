/** SHA-256 (FIPS 180-4) of bytes that come one after the other: each sum can be read, and gone on from. */
export interface Sha256 {
  /** The words of the hash so far, and what no full block was left for. */
  readonly hash: readonly number[];
  readonly rest: Uint8Array;
  /** In bytes. */
  readonly length: number;
}

export const SHA256_OF_NOTHING: Sha256 = {
  hash: [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19].map(
    (word) => word | 0,
  ),
  rest: new Uint8Array(),
  length: 0,
};

export function withBytes({ hash, rest, length }: Sha256, bytes: Uint8Array): Sha256 {
  const all = joined(rest, bytes);
  const words = Int32Array.from(hash);
  const end = all.length - (all.length % BLOCK);
  for (let at = 0; at < end; at += BLOCK) addBlock(words, all, at);
  return { hash: [...words], rest: all.slice(end), length: length + bytes.length };
}

/** The 32 bytes of the sum. */
export function digestOf(sum: Sha256): readonly number[] {
  const left = BLOCK - sum.rest.length;
  const padding = new Uint8Array(left > LENGTH_BYTES ? left : left + BLOCK);
  padding[0] = 0x80;
  const bits = sum.length * 8;
  for (let index = 0; index < LENGTH_BYTES; index++)
    padding[padding.length - 1 - index] = Math.floor(bits / 256 ** index) % 256;
  return withBytes(sum, padding).hash.flatMap((word) =>
    [24, 16, 8, 0].map((shift) => (word >>> shift) & 255),
  );
}

export function sha256Hex(text: string): string {
  return digestOf(withBytes(SHA256_OF_NOTHING, utf8(text)))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** Half of a surrogate pair becomes U+FFFD, as encoders do. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdfff) {
      // Not by codePointAt(): compiled by V8 13.6 it reads past the end of a text that was cut from a longer one.
      const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      const isPair = code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
      code = isPair ? 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00) : 0xfffd;
      if (isPair) at++;
    }
    if (code < 0x80) bytes[length++] = code;
    else {
      const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      bytes[length++] = (LEADS[more] ?? 0) | (code >> (6 * more));
      for (let left = more - 1; left >= 0; left--) bytes[length++] = 0x80 | ((code >> (6 * left)) & 63);
    }
  }
  return bytes.slice(0, length);
}

const LEADS = [0, 0xc0, 0xe0, 0xf0];
const BLOCK = 64;
const LENGTH_BYTES = 8;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const CONSTANTS = Int32Array.from(primes(64), (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32) | 0);

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}

const words = new Int32Array(64);

function addBlock(hash: Int32Array, bytes: Uint8Array, from: number): void {
  for (let index = 0; index < 16; index++) {
    const at = from + index * 4;
    words[index] =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
  }
  for (let index = 16; index < 64; index++) {
    const [a, b] = [words[index - 15] ?? 0, words[index - 2] ?? 0];
    const low = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const high = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words[index] = (words[index - 16] ?? 0) + low + (words[index - 7] ?? 0) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let index = 0; index < 64; index++) {
    const high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + high + ((e & f) ^ (~e & g)) + (CONSTANTS[index] ?? 0) + (words[index] ?? 0)) | 0;
    const low = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  hash[0] = (hash[0] ?? 0) + a;
  hash[1] = (hash[1] ?? 0) + b;
  hash[2] = (hash[2] ?? 0) + c;
  hash[3] = (hash[3] ?? 0) + d;
  hash[4] = (hash[4] ?? 0) + e;
  hash[5] = (hash[5] ?? 0) + f;
  hash[6] = (hash[6] ?? 0) + g;
  hash[7] = (hash[7] ?? 0) + h;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
