/** Strings, templates, regular expressions, comments and JSX of JavaScript and TypeScript. */

import type { Literal } from './literal.ts';
import { closeLiteral, endOfLine, openLiteral, type OpenLiteral } from './builder.ts';

/** The literals of `text` between `from` and `to`. */
export function lexJavaScript(
  text: string,
  { jsx, from = 0, to = text.length }: { jsx: boolean; from?: number; to?: number },
): Literal[] {
  const lexer: Lexer = {
    text: to === text.length ? text : text.slice(0, to),
    jsx,
    at: from,
    literals: [],
    frames: [{ kind: 'code', depth: 0 }],
    expectsValue: true,
    noRegexBefore: 0,
  };
  skipHashbang(lexer, from);
  while (lexer.at < lexer.text.length) step(lexer);
  for (const frame of lexer.frames) finish(lexer, frame);
  return lexer.literals;
}

interface Lexer {
  readonly text: string;
  readonly jsx: boolean;
  at: number;
  readonly literals: OpenLiteral[];
  /** What encloses `at`, outermost first: code in braces, templates, JSX elements. */
  readonly frames: Frame[];
  /** True where an expression may start: there `/` starts a regular expression and `<` a JSX element. */
  expectsValue: boolean;
  /** Up to here a search for the end of a regular expression has failed already; keeps the lexer linear. */
  noRegexBefore: number;
}

type Frame =
  | { readonly kind: 'code'; depth: number }
  | { readonly kind: 'template'; readonly literal: OpenLiteral }
  | { readonly kind: 'tag' }
  | { readonly kind: 'children' };

function step(lexer: Lexer): void {
  const frame = lexer.frames.at(-1);
  if (frame?.kind === 'template') stepTemplate(lexer, frame.literal);
  else if (frame?.kind === 'tag') stepTag(lexer);
  else if (frame?.kind === 'children') stepChildren(lexer);
  else if (frame?.kind === 'code') stepCode(lexer, frame);
  else lexer.at = lexer.text.length;
}

function skipHashbang(lexer: Lexer, from: number): void {
  const start = lexer.text[from] === '\uFEFF' ? from + 1 : from;
  if (lexer.text.startsWith('#!', start)) addComment(lexer, start, start + 2, endOfLine(lexer.text, start));
}

/** What is still open at the end of the text ends there. */
function finish(lexer: Lexer, frame: Frame): void {
  if (frame.kind !== 'template') return;
  const end = lexer.text.length;
  closeLiteral(frame.literal, end, end);
  const hole = frame.literal.holes.at(-1);
  if (hole && hole.end < hole.start) hole.end = end;
}

// --- code ---

const WORD = /[\w$\u0080-\uffff]+/y;
const BLANKS = /[\s\uFEFF]+/y;
/** Words after which an expression starts. */
const OPERATOR_WORDS = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await extends default'.split(' '),
);

function stepCode(lexer: Lexer, frame: { depth: number }): void {
  const { text, at } = lexer;
  const character = text.charAt(at);
  if (skip(lexer, BLANKS)) return;
  if (skip(lexer, WORD)) {
    lexer.expectsValue = OPERATOR_WORDS.has(text.slice(at, lexer.at)) && text[at - 1] !== '.';
  } else if (character === '"' || character === "'") {
    addString(lexer);
  } else if (character === '`') {
    openTemplate(lexer);
  } else if (character === '/') {
    stepSlash(lexer);
  } else if (character === '<' && startsElement(lexer)) {
    openElement(lexer);
  } else if (character === '}' && frame.depth === 0 && lexer.frames.length > 1) {
    closeHole(lexer);
  } else {
    if (character === '{') frame.depth++;
    if (character === '}' && frame.depth > 0) frame.depth--;
    lexer.at++;
    lexer.expectsValue = character !== ')' && character !== ']';
  }
}

function skip(lexer: Lexer, pattern: RegExp): boolean {
  pattern.lastIndex = lexer.at;
  if (!pattern.test(lexer.text)) return false;
  lexer.at = pattern.lastIndex;
  return true;
}

function stepSlash(lexer: Lexer): void {
  const { text, at } = lexer;
  const next = text[at + 1];
  if (next === '/') {
    addComment(lexer, at, at + 2, endOfLine(text, at));
  } else if (next === '*') {
    const close = text.indexOf('*/', at + 2);
    addComment(lexer, at, at + 2, close === -1 ? text.length : close + 2);
  } else if (!(lexer.expectsValue && addRegex(lexer))) {
    lexer.at++;
    lexer.expectsValue = true;
  }
}

function addComment(lexer: Lexer, start: number, contentStart: number, end: number): void {
  const literal = openLiteral(start, contentStart, { kind: 'comment' });
  closeLiteral(literal, end, end);
  lexer.literals.push(literal);
  lexer.at = end;
}

function addString(lexer: Lexer): void {
  const { text, at } = lexer;
  const quote = text.charAt(at);
  let end = at + 1;
  while (end < text.length && text[end] !== quote && !isLineBreak(text, end)) {
    end += text[end] === '\\' ? escapeLength(text, end) : 1;
  }
  end = Math.min(end, text.length);
  const literal = openLiteral(at, at + 1, {
    kind: 'string',
    open: quote,
    close: quote,
    escapes: 'javascript',
  });
  closeLiteral(literal, end, text[end] === quote ? end + 1 : end);
  lexer.literals.push(literal);
  lexer.at = literal.end;
  lexer.expectsValue = false;
}

