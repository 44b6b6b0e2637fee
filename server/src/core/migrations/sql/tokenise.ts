import { isNameCode, isSpaceCode, SPACE, NAME, DIGIT, classOf } from './characters.ts';
import { addToHash, findWord, type Word } from './keywords.ts';
import { cutAtStatement } from './resync.ts';
import {
  blockCommentEnd,
  bracketedNameEnd,
  dollarTagEnd,
  isLineEnd,
  isTemplateControl,
  lineEnd,
  quotedEnd,
  templateEnd,
} from './scan.ts';

import {
  BREAKPOINT,
  CUT,
  DOLLAR,
  END,
  FRESH,
  MARK,
  NUMBER,
  PARAMETER,
  QUOTED,
  STRING,
  TEMPLATE,
  WORD,
  type TokenOptions,
  type Tokens,
} from './tokens.ts';

/** Takes time in proportion to the text. Comments, psql's commands and COPY's data are left out. */
export function tokenise(text: string, options: TokenOptions): Tokens {
  const first = scan(text, options, false);
  return first.broken ? scan(text, options, true) : first;
}

interface Scanner {
  readonly text: string;
  readonly to: number;
  readonly mysql: boolean;
  readonly brackets: boolean;
  /** A string that swallows what looks like a statement ends before it. */
  readonly strict: boolean;
  readonly tokens: Tokens;
  fresh: boolean;
  delimiter: string;
  /** Index of the first token of the statement. */
  statement: number;
  /** How often something without an end was searched for: the time for that is limited. */
  searches: number;
}

const MOST_SEARCHES = 100;

function scan(text: string, options: TokenOptions, strict: boolean): Tokens {
  const room = Math.ceil((options.to - options.from) / 4) + 16;
  const tokens: Tokens = {
    text,
    shift: options.shift ?? 0,
    count: 0,
    kinds: new Uint8Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
    words: [],
    broken: false,
    dynamic: options.dynamic ?? false,
    signs: [0, 0, 0],
    leaning: 0,
    backticks: 0,
    doubleQuotes: 0,
  };
  const { to, mysql, brackets } = options;
  const scanner: Scanner = {
    text,
    to,
    mysql,
    brackets,
    strict,
    tokens,
    fresh: true,
    delimiter: '',
    statement: 0,
    searches: 0,
  };
  let at = options.from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    if (kind === SPACE) {
      if (code === 10 || code === 13) scanner.fresh = true;
      at++;
    } else if (kind === NAME) at = takeWord(scanner, at);
    else if (kind === DIGIT) at = takeNumber(scanner, at);
    else at = takeMark(scanner, at, code);
  }
  tokens.broken ||= strict;
  return tokens;
}

function push(scanner: Scanner, kind: number, start: number, end: number, word: Word): number {
  const { tokens } = scanner;
  const index = tokens.count++;
  if (index === tokens.kinds.length) grow(tokens);
  tokens.kinds[index] = scanner.fresh ? kind | FRESH : kind;
  tokens.starts[index] = start;
  tokens.ends[index] = end;
  tokens.words.push(word);
  scanner.fresh = false;
  return end;
}

function grow(tokens: Tokens): void {
  const room = tokens.kinds.length * 2;
  const kinds = new Uint8Array(room);
  kinds.set(tokens.kinds);
  tokens.kinds = kinds;
  const starts = new Int32Array(room);
  starts.set(tokens.starts);
  tokens.starts = starts;
  const ends = new Int32Array(room);
  ends.set(tokens.ends);
  tokens.ends = ends;
}

function takeWord(scanner: Scanner, start: number): number {
  const { text, to, tokens } = scanner;
  let hash = 0;
  let end = start;
  let code = text.charCodeAt(end);
  do {
    hash = addToHash(hash, code);
    end++;
    code = end < to ? text.charCodeAt(end) : 0;
  } while (isNameCode(code));
  if (code === 36 /* $ */ || code === 123 /* { */) return takeLongName(scanner, start, end);
  if (code === 39 /* ' */ && end - start <= 2 && isStringPrefix(text, start, end)) {
    return takeString(scanner, start, end, (text.charCodeAt(start) | 32) === 101);
  }
  const entry = findWord(text, start, end, hash);
  if (entry === undefined) return push(scanner, WORD, start, end, '');
  if (entry.word === 'delimiter' && scanner.fresh) return takeDelimiter(scanner, end);
  if (entry.signs) {
    tokens.signs[0] += entry.signs[0];
    tokens.signs[1] += entry.signs[1];
    tokens.signs[2] += entry.signs[2];
  }
  if (entry.leaning !== undefined) tokens.leaning += entry.leaning;
  return push(scanner, WORD, start, end, entry.word);
}

