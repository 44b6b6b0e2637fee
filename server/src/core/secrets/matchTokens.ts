import type { TextRange } from '../finding.ts';
import { lineEndAt } from '../lines.ts';
import { createLiteralMatcher, type LiteralMatcher } from '../literalMatcher.ts';
import {
  isAssigned,
  isEscape,
  NEAR_DISTANCE,
  spellingsOf,
  startsWord,
  wrappedValueStart,
} from './nearWords.ts';
import { nestedValueStarts } from './nestedValues.ts';
import { secretsBeside } from './pairedSecrets.ts';
import type { TokenFormat } from './tokenFormat.ts';
import { TOKEN_FORMATS } from './tokenFormats.ts';

export interface TokenMatch extends TextRange {
  readonly format: TokenFormat;
  /** False when the checksum that such tokens carry does not hold. */
  readonly confident: boolean;
}

/**
 * The provider tokens in a text, in order and without overlaps: of two that overlap the longer one wins, then the one
 * with both a keyword and a `near` word, then the one with the longer keyword, then the one whose `near` word is
 * closer. Publishable ones compete as well, and are left out of the result. Placeholders are in it: `isPlaceholder`.
 */
export function matchTokens(text: string): TokenMatch[] {
  return knownTokens(text)
    .filter(({ format }) => !format.publishable)
    .map(({ format, start, end }) => ({
      format,
      start,
      end,
      confident: format.checksum?.(text.slice(start, end)) ?? true,
    }));
}

/** The same with the publishable ones: what is known to be no secret must not be reported as one by others. */
export function knownTokens(text: string): readonly (TextRange & { readonly format: TokenFormat })[] {
  const byKeyword = candidatesByKeyword(text);
  return withoutOverlaps([...byKeyword, ...candidatesByNearWord(text), ...candidatesByPair(text, byKeyword)]);
}

/** Lower-case literals without one of which, in either case, a text has no token. */
export const TOKEN_TRIGGERS: readonly string[] = [
  ...new Set(
    TOKEN_FORMATS.flatMap((format) => (format.near ? spellingsOf(format.near) : format.keywords)).map(
      (word) => word.toLowerCase(),
    ),
  ),
];

interface Candidate extends TextRange {
  readonly format: TokenFormat;
  /** How much of the shape speaks for this format: none where only a `near` word does. */
  readonly specificity: number;
  /** Code units between the `near` word and the value. */
  readonly distance: number;
}

function candidatesByKeyword(text: string): Candidate[] {
  const { keywords, probesOf, matcher } = keywordIndex();
  const candidates: Candidate[] = [];
  matcher.scanText(text, (index, endOffset) => {
    const keywordLength = (keywords[index] ?? '').length;
    for (const probe of probesOf[index] ?? []) {
      const { format } = probe;
      const start =
        endOffset -
        keywordLength -
        (format.keywordOffset ?? 0) -
        leadLength(text, endOffset - keywordLength, format);
      const end = tokenEnd(text, start, probe);
      if (end === undefined) continue;
      const distance = probe.near ? nearDistance(text, start, probe.near) : 0;
      const specificity = keywordLength + (format.near ? 100 : 0);
      if (distance !== undefined) candidates.push({ format, start, end, specificity, distance });
    }
  });
  return candidates;
}

/** Code units of the match before its keyword, where their number varies. Where there is none the pattern won't match. */
function leadLength(text: string, keywordStart: number, { lead }: TokenFormat): number {
  if (!lead) return 0;
  return lead.exec(text.slice(Math.max(0, keywordStart - LONGEST_LEAD), keywordStart))?.[0].length ?? 0;
}

const LONGEST_LEAD = 100;

/** Formats without a keyword: from a `near` word on, every place on the line where a value could start is tried. */
function candidatesByNearWord(text: string): Candidate[] {
  const { keywords: words, probesOf, matcher } = nearIndex();
  const candidates: Candidate[] = [];
  matcher.scanText(text, (index, wordEnd) => {
    const wordStart = wordEnd - (words[index] ?? '').length;
    if (!startsWord(text, wordStart)) return;
    const last = Math.min(wordStart + NEAR_DISTANCE, lineEndAt(text, wordEnd, NEAR_DISTANCE));
    const wrapped = wrappedValueStart(text, wordEnd);
    // "aws_secret" is the name of a value; "mistral" that of a provider, whose values have names of their own.
    const nested = NAMES_A_VALUE.test(words[index] ?? '') ? [] : nestedValueStarts(text, wordEnd);
    for (const probe of probesOf[index] ?? []) {
      const tryAt = (start: number): void => {
        const end = tokenEnd(text, start, probe);
        if (
          end === undefined ||
          (start !== wrapped && !nested.includes(start) && !isAssigned(text, wordEnd, start))
        )
          return;
        candidates.push({ format: probe.format, start, end, specificity: 0, distance: start - wordEnd });
      };
      for (let start = wordEnd; start <= last; start++) tryAt(start);
      if (wrapped !== undefined) tryAt(wrapped);
      for (const start of nested) if (start > last) tryAt(start);
    }
  });
  return candidates;
}

const NAMES_A_VALUE = /(?:key|secret|token|password)$/i;

/** Secrets without a shape or a name of their own beside the identifier that they belong to. */
function candidatesByPair(text: string, found: readonly Candidate[]): Candidate[] {
  return found.flatMap((id) => {
    const secret = TOKEN_FORMATS.find((format) => format.id === id.format.pairedWith);
    if (!secret || secret.keywords.length > 0) return [];
    return secretsBeside(text, id, secret).map(({ start, end }) => ({
      start,
      end,
      format: secret,
      specificity: 0,
      distance: Math.max(start - id.end, id.start - end),
    }));
  });
}

