/** What the bytes of a public key are, by DER (ITU-T X.690) as far as keys need it. */
export type PublicKey =
  | RsaKey
  | { readonly form: 'ed25519'; readonly raw: readonly number[] }
  /** Of another algorithm: elliptic curves, DSA … */
  | { readonly form: 'other' }
  | { readonly form: 'private' }
  | { readonly form: 'certificate' }
  /** The structure says that it is longer than what is there. */
  | { readonly form: 'truncated'; readonly expected: number }
  | { readonly form: 'unreadable' };

export interface RsaKey {
  readonly form: 'rsa';
  /** SubjectPublicKeyInfo (RFC 5280), or RSAPublicKey alone (RFC 8017 appendix A.1.1). */
  readonly encoding: 'spki' | 'pkcs1';
  readonly bits: number;
  readonly isModulusEven: boolean;
  /** Undefined: larger than 2^32. */
  readonly exponent?: number;
  readonly isExponentEven: boolean;
  /** Bytes after the key. */
  readonly rest: number;
}

export function publicKeyOf(bytes: readonly number[]): PublicKey {
  const outer = elementAt(bytes, 0, bytes.length);
  if (!outer || outer.tag !== SEQUENCE) return { form: 'unreadable' };
  if (outer.end > bytes.length) return { form: 'truncated', expected: outer.end };
  const first = elementAt(bytes, outer.start, outer.end);
  if (!first || first.end > outer.end) return { form: 'unreadable' };
  const second = elementAt(bytes, first.end, outer.end);
  if (!second || second.end > outer.end) return { form: 'unreadable' };
  const rest = bytes.length - outer.end;
  if (first.tag === INTEGER)
    return second.end === outer.end ? rsaKey(bytes, first, second, 'pkcs1', rest) : { form: 'private' };
  if (first.tag !== SEQUENCE) return { form: 'unreadable' };
  if (second.tag === SEQUENCE) return { form: 'certificate' };
  return second.tag === BIT_STRING ? subjectKey(bytes, first, second, rest) : { form: 'unreadable' };
}

function subjectKey(bytes: readonly number[], algorithm: Element, key: Element, rest: number): PublicKey {
  const id = elementAt(bytes, algorithm.start, algorithm.end);
  if (!id || id.tag !== OBJECT_ID || bytes[key.start] !== 0) return { form: 'unreadable' };
  const name = bytes.slice(id.start, id.end).join('.');
  if (name === ED25519) return { form: 'ed25519', raw: bytes.slice(key.start + 1, key.end) };
  if (name !== RSA) return { form: 'other' };
  const outer = elementAt(bytes, key.start + 1, key.end);
  if (!outer || outer.tag !== SEQUENCE || outer.end > key.end) return { form: 'unreadable' };
  const modulus = elementAt(bytes, outer.start, outer.end);
  const exponent = modulus && elementAt(bytes, modulus.end, outer.end);
  if (!exponent || modulus.end > outer.end || exponent.end > outer.end) return { form: 'unreadable' };
  return rsaKey(bytes, modulus, exponent, 'spki', rest);
}

function rsaKey(
  bytes: readonly number[],
  modulus: Element,
  exponent: Element,
  encoding: 'spki' | 'pkcs1',
  rest: number,
): PublicKey {
  if (modulus.tag !== INTEGER || exponent.tag !== INTEGER) return { form: 'unreadable' };
  const digits = withoutZeros(bytes, modulus);
  const power = withoutZeros(bytes, exponent);
  const [top = 0] = digits;
  const value = power.reduce((sum, digit) => sum * 256 + digit, 0);
  return {
    form: 'rsa',
    encoding,
    bits: digits.length === 0 ? 0 : (digits.length - 1) * 8 + (32 - Math.clz32(top)),
    isModulusEven: ((digits.at(-1) ?? 0) & 1) === 0,
    ...(power.length <= 4 ? { exponent: value } : {}),
    isExponentEven: ((power.at(-1) ?? 0) & 1) === 0,
    rest,
  };
}

function withoutZeros(bytes: readonly number[], { start, end }: Element): readonly number[] {
  let from = start;
  while (from < end && bytes[from] === 0) from += 1;
  return bytes.slice(from, end);
}

// 1.2.840.113549.1.1.1 and 1.3.101.112, as DER writes them.
const RSA = '42.134.72.134.247.13.1.1.1';
const ED25519 = '43.101.112';

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const SEQUENCE = 0x30;

interface Element {
  readonly tag: number;
  /** Of its content; the end may lie beyond what there is. */
  readonly start: number;
  readonly end: number;
}

function elementAt(bytes: readonly number[], at: number, limit: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 1 >= limit) return undefined;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 2 + count > limit) return undefined;
  const length = bytes.slice(at + 2, at + 2 + count).reduce((sum, digit) => sum * 256 + digit, 0);
  return { tag, start: at + 2 + count, end: at + 2 + count + length };
}