/** E'…', B'…', X'…', N'…', U&'…' is left to two tokens. */
function isStringPrefix(text: string, start: number, end: number): boolean {
  if (end - start !== 1) return false;
  const code = text.charCodeAt(start) | 32;
  return code === 101 || code === 98 || code === 120 || code === 110;
}

/** A name with `$` or a template in it. */
function takeLongName(scanner: Scanner, start: number, from: number): number {
  const { text, to } = scanner;
  let end = from;
  let template = 0;
  while (end < to) {
    const code = text.charCodeAt(end);
    const behind = code === 123 || code === 36 ? templateEnd(text, end, to) : undefined;
    if (behind !== undefined) {
      template = TEMPLATE;
      end = behind;
    } else if (isNameCode(code) || (code === 36 && end > start)) end++;
    else break;
  }
  return push(scanner, WORD | template, start, end, '');
}

function takeNumber(scanner: Scanner, start: number): number {
  const { text, to } = scanner;
  let end = start + 1;
  while (end < to && (isNameCode(text.charCodeAt(end)) || text.charCodeAt(end) === 46)) end++;
  return push(scanner, NUMBER, start, end, '');
}

function takeMark(scanner: Scanner, at: number, code: number): number {
  const { text, to } = scanner;
  const next = at + 1 < to ? text.charCodeAt(at + 1) : 0;
  if (scanner.delimiter !== '' && text.startsWith(scanner.delimiter, at)) {
    return takeEnd(scanner, at, at + scanner.delimiter.length);
  }
  switch (code) {
    case 45 /* - */:
      if (next === 45) return takeLineComment(scanner, at);
      break;
    case 47 /* / */:
      if (next === 42) return takeBlockComment(scanner, at);
      break;
    case 35 /* # */:
      if (scanner.mysql) return lineEnd(text, at, to);
      break;
    case 42 /* * */:
      // The end of MySQL's /*! … */, whose inside is read.
      if (next === 47 && scanner.mysql) return at + 2;
      break;
    case 39 /* ' */:
      return takeString(scanner, at, at, scanner.mysql);
    case 34 /* " */:
      scanner.tokens.doubleQuotes++;
      return takeQuotedName(scanner, at);
    case 96 /* ` */:
      scanner.tokens.backticks++;
      return takeQuotedName(scanner, at);
    case 36 /* $ */:
      return takeDollar(scanner, at);
    case 59 /* ; */:
      if (scanner.delimiter === '') return takeEnd(scanner, at, at + 1);
      break;
    case 58 /* : */:
      if (next === 58) scanner.tokens.signs[0] += 2;
      else if (classOf(next) === NAME && text.charCodeAt(at - 1) !== 58) return takeParameter(scanner, at);
      break;
    case 64 /* @ */:
      if (classOf(next) === NAME || next === 64) return takeParameter(scanner, at);
      break;
    case 92 /* \ */:
      if (scanner.fresh || next !== 34) return lineEnd(text, at, to);
      break;
    case 91 /* [ */:
      if (scanner.brackets) {
        const end = bracketedNameEnd(text, at, to);
        if (end !== undefined) return push(scanner, QUOTED, at, end, '');
      }
      break;
    case 123 /* { */:
      return takeBrace(scanner, at, next);
    default:
  }
  return push(scanner, MARK, at, at + 1, text[at] as Word);
}

function takeBrace(scanner: Scanner, at: number, next: number): number {
  const { text, to } = scanner;
  if (next === 37 /* % */) {
    const end = text.indexOf('%}', at);
    const line = lineEnd(text, at, to);
    return end === -1 || end > line ? line : end + 2;
  }
  const end = templateEnd(text, at, to);
  if (end === undefined) return push(scanner, MARK, at, at + 1, '{');
  return isTemplateControl(text, at, end) || (scanner.fresh && isLineEnd(text, end, to))
    ? end
    : takeLongName(scanner, at, at);
}

function takeParameter(scanner: Scanner, start: number): number {
  const { text, to } = scanner;
  let end = start + 1;
  while (end < to && (isNameCode(text.charCodeAt(end)) || text.charCodeAt(end) === 64)) end++;
  return push(scanner, PARAMETER, start, end, '');
}

function takeLineComment(scanner: Scanner, at: number): number {
  const { text, to, tokens } = scanner;
  const end = lineEnd(text, at, to);
  if (text.charCodeAt(at + 2) === 62 && text.startsWith(' statement-breakpoint', at + 3)) {
    push(scanner, BREAKPOINT, at, end, '');
    scanner.statement = tokens.count;
  }
  return end;
}

function takeBlockComment(scanner: Scanner, at: number): number {
  const { text, to, tokens } = scanner;
  // MySQL runs what stands in /*!40101 … */.
  if (text.charCodeAt(at + 2) === 33 && scanner.mysql) {
    let inside = at + 3;
    while (inside < to && classOf(text.charCodeAt(inside)) === DIGIT) inside++;
    tokens.signs[1] += 3;
    return inside;
  }
  if (scanner.searches > MOST_SEARCHES) return lineEnd(text, at, to);
  const end = blockCommentEnd(text, at, to, !scanner.mysql);
  if (end !== undefined) return end;
  tokens.broken = true;
  return endOfBroken(scanner, at);
}