function isLineBreak(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r';
}

/** A backslash and what it escapes; a line break of two characters counts as one. */
function escapeLength(text: string, at: number): number {
  return text[at + 1] === '\r' && text[at + 2] === '\n' ? 3 : 2;
}

function addRegex(lexer: Lexer): boolean {
  const { text, at } = lexer;
  if (at < lexer.noRegexBefore) return false;
  let inClass = false;
  let end = at + 1;
  for (; end < text.length && !isLineBreak(text, end); end++) {
    const character = text[end];
    if (character === '\\') end++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) break;
  }
  if (text[end] !== '/') {
    lexer.noRegexBefore = end;
    return false;
  }
  const literal = openLiteral(at, at + 1, { kind: 'regex', open: '/', close: '/' });
  closeLiteral(literal, end, end + 1);
  lexer.literals.push(literal);
  lexer.at = end + 1;
  lexer.expectsValue = false;
  return true;
}

// --- templates ---

function openTemplate(lexer: Lexer): void {
  const literal = openLiteral(lexer.at, lexer.at + 1, {
    kind: 'string',
    open: '`',
    close: '`',
    escapes: 'javascript',
    interpolates: true,
  });
  lexer.literals.push(literal);
  lexer.frames.push({ kind: 'template', literal });
  lexer.at++;
}

const TEMPLATE_TEXT = /[^`\\$]+/y;

function stepTemplate(lexer: Lexer, literal: OpenLiteral): void {
  const { text, at } = lexer;
  if (skip(lexer, TEMPLATE_TEXT)) return;
  if (text[at] === '`') {
    closeLiteral(literal, at, at + 1);
    lexer.frames.pop();
    lexer.at++;
    lexer.expectsValue = false;
  } else if (text.startsWith('${', at)) {
    literal.holes.push({ start: at, end: -1 });
    lexer.frames.push({ kind: 'code', depth: 0 });
    lexer.at += 2;
    lexer.expectsValue = true;
  } else {
    lexer.at += text[at] === '\\' ? 2 : 1;
  }
}

/** The brace that ends a template's hole or a JSX expression. */
function closeHole(lexer: Lexer): void {
  lexer.frames.pop();
  lexer.at++;
  const outer = lexer.frames.at(-1);
  const hole = outer?.kind === 'template' ? outer.literal.holes.at(-1) : undefined;
  if (hole) hole.end = lexer.at;
}

// --- JSX ---

const ELEMENT_START = /<(?:([A-Za-z_$][\w$.:-]*)\s*(.?)|>)/y;

/** Tells `<div>` from a type parameter list, which may stand in the same place in TSX: `<T,>(`, `<T extends`, `<T>(`. */
function startsElement(lexer: Lexer): boolean {
  if (!lexer.jsx || !lexer.expectsValue) return false;
  ELEMENT_START.lastIndex = lexer.at;
  const match = ELEMENT_START.exec(lexer.text);
  if (!match) return false;
  const next = lexer.text.slice(lexer.at + match[0].length, lexer.at + match[0].length + 7);
  if (match[2] === ',' || (match[2] === 'e' && next.startsWith('xtends '))) return false;
  return !(match[2] === '>' && next.startsWith('(') && /^[A-Z]$/.test(match[1] ?? ''));
}

function openElement(lexer: Lexer): void {
  lexer.frames.push({ kind: 'tag' });
  lexer.at++;
}

function stepTag(lexer: Lexer): void {
  const { text, at } = lexer;
  const character = text.charAt(at);
  if (character === '"' || character === "'") addAttribute(lexer);
  else if (character === '{') openExpression(lexer);
  else if (text.startsWith('/>', at)) leaveElement(lexer, at + 2);
  else if (text.startsWith('/*', at) || text.startsWith('//', at)) stepSlash(lexer);
  else if (character === '>') replaceFrame(lexer, at + 1);
  else lexer.at++;
}

function replaceFrame(lexer: Lexer, at: number): void {
  lexer.frames[lexer.frames.length - 1] = { kind: 'children' };
  lexer.at = at;
}

function addAttribute(lexer: Lexer): void {
  const { text, at } = lexer;
  const quote = text.charAt(at);
  const close = text.indexOf(quote, at + 1);
  const end = close === -1 ? text.length : close;
  const literal = openLiteral(at, at + 1, { kind: 'string', open: quote, close: quote, attribute: true });
  closeLiteral(literal, end, Math.min(end + 1, text.length));
  lexer.literals.push(literal);
  lexer.at = literal.end;
}

function openExpression(lexer: Lexer): void {
  lexer.frames.push({ kind: 'code', depth: 0 });
  lexer.at++;
  lexer.expectsValue = true;
}

function leaveElement(lexer: Lexer, at: number): void {
  lexer.frames.pop();
  lexer.at = at;
  lexer.expectsValue = false;
}

const CHILD_TEXT = /[^<{]+/y;

function stepChildren(lexer: Lexer): void {
  const { text, at } = lexer;
  if (skip(lexer, CHILD_TEXT)) {
    const literal = openLiteral(at, at, { kind: 'markup' });
    closeLiteral(literal, lexer.at, lexer.at);
    lexer.literals.push(literal);
  } else if (text[at] === '{') {
    openExpression(lexer);
  } else if (text[at + 1] === '/') {
    const close = text.indexOf('>', at);
    leaveElement(lexer, close === -1 ? text.length : close + 1);
  } else {
    openElement(lexer);
  }
}