/** Where the token that starts at `start` ends; undefined where none does. */
function tokenEnd(text: string, start: number, { format, boundary }: Probe): number | undefined {
  if (start < 0) return undefined;
  const before = start > 0 && boundary[text.charCodeAt(start - 1)] === 1 ? text[start - 1] : '';
  const mayOpen = before === '' || before === '_' || before === '/' || isEscape(text, start - 1);
  if (!mayOpen) return undefined;
  format.pattern.lastIndex = start;
  if (!format.pattern.test(text)) return undefined;
  const end = paddingEnd(text, format.pattern.lastIndex, format.pattern);
  if (before === '_' && isEmphasis(text, start, end)) return end;
  if (before !== '' && !isEscape(text, start - 1) && !(before === '/' && isInWebAddress(text, start))) {
    return undefined;
  }
  const glued = end < text.length && boundary[text.charCodeAt(end)] === 1 && !isFullStop(text, end);
  return glued ? undefined : end;
}

/** The equals signs that may end base64, as addresses write them: they belong to the token. */
function paddingEnd(text: string, end: number, { source }: RegExp): number {
  if (text[end] !== '%' || !OPTIONAL_PADDING.test(source)) return end;
  ADDRESS_PADDING.lastIndex = end;
  return ADDRESS_PADDING.test(text) ? ADDRESS_PADDING.lastIndex : end;
}

const OPTIONAL_PADDING = /=(?:\{0,\d\}|\?)$/;
const ADDRESS_PADDING = /(?:%3[Dd]){1,2}/y;

/** `_token_` and `__token__`, as Markdown writes it. */
function isEmphasis(text: string, start: number, end: number): boolean {
  return (
    /(?:^|[^A-Za-z0-9_])_{1,2}$/.test(text.slice(Math.max(0, start - 3), start)) &&
    /^_{1,2}(?![A-Za-z0-9_])/.test(text.slice(end, end + 3))
  );
}

/** A slash belongs to base64, but where it ends the path so far of an address. */
function isInWebAddress(text: string, start: number): boolean {
  return /[a-z]:\/\/[^\s"'`<>]{1,200}\/$/i.test(text.slice(Math.max(0, start - LONGEST_PATH), start));
}

const LONGEST_PATH = 210;

/** A point that ends a sentence, in formats that may contain one. */
function isFullStop(text: string, index: number): boolean {
  return text[index] === '.' && /^(?:\s|$)/.test(text.slice(index + 1, index + 2));
}

/** Code units between the closest of the words and the value; they may stand on the line before it as well. */
function nearDistance(text: string, start: number, words: readonly string[]): number | undefined {
  const windowStart = Math.max(0, start - 2 * NEAR_DISTANCE);
  const before = text.slice(windowStart, start).toLowerCase();
  const from = lineStart(before, lineStart(before, before.length) - 1);
  let nearest: number | undefined;
  for (const word of words) {
    for (let at = before.indexOf(word, from); at !== -1; at = before.indexOf(word, at + 1)) {
      const distance = before.length - at - word.length;
      if (startsWord(text, windowStart + at)) nearest = Math.min(nearest ?? distance, distance);
    }
  }
  return nearest;
}

/** The offset after the last line break before `end`; 0 where there is none. */
function lineStart(text: string, end: number): number {
  const before = text.slice(0, Math.max(0, end)).replace(/\r$/, '');
  return Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
}

function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => a.start - b.start)) {
    const last = kept.at(-1);
    if (!last || last.end <= candidate.start) kept.push(candidate);
    else if (isBetter(candidate, last)) kept[kept.length - 1] = candidate;
  }
  return kept;
}

function isBetter(a: Candidate, b: Candidate): boolean {
  const [lengthA, lengthB] = [a.end - a.start, b.end - b.start];
  if (lengthA !== lengthB) return lengthA > lengthB;
  if (a.specificity !== b.specificity) return a.specificity > b.specificity;
  return a.distance < b.distance;
}

/** A format with its boundary as a table over char codes, 1 for those that may not stand beside a token. */
interface Probe {
  readonly format: TokenFormat;
  readonly boundary: Uint8Array;
  /** The `near` words in all their spellings, in lower case. */
  readonly near: readonly string[] | undefined;
}

interface ProbeIndex {
  readonly keywords: readonly string[];
  /** For every keyword the formats to try. */
  readonly probesOf: readonly (readonly Probe[])[];
  readonly matcher: LiteralMatcher;
}

const keywordIndex = lazily(() => probeIndex((format) => format.keywords, false));
const nearIndex = lazily(() =>
  probeIndex((format) => (format.keywords.length > 0 ? [] : spellingsOf(format.near ?? [])), true),
);

function probeIndex(wordsOf: (format: TokenFormat) => readonly string[], ignoreCase: boolean): ProbeIndex {
  const probesOf = new Map<string, Probe[]>();
  for (const format of TOKEN_FORMATS) {
    const probe = {
      format,
      boundary: boundaryTable(format.boundary ?? /[A-Za-z0-9_]/),
      near: format.near && spellingsOf(format.near).map((word) => word.toLowerCase()),
    };
    for (const word of wordsOf(format)) probesOf.set(word, [...(probesOf.get(word) ?? []), probe]);
  }
  const keywords = [...probesOf.keys()];
  return {
    keywords,
    probesOf: [...probesOf.values()],
    matcher: createLiteralMatcher(keywords, { ignoreCase, inOrder: false }),
  };
}

function boundaryTable(boundary: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (boundary.test(String.fromCharCode(code)) ? 1 : 0));
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
