/** A file's code with its strings, comments and brackets told apart: what readers of calls and conditions need. */
import type { TextRange } from '../finding.ts';
import { lexed } from '../fixes/literals.ts';
import type { Literal } from '../fixes/literals/literal.ts';
import { lineEndAt } from '../lines.ts';
import { createDocument, type Document } from '../source.ts';

export interface Code {
  readonly text: string;
  /** As long as the text: comments are spaces, what strings hold is dots, but for strings that are one plain word. */
  readonly masked: string;
  /** Sorted by start. */
  readonly literals: readonly Literal[];
  /** Offset of the bracket that belongs to the one at `offset`; -1 where there is none. */
  partnerOf(offset: number): number;
  /** The string whose prefix or quote stands exactly at `offset`. */
  stringAt(offset: number): Literal | undefined;
  /** The same, and regular expressions. */
  literalAt(offset: number): Literal | undefined;
}

/** The code of a document. Never throws, takes time in proportion to the text, and understands unfinished code. */
export function codeOf(document: Document): Code {
  const { literals, code } = lexed(document);
  let partners: Int32Array | undefined;
  return {
    text: document.text,
    masked: code,
    literals,
    partnerOf: (offset) => (partners ??= matchBrackets(code))[offset] ?? -1,
    stringAt(offset) {
      const literal = literals[indexAt(literals, offset)];
      return literal?.start === offset && literal.kind === 'string' ? literal : undefined;
    },
    literalAt(offset) {
      const literal = literals[indexAt(literals, offset)];
      const isValue = literal?.kind === 'string' || literal?.kind === 'regex';
      return literal?.start === offset && isValue ? literal : undefined;
    },
  };
}

/** The code of a text that is written in the language which `name` stands for ("x.rb"). */
export function codeOfText(name: string, text: string): Code {
  return codeOf(createDocument({ path: name, text }));
}

/** Whether `offset` is behind the opening quote of a string: not in code, and not in an evaluated part of a string. */
export function isInString(code: Code, offset: number): boolean {
  for (let index = indexAt(code.literals, offset); index >= 0; index--) {
    const literal = code.literals[index];
    if (!literal || offset - literal.start > 4_000) return false;
    if (offset > literal.start && offset < literal.end)
      return !literal.holes.some((hole) => hole.start < offset && offset < hole.end);
  }
  return false;
}

/**
 * What stands between commas in the brackets that open at `open`, trimmed. Brackets that nobody closed end with their line.
 */
export function argumentsAt(code: Code, open: number): TextRange[] {
  const end = endOfBrackets(code, open);
  const parts: TextRange[] = [];
  let start = open + 1;
  let at = start;
  for (; at < end && parts.length < MOST_ARGUMENTS; at++) {
    const character = code.masked[at];
    if (character === ',') {
      parts.push(trimmed(code.masked, start, at));
      start = at + 1;
    } else if (character === '(' || character === '[' || character === '{') {
      const partner = code.partnerOf(at);
      if (partner > at && partner < end) at = partner;
    }
  }
  const last = trimmed(code.masked, start, Math.min(at, end));
  if (last.end > last.start) parts.push(last);
  return parts;
}

const MOST_ARGUMENTS = 400;
const LONGEST_UNFINISHED = 300;

/** Offset of what closes the bracket at `open`, or of the end of its line. */
export function endOfBrackets(code: Code, open: number): number {
  const partner = code.partnerOf(open);
  return partner > open ? partner : lineEndAt(code.masked, open, LONGEST_UNFINISHED);
}

/** Offset of a character in the next `most`; -1 where it is not there. */
export function indexWithin(text: string, character: string, from: number, most: number): number {
  const index = text.slice(from, from + most).indexOf(character);
  return index === -1 ? -1 : from + index;
}

/** Offset of the first character at or behind `at` that is no blank or line break. */
export function skipBlank(text: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.test(text) ? BLANK.lastIndex : at;
}

const BLANK = /\s{0,400}/y;

export function trimmed(text: string, start: number, end: number): TextRange {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return { start: from, end: to };
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Index of the last literal that starts at or before `offset`; -1 where there is none. */
function indexAt(literals: readonly Literal[], offset: number): number {
  let low = -1;
  let high = literals.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((literals[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const BRACKET = /[()[\]{}]/g;

/** Pairs of brackets. One that closes nothing is passed over; one that is closed from outside has no partner. */
function matchBrackets(code: string): Int32Array {
  const partners = new Int32Array(code.length).fill(-1);
  const open: number[] = [];
  const waiting: Record<string, number> = { '(': 0, '[': 0, '{': 0 };
  BRACKET.lastIndex = 0;
  for (let match = BRACKET.exec(code); match; match = BRACKET.exec(code)) {
    const { index } = match;
    const opener = CLOSES[match[0]];
    if (opener === undefined) {
      open.push(index);
      waiting[match[0]] = (waiting[match[0]] ?? 0) + 1;
      continue;
    }
    if (!waiting[opener]) continue;
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      const bracket = code.charAt(last);
      waiting[bracket] = (waiting[bracket] ?? 1) - 1;
      if (bracket !== opener) continue;
      partners[last] = index;
      partners[index] = last;
      break;
    }
  }
  return partners;
}
