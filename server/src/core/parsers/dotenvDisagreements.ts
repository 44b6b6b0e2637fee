import type { Dialect } from '../env/types.ts';
import type { TextRange } from '../finding.ts';
import { lineEndAt } from '../lines.ts';
import type { DotenvEntry } from './dotenv.ts';
import { expandedIn, type ExpandedFile } from './dotenvExpansion.ts';
import type { DotenvFailure } from './dotenvReadings.ts';

/** An entry that loaders read differently. */
export interface Disagreement {
  readonly entry: DotenvEntry;
  /** Two or more; each says in words, without the value, what those loaders make of it. */
  readonly readings: readonly { readonly dialects: readonly Dialect[]; readonly words: string }[];
}

/** A loader that takes nothing of the file, because of one line. */
export interface Rejection {
  readonly dialect: Dialect;
  readonly range: TextRange;
}

/** What loaders make differently of entries, of which each name comes once. Loaders that reject the file are told apart. */
export function differentReadings(
  text: string,
  entries: readonly DotenvEntry[],
  dialects: readonly Dialect[],
): { readonly disagreements: readonly Disagreement[]; readonly rejections: readonly Rejection[] } {
  const environment = markedEnvironment(entries);
  const files = dialects.map((dialect) => ({ dialect, ...expandedIn(text, dialect, environment) }));
  const rejections = files.flatMap(({ dialect, failures }) => {
    const failure = failures.find(({ effect }) => effect === 'rejects');
    return failure ? [{ dialect, range: { start: failure.start, end: failure.end } }] : [];
  });
  const readers = files.filter(({ dialect }) =>
    rejections.every((rejection) => rejection.dialect !== dialect),
  );
  const disagreements = entries.flatMap((entry) => {
    const groups = new Map<string | undefined, Reader[]>();
    for (const reader of readers) {
      const value = reader.values.get(entry.name);
      groups.set(value, [...(groups.get(value) ?? []), reader]);
    }
    return groups.size < 2 ? [] : [{ entry, readings: inWords(entry, groups, text) }];
  });
  return { disagreements, rejections };
}

type Reader = ExpandedFile & { readonly dialect: Dialect };

function inWords(
  entry: DotenvEntry,
  groups: ReadonlyMap<string | undefined, readonly Reader[]>,
  text: string,
): Disagreement['readings'] {
  const said = new Set<string>();
  return [...groups].map(([value, readers]) => {
    const runs =
      value === undefined && readers.some(({ failures }) => failures.some((failure) => isIn(failure, entry)));
    const first = runs ? COMMAND : verbFor(value, entry, text);
    const [one, many] = said.has(first[0]) ? OTHERWISE : first;
    said.add(one);
    return { dialects: readers.map(({ dialect }) => dialect), words: readers.length > 1 ? many : one };
  });
}

function isIn({ effect, start }: DotenvFailure, { range }: DotenvEntry): boolean {
  return effect === 'runs' && range.start <= start && start < range.end;
}

const MARK = '\u0001';

/** A made-up value for every name that is referred to and not set in the file itself. */
function markedEnvironment(entries: readonly DotenvEntry[]): Record<string, string> {
  const own = new Set(entries.map(({ name }) => name));
  const names = entries.flatMap(({ references }) => references.map(({ name }) => name));
  return Object.fromEntries(names.filter((name) => !own.has(name)).map((name) => [name, MARK + name + MARK]));
}

/** A verb with its object, for one loader and for several. */
type Verb = readonly [one: string, many: string];

const COMMAND: Verb = ['takes a part of it for a command', 'take a part of it for a command'];
const OTHERWISE: Verb = ['reads something else', 'read something else'];

