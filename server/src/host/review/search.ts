import type { CodePlace, CodeQuery, SearchCode } from '../../core/workspaceRule.ts';
import { createCodeSearch, isCode } from '../codeSearch.ts';
import type { Moment } from './moment.ts';

/**
 * Searches the code for a review. What is asked of a table that the change does not speak of, or of what code does, has the same
 * answer before and after in all files but the changed ones: only those are looked at for it. Files that did not change are read
 * once for all moments.
 */
export function createReviewSearch(
  later: Moment,
  changed: ReadonlySet<string>,
  /** What the changed files say of the database, before and after. */
  texts: () => readonly string[],
): (moment: Moment) => SearchCode {
  const known = new Map<string, readonly CodePlace[]>();
  // Most reviews ask nothing of the code.
  let spoken: ReadonlySet<string> | undefined;
  let others: readonly string[] | undefined;
  const searchOthers = (queries: readonly CodeQuery[]): void => {
    const open = queries.filter(({ key, isAboutCode }) => !isAboutCode && !known.has(key));
    if (open.length === 0) return;
    const words = (spoken ??= wordsOf(texts()));
    const asked = open.flatMap((query) => askedOf(query, words) ?? []);
    if (asked.length === 0) return;
    others ??= [...later.paths].filter((path) => !changed.has(path) && isCode(path, later.facts));
    for (const path of others) searchFile(later, path, asked);
    for (const { query, places } of asked) known.set(query.key, places);
  };
  return (moment) => {
    const here = [...moment.paths].filter((path) => changed.has(path)).map((path) => ({ path, stamp: '' }));
    const searchChanged = createCodeSearch(moment.state, () => here);
    return (queries) => {
      searchOthers(queries);
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
  /** Words of it that the change speaks of: a file without one of them has nothing to say. */
  readonly names: readonly Buffer[];
  /** Of each phrase, the words. */
  readonly phrases: readonly (readonly string[])[];
  readonly places: CodePlace[];
}

/** Undefined for what is asked of a table that the change does not speak of. */
function askedOf(query: CodeQuery, spoken: ReadonlySet<string>): Asked | undefined {
  const phrases = query.words.map((phrase) => phrase.match(WORD) ?? []);
  const words = phrases.flat().filter((word) => spoken.has(stemOf(word)));
  const telling = words.filter((word) => !KEYWORDS.has(word.toLowerCase()));
  // A column may be called "type", and then that is all that there is to look for.
  const names = new Set(phrases.flat().every((word) => KEYWORDS.has(word.toLowerCase())) ? words : telling);
  return names.size === 0
    ? undefined
    : { query, names: [...names].map((name) => Buffer.from(name)), phrases, places: [] };
}

/** Words of SQL that stand in any migration, and of calls that stand in any code. */
const KEYWORDS = new Set(
  'add alter and as by column constraint count create delete drop exists find from get if in index insert into is key not null on or order references select set table text type update values where'.split(
    ' ',
  ),
);

function searchFile({ state }: Moment, path: string, asked: readonly Asked[]): void {
  const bytes = state.bytes(path);
  if (!bytes || bytes.length > LARGEST) return;
  const found = new Map<string, boolean>();
  const has = (word: string): boolean => {
    const known = found.get(word) ?? bytes.includes(word);
    found.set(word, known);
    return known;
  };
  const wanted = asked.filter(
    ({ names, phrases }) =>
      names.some((name) => bytes.includes(name)) && phrases.some((words) => words.every(has)),
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
