import { NEAR_DISTANCE, spellingsOf } from './nearWords.ts';
import { shapeOf, type MatchShape } from './shortestMatch.ts';
import type { TokenFormat } from './tokenFormat.ts';
import { TOKEN_FORMATS } from './tokenFormats.ts';

/**
 * Whether a provider token can stand where one of its triggers ends in the bytes: the keyword in its own case and enough
 * characters of the token's alphabet round it, or a run of them soon after a `near` word. See `Rule.confirms`.
 */
export function mayHoldToken(bytes: Uint8Array, triggerEnd: number, trigger: string): boolean {
  const { keywords, near } = (looks ??= createLooks());
  const exact = keywords.get(trigger);
  const general = near.get(trigger);
  if (!exact && !general) return true; // not one of ours to judge
  return (
    (exact?.some((look) => isWhole(bytes, triggerEnd, look)) ?? false) ||
    (general !== undefined && hasRun(bytes, triggerEnd, general))
  );
}

/** A keyword and what a token must have round it. */
interface KeywordLook extends MatchShape {
  readonly keyword: Uint8Array;
  /** Where the keyword stands in the token; undefined where that varies. */
  readonly offset: number | undefined;
}

/** What must stand soon after a word. */
interface NearLook extends MatchShape {
  /** Whether it must have a digit or letters of both cases, as all but one random value in a thousand do. */
  readonly mixed: boolean;
}

let looks: { keywords: Map<string, KeywordLook[]>; near: Map<string, NearLook> } | undefined;

function createLooks(): NonNullable<typeof looks> {
  const keywords = new Map<string, KeywordLook[]>();
  const near = new Map<string, NearLook>();
  for (const format of TOKEN_FORMATS) {
    const shape = shapeOf(format.pattern);
    // What leads to the keyword is not round it in a fixed place.
    const round = format.lead ? { ...shape, shortest: 0 } : shape;
    for (const keyword of format.keywords) {
      const trigger = keyword.toLowerCase();
      const known = keywords.get(trigger) ?? [];
      known.push({ ...round, keyword: codesOf(keyword), offset: format.keywordOffset ?? 0 });
      keywords.set(trigger, known);
    }
    for (const word of nearWordsOf(format))
      near.set(word, either(near.get(word), { ...shape, mixed: isMixed(shape) }));
  }
  return { keywords, near };
}

function nearWordsOf({ near }: TokenFormat): readonly string[] {
  return near ? spellingsOf(near).map((word) => word.toLowerCase()) : [];
}

function codesOf(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (char) => char.charCodeAt(0));
}

function either(a: NearLook | undefined, b: NearLook): NearLook {
  if (!a) return b;
  return {
    shortest: Math.min(a.shortest, b.shortest),
    alphabet: a.alphabet.map((allowed, code) => allowed | (b.alphabet[code] ?? 0)),
    mixed: a.mixed && b.mixed,
  };
}

function isMixed({ shortest, alphabet }: MatchShape): boolean {
  const count = (from: number, to: number): number =>
    alphabet.subarray(from, to).reduce((sum, allowed) => sum + allowed, 0);
  const [digits, upper, lower] = [count(48, 58), count(65, 91), count(97, 123)];
  const ofOneCase = Math.max(upper, lower) / (digits + upper + lower);
  return ofOneCase ** shortest < 0.001;
}

function isWhole(bytes: Uint8Array, keywordEnd: number, look: KeywordLook): boolean {
  const { keyword, offset, shortest, alphabet } = look;
  const keywordStart = keywordEnd - keyword.length;
  for (let index = 0; index < keyword.length; index++)
    if (bytes[keywordStart + index] !== keyword[index]) return false;
  if (offset === undefined) return runLength(bytes, keywordStart, shortest, alphabet) >= shortest;
  const start = keywordStart - offset;
  if (start < 0 || start + shortest > bytes.length) return false;
  // From the far end on: that is where a word that only looks like a token ends early.
  for (let index = start + shortest - 1; index >= start; index--)
    if (alphabet[bytes[index] as number] === 0) return false;
  return true;
}

/** How many characters of the alphabet stand in a row round an offset, as far as it matters. */
function runLength(bytes: Uint8Array, at: number, enough: number, alphabet: Uint8Array): number {
  let start = at;
  while (start > 0 && at - start < enough && alphabet[bytes[start - 1] as number] === 1) start--;
  let end = at;
  while (end < bytes.length && end - start < enough && alphabet[bytes[end] as number] === 1) end++;
  return end - start;
}

/** A value may stand on the next line; a character may take up to three bytes. */
const NEAR_BYTES = 4 * NEAR_DISTANCE;

/**
 * Whether enough characters in a row follow. Long words of one case are no key that anyone will ever see.
 */
function hasRun(bytes: Uint8Array, from: number, { shortest, alphabet, mixed }: NearLook): boolean {
  const last = Math.min(bytes.length, from + NEAR_BYTES + shortest);
  let length = 0;
  let kinds = 0;
  for (let index = from; index < last; index++) {
    const code = bytes[index] as number;
    if (alphabet[code] === 0) {
      length = 0;
      kinds = 0;
      continue;
    }
    length++;
    kinds |= code >= 97 ? LOWER : code >= 65 ? UPPER : code >= 48 && code <= 57 ? DIGIT : 0;
    if (length >= shortest && (!mixed || kinds >= UPPER + LOWER)) return true;
  }
  return false;
}

/** A digit alone is enough; of the others it takes both. */
const [UPPER, LOWER, DIGIT] = [1, 2, 4];
