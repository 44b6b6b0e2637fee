import type { Span } from '../../span.ts';
import type { Dialect, Operation } from '../operation.ts';
import type { Word } from './keywords.ts';
import { FRESH, KIND, type Tokens } from './tokens.ts';

/** What the readers of one text share. */
export interface SqlContext {
  readonly placeOf: (start: number, end: number) => Span;
  readonly dialect: Dialect;
  /** Reads a statement in the body of another one. */
  readonly readStatement: (cursor: Cursor) => void;
  /** Operations of the statement, in order. */
  out: Operation[];
  /** Inside a DO block. */
  readonly nested: boolean;
  /** Inside a loop of one: rows are changed in batches, perhaps. */
  loops: number;
  /** How deep strings with statements stand in each other. */
  readonly level: number;
  /** What the statement asks of MySQL. */
  asks: Asks;
  /** Where the operation before stands. */
  last?: { readonly tokens: Tokens; readonly first: number; readonly behind: number; readonly at: Span };
}

export interface Asks {
  readonly algorithm?: 'inplace' | 'instant' | 'copy';
  readonly lock?: 'none' | 'shared' | 'exclusive';
}

/** A place in the tokens of a statement. All readers move `at` and never pass `end`. */
export interface Cursor {
  readonly tokens: Tokens;
  readonly words: readonly Word[];
  readonly context: SqlContext;
  at: number;
  end: number;
}

export function cursorOver(tokens: Tokens, context: SqlContext, at: number, end: number): Cursor {
  return { tokens, words: tokens.words, context, at, end };
}

/** The word `ahead` tokens further: "" for names, strings and the end. */
export function peek(cursor: Cursor, ahead = 0): Word {
  const index = cursor.at + ahead;
  return index < cursor.end ? (cursor.words[index] ?? '') : '';
}

export function is(cursor: Cursor, word: Word): boolean {
  return cursor.at < cursor.end && cursor.words[cursor.at] === word;
}

export function take(cursor: Cursor, word: Word): boolean {
  if (cursor.at >= cursor.end || cursor.words[cursor.at] !== word) return false;
  cursor.at++;
  return true;
}

/** All of them in a row, or nothing. */
export function takeAll(cursor: Cursor, ...words: readonly Word[]): boolean {
  for (let index = 0; index < words.length; index++) if (peek(cursor, index) !== words[index]) return false;
  cursor.at += words.length;
  return true;
}

export function kindAt(cursor: Cursor, index: number): number {
  return index < cursor.end ? (cursor.tokens.kinds[index] ?? 0) & KIND : 0;
}

/** Behind the bracket that closes the one at `at`; the end where none does. */
export function bracketEnd(cursor: Cursor, at = cursor.at): number {
  const { words, end } = cursor;
  let depth = 0;
  for (let index = at; index < end; index++) {
    const word = words[index];
    if (word === '(' || word === '[') depth++;
    else if (word === ')' || word === ']') {
      depth--;
      if (depth <= 0) return index + 1;
    }
  }
  return end;
}

/** Steps over one token, or over brackets with all that stands in them. */
export function skip(cursor: Cursor): void {
  cursor.at = is(cursor, '(') || is(cursor, '[') ? bracketEnd(cursor) : Math.min(cursor.at + 1, cursor.end);
}

/** Calls `read` for each part between commas: from `at` to `end`, where `end` is set to the part's. */
export function eachPart(cursor: Cursor, end: number, read: (cursor: Cursor, index: number) => void): void {
  const outer = cursor.end;
  let index = 0;
  while (cursor.at < end) {
    const partEnd = commaBefore(cursor, end);
    cursor.end = partEnd;
    read(cursor, index++);
    cursor.end = outer;
    cursor.at = partEnd < end ? partEnd + 1 : end;
  }
}

/** What stands in the brackets here, part by part; the cursor goes behind them. */
export function eachInBrackets(cursor: Cursor, read: (cursor: Cursor, index: number) => void): void {
  if (!is(cursor, '(')) return;
  const behind = bracketEnd(cursor);
  const last = cursor.words[behind - 1] === ')' ? behind - 1 : behind;
  cursor.at++;
  eachPart(cursor, last, read);
  cursor.at = behind;
}

function commaBefore(cursor: Cursor, end: number): number {
  const { words } = cursor;
  let depth = 0;
  for (let index = cursor.at; index < end; index++) {
    const word = words[index];
    if (word === '(' || word === '[') depth++;
    else if (word === ')' || word === ']') depth--;
    else if (word === ',' && depth <= 0) return index;
  }
  return end;
}

/** Offset in the file. */
export function startOf(cursor: Cursor, index: number): number {
  return (cursor.tokens.starts[index] ?? cursor.tokens.text.length) + cursor.tokens.shift;
}

export function endOf(cursor: Cursor, index: number): number {
  return (cursor.tokens.ends[index] ?? cursor.tokens.text.length) + cursor.tokens.shift;
}

/** From the token `first` to before `behind`, cut at the end of the first line. */
export function placeOf(cursor: Cursor, first: number, behind: number): Span {
  const { kinds, starts, ends, text, shift } = cursor.tokens;
  let last = first;
  while (last + 1 < behind && ((kinds[last + 1] ?? 0) & FRESH) === 0) last++;
  const start = starts[first] ?? text.length;
  let end = ends[last] ?? text.length;
  const line = lineBreak(text, starts[last] ?? start, end);
  if (line !== -1) end = line;
  return cursor.context.placeOf(start + shift, end + shift);
}

/** Of a string over several lines: its first. */
function lineBreak(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return -1;
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'at' | 'nested'> : never;
export type Doing = WithoutPlace<Operation>;

/** One operation, from the token `first` to the cursor's end. */
export function emit(cursor: Cursor, first: number, operation: Doing): void {
  const { context } = cursor;
  const behind = Math.max(cursor.end, first + 1);
  let { last } = context;
  // DROP TABLE a, b, c …: the same place for each.
  if (last?.tokens !== cursor.tokens || last.first !== first || last.behind !== behind) {
    last = { tokens: cursor.tokens, first, behind, at: placeOf(cursor, first, behind) };
    context.last = last;
  }
  const { at } = last;
  const nested = context.nested ? NESTED : undefined;
  context.out.push({ ...operation, ...context.asks, ...nested, at });
}

const NESTED = { nested: true } as const;

const YES = {
  ifExists: { ifExists: true },
  ifNotExists: { ifNotExists: true },
  cascade: { cascade: true },
  concurrently: { concurrently: true },
} as const;

/** `{ [name]: true }` where it is so; to be spread. */
export function flag<K extends keyof typeof YES>(name: K, set: boolean): Partial<(typeof YES)[K]> {
  return set ? YES[name] : {};
}

export function takeIfExists(cursor: Cursor): Partial<(typeof YES)['ifExists']> {
  return flag('ifExists', takeAll(cursor, 'if', 'exists'));
}

export function takeIfNotExists(cursor: Cursor): Partial<(typeof YES)['ifNotExists']> {
  return flag('ifNotExists', takeAll(cursor, 'if', 'not', 'exists'));
}

export function takeCascade(cursor: Cursor): Partial<(typeof YES)['cascade']> {
  const cascade = take(cursor, 'cascade');
  if (!cascade) take(cursor, 'restrict');
  return flag('cascade', cascade);
}
