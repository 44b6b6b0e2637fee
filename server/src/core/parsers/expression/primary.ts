/** What an expression starts with. */
import type { Expr } from '../expression.ts';
import { braces, listOrMap, parenthesised } from './brackets.ts';
import {
  endOf,
  literalHere,
  matchAt,
  nextAt,
  peek,
  skip,
  skipLines,
  startsWith,
  wordHere,
  type Cursor,
  unknown,
} from './cursor.ts';
import { anonymousFunction, arrowFunction } from './functions.ts';
import { parseLiteral } from './literals.ts';
import { parsePostfix } from './postfix.ts';

export function parsePrimary(cursor: Cursor): Expr {
  skip(cursor);
  const start = cursor.at;
  if (start >= cursor.end) return unknown(start, start);
  const literal = literalHere(cursor);
  if (literal) return strings(cursor, parseLiteral(cursor, literal));
  const { family } = cursor;
  switch (peek(cursor)) {
    case '(':
      return arrowFunction(cursor) ?? parenthesised(cursor);
    case '[':
      return family === 'go' ? (goType(cursor) ?? listOrMap(cursor)) : listOrMap(cursor);
    case '{':
      return braces(cursor);
    case '%':
      if (family === 'elixir' && startsWith(cursor, '%{')) {
        cursor.at++;
        return braces(cursor);
      }
      break;
    case '!':
      return negated(cursor, 1);
    case '-':
      if (family === 'ruby' && startsWith(cursor, '->')) return anonymousFunction(cursor, 2);
      return negative(cursor);
    case '&':
    case '+':
    case '~':
    case '^':
      return prefixed(cursor, startsWith(cursor, '&&') ? 2 : 1);
    case '*':
      return spread(cursor, startsWith(cursor, '**') ? 2 : 1);
    case '.':
      if (startsWith(cursor, '...')) return spread(cursor, 3);
      // C#: `..` of a collection; Kotlin and Ruby ranges don't start an expression.
      return startsWith(cursor, '..') ? spread(cursor, 2) : unknown(start, start);
    case ':':
      return symbol(cursor);
    case '\\':
      // PHP's names from the root
      cursor.at++;
      return parsePrimary(cursor);
    case '|':
      if (family === 'rust') return anonymousFunction(cursor, 0);
      break;
    default:
  }
  const number = matchAt(NUMBER, cursor.code.masked, start)?.[0];
  if (number !== undefined) {
    cursor.at += number.length;
    const value = Number(number.replace(/_/g, '').replace(/[lLfFdDmMnu]+$/, ''));
    return { kind: 'number', value, start, end: cursor.at };
  }
  const word = wordHere(cursor);
  return word === '' ? unknown(start, start) : named(cursor, word);
}

const NUMBER =
  /(?:0[xX][\da-fA-F_]{1,20}|\d[\d_]{0,20}(?:\.\d[\d_]{0,20})?(?:[eE][+-]?\d{1,4})?)[lLfFdDmMnu]{0,2}(?![\w$])/y;

/** Python and C put strings together that stand side by side. */
function strings(cursor: Cursor, first: Expr): Expr {
  if (cursor.family !== 'python' || (first.kind !== 'string' && first.kind !== 'template')) return first;
  const parts: Expr[] = first.kind === 'template' ? [...first.parts] : [first];
  let end = first.end;
  for (let steps = 0; steps < 100; steps++) {
    skip(cursor);
    const literal = literalHere(cursor);
    if (literal?.kind !== 'string') break;
    const next = parseLiteral(cursor, literal);
    parts.push(...(next.kind === 'template' ? next.parts : [next]));
    end = next.end;
  }
  return end === first.end ? first : { kind: 'template', parts, start: first.start, end };
}

function negated(cursor: Cursor, length: number): Expr {
  const start = cursor.at;
  cursor.at += length;
  skipLines(cursor);
  const value = cursor.parse(cursor, NEGATION);
  return { kind: 'not', value, start, end: Math.max(value.end, cursor.at) };
}

