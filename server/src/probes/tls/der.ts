/** One element of DER (X.690): what certificates and OCSP responses are written in. Everything here throws on what is none. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length. */
  readonly raw: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The element that begins at an offset. */
export function readDer(bytes: Buffer, at = 0): Der {
  const { start, end } = contentOf(bytes, at);
  return { tag: bytes[at] ?? 0, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) };
}

/** Where the content of an element begins and ends. */
export function contentOf(bytes: Buffer, at: number): { readonly start: number; readonly end: number } {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new RangeError('nothing is left');
  if ((tag & 0x1f) === 0x1f) throw new RangeError('tags of more than one byte occur nowhere');
  const width = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || width > 4) throw new RangeError('no length of DER');
  let length = width === 0 ? first : 0;
  for (let index = 0; index < width; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const start = at + 2 + width;
  const end = start + length;
  if (end > bytes.length) throw new RangeError('a length lies');
  return { start, end };
}

/** The elements that something consists of. */
export function children({ content }: Pick<Der, 'content'>): readonly Der[] {
  const found: Der[] = [];
  for (let at = 0; at < content.length;) {
    const child = readDer(content, at);
    found.push(child);
    at += child.raw.length;
  }
  return found;
}

/** The nth part. */
export function part(parts: readonly Der[], index: number, tag?: number): Der {
  const found = parts[index];
  if (!found || (tag !== undefined && found.tag !== tag)) throw new RangeError('not what was expected');
  return found;
}

/** "1.2.840.113549" */
export function objectId({ content }: Der): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0) {
      const top = Math.min(2, Math.floor(value / 40));
      numbers.push(top, value - top * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}

/** The bytes of a BIT STRING of whole bytes. */
export function bits({ content }: Der): Buffer {
  if (content.length === 0) throw new RangeError('a bit string begins with a count');
  return content.subarray(1);
}

/** ISO 8601; undefined for what is no date. Both kinds of time, each with or without seconds, in UTC or with an offset. */
export function time({ tag, content }: Der): string | undefined {
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(Z|[+-]\d{4})$/.exec(
    content.toString('latin1'),
  );
  if (!match) return undefined;
  const [, year = '', month, day, hour, minute, second = '00', zone = 'Z'] = match;
  if ((year.length === 2) !== (tag === TAG.utcTime)) return undefined;
  // RFC 5280 section 4.1.2.5.1
  const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(`${full}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** How many bits a number of an INTEGER has. */
export function bitLength({ content }: Der): number {
  const start = content.findIndex((byte) => byte !== 0);
  if (start < 0) return 0;
  return (content.length - start) * 8 - Math.clz32(content[start] ?? 0) + 24;
}

/** The text of any of the string types. Controls, which have no place in a name, are left out. */
export function text({ tag, content }: Der): string {
  const decoded =
    tag === 0x1e // BMPString
      ? utf16(content)
      : tag === 0x0c
        ? content.toString('utf8')
        : content.toString('latin1');
  return decoded.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

function utf16(content: Buffer): string {
  return Buffer.from(content.subarray(0, content.length & ~1))
    .swap16()
    .toString('utf16le');
}
