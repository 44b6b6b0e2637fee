/** Names that somebody may have meant when they wrote another one. */
import { editDistance } from './editDistance.ts';

/** The candidate that looks most like a slip of `name`; undefined where none does. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  let looked = 0;
  for (const candidate of candidates) {
    if (++looked > MOST) break;
    const distance = slipBetween(name, candidate);
    if (distance !== undefined && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How far two names are apart, in letters or left-out words; undefined where they are two names of their own. */
export function slipBetween(a: string, b: string): number | undefined {
  if (a === b || a.length > LONGEST || b.length > LONGEST || isCounted(a, b)) return undefined;
  const [plainA, plainB] = [a.replaceAll('_', '').toUpperCase(), b.replaceAll('_', '').toUpperCase()];
  if (plainA === plainB) return 0;
  return letterSlip(a, b) ?? wordSlip(a.split('_'), b.split('_'));
}

const LONGEST = 100;
const MOST = 1_000;

/** `BUCKET_1` and `BUCKET_2`, `S3_KEY` and `S4_KEY`. */
function isCounted(a: string, b: string): boolean {
  return a.replaceAll(/\d+/g, '#') === b.replaceAll(/\d+/g, '#');
}

/** In one word, which is long enough to be the same word: HOST and PORT are two, and so are SES and SNS. */
function letterSlip(a: string, b: string): number | undefined {
  const [wordsA, wordsB] = [a.split('_'), b.split('_')];
  if (wordsA.length !== wordsB.length) return undefined;
  const different = wordsA.flatMap((word, index) => (word === wordsB[index] ? [] : [index]));
  const [index] = different;
  if (index === undefined || different.length > 1) return undefined;
  const [wordA = '', wordB = ''] = [wordsA[index], wordsB[index]];
  const length = Math.min(wordA.length, wordB.length);
  if (length < 3 || OPPOSITES.has([wordA, wordB].sort().join('/'))) return undefined;
  const isPlural = `${wordA}S` === wordB || `${wordB}S` === wordA;
  const allowed = length >= 7 ? 2 : length >= 5 || isPlural || isSwap(wordA, wordB) ? 1 : 0;
  if (allowed === 0) return undefined;
  const distance = editDistance(wordA, wordB, allowed);
  return distance <= allowed ? distance : undefined;
}

/** Words that are one or two letters apart and mean something else. */
const OPPOSITES = new Set([
  'INPUT/OUTPUT',
  'CLIENT/CLIENTS',
  'READER/WRITER',
  'SOURCE/SOURCES',
  'INBOUND/UNBOUND',
]);

/** Two neighbouring letters in the wrong order: `SERCET` is no word. */
function isSwap(a: string, b: string): boolean {
  return a.length === b.length && a.length >= 4 && editDistance(a, b, 1) === 1 && sorted(a) === sorted(b);
}

function sorted(word: string): string {
  return word.split('').sort().join('');
}

/** One word too many or in another place: `STRIPE_SECRET` for `STRIPE_SECRET_KEY`. */
function wordSlip(a: readonly string[], b: readonly string[]): number | undefined {
  if (a.length === b.length) return sameWords(a, b) ? 2 : undefined;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length - short.length !== 1 || short.length < 2) return undefined;
  let skipped = 0;
  for (const word of long) if (short[skipped] === word) skipped++;
  return skipped === short.length ? 3 : undefined;
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join('_') === b.toSorted().join('_');
}