/** `not a == b` is `not (a == b)`; `!a == b` is `(!a) == b`. */
const NEGATION = 10;
const PYTHON_NEGATION = 5;

function negative(cursor: Cursor): Expr {
  const start = cursor.at;
  cursor.at++;
  const value = cursor.parse(cursor, 10);
  if (value.kind === 'number') return { ...value, value: -value.value, start };
  return unknown(start, Math.max(value.end, cursor.at));
}

function prefixed(cursor: Cursor, length: number): Expr {
  const start = cursor.at;
  cursor.at += length;
  const value = cursor.parse(cursor, 10);
  return value.end > value.start ? { ...value, start } : unknown(start, cursor.at);
}

function spread(cursor: Cursor, length: number): Expr {
  const start = cursor.at;
  cursor.at += length;
  const value = cursor.parse(cursor, 1);
  return { kind: 'spread', value, start, end: Math.max(value.end, cursor.at) };
}

/** `:get`, `:"x y"`: what it names, as a text. */
function symbol(cursor: Cursor): Expr {
  const start = cursor.at;
  const name = matchAt(/:([A-Za-z_]\w*[?!]?)/y, cursor.code.masked, start);
  if (name?.[1] !== undefined && (cursor.family === 'ruby' || cursor.family === 'elixir')) {
    cursor.at += name[0].length;
    const content = { start: start + 1, end: cursor.at };
    return { kind: 'string', text: name[1], content, start, end: cursor.at };
  }
  if (cursor.family === 'ruby' && startsWith(cursor, '::')) {
    cursor.at += 2;
    return parsePrimary(cursor);
  }
  return unknown(start, start);
}

