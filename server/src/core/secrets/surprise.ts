import { DIGITS, KIND_COSTS, LETTER_COSTS } from './rarityTable.ts';

/**
 * How much likelier a generator would yield a text than a person who names things, in bits: those that it takes to write
 * it as identifiers are written, less those that it takes letter by letter from the alphabet it uses. What stands round
 * its first and last letter or digit does not count.
 */
export function surpriseOf(text: string): number {
  return surpriseIn(
    Uint8Array.from({ length: text.length }, (_, index) => Math.min(text.charCodeAt(index), 127)),
    0,
    text.length,
  );
}

/** The same of a part of ASCII bytes. */
export function surpriseIn(bytes: Uint8Array, from: number, to: number): number {
  let [start, end] = [from, to];
  while (start < end && KINDS[bytes[start] as number] === OTHER) start++;
  while (end > start && KINDS[bytes[end - 1] as number] === OTHER) end--;
  let [bits, row, before, last] = [0, OTHER_ROW, OTHER, OTHER];
  let seen = 0;
  let digitsOnly = true; // in the sense of hexadecimal
  for (let index = start; index < end; index++) {
    const code = bytes[index] as number;
    const kind = KINDS[code] as number;
    bits += kindCosts[(before * 4 + last) * 4 + kind] as number;
    if (kind <= UPPER) {
      const letter = (code | 32) - 97;
      bits += letterCosts[row * 26 + letter] as number;
      row = letter;
      if (letter > 5) digitsOnly = false;
    } else {
      bits += kind === DIGIT ? BITS_OF_DIGIT : BITS_OF_SIGN;
      row = kind === DIGIT ? DIGIT_ROW : OTHER_ROW;
    }
    seen |= 1 << kind;
    before = last;
    last = kind;
  }
  return bits - (end - start) * Math.log2(alphabetSize(seen, digitsOnly));
}

const LOWER = 0;
const UPPER = 1;
const DIGIT = 2;
const OTHER = 3;
const [DIGIT_ROW, OTHER_ROW] = [26, 27];
/** Ten digits, and four signs, that of names: they are all the same to us. */
const BITS_OF_DIGIT = Math.log2(10);
const BITS_OF_SIGN = 2;

function alphabetSize(seen: number, hexadecimal: boolean): number {
  const has = (kind: number): boolean => (seen & (1 << kind)) !== 0;
  if (hexadecimal && !has(OTHER) && !(has(LOWER) && has(UPPER))) return 16;
  return Math.max(
    2,
    (has(LOWER) ? 26 : 0) + (has(UPPER) ? 26 : 0) + (has(DIGIT) ? 10 : 0) + (has(OTHER) ? 4 : 0),
  );
}

const KINDS = Uint8Array.from({ length: 256 }, (_, code) => kindOfCode(code));

function kindOfCode(code: number): number {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return UPPER;
  return code >= 48 && code <= 57 ? DIGIT : OTHER;
}

const letterCosts = decoded(LETTER_COSTS);
const kindCosts = decoded(KIND_COSTS);

function decoded(rows: readonly string[]): Float64Array {
  return Float64Array.from(rows.join(''), (digit) => DIGITS.indexOf(digit) / 4);
}
