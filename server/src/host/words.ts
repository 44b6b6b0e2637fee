/** Which words stand in a file, small enough to keep for thousands of files. */

/** Hashes of the words, sorted. Two words may share one: whoever finds it has a look at the file. */
export type Words = Int32Array;

/** Letters, digits, "_" and "$" of ASCII are a word; all else stands between words. */
export function wordsIn(bytes: Uint8Array): Words {
  const found = new Set<number>();
  let hash = START;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (IS_WORD[byte] === 1) {
      hash = Math.imul(hash ^ byte, PRIME);
    } else if (hash !== START) {
      found.add(hash);
      hash = START;
    }
  }
  if (hash !== START) found.add(hash);
  return Int32Array.from(found).sort();
}

export interface WordFinder<T> {
  readonly all: readonly T[];
  /** Those with a phrase whose words are all there. */
  in(words: Words): readonly T[];
}

/** Many phrases are looked for by the words of the file, few by themselves. */
export function finderOf<T>(all: readonly T[], phrasesOf: (one: T) => readonly string[]): WordFinder<T> {
  const phrases = all.flatMap((one) => phrasesOf(one).map((phrase) => ({ one, hashes: hashesOf(phrase) })));
  const byHash = new Map<number, typeof phrases>();
  for (const phrase of phrases) {
    const key = phrase.hashes[0] ?? START;
    const same = byHash.get(key);
    if (same) same.push(phrase);
    else byHash.set(key, [phrase]);
  }
  return {
    all,
    in(words) {
      const found = new Set<T>();
      const take = (candidates: typeof phrases): void => {
        for (const { one, hashes } of candidates)
          if (!found.has(one) && hashes.every((hash) => has(words, hash))) found.add(one);
      };
      // A phrase without a word may stand anywhere.
      take(byHash.get(START) ?? []);
      if (byHash.size * 8 < words.length) {
        for (const [hash, candidates] of byHash) if (has(words, hash)) take(candidates);
      } else {
        for (const hash of words) take(byHash.get(hash) ?? []);
      }
      return all.length === found.size ? all : all.filter((one) => found.has(one));
    },
  };
}

// FNV-1a.
const START = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[\w$]/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0,
);

/** The words of a phrase, the longest first: it is the rarest. */
function hashesOf(phrase: string): readonly number[] {
  const words = phrase.match(/[\w$]+/g) ?? [];
  return [...new Set(words)]
    .sort((a, b) => b.length - a.length)
    .map((word) => wordsIn(new TextEncoder().encode(word))[0] ?? START);
}

function has(words: Words, hash: number): boolean {
  let [low, high] = [0, words.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = words[middle] as number;
    if (value === hash) return true;
    if (value < hash) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
