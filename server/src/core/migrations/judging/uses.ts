/** Where the code of the workspace still speaks of a column or a table that a migration takes away. */
import type { Source } from '../../source.ts';
import { createDocument } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { CodePlace, CodeQuery } from '../../workspaceRule.ts';
import { unqualified } from '../replay.ts';
import { classesOf, namesOfTable, waysToWrite } from './codeNames.ts';

export interface Target {
  readonly table: string;
  /** Absent: the table as a whole. */
  readonly column?: string;
}

/** Places that are shown beside a finding. */
const MOST_PLACES = 5;
/** So near to a name of its table a word of everyday language means the column. */
const NEAR = 400;

export function queryFor(target: Target): CodeQuery {
  const table = unqualified(target.table);
  const words = target.column === undefined ? namesOfTable(table) : waysToWrite(target.column);
  return {
    key: `${target.table}\0${target.column ?? ''}`,
    words: words.filter(isAscii),
    find: (source) => (target.column === undefined ? tableIn(source, table) : columnIn(source, table, words)),
  };
}

/** The first places, as what stands beside a finding. */
export function relatedPlaces(
  places: readonly CodePlace[],
): readonly { readonly file: string; readonly at: Span; readonly message: string }[] {
  return places.slice(0, MOST_PLACES).map(({ file, at }) => ({ file, at, message: 'Still uses it' }));
}

/** "src/a.ts still uses it", "src/a.ts and 2 other files still use it". */
export function usesInWords(places: readonly CodePlace[]): string {
  return `${placesInWords(places, 'still ')} it`;
}

/** "src/a.ts uses", "src/a.ts and 2 other files use" */
export function placesInWords(places: readonly CodePlace[], adverb = ''): string {
  const files = [...new Set(places.map(({ file }) => file))];
  const [first = ''] = files;
  if (files.length <= 1) return `${first} ${adverb}uses`;
  return `${first} and ${files.length - 1} other ${files.length === 2 ? 'file' : 'files'} ${adverb}use`;
}

/** A table in a query: in quotes of its own, or behind a word that names a table next. Everyday words need that. */
function tableIn(source: Source, table: string): readonly Span[] {
  return placesOf(source, [table, ...classesOf(table)], (text, start, end) => {
    const before = text.slice(Math.max(0, start - 40), start);
    const after = text.slice(end, end + 12);
    if (text.slice(start, end) !== table)
      return /(?:\bmodel\s|\bclass\s|new\s|\.)$/.test(before) && /^[\s.({]/.test(after);
    return (
      /\b(?:from|join|into|update|table|only|references)\s+(?:"?\w+"?\.)?["'`]?$/i.test(before) ||
      (/(?:\.(?:from|table|into|join|leftJoin|innerJoin|selectFrom|insertInto|updateTable|deleteFrom)|Table|@@map|__tablename__\s*=|table_name\s*=|db_table\s*=|\$table\s*=)\(?\s*["'`]$/.test(
        before,
      ) &&
        /^["'`]/.test(after)) ||
      /\b(?:prisma|db|tx|trx)\.$/.test(before)
    );
  });
}

/** A column near a name of its table: in one query, one model, one call. */
function columnIn(source: Source, table: string, words: readonly string[]): readonly Span[] {
  const { text } = source;
  const isEveryday = words.every(isEverydayWord);
  const names = namesOfTable(table);
  const near = isEveryday ? placesNaming(text, names) : [];
  if (isEveryday ? near.length === 0 : !names.some((name) => wordAt(text, name, 0) !== -1)) return [];
  return placesOf(source, words, (_, start, end) => {
    if (source.path.endsWith('.prisma') && !isInModel(text, start, names)) return false;
    if (!isEveryday) return true;
    return isColumnLike(text, start, end, names) && near.some((at) => Math.abs(at - start) < NEAR);
  });
}

/** "name", "status": code says so of many things. "legacy_plan" and "legacyPlan" are a column's. */
export function isEverydayWord(word: string): boolean {
  return !/[_A-Z0-9]/.test(word.slice(1));
}

/** In a Prisma schema, a field belongs to the model that it stands in. */
function isInModel(text: string, at: number, names: readonly string[]): boolean {
  const start = Math.max(0, text.lastIndexOf('\nmodel ', at));
  const end = text.indexOf('\n}', at);
  const stands = (words: string): boolean => {
    const place = text.indexOf(words, start);
    return place !== -1 && (end === -1 || place < end);
  };
  return names.some((name) => stands(`model ${name} `) || stands(`@@map("${name}")`));
}

/** Behind the name of its table, or in quotes, or between commas of a query: not in a sentence, and not of something else. */
function isColumnLike(text: string, start: number, end: number, names: readonly string[]): boolean {
  const [before, after] = [text[start - 1] ?? '', text[end] ?? ''];
  const line = text.slice(Math.max(text.lastIndexOf('\n', start) + 1, start - 200), start);
  const isQuery = /\b(?:select|where|and|or|set|by|on|returning)\b[^;'"]*$/i.test(line);
  if (before === '.') {
    const owner = /(\w+)[?!]?\.$/.exec(line)?.[1] ?? '';
    return after !== '(' && (names.includes(owner) || (isQuery && owner.length <= 2));
  }
  if (/["'`]/.test(before) && /["'`]/.test(after)) return true;
  return isQuery && /[\s,=)<>!:]/.test(after);
}

function placesNaming(text: string, names: readonly string[]): readonly number[] {
  const places: number[] = [];
  for (const name of names)
    for (let at = wordAt(text, name, 0); at !== -1 && places.length < 2_000; at = wordAt(text, name, at + 1))
      places.push(at);
  return places;
}

function placesOf(
  source: Source,
  words: readonly string[],
  isMeant: (text: string, start: number, end: number) => boolean,
): readonly Span[] {
  const { text } = source;
  const document = createDocument(source);
  const places: Span[] = [];
  for (const word of words) {
    let looked = 0;
    for (let at = wordAt(text, word, 0); at !== -1 && looked++ < 500; at = wordAt(text, word, at + 1))
      if (!isComment(text, at) && isMeant(text, at, at + word.length)) {
        places.push(spanOf(document, at, at + word.length));
        if (places.length >= MOST_PLACES) return places;
      }
  }
  return places.sort((a, b) => a.start - b.start);
}

/** The line is a comment up to there. */
function isComment(text: string, at: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', at) + 1, at - 300), at);
  return /^\s*(?:\/\/|#|--|\*|\/\*)|\s\/\/\s/.test(line);
}

/** Offset of a whole word from `from` on; -1 where there is none. */
function wordAt(text: string, word: string, from: number): number {
  for (let at = text.indexOf(word, from); at !== -1; at = text.indexOf(word, at + 1))
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return at;
  return -1;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\w$]/.test(character);
}

function isAscii(word: string): boolean {
  return /^[\x20-\x7e]+$/.test(word);
}
