/** Code as words, strings and brackets: enough to find calls and what they are given, in Ruby, PHP and Elixir. */
import type { Literal } from '../../fixes/literals/literal.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';

export interface Token {
  /** `key`: what names an argument (`null:`). `line`: what may end a statement. */
  readonly kind: 'word' | 'string' | 'number' | 'symbol' | 'key' | 'open' | 'close' | 'op' | 'line';
  readonly start: number;
  readonly end: number;
  /** Of symbols and keys without their colon; of strings what stands between the quotes. */
  readonly text: string;
  readonly literal?: Literal;
  /** Index of the bracket or keyword that belongs to it; -1 where there is none. */
  partner: number;
}

export interface Tokens {
  readonly document: Document;
  readonly code: Code;
  readonly syntax: Syntax;
  readonly list: readonly Token[];
  /** What names stand for, while it is known: variables that a text was given to, those of a loop over texts. */
  readonly bound: Map<string, string>;
  /** The same for lists of texts. */
  readonly lists: Map<string, readonly string[]>;
}

interface Syntax {
  readonly language: 'ruby' | 'php' | 'elixir';
  /** Keywords that need an `end`, where they start a statement. */
  readonly blocks: ReadonlySet<string>;
  /** Keywords that need an `end` wherever they stand. */
  readonly openers: ReadonlySet<string>;
  readonly hereDocument?: RegExp;
}

