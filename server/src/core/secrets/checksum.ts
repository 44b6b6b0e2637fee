/**
 * Checksums that providers build into their tokens. A checksum that does not hold lowers the confidence in a match
 * and never vetoes it: providers change the scheme without notice (samples of GitHub's `ghs_` already differ), and a
 * missed live key costs more than a second look.
 */

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM_LENGTH = 6;

/**
 * Whether the last six characters are the base62 CRC-32 of the characters between the prefix, which ends with an
 * underscore, and them: as in tokens of GitHub, npm, Vercel and Polar.
 */
export function crc32Base62Holds(token: string): boolean {
  const bodyEnd = token.length - CHECKSUM_LENGTH;
  const bodyStart = token.lastIndexOf('_') + 1;
  if (bodyStart === 0 || bodyEnd <= bodyStart) return false;
  return token.slice(bodyEnd) === crc32Base62(token.slice(bodyStart, bodyEnd));
}

/** The six base62 digits that such a token ends with, for its random part (ASCII). */
export function crc32Base62(body: string): string {
  let rest = crc32(body);
  let digits = '';
  while (rest > 0) {
    digits = (BASE62[rest % 62] ?? '') + digits;
    rest = Math.floor(rest / 62);
  }
  return digits.padStart(CHECKSUM_LENGTH, '0');
}

/** CRC-32 (ISO-HDLC, as in zlib) of an ASCII text, unsigned. */
export function crc32(text: string): number {
  let crc = -1;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
