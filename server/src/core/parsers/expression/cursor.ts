/** Where the reading of an expression is, and what stands there. */
import type { Language } from '../../language.ts';
import type { Code } from '../code.ts';
import type { Expr } from '../expression.ts';
import type { Literal } from '../../fixes/literals/literal.ts';

export interface Cursor {
  readonly code: Code;
  readonly family: Family;
  readonly end: number;
  at: number;
  /** Brackets round the place: line breaks mean nothing in them. */
  depth: number;
  /** Nested expressions, so that hostile text ends. */
  nested: number;
  /** An expression whose operators bind at least as tightly as `least`: 0 is all of it. The cursor is behind it then. */
  readonly parse: (cursor: Cursor, least: number) => Expr;
}

/** Languages that read alike. */
export type Family =
  'js' | 'python' | 'ruby' | 'php' | 'java' | 'kotlin' | 'csharp' | 'go' | 'rust' | 'elixir';

export const DEEPEST = 60;

/** `parse` reads expressions, in which each part may hold others. */
export function createCursor(
  code: Code,
  language: Language,
  { start, end }: { readonly start: number; readonly end: number },
  parse: Cursor['parse'],
): Cursor {
  const last = Math.min(end, code.text.length);
  return { code, family: FAMILIES[language] ?? 'js', at: start, end: last, depth: 0, nested: 0, parse };
}

export function unknown(start: number, end: number): Expr {
  return { kind: 'unknown', start, end };
}

const FAMILIES: Readonly<Partial<Record<Language, Family>>> = {
  python: 'python',
  ruby: 'ruby',
  php: 'php',
  java: 'java',
  kotlin: 'kotlin',
  csharp: 'csharp',
  go: 'go',
  rust: 'rust',
  elixir: 'elixir',
};

const BLANK = /[ \t]*(?:\\\r?\n[ \t]*)?/y;
const BLANK_OR_BREAK = /\s*/y;

/** Over blanks, and over line breaks in brackets. True where a line ended. */
export function skip(cursor: Cursor): void {
  const pattern = cursor.depth > 0 ? BLANK_OR_BREAK : BLANK;
  cursor.at = endOf(pattern, cursor.code.masked, cursor.at);
}

export function skipLines(cursor: Cursor): void {
  cursor.at = endOf(BLANK_OR_BREAK, cursor.code.masked, cursor.at);
}

/** Where the next thing stands, in this line or in the next ones. */
export function nextAt(cursor: Cursor): number {
  return endOf(BLANK_OR_BREAK, cursor.code.masked, cursor.at);
}

export function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export function peek(cursor: Cursor): string {
  return cursor.at < cursor.end ? cursor.code.masked.charAt(cursor.at) : '';
}

export function startsWith(cursor: Cursor, text: string): boolean {
  return cursor.at + text.length <= cursor.end && cursor.code.masked.startsWith(text, cursor.at);
}

const WORD = /[@$]{0,2}[A-Za-z_\u00a1-\uffff][\w$\u00a1-\uffff]*/y;
const RUBY_WORD = /[@$]{0,2}[A-Za-z_][\w]*[?!]?(?!=[^=>~])/y;

/** The word at the cursor, which stays; "" where there is none. */
export function wordHere({ code, family, at, end }: Cursor): string {
  if (at >= end) return '';
  return matchAt(family === 'ruby' || family === 'elixir' ? RUBY_WORD : WORD, code.masked, at)?.[0] ?? '';
}

/** The string or regular expression that starts at the cursor, with what is written before its quote. */
export function literalHere({ code, at, end }: Cursor): Literal | undefined {
  return at < end ? code.literalAt(at) : undefined;
}
