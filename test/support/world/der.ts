/** Writes DER: what certificates and OCSP responses are made of. */

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size: number[] = [];
  if (length < 0x80) size.push(length);
  else {
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
    size.unshift(0x80 | size.length);
  }
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, ...parts);
}

export function set(...parts: readonly Uint8Array[]): Buffer {
  return der(0x31, ...parts);
}

/** [n], around whole elements. */
export function explicit(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return der(0xa0 | number, ...parts);
}

/** "1.2.840.113549" */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((value) => {
    const groups = [value % 128];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift(0x80 | (left % 128));
    return groups;
  });
  return der(0x06, Buffer.from(bytes));
}

/** A number, or the bytes of one that is not negative. */
export function integer(value: number | Uint8Array): Buffer {
  if (typeof value === 'number') return integer(Buffer.from(value.toString(16).padStart(8, '0'), 'hex'));
  const start = value.findIndex((byte) => byte !== 0);
  const bytes = start < 0 ? Buffer.from([0]) : value.subarray(start);
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

export function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]));
}

export function octets(...parts: readonly Uint8Array[]): Buffer {
  return der(0x04, ...parts);
}

export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return der(0x03, Buffer.from([unused]), bytes);
}

export function utf8(value: string): Buffer {
  return der(0x0c, Buffer.from(value));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5). */
export function time(value: Date): Buffer {
  return value.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits(value).slice(2)))
    : generalizedTime(value);
}

export function generalizedTime(value: Date): Buffer {
  return der(0x18, Buffer.from(digits(value)));
}

function digits(value: Date): string {
  return `${value
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '')}Z`;
}

export function pem(label: string, bytes: Uint8Array): string {
  // OpenSSL takes lines of 64 characters, and no empty one at the end.
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
