import type { TextRange } from '../finding.ts';
import { lineEndAt, nextLineAt, skipBlanks } from '../lines.ts';
import type { Parser } from '../source.ts';
import { referencesIn, type DotenvReference } from './dotenvReferences.ts';

/**
 * Reads a file of environment variables as people mean it, with the place of everything. Whatever is broken costs its own
 * line: the entries after it are found all the same. What a certain loader makes of the file is told by `readAs`.
 */
export const parseDotenv: Parser<DotenvFile> = (text) => {
  const entries: DotenvEntry[] = [];
  const comments: TextRange[] = [];
  const problems: DotenvProblem[] = [];
  let key: KeyWithoutQuotes = 'none';
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const start = skipBlanks(text, at);
    const end = lineEndAt(text, start);
    let next = nextLineAt(text, end);
    if (text.charCodeAt(start) === HASH) comments.push({ start, end });
    else if (start < end) {
      const isRest = key !== 'none' && isRestOfKey(text, { start, end }, key);
      const entry = isRest ? undefined : entryAt(text, at, { start, end }, problems);
      if (isRest) problems.push({ kind: 'no-entry', range: { start, end: blanksBefore(text, end) } });
      key = keyAfter(text, { start, end }, entry, isRest);
      if (entry) {
        entries.push(entry);
        next = entry.range.end;
      }
    }
    at = next;
  }
  return { text, entries, comments, problems };
};

export interface DotenvFile {
  readonly text: string;
  /** In the order of the file; a name may come twice. */
  readonly entries: readonly DotenvEntry[];
  /** Comments that have a line of their own, from the # to the end of the line. */
  readonly comments: readonly TextRange[];
  readonly problems: readonly DotenvProblem[];
}

export interface DotenvEntry {
  readonly name: string;
  readonly nameRange: TextRange;
  /** `export NAME=…` */
  readonly exported: boolean;
  /** The equals sign, or the colon in its place. */
  readonly separator: TextRange;
  /** The value as it is written, without its quotes; empty where there is none. */
  readonly value: TextRange;
  /** What the value stands in. Absent for a value without quotes, and where they don't enclose all of it. */
  readonly quote?: DotenvQuote;
  /** The quote is never closed: the value is what the line holds. */
  readonly unclosed?: true;
  /** The comment at the end of its line, from the # on. */
  readonly comment?: TextRange;
  /** All its lines, from the start of the first to behind the line break of the last. */
  readonly range: TextRange;
  /** References in its value, escaped ones left out, in the order of the text. */
  readonly references: readonly DotenvReference[];
  /** `$(…)` and `` `…` `` that a shell would run. */
  readonly commands: readonly TextRange[];
}

export type DotenvQuote = 'single' | 'double' | 'backtick';

export interface DotenvProblem {
  readonly kind: DotenvProblemKind;
  readonly range: TextRange;
}

export type DotenvProblemKind =
  /** A name and nothing else. */
  | 'no-value'
  /** A line that is neither an entry nor a comment. */
  | 'no-entry'
  /** `= value` */
  | 'no-name'
  /** `MY NAME=value` */
  | 'space-in-name'
  /** It starts with a digit, or has characters that some loaders don't take. */
  | 'odd-name'
  /** `NAME: value` */
  | 'colon'
  | 'unclosed-quote'
  /** `NAME="a" b` */
  | 'text-after-quote'
  /** “ and ” in place of " */
  | 'typographic-quotes'
  /** `${NAME` */
  | 'unclosed-reference';

