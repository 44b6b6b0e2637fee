/**
 * Where the body of an armoured private key ends whose END line is missing: cut off by an editor, a log or a variable.
 * Undefined where too little of the key is there: less than half of one says nothing. `from` is behind the BEGIN line.
 */
export function endOfUnendedKey(text: string, from: number): number | undefined {
  let [end, length] = [from, 0];
  let first = '';
  PIECE.lastIndex = from;
  for (let piece = PIECE.exec(text); piece?.[1] && length < LONGEST; piece = PIECE.exec(text)) {
    if (first.length < 16) first += piece[1];
    length += piece[1].length;
    end = PIECE.lastIndex;
  }
  if (length < leastLength(first)) return undefined;
  LAST_PIECE.lastIndex = end;
  return LAST_PIECE.test(text) ? LAST_PIECE.lastIndex : end;
}

/** A line of base64 with what may stand before it: breaks, also escaped ones, quotes, signs of concatenation. */
const PIECE = /(?:[\s"'`+,;.#*>|]|\\{1,3}[nr]){0,40}([A-Za-z0-9+/]{16,}={0,2})/y;
/** The last line may be short; that it ends in "=" tells it from a word. */
const LAST_PIECE = /(?:[\s"'`+,;.#*>|]|\\{1,3}[nr]){1,40}[A-Za-z0-9+/]{1,15}={1,2}/y;
const LONGEST = 20_000;
/** Of OpenSSH's and OpenPGP's containers, which don't say how long they are: an Ed25519 key has some 300 characters. */
const LEAST_OF_OTHERS = 256;

function leastLength(start: string): number {
  return Math.max(60, halfOfKey(start) ?? LEAST_OF_OTHERS);
}

/** Half of what the outermost length of a key in DER says, in characters of base64: ITU-T X.690, 8.1.3. Undefined for others. */
export function halfOfKey(base64: string): number | undefined {
  const [tag = 0, size = 0, high = 0, low = 0] = bytesOf(base64);
  if (tag !== SEQUENCE) return undefined;
  const bytes = size < 0x80 ? size + 2 : size === 0x81 ? high + 3 : (high << 8) + low + 4;
  return (bytes * 4) / 3 / 2;
}

const SEQUENCE = 0x30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The first bytes of a text in base64. */
function bytesOf(base64: string): readonly number[] {
  const digits = Array.from(base64.slice(0, 8), (character) => ALPHABET.indexOf(character));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = digits;
  return [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d, (e << 2) | (f >> 4)];
}