function verbFor(value: string | undefined, entry: DotenvEntry, text: string): Verb {
  const written = text.slice(entry.value.start, entry.value.end);
  const replaces: Verb = ['replaces the references in it', 'replace the references in it'];
  if (value === undefined) return ['does not read it at all', 'do not read it at all'];
  if (value === written) return ['takes it as it is written', 'take it as it is written'];
  if (value === '') return ['reads an empty value', 'read an empty value'];
  if (value === `${written}\r`)
    return [
      'keeps the carriage return at the end of the line',
      'keep the carriage return at the end of the line',
    ];
  if (/^["'`]/.test(value) && value.slice(1).startsWith(written))
    return ['keeps the quotes', 'keep the quotes'];
  if (value.includes(MARK)) return replaces;
  if (written.startsWith(value))
    return [`ends it ${endOf(written, value)}`, `end it ${endOf(written, value)}`];
  if (entry.references.length > 0 && !value.includes('$')) return replaces;
  if (value.includes('\n') && !written.includes('\n'))
    return ['makes line breaks of its \\n', 'make line breaks of its \\n'];
  if (written.includes('\\') && !value.includes('\\'))
    return ['takes its backslashes away', 'take its backslashes away'];
  return OTHERWISE;
}

function endOf(written: string, value: string): string {
  const next = written.slice(value.length).trimStart().charAt(0);
  return next === '#' ? 'at the #' : next === '"' || next === "'" ? 'at the inner quote' : 'too early';
}

/** Edits that put signs round a value or take blanks away, after which all loaders read what one of them reads now. */
export function quotingThatAgrees(
  text: string,
  entry: DotenvEntry,
  dialects: readonly Dialect[],
): { readonly title: string; readonly edits: readonly Edit[] } | undefined {
  // Wherever the entry ends, the trial holds it alone; what it refers to is in the environment.
  const alone = text.slice(entry.range.start, entry.range.end);
  const environment = markedEnvironment([{ ...entry, name: '' }]);
  const read = (source: string): (string | undefined)[] =>
    dialects.map((dialect) => expandedIn(source, dialect, environment).values.get(entry.name));
  const now = new Set(read(alone));
  // A reference that somebody replaces is meant as one, and so is a line break.
  const meant = [MARK, '\n'].filter((sign) => [...now].some((value) => value?.includes(sign)));
  const trials = quotings(text, entry);
  return trials.find(({ edits }) => {
    const [first, ...others] = read(applied(alone, edits, entry.range.start));
    if (first === undefined || meant.some((sign) => !first.includes(sign))) return false;
    return now.has(first) && others.every((other) => other === first);
  });
}

interface Edit {
  readonly range: TextRange;
  readonly newText: string;
}

function quotings(text: string, entry: DotenvEntry): { title: string; edits: Edit[] }[] {
  const blanks = blanksRound(entry);
  if (entry.quote && !entry.unclosed) {
    const requote = (sign: string): Edit[] => [
      ...blanks,
      replace(entry.value.start - 1, entry.value.start, sign),
      replace(entry.value.end, entry.value.end + 1, sign),
    ];
    return [
      { title: 'Put single quotes round the value', edits: requote("'") },
      { title: 'Put double quotes round the value', edits: requote('"') },
    ];
  }
  // A # that most loaders take for a comment may be meant as a part of the value: up to the end of the line, or to a blank.
  const end = entry.value.end > entry.value.start ? entry.value.end : lineEndAt(text, entry.value.start);
  const around = (sign: string): Edit[] => [
    ...blanks,
    replace(entry.value.start, entry.value.start, sign),
    replace(end, end, sign),
  ];
  return [
    ...(blanks.length > 0 ? [{ title: 'Remove the blanks round the equals sign', edits: blanks }] : []),
    { title: 'Put single quotes round the value', edits: around("'") },
    { title: 'Put double quotes round the value', edits: around('"') },
  ];
}

function blanksRound({ nameRange, separator, value, quote }: DotenvEntry): Edit[] {
  const valueStart = quote ? value.start - 1 : value.start;
  const edits = [
    replace(nameRange.end, separator.start, ''),
    replace(separator.start, separator.end, '='),
    replace(separator.end, valueStart, ''),
  ];
  return edits.filter(({ range, newText }) => range.start < range.end && newText === '');
}

function replace(start: number, end: number, newText: string): Edit {
  return { range: { start, end }, newText };
}

function applied(text: string, edits: readonly Edit[], offset: number): string {
  let result = text;
  for (const { range, newText } of [...edits].sort((a, b) => b.range.start - a.range.start))
    result = result.slice(0, range.start - offset) + newText + result.slice(range.end - offset);
  return result;
}
