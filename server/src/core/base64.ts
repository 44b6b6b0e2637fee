/** Bytes of a base64 text; padding may be missing. Undefined: a character is none of base64, or stands after the padding. */
export function base64Bytes(text: string): readonly number[] | undefined {
  const bytes: number[] = [];
  const end = text.length - (/={1,3}$/.exec(text)?.[0].length ?? 0);
  let bits = 0;
  let held = 0;
  for (let index = 0; index < end; index += 1) {
    const value = ALPHABET.indexOf(text.charAt(index));
    if (value === -1) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes;
}

/** Base64 with padding. */
export function base64Text(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [one = 0, two = 0, three = 0] = bytes.slice(index, index + 3);
    const all = (one << 16) | (two << 8) | three;
    const given = Math.min(bytes.length - index, 3) + 1;
    for (let place = 0; place < 4; place += 1) {
      text += place < given ? ALPHABET.charAt((all >> (18 - 6 * place)) & 63) : '=';
    }
  }
  return text;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