export const RUBY: Syntax = {
  language: 'ruby',
  blocks: new Set(['if', 'unless', 'while', 'until', 'case', 'begin', 'for', 'def', 'class', 'module']),
  openers: new Set(['do']),
  hereDocument: /<<[~-]?(["'`]?)([A-Za-z_]\w{0,80})\1/y,
};

export const PHP: Syntax = {
  language: 'php',
  blocks: new Set(),
  openers: new Set(),
  hereDocument: /<<<[ \t]{0,20}(["']?)([A-Za-z_]\w{0,80})\1/y,
};

export const ELIXIR: Syntax = {
  language: 'elixir',
  blocks: new Set(),
  openers: new Set(['do', 'fn']),
};

/** Never throws, takes time in proportion to the text. */
export function tokensOf(document: Document, syntax: Syntax): Tokens {
  const code = codeOf(document);
  const list: Token[] = [];
  const reader: Reader = { code, syntax, list, next: 0, waiting: [] };
  const { masked } = code;
  for (let at = 0; at < masked.length;) {
    const character = masked.charCodeAt(at);
    at = character === 32 || character === 9 ? at + 1 : readToken(reader, at);
  }
  return { document, code, syntax, list: matched(list, syntax), bound: new Map(), lists: new Map() };
}

interface Reader {
  readonly code: Code;
  readonly syntax: Syntax;
  readonly list: Token[];
  /** Index of the next literal. */
  next: number;
  /** Indexes of the tokens whose here-documents have not come yet. */
  readonly waiting: number[];
}

const WORD = /[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*/uy;
const PHP_WORD = /\$?\\?[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*(?:\\[A-Za-z_]\w*)*/y;
const NUMBER = /\d[\w]*(?:\.\d[\d_]*)?/y;
const OPERATOR = /=>|\?->|->|::|&\.|\|>|\|\|=?|&&|==|!=|<=|>=|<>|<<|[+\-*/.]=|[^\s\w]/y;

function readToken(reader: Reader, at: number): number {
  const literal = literalFrom(reader, at);
  if (literal) return addLiteral(reader, literal);
  const { masked } = reader.code;
  const character = masked.charCodeAt(at);
  if (character === 10) return add(reader, reader.syntax.language === 'php' ? undefined : 'line', at, at + 1);
  if (character <= 32) return at + 1;
  if (character === 59) return add(reader, 'line', at, at + 1);
  if (isDigit(character)) return add(reader, 'number', at, endOf(NUMBER, masked, at));
  if (character === 40 || character === 91 || character === 123) return add(reader, 'open', at, at + 1);
  if (character === 41 || character === 93 || character === 125) return add(reader, 'close', at, at + 1);
  const word = readWord(reader, at, character);
  return word > at ? word : readOperator(reader, at, character);
}

function readWord(reader: Reader, at: number, character: number): number {
  const { masked } = reader.code;
  const { language } = reader.syntax;
  if (language === 'php') {
    const end = endOf(PHP_WORD, masked, at);
    return end > at ? addWord(reader, at, end) : at;
  }
  // `:name`, and `@name` of instances and modules.
  const isSymbol = character === 58 && masked[at + 1] !== ':';
  const from = isSymbol ? at + 1 : character === 64 ? at + (masked[at + 1] === '@' ? 2 : 1) : at;
  let end = endOf(WORD, masked, from);
  if (end === from) return at;
  if ((masked[end] === '?' || masked[end] === '!') && masked[end + 1] !== '=') end++;
  return isSymbol ? add(reader, 'symbol', at, end, masked.slice(from, end)) : addWord(reader, at, end);
}

function addWord(reader: Reader, at: number, end: number): number {
  const { masked } = reader.code;
  const isKey = masked[end] === ':' && masked[end + 1] !== ':' && masked[at - 1] !== ':';
  return isKey ? add(reader, 'key', at, end + 1, masked.slice(at, end)) : add(reader, 'word', at, end);
}

function readOperator(reader: Reader, at: number, character: number): number {
  const { masked } = reader.code;
  const { hereDocument } = reader.syntax;
  if (character === 60 && hereDocument) {
    const end = endOf(hereDocument, masked, at);
    if (end > at && isAnnouncement(masked.slice(at, end))) {
      reader.waiting.push(reader.list.length);
      return add(reader, 'op', at, end);
    }
  }
  return add(reader, 'op', at, Math.max(at + 1, endOf(OPERATOR, masked, at)));
}

/** `<<~sql`, `<<SQL`, `<<<SQL`, but not `list <<item`. */
function isAnnouncement(text: string): boolean {
  return /^<<(?:[~<-]|["'`]|[A-Z])/.test(text);
}

function add(
  { code, list }: Reader,
  kind: Token['kind'] | undefined,
  start: number,
  end: number,
  text = code.masked.slice(start, end),
): number {
  if (kind) list.push({ kind, start, end, text, partner: -1 });
  return end;
}

function literalFrom(reader: Reader, at: number): Literal | undefined {
  const { literals } = reader.code;
  while ((literals[reader.next]?.start ?? Infinity) < at) reader.next++;
  const literal = literals[reader.next];
  return literal?.start === at ? literal : undefined;
}

function addLiteral(reader: Reader, literal: Literal): number {
  const { code, list } = reader;
  reader.next++;
  const end = Math.max(literal.end, literal.start + 1);
  if (literal.here) return addHereDocument(reader, literal);
  if (literal.kind === 'comment' || literal.kind === 'markup') return Math.max(literal.end, literal.start);
  const { content } = literal;
  const text = code.text.slice(content.start, content.end);
  const isKey =
    reader.syntax.language !== 'php' &&
    code.masked[end] === ':' &&
    code.masked[end + 1] !== ':' &&
    literal.open === '"';
  const last = list.at(-1);
  if (last?.kind === 'op' && last.text === ':' && last.end === literal.start) {
    list[list.length - 1] = { kind: 'symbol', start: last.start, end, text, partner: -1 };
    return end;
  }
  list.push({ kind: isKey ? 'key' : 'string', start: literal.start, end, text, literal, partner: -1 });
  return isKey ? end + 1 : end;
}

/** Its text belongs to what announced it; the word that ends it is no code. */
function addHereDocument(reader: Reader, literal: Literal): number {
  const { code, list, waiting } = reader;
  const index = waiting.shift();
  const token = index === undefined ? undefined : list[index];
  if (index !== undefined && token) {
    const text = code.text.slice(literal.content.start, literal.content.end);
    list[index] = { ...token, kind: 'string', text, literal };
  }
  let end = literal.end;
  while (code.masked.charCodeAt(end) === 32 || code.masked.charCodeAt(end) === 9) end++;
  return Math.max(literal.start, endOf(WORD, code.masked, end));
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', end: 'end' };

/** Tells each bracket and each `do` its partner. What closes nothing is passed over. */
function matched(list: Token[], syntax: Syntax): readonly Token[] {
  const open: number[] = [];
  const waiting: Record<string, number> = { '(': 0, '[': 0, '{': 0, end: 0 };
  /** A loop's `do` needs no `end` of its own. */
  let loop = false;
  for (const [index, token] of list.entries()) {
    if (token.kind === 'line') loop = false;
    const opener =
      token.kind === 'open' ? token.text : token.kind === 'word' ? keyword(list, index, syntax) : '';
    if (opener === 'end' && token.text === 'do' && loop) loop = false;
    else if (opener !== '') {
      loop ||= /^(?:while|until|for)$/.test(token.text);
      open.push(index);
      waiting[opener] = (waiting[opener] ?? 0) + 1;
    } else if (
      token.kind === 'close' ||
      (token.kind === 'word' && token.text === 'end' && syntax.openers.size > 0)
    )
      close(list, open, waiting, index);
  }
  return list;
}

function close(list: Token[], open: number[], waiting: Record<string, number>, index: number): void {
  const wanted = CLOSES[list[index]?.text ?? ''] ?? '';
  if (!waiting[wanted]) return;
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    const opener = list[last];
    const closing = list[index];
    const bracket = opener?.kind === 'open' ? opener.text : 'end';
    waiting[bracket] = (waiting[bracket] ?? 1) - 1;
    if (bracket !== wanted || !opener || !closing) continue;
    opener.partner = index;
    closing.partner = last;
    return;
  }
}

/** "end" where the word needs one. */
function keyword(list: readonly Token[], index: number, { blocks, openers }: Syntax): string {
  const text = list[index]?.text ?? '';
  const before = list[index - 1];
  if (before?.kind === 'op' && /^(?:\.|&\.|::)$/.test(before.text)) return '';
  if (openers.has(text)) return 'end';
  if (!blocks.has(text)) return '';
  const starts =
    !before ||
    before.kind === 'line' ||
    before.kind === 'open' ||
    before.kind === 'op' ||
    /^(?:then|do|else|ensure|begin|private|protected|private_class_method)$/.test(before.text);
  return starts && !(text === 'def' && isOneLiner(list, index)) ? 'end' : '';
}

/** `def name(a) = expression` */
function isOneLiner(list: readonly Token[], index: number): boolean {
  let at = index + 2;
  while (list[at]?.kind === 'op' && list[at]?.text === '.') at += 2;
  if (list[at]?.text === '(') {
    while (at < list.length && at < index + 60 && list[at]?.text !== ')') at++;
    at++;
  }
  return list[at]?.kind === 'op' && list[at]?.text === '=';
}