/** `start`: with its prefix; `quote`: where its quote stands. */
function takeString(scanner: Scanner, start: number, quote: number, backslashes: boolean): number {
  return takeQuoted(scanner, STRING, start, quote, backslashes);
}

function takeQuotedName(scanner: Scanner, at: number): number {
  return takeQuoted(scanner, QUOTED, at, at, scanner.mysql && scanner.text.charCodeAt(at) === 34);
}

function takeQuoted(
  scanner: Scanner,
  kind: number,
  start: number,
  quote: number,
  backslashes: boolean,
): number {
  const { text, to, tokens } = scanner;
  const end = quotedEnd(text, quote, to, backslashes);
  if (scanner.strict) {
    const cut = cutAtStatement(text, quote + 1, end ?? to);
    if (cut !== undefined) return push(scanner, kind | CUT, start, cut, '');
    if (end === undefined) return push(scanner, kind | CUT, start, lineEnd(text, start, to), '');
  } else if (end === undefined || isSuspicious(text, quote, end)) tokens.broken = true;
  return push(scanner, end === undefined ? kind | CUT : kind, start, end ?? to, '');
}

/** 'x); CREATE TABLE b (c text DEFAULT 'y: what looks like a string is what stands between two. */
function isSuspicious(text: string, start: number, end: number): boolean {
  return isNameCode(text.charCodeAt(end)) && cutAtStatement(text, start + 1, end) !== undefined;
}

function takeDollar(scanner: Scanner, at: number): number {
  const { text, to, tokens } = scanner;
  const tagEnd = dollarTagEnd(text, at, to);
  if (tagEnd === undefined) {
    if (templateEnd(text, at, to) !== undefined) return takeLongName(scanner, at, at);
    if (at + 1 < to && classOf(text.charCodeAt(at + 1)) === DIGIT) return takeParameter(scanner, at);
    return push(scanner, MARK, at, at + 1, '$');
  }
  if (scanner.searches > MOST_SEARCHES) return push(scanner, MARK, at, at + 1, '$');
  const tag = text.slice(at, tagEnd);
  const close = text.indexOf(tag, tagEnd);
  tokens.signs[0] += 2;
  const end = close === -1 || close + tag.length > to ? undefined : close + tag.length;
  if (end === undefined) {
    tokens.broken = true;
    return push(scanner, DOLLAR | CUT, at, scanner.strict ? endOfBroken(scanner, at) : to, '');
  }
  if (scanner.strict && opensAnother(text, close)) {
    const cut = cutAtStatement(text, tagEnd, close, true);
    if (cut !== undefined) return push(scanner, DOLLAR | CUT, at, cut, '');
  }
  return push(scanner, DOLLAR, at, end, '');
}

/** Whether the tag at `at` opens a body (AS $$, DO $$), so that the one before it was never closed. */
function opensAnother(text: string, at: number): boolean {
  let end = at;
  while (end > 0 && isSpaceCode(text.charCodeAt(end - 1))) end--;
  const word = text.slice(Math.max(0, end - 3), end).toLowerCase();
  return /\W(?:as|do)$/.test(word);
}

/** Where reading goes on after something that is never ended. */
function endOfBroken(scanner: Scanner, at: number): number {
  const { text, to } = scanner;
  if (!scanner.strict) return to;
  if (scanner.searches++ > MOST_SEARCHES) return lineEnd(text, at, to);
  return cutAtStatement(text, at + 2, to) ?? to;
}

function takeDelimiter(scanner: Scanner, at: number): number {
  const { text, to } = scanner;
  const end = lineEnd(text, at, to);
  const delimiter = text.slice(at, end).trim();
  scanner.tokens.signs[1] += 5;
  scanner.delimiter = delimiter === ';' ? '' : delimiter.slice(0, 16);
  takeEnd(scanner, end, end);
  scanner.fresh = true;
  return end;
}

function takeEnd(scanner: Scanner, start: number, end: number): number {
  const { tokens, text, to } = scanner;
  const copies =
    tokens.words[scanner.statement] === 'copy' && tokens.words.indexOf('stdin', scanner.statement) !== -1;
  push(scanner, END, start, end, ';');
  scanner.statement = tokens.count;
  return copies ? copyDataEnd(text, end, to) : end;
}

/** Behind the line `\.` that ends COPY's data. */
function copyDataEnd(text: string, start: number, to: number): number {
  const end = text.indexOf('\n\\.', start);
  return end === -1 || end >= to ? to : Math.min(to, end + 3);
}