function named(cursor: Cursor, word: string): Expr {
  const start = cursor.at;
  const end = start + word.length;
  const { family } = cursor;
  const constant = CONSTANTS.get(word);
  if (constant !== undefined && !(family === 'php' ? false : NOT_CONSTANT[family]?.has(word))) {
    cursor.at = end;
    return constant === null
      ? { kind: 'null', start, end }
      : { kind: 'boolean', value: constant, start, end };
  }
  const upper = family === 'php' ? CONSTANTS.get(word.toLowerCase()) : undefined;
  if (upper !== undefined) {
    cursor.at = end;
    return upper === null ? { kind: 'null', start, end } : { kind: 'boolean', value: upper, start, end };
  }
  const arrow = arrowFunction(cursor);
  if (arrow) return arrow;
  if (word === 'not' && (family === 'python' || family === 'ruby' || family === 'elixir')) {
    cursor.at = end;
    skip(cursor);
    const value = cursor.parse(cursor, PYTHON_NEGATION);
    return { kind: 'not', value, start, end: Math.max(value.end, end) };
  }
  if (FUNCTIONS[family]?.has(word)) {
    const found = anonymousFunction(cursor, word.length);
    if (found.end > end) return found;
    cursor.at = start;
  }
  if (PREFIXES[family]?.has(word) && /[\s([{]/.test(cursor.code.masked.charAt(end))) {
    cursor.at = end;
    skipLines(cursor);
    return word === 'new' ? constructed(cursor, start) : parsePostfix(cursor, parsePrimary(cursor));
  }
  if (family === 'go' && word === 'map' && cursor.code.masked[end] === '[') return goMap(cursor, start);
  if (ENDS[family]?.has(word)) return unknown(start, start);
  cursor.at = end;
  return { kind: 'name', name: word, start, end };
}

/** `new Headers({…})`, `new[] {…}`, `new List<string> { … }`, `new CorsOptions { A = 1 }`, `new() { … }`. */
function constructed(cursor: Cursor, start: number): Expr {
  const { code } = cursor;
  const head = matchAt(NEW, code.masked, cursor.at)?.[0] ?? '';
  const nameEnd = cursor.at + head.length;
  const name = /^[\w$.]+/.exec(head)?.[0] ?? '';
  const isArray = head.trimEnd().endsWith(']');
  const from = cursor.at;
  cursor.at = nameEnd;
  if (name === '' && !isArray && head === '' && peek(cursor) !== '(' && peek(cursor) !== '{')
    return unknown(start, from);
  const open = nextAt(cursor);
  if (isArray || code.masked[open] === '{') {
    if (code.masked[open] !== '{') return unknown(start, nameEnd);
    cursor.at = open;
    const inside = braces(cursor, isArray ? 'list' : 'any');
    return inside.kind === 'map' ? { ...inside, start, type: name } : { ...inside, start };
  }
  cursor.at = nameEnd;
  const callee: Expr = { kind: 'name', name, start: from, end: from + name.length };
  const made = parsePostfix(cursor, callee, 'call');
  const call: Expr = made.kind === 'call' ? { ...made, start, isNew: true } : { ...made, start };
  // C#: `new X() { A = 1 }`
  const following = nextAt(cursor);
  if (cursor.family === 'csharp' && call.kind === 'call' && code.masked[following] === '{') {
    cursor.at = following;
    const inside = braces(cursor, 'any');
    return inside.kind === 'map' ? { ...inside, start, type: name } : { ...inside, start };
  }
  return call;
}

const NEW = /(?:[A-Za-z_$\\][\w$.\\]{0,120})?(?:<[\w\s,.<>?[\]]{0,120}>)?(?:\s{0,3}\[[\w\s]{0,20}\])?/y;

/** `[]string{"*"}`, `[...]string{…}`; undefined for an index. */
function goType(cursor: Cursor): Expr | undefined {
  const match = matchAt(/\[[\w.]{0,20}\]\*?[\w.]{1,60}(?=\{)/y, cursor.code.masked, cursor.at);
  if (!match) return undefined;
  const start = cursor.at;
  cursor.at += match[0].length;
  return { ...braces(cursor, 'list'), start };
}

/** `map[string]string{…}` */
function goMap(cursor: Cursor, start: number): Expr {
  const head = endOf(/map\[[\w.]{1,40}\](?:\[\])?\*?[\w.]{1,60}/y, cursor.code.masked, start);
  cursor.at = head;
  return cursor.code.masked[head] === '{' ? { ...braces(cursor), start } : unknown(start, head);
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['undefined', null],
  ['None', null],
  ['nil', null],
]);
/** Names elsewhere. */
const NOT_CONSTANT: Readonly<Partial<Record<Cursor['family'], ReadonlySet<string>>>> = {
  js: new Set(['True', 'False', 'None', 'nil']),
  rust: new Set(['nil', 'undefined', 'True', 'False', 'null']),
};

const FUNCTIONS: Readonly<Partial<Record<Cursor['family'], ReadonlySet<string>>>> = {
  js: new Set(['function', 'async']),
  python: new Set(['lambda']),
  ruby: new Set(['lambda', 'proc']),
  php: new Set(['function', 'fn', 'static']),
  go: new Set(['func']),
  csharp: new Set(['delegate', 'async', 'static']),
  kotlin: new Set(['fun']),
  rust: new Set(['move']),
  elixir: new Set(['fn']),
};

const PREFIXES: Readonly<Partial<Record<Cursor['family'], ReadonlySet<string>>>> = {
  js: new Set(['new', 'await', 'typeof', 'void']),
  python: new Set(['await']),
  php: new Set(['new', 'clone']),
  java: new Set(['new']),
  csharp: new Set(['new', 'await']),
};

/** Words that no value starts with. */
const ENDS: Readonly<Partial<Record<Cursor['family'], ReadonlySet<string>>>> = {
  ruby: new Set(['if', 'unless', 'do', 'end', 'then', 'while', 'and', 'or']),
  python: new Set(['if', 'else', 'for', 'in', 'and', 'or', 'is']),
  elixir: new Set(['do', 'end']),
};
