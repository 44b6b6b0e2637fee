/**
 * The ways of writing a text in other characters that hide nothing: base64 (RFC 4648, sections 4 and 5), hexadecimal
 * digits, percent signs (RFC 3986, section 2.1) and the `\u` escapes of JSON and JavaScript.
 */
export type Encoding = 'base64' | 'hexadecimal digits' | 'percent signs' | 'escapes';

/** The text that a run of base64 stands for; undefined where that is no printable ASCII. Line breaks and blanks are passed over. */
export function decodeBase64(run: string): string | undefined {
  let bits = 0;
  let size = 0;
  let text = '';
  for (let index = 0; index < run.length; index++) {
    const value = VALUES[run.charCodeAt(index)] ?? INVALID;
    if (value === PASSED_OVER) continue;
    if (value === INVALID) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    size += 6;
    if (size < 8) continue;
    size -= 8;
    const code = (bits >> size) & 0xff;
    if (!isPrintable(code)) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}

/** The same for pairs of hexadecimal digits. */
export function decodeHexadecimal(run: string): string | undefined {
  if (run.length % 2 === 1) return undefined;
  let text = '';
  for (let index = 0; index < run.length; index += 2) {
    const code = Number.parseInt(run.slice(index, index + 2), 16);
    if (!isPrintable(code)) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}

/** A text without its escapes, and where in the encoded text each of its code units starts (and the last one ends). */
interface Unescaped {
  readonly text: string;
  readonly offsets: readonly number[];
}

/** Undoes "%3A" and "\u003a". */
export function unescapeText(run: string): Unescaped {
  let text = '';
  const offsets: number[] = [];
  for (let index = 0; index < run.length;) {
    offsets.push(index);
    ESCAPE.lastIndex = index;
    const escape = ESCAPE.exec(run);
    const code = Number.parseInt(escape?.[1] ?? escape?.[2] ?? '', 16);
    text += escape && isPrintable(code) ? String.fromCharCode(code) : (run[index] ?? '');
    index += escape && isPrintable(code) ? escape[0].length : 1;
  }
  offsets.push(run.length);
  return { text, offsets };
}

/** What the base64 of a text contains wherever in the encoded text it stands: one stem for each way of falling on groups of three. */
export function base64Stems(text: string): readonly [first: string, second: string, third: string] {
  const stemAt = (shift: number): string => {
    const bits = codesOf('\0'.repeat(shift) + text)
      .map((code) => code.toString(2).padStart(8, '0'))
      .join('');
    let stem = '';
    for (let at = Math.ceil((8 * shift) / 6) * 6; at + 6 <= bits.length; at += 6) {
      stem += ALPHABET[Number.parseInt(bits.slice(at, at + 6), 2)] ?? '';
    }
    return stem;
  };
  return [stemAt(0), stemAt(1), stemAt(2)];
}

export function hexadecimalOf(text: string): string {
  return codesOf(text)
    .map((code) => code.toString(16).padStart(2, '0'))
    .join('');
}

function codesOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ESCAPE = /%([0-9A-Fa-f]{2})|\\{1,2}u00([0-9A-Fa-f]{2})/y;

const INVALID = 64;
const PASSED_OVER = 65;
/** By char code; base64url's two own digits as well. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  const value = ALPHABET.indexOf(char === '-' ? '+' : char === '_' ? '/' : char);
  return value !== -1 ? value : /[=\s]/.test(char) ? PASSED_OVER : INVALID;
});

function isPrintable(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code === 0x09 || code === 0x0a || code === 0x0d;
}
