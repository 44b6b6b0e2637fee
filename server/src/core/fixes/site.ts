/** The place that a secret stands in, and what is around it. */

import type { TextEdit } from '../edit.ts';
import type { TextRange } from '../finding.ts';
import type { Document } from '../source.ts';
import { decode } from './escapes.ts';
import { lexed, literalAt, type Literal } from './literals.ts';
import type { Project } from './project.ts';

export interface Site {
  readonly document: Document;
  readonly text: string;
  /** The text with its literals blanked, as long as the text itself. */
  readonly code: string;
  readonly literals: readonly Literal[];
  /** The secret; inside `literal` where there is one. */
  readonly range: TextRange;
  /** The string that holds the whole secret; undefined where it stands in no literal at all. */
  readonly literal: Literal | undefined;
  /** What an edit for a variable replaces where all of the literal goes: the literal, or the bare word. */
  readonly whole: TextRange;
  /** True where the literal, or the word, holds nothing but the secret. */
  readonly isWhole: boolean;
  readonly project: Project;
}

/** The place of `range`; undefined where the range is empty, outside the text, or cuts through a literal's end. */
export function siteOf(document: Document, range: TextRange, project: Project): Site | undefined {
  const { text } = document;
  if (!(range.start >= 0 && range.end > range.start && range.end <= text.length)) return undefined;
  const { literals, code } = lexed(document);
  const literal = literalAt(literals, range.start) ?? literalAt(literals, range.end - 1);
  const common = { document, text, code, literals, project };
  if (!literal) {
    return literals.some((other) => overlaps(other, range))
      ? undefined
      : { ...common, literal, range, whole: range, isWhole: true };
  }
  // A rule may have counted the quotes in; nothing but the quotes may be outside.
  if (range.start < literal.start || range.end > literal.end) return undefined;
  const inner = {
    start: Math.max(range.start, literal.content.start),
    end: Math.min(range.end, literal.content.end),
  };
  if (inner.end <= inner.start) return undefined;
  const around = text.slice(literal.content.start, inner.start) + text.slice(inner.end, literal.content.end);
  // Where the language takes the indentation off, the lines of the quotes are none of the value either.
  const isWhole = around === '' || (literal.dedents === true && !literal.here && around.trim() === '');
  return { ...common, literal, range: inner, whole: { start: literal.start, end: literal.end }, isWhole };
}

function overlaps(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end;
}

/** True where a part of `range` is worked out at run time. */
export function isComputed({ literal }: Site, range: TextRange): boolean {
  return literal?.holes.some((hole) => overlaps(hole, range)) ?? false;
}

/** The value at run time of a part of the site's literal. */
export function valueOf({ text, literal }: Site, range: TextRange): string | undefined {
  const source = text.slice(range.start, range.end);
  const value = literal ? decode(source, literal) : source;
  return literal?.dedents && value?.includes('\n') ? dedent(value) : value;
}

/** Lines without the indentation that all but the first share. */
function dedent(value: string): string {
  const [first = '', ...rest] = value.split('\n');
  const indents = rest
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents, Infinity);
  return [first, ...rest.map((line) => line.slice(Number.isFinite(shared) ? shared : 0))].join('\n');
}

/** How far a pattern may look around; keeps every look short, whatever the file. */
const WINDOW = 600;

/** The code before the literal. */
export function before({ code, whole }: Site): string {
  return code.slice(Math.max(0, whole.start - WINDOW), whole.start);
}

/** The code behind the literal. */
export function after({ code, whole }: Site): string {
  return code.slice(whole.end, whole.end + WINDOW);
}

export function previousCharacter(site: Site): string {
  return before(site).trimEnd().slice(-1);
}

export function nextCharacter(site: Site): string {
  return after(site).trimStart().charAt(0);
}

/** An edit that replaces `range` without growing together with a word beside it: `return"x"`. */
export function replaceWord({ text }: Site, range: TextRange, newText: string): TextEdit {
  const word = /[\w$]/;
  const left = word.test(newText.charAt(0)) && word.test(text.charAt(range.start - 1)) ? ' ' : '';
  const right = word.test(newText.slice(-1)) && word.test(text.charAt(range.end)) ? ' ' : '';
  return { range, newText: `${left}${newText}${right}` };
}

export function insertion(at: number, newText: string): TextEdit {
  return { range: { start: at, end: at }, newText };
}

/** The literal's text before and behind the secret, as it is written. */
export function surroundings({ text, literal, range }: Site): readonly [string, string] {
  if (!literal) return ['', ''];
  return [text.slice(literal.content.start, range.start), text.slice(range.end, literal.content.end)];
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Offset of the bracket that encloses `at`, looking back through at most 20,000 characters of code. */
export function enclosingBracket(code: string, at: number): number | undefined {
  const open: string[] = [];
  for (let index = at - 1; index >= 0 && index > at - 20_000; index--) {
    const character = code.charAt(index);
    if (character === ')' || character === ']' || character === '}') {
      open.push(character);
    } else if (character in CLOSING && open.pop() === undefined) {
      return index;
    }
  }
  return undefined;
}

/** The code between the statement's start and `at`, where a statement starts behind `;`, `{` or `}`. */
export function statementBefore(code: string, at: number): string {
  const window = code.slice(Math.max(0, at - WINDOW), at);
  return window.slice(
    Math.max(window.lastIndexOf(';'), window.lastIndexOf('{'), window.lastIndexOf('}')) + 1,
  );
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/** Offset of the first character behind a byte order mark and a `#!` line. */
export function afterShebang(text: string): number {
  return /^\uFEFF?(?:#![^\n]*(?:\n|$))?/.exec(text)?.[0].length ?? 0;
}