const HASH = 35;
const EXPORT = /export[ \t]+(?=[^\s=:])/y;
const NAME = /[^\s=:#'"`]+/y;
/** Every loader takes these. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** A name that some take: everything but the first character may be a point or a hyphen. */
const TAKEN_NAME = /^[\w.-]+$/;
const OPENERS: Readonly<Record<string, DotenvQuote>> = { "'": 'single', '"': 'double', '`': 'backtick' };

/** The entry on the line from `start` to `end`; undefined, with a problem, where it has none. */
function entryAt(
  text: string,
  lineStart: number,
  { start, end }: TextRange,
  problems: DotenvProblem[],
): DotenvEntry | undefined {
  EXPORT.lastIndex = start;
  const exported = EXPORT.test(text);
  const nameStart = exported ? EXPORT.lastIndex : start;
  NAME.lastIndex = nameStart;
  const name = NAME.exec(text)?.[0] ?? '';
  const nameEnd = nameStart + name.length;
  const separatorAt = skipBlanks(text, nameEnd);
  const sign = text[separatorAt];
  const isColon = sign === ':' && (separatorAt + 1 >= end || /\s/.test(text.charAt(separatorAt + 1)));
  if (name === '' || !(sign === '=' || (isColon && TAKEN_NAME.test(name)))) {
    problems.push(notAnEntry(text, { start, end }, { start: nameStart, end: nameEnd }));
    return undefined;
  }
  if (!PLAIN_NAME.test(name)) problems.push({ kind: 'odd-name', range: { start: nameStart, end: nameEnd } });
  if (isColon) problems.push({ kind: 'colon', range: { start: separatorAt, end: separatorAt + 1 } });
  const value = valueAt(text, separatorAt + 1, problems);
  const lineEnd = lineEndAt(text, value.comment?.end ?? value.after);
  return {
    name,
    nameRange: { start: nameStart, end: nameEnd },
    exported,
    separator: { start: separatorAt, end: separatorAt + 1 },
    value: value.range,
    ...(value.quote ? { quote: value.quote } : {}),
    ...(value.unclosed ? { unclosed: true } : {}),
    ...(value.comment ? { comment: value.comment } : {}),
    range: { start: lineStart, end: nextLineAt(text, lineEnd) },
    ...referencesOf(text, value, problems),
  };
}

function notAnEntry(text: string, line: TextRange, name: TextRange): DotenvProblem {
  const content = text.slice(line.start, line.end).trimEnd();
  const range = { start: line.start, end: line.start + content.length };
  if (content.startsWith('=')) return { kind: 'no-name', range };
  const word = text.slice(name.start, name.end);
  const rest = text.slice(name.end, line.end).trim();
  if (TAKEN_NAME.test(word) && (rest === '' || rest.startsWith('#')))
    return { kind: 'no-value', range: name };
  const spaced = /^[A-Za-z_][\w.-]*(?:[ \t]+[\w.-]+)+(?=[ \t]*=)/.exec(content);
  if (spaced)
    return { kind: 'space-in-name', range: { start: line.start, end: line.start + spaced[0].length } };
  return { kind: 'no-entry', range };
}

/**
 * Of a key that goes over many lines without quotes each line is one by itself, and what fills up its last line would make
 * a name of that: "q83vASNF=". Such a part of a secret is nobody's name.
 */
type KeyWithoutQuotes = 'none' | 'begun' | 'inside';

function isRestOfKey(text: string, { start, end }: TextRange, key: KeyWithoutQuotes): boolean {
  const line = text.slice(start, blanksBefore(text, end));
  return (key === 'begun' ? FULL_KEY_LINE : KEY_LINE).test(line);
}

const KEY_LINE = /^[A-Za-z0-9+/]{4,}={0,2}$/;
const FULL_KEY_LINE = /^[A-Za-z0-9+/]{16,}$/;
/** Without its first line such a key can only be told by the length of the others. */
const LONG_KEY_LINE = /^[A-Za-z0-9+/]{40,}$/;

function keyAfter(
  text: string,
  { start, end }: TextRange,
  entry: DotenvEntry | undefined,
  isRest: boolean,
): KeyWithoutQuotes {
  const last = blanksBefore(text, end);
  if (isRest) return text[last - 1] === '=' ? 'none' : 'inside';
  if (!entry) return LONG_KEY_LINE.test(text.slice(start, last)) ? 'inside' : 'none';
  const { value, quote, unclosed } = entry;
  if (quote && !unclosed) return 'none';
  const written = text.slice(value.start, value.end);
  if (/^-----BEGIN [^-]{1,60}-----$/.test(written)) return 'begun';
  return LONG_KEY_LINE.test(written) ? 'begun' : 'none';
}

function blanksBefore(text: string, end: number): number {
  let at = end;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
}

interface FoundValue {
  readonly range: TextRange;
  readonly quote?: DotenvQuote;
  readonly unclosed?: true;
  readonly comment?: TextRange;
  /** Where the value ends, its closing quote included. */
  readonly after: number;
}

function valueAt(text: string, from: number, problems: DotenvProblem[]): FoundValue {
  const start = skipBlanks(text, from);
  const quote = OPENERS[text.charAt(start)];
  if (!quote) return unquotedAt(text, start, problems);
  const close = closingQuote(text, start);
  if (close !== undefined) {
    const comment = commentAt(text, close + 1);
    return {
      range: { start: start + 1, end: close },
      quote,
      ...(comment ? { comment } : {}),
      after: close + 1,
    };
  }
  if (!hasSecondQuote(text, start)) {
    problems.push({ kind: 'unclosed-quote', range: { start, end: start + 1 } });
    return { ...unquotedAt(text, start + 1, problems), quote, unclosed: true };
  }
  const found = unquotedAt(text, start, problems);
  problems.push({ kind: 'text-after-quote', range: found.range });
  return found;
}

function unquotedAt(text: string, start: number, problems: DotenvProblem[]): FoundValue {
  const lineEnd = lineEndAt(text, start);
  const line = text.slice(start, lineEnd);
  // A # that follows the sign directly starts a comment for most; later on it takes a blank before it.
  const hash = line.startsWith('#') ? 0 : line.search(/[ \t]#/);
  const written = (hash === -1 ? line : line.slice(0, hash)).trimEnd();
  const range = { start, end: start + written.length };
  if (/^[“”‘’„«]/.test(written)) problems.push({ kind: 'typographic-quotes', range });
  const comment = hash === -1 ? undefined : commentAt(text, start + hash);
  return { range, ...(comment ? { comment } : {}), after: range.end };
}

function commentAt(text: string, from: number): TextRange | undefined {
  const start = skipBlanks(text, from);
  return text.charCodeAt(start) === HASH ? { start, end: lineEndAt(text, start) } : undefined;
}

/**
 * The quote that closes the one at `start`: the first that no backslash stands before, if nothing but a comment follows it.
 * Without such a one, an escaped quote at the end of the line: `"C:\data\"`.
 */
function closingQuote(text: string, start: number): number | undefined {
  const sign = text.charAt(start);
  const lineEnd = lineEndAt(text, start);
  let escaped: number | undefined;
  for (let at = text.indexOf(sign, start + 1); at !== -1; at = text.indexOf(sign, at + 1)) {
    if (isEscaped(text, at, start + 1)) {
      if (at < lineEnd && endsValue(text, at)) escaped = at;
      continue;
    }
    const closes = endsValue(text, at) && (at < lineEnd || !opensNext(text, at));
    return closes ? at : escaped;
  }
  return escaped;
}

function hasSecondQuote(text: string, start: number): boolean {
  const lineEnd = lineEndAt(text, start);
  const sign = text.charAt(start);
  for (let at = text.indexOf(sign, start + 1); at !== -1 && at < lineEnd; at = text.indexOf(sign, at + 1))
    if (!isEscaped(text, at, start + 1)) return true;
  return false;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let first = at;
  while (first > from && text[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}

function endsValue(text: string, quoteAt: number): boolean {
  const after = skipBlanks(text, quoteAt + 1);
  return after >= text.length || '\r\n#'.includes(text.charAt(after));
}

/** Whether a quote, lines below, is the one that the next entry opens its value with: `NAME="`. */
function opensNext(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 100), at);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  return line !== before && /^[ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]*[ \t]*=[ \t]*$/.test(line);
}

function referencesOf(
  text: string,
  { range, quote }: FoundValue,
  problems: DotenvProblem[],
): Pick<DotenvEntry, 'references' | 'commands'> {
  const found = referencesIn(text, range);
  for (const unclosed of found.unclosed) problems.push({ kind: 'unclosed-reference', range: unclosed });
  // In backticks all of the value is a command, for a shell; in single quotes nothing is.
  const commands = quote === 'single' ? [] : quote === 'backtick' ? [range] : found.commands;
  return { references: found.references, commands };
}
