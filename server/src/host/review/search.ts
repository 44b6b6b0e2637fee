import type { CodePlace, CodeQuery, SearchCode } from '../../core/workspaceRule.ts';
import { createCodeSearch, isCode } from '../codeSearch.ts';
import type { Moment } from './moment.ts';

/**
 * Searches the code for a review. What is asked of a table that the change does not speak of has the same answer before and after
 * in all files but the changed ones: only those are looked at for it. Files that did not change are read once for all moments.
 */
export function createReviewSearch(
  later: Moment,
  changed: ReadonlySet<string>,
  /** What the changed files say of the database, before and after. */
  texts: readonly string[],
): (moment: Moment) => SearchCode {
  const spoken = wordsOf(texts);
  const concerns = ({ words }: CodeQuery): boolean =>
    words.some((phrase) => (phrase.match(WORD) ?? []).every((word) => spoken.has(stemOf(word))));
  const known = new Map<string, readonly CodePlace[]>();
  const others = [...later.paths].filter((path) => !changed.has(path) && isCode(path, later.facts));
  const searchOthers = (queries: readonly CodeQuery[]): void => {
    const asked = queries.filter(({ key }) => !known.has(key)).map(askedOf);
    if (asked.length === 0) return;
    for (const path of others) searchFile(later, path, asked);
    for (const { query, places } of asked) known.set(query.key, places);
  };
  return (moment) => {
    const here = [...moment.paths].filter((path) => changed.has(path)).map((path) => ({ path, stamp: '' }));
    const searchChanged = createCodeSearch(moment.state, () => here);
    return (queries) => {
      searchOthers(queries.filter(concerns));
      const found = searchChanged(queries);
      return new Map(
        queries.map(({ key }) => [key, [...(found.get(key) ?? []), ...(known.get(key) ?? [])].sort(byPath)]),
      );
    };
  };
}

const WORD = /[\w$]+/g;
/** UTF-8 bytes of a file: larger ones are data. */
const LARGEST = 1_000_000;

function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) for (const [word] of text.matchAll(WORD)) words.add(stemOf(word));
  return words;
}

/** A table is "order_items" in SQL and orderItem in code. */
function stemOf(word: string): string {
  const plain = word.toLowerCase().replaceAll('_', '');
  return plain.length > 3 && plain.endsWith('s') ? plain.slice(0, -1) : plain;
}

interface Asked {
  readonly query: CodeQuery;
  /** Of each phrase, the words. */
  readonly phrases: readonly (readonly Buffer[])[];
  readonly places: CodePlace[];
}

function askedOf(query: CodeQuery): Asked {
  const phrases = query.words.map((phrase) => (phrase.match(WORD) ?? []).map((word) => Buffer.from(word)));
  return { query, phrases, places: [] };
}

function searchFile({ state }: Moment, path: string, asked: readonly Asked[]): void {
  const bytes = state.bytes(path);
  if (!bytes || bytes.length > LARGEST) return;
  const wanted = asked.filter(({ phrases }) =>
    phrases.some((words) => words.every((word) => bytes.includes(word))),
  );
  if (wanted.length === 0) return;
  const [chunk, ...more] = state.open(path)?.chunks ?? [];
  if (!chunk || more.length > 0) return;
  const source = chunk.toSource(path);
  for (const { query, places } of wanted)
    for (const at of query.find(source)) places.push({ file: path, at });
}

function byPath(a: CodePlace, b: CodePlace): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.at.start - b.at.start;
}
