/** Takes JavaScript and TypeScript apart. Never throws; time in proportion to the text, whatever it is. */
import { lineFeedAt } from '../../lines.ts';
import {
  BANG,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  HOLE_CLOSE,
  HOLE_OPEN,
  JSX_CLOSE,
  JSX_OPEN,
  JSX_TAG_END,
  JSX_TEXT,
  NUMBER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  REGEX,
  STRING,
  TEMPLATE_CLOSE,
  TEMPLATE_OPEN,
  TEMPLATE_TEXT,
  WORD,
} from './codes.ts';
import { endOfTypeArguments, startsElement } from './elements.ts';
import {
  BRACE,
  BRACKET,
  CHILDREN,
  createNesting,
  EXPRESSION,
  HOLE,
  PAREN,
  TAG,
  TEMPLATE,
  type Nesting,
} from './nesting.ts';
import { operatorAt, operatorLength } from './operators.ts';
import { addToken, type TokenSink } from './tokens.ts';

/** Adds the tokens of `text` between `from` and `to` to `sink`. */
export function lexCode(text: string, sink: TokenSink, { jsx, from, to }: LexRange): void {
  const lexer: Lexer = {
    text: to === text.length ? text : text.slice(0, to),
    jsx,
    sink,
    at: from,
    nesting: createNesting(sink),
    expectsValue: true,
    noRegexBefore: 0,
  };
  skipHashbang(lexer, from);
  while (lexer.at < lexer.text.length) step(lexer);
  if (lexer.nesting.kind !== -1) sink.broken = true;
}

export interface LexRange {
  readonly jsx: boolean;
  readonly from: number;
  readonly to: number;
}

interface Lexer {
  readonly text: string;
  readonly jsx: boolean;
  readonly sink: TokenSink;
  readonly nesting: Nesting;
  at: number;
  /** True where an expression may start: there `/` starts a regular expression and `<` an element. */
  expectsValue: boolean;
  /** Up to here a search for the end of a regular expression has failed already. */
  noRegexBefore: number;
}

function step(lexer: Lexer): void {
  switch (lexer.nesting.kind) {
    case TEMPLATE:
      return stepTemplate(lexer);
    case TAG:
      return stepTag(lexer);
    case CHILDREN:
      return stepChildren(lexer);
    default:
      return stepCode(lexer);
  }
}

function skipHashbang(lexer: Lexer, from: number): void {
  const start = lexer.text[from] === '\uFEFF' ? from + 1 : from;
  if (lexer.text.startsWith('#!', start)) lexer.at = lineFeedAt(lexer.text, start);
}

function add(lexer: Lexer, code: number, start: number, end: number): number {
  lexer.at = end;
  return addToken(lexer.sink, code, start, end, lexer.nesting.inside);
}

// --- code ---

function stepCode(lexer: Lexer): void {
  const { text, at } = lexer;
  const character = text.charCodeAt(at);
  const kind = character < 128 ? KINDS[character] : otherKind(character);
  if (kind === BLANK) lexer.at = endOfBlanks(text, at + 1);
  else if (kind === LETTER) addWord(lexer);
  else if (kind === DIGIT) addNumber(lexer);
  else if (kind === QUOTE) addString(lexer, character);
  else if (character === 96) addTemplate(lexer);
  else if (character === 47) stepSlash(lexer);
  else if (character === 60 && lexer.jsx && lexer.expectsValue && startsElement(text, at)) openElement(lexer);
  else addPunctuation(lexer, character);
}

const BLANK = 1;
const LETTER = 2;
const DIGIT = 3;
const QUOTE = 4;

const KINDS = kindsOfCharacters();

function kindsOfCharacters(): Uint8Array {
  const kinds = new Uint8Array(128);
  for (const blank of [9, 10, 11, 12, 13, 32]) kinds[blank] = BLANK;
  for (let letter = 97; letter <= 122; letter++) kinds[letter] = kinds[letter - 32] = LETTER;
  for (const letter of '$_#@\\') kinds[letter.charCodeAt(0)] = LETTER;
  for (let digit = 48; digit <= 57; digit++) kinds[digit] = DIGIT;
  for (const quote of '"\'') kinds[quote.charCodeAt(0)] = QUOTE;
  return kinds;
}

/** Letters of other alphabets count as such; blanks of other kinds as blanks. */
function otherKind(character: number): number {
  return character === 0xfeff || character === 0xa0 || character === 0x2028 || character === 0x2029
    ? BLANK
    : LETTER;
}

function endOfBlanks(text: string, from: number): number {
  let end = from;
  while (end < text.length) {
    const character = text.charCodeAt(end);
    if (character !== 32 && (character > 13 || character < 9)) break;
    end++;
  }
  return end;
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length) {
    const character = text.charCodeAt(end);
    const kind = character < 128 ? KINDS[character] : otherKind(character);
    if (kind !== LETTER && kind !== DIGIT) break;
    // The start of the next name: a decorator, a private field.
    if (character === 64 || character === 35) break;
    end++;
  }
  return end;
}

function addWord(lexer: Lexer): void {
  const { text, at } = lexer;
  const end = endOfWord(text, at + 1);
  add(lexer, WORD, at, end);
  lexer.expectsValue =
    end - at < 11 && text.charCodeAt(at - 1) !== 46 && OPERATOR_WORDS.has(text.slice(at, end));
}

/** Words after which an expression starts. */
const OPERATOR_WORDS = new Set(
  'return typeof instanceof in of new delete void throw case do else yield await extends default'.split(' '),
);

function addNumber(lexer: Lexer): void {
  const { text, at } = lexer;
  let end = endOfWord(text, at + 1);
  if (text.charCodeAt(end) === 46 && KINDS[text.charCodeAt(end + 1)] === DIGIT)
    end = endOfWord(text, end + 1);
  add(lexer, NUMBER, at, end);
  lexer.expectsValue = false;
}

function addString(lexer: Lexer, quote: number): void {
  const { text, at } = lexer;
  let end = at + 1;
  for (; end < text.length; end++) {
    const character = text.charCodeAt(end);
    if (character === quote || character === 10 || character === 13) break;
    if (character === 92) end += escapesBreak(text, end) ? 2 : 1;
  }
  if (end >= text.length || text.charCodeAt(end) !== quote) {
    lexer.sink.broken = true;
    end = Math.min(end, text.length);
    add(lexer, STRING, at, end);
  } else {
    add(lexer, STRING, at, end + 1);
  }
  lexer.expectsValue = false;
}

function escapesBreak(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10;
}

function stepSlash(lexer: Lexer): void {
  const { text, at } = lexer;
  const next = text.charCodeAt(at + 1);
  if (next === 47) lexer.at = lineFeedAt(text, at);
  else if (next === 42) skipComment(lexer);
  else if (!(lexer.expectsValue && addRegex(lexer))) addPunctuation(lexer, 47);
}

function skipComment(lexer: Lexer): void {
  const close = lexer.text.indexOf('*/', lexer.at + 2);
  if (close === -1) lexer.sink.broken = true;
  lexer.at = close === -1 ? lexer.text.length : close + 2;
}

function addRegex(lexer: Lexer): boolean {
  const { text, at } = lexer;
  if (at < lexer.noRegexBefore) return false;
  let inClass = false;
  let end = at + 1;
  for (; end < text.length; end++) {
    const character = text.charCodeAt(end);
    if (character === 10 || character === 13) break;
    if (character === 92) end++;
    else if (character === 91) inClass = true;
    else if (character === 93) inClass = false;
    else if (character === 47 && !inClass) break;
  }
  if (text.charCodeAt(end) !== 47) {
    lexer.noRegexBefore = end;
    return false;
  }
  add(lexer, REGEX, at, endOfWord(text, end + 1));
  lexer.expectsValue = false;
  return true;
}

function addPunctuation(lexer: Lexer, character: number): void {
  const { text, at, nesting } = lexer;
  if (character === OPEN_PAREN || character === OPEN_BRACKET || character === OPEN_BRACE) {
    const kind = character === OPEN_PAREN ? PAREN : character === OPEN_BRACE ? BRACE : BRACKET;
    nesting.open(add(lexer, character, at, at + 1), kind);
    lexer.expectsValue = true;
  } else if (character === CLOSE_PAREN || character === CLOSE_BRACKET || character === CLOSE_BRACE) {
    const code = character === CLOSE_BRACE && nesting.closesHole ? HOLE_CLOSE : character;
    nesting.close(add(lexer, code, at, at + 1), character);
    lexer.expectsValue = character === CLOSE_BRACE || (character === CLOSE_PAREN && endsCondition(lexer));
  } else {
    const code = operatorAt(text, at, character);
    const length = operatorLength.value;
    // `!` after a value is TypeScript's assertion, and the value goes on.
    const asserts = code === BANG && !lexer.expectsValue && text.charCodeAt(at - 1) > 32;
    add(lexer, code, at, at + length);
    lexer.expectsValue = !asserts;
  }
}

/** True for the parenthesis that ends what follows `if`, `while` or `for`: after it a statement starts. */
function endsCondition({ sink, text }: Lexer): boolean {
  const open = sink.partners[sink.count - 1] ?? -1;
  if (open < 1 || sink.codes[open - 1] !== WORD) return false;
  const word = text.slice(sink.starts[open - 1], sink.ends[open - 1]);
  return word === 'if' || word === 'while' || word === 'for';
}

// --- templates ---

/** One without holes is a string. */
function addTemplate(lexer: Lexer): void {
  const { text, at } = lexer;
  const end = endOfTemplateText(text, at + 1);
  lexer.expectsValue = false;
  if (text.charCodeAt(end) === 96) {
    add(lexer, STRING, at, end + 1);
    return;
  }
  lexer.nesting.open(add(lexer, TEMPLATE_OPEN, at, at + 1), TEMPLATE);
}

/** Where the backtick or the `${` stands that comes next. */
function endOfTemplateText(text: string, from: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const character = text.charCodeAt(end);
    if (character === 96 || (character === 36 && text.charCodeAt(end + 1) === 123)) break;
    if (character === 92) end++;
  }
  return Math.min(end, text.length);
}

function stepTemplate(lexer: Lexer): void {
  const { text, at, nesting } = lexer;
  const end = endOfTemplateText(text, at);
  if (end > at) {
    add(lexer, TEMPLATE_TEXT, at, end);
  } else if (text.charCodeAt(at) === 96) {
    nesting.closeFrame(add(lexer, TEMPLATE_CLOSE, at, at + 1));
    lexer.expectsValue = false;
  } else {
    nesting.open(add(lexer, HOLE_OPEN, at, at + 2), HOLE);
    lexer.expectsValue = true;
  }
}

// --- elements ---

function openElement(lexer: Lexer): void {
  lexer.nesting.open(add(lexer, JSX_OPEN, lexer.at, lexer.at + 1), TAG);
}

function stepTag(lexer: Lexer): void {
  const { text, at, nesting } = lexer;
  const character = text.charCodeAt(at);
  const kind = character < 128 ? KINDS[character] : otherKind(character);
  if (kind === BLANK) lexer.at = endOfBlanks(text, at + 1);
  else if (kind === LETTER) add(lexer, WORD, at, endOfAttribute(text, at + 1));
  else if (kind === QUOTE) addAttribute(lexer, character);
  else if (character === OPEN_BRACE) openExpression(lexer);
  else if (character === 47 && text.charCodeAt(at + 1) === 62) leaveElement(lexer, at, at + 2);
  else if (character === 47 && text.charCodeAt(at + 1) === 42) skipComment(lexer);
  else if (character === 47 && text.charCodeAt(at + 1) === 47) lexer.at = lineFeedAt(text, at);
  else if (character === 62) {
    add(lexer, JSX_TAG_END, at, at + 1);
    nesting.enterChildren();
  } else if (character === 60) lexer.at = endOfTypeArguments(text, at);
  else add(lexer, character, at, at + 1);
}

function endOfAttribute(text: string, from: number): number {
  let end = endOfWord(text, from);
  while (text.charCodeAt(end) === 45 || text.charCodeAt(end) === 58) end = endOfWord(text, end + 1);
  return end;
}

function addAttribute(lexer: Lexer, quote: number): void {
  const { text, at } = lexer;
  const close = text.indexOf(String.fromCharCode(quote), at + 1);
  if (close === -1) lexer.sink.broken = true;
  add(lexer, STRING, at, close === -1 ? text.length : close + 1);
}

function openExpression(lexer: Lexer): void {
  lexer.nesting.open(add(lexer, OPEN_BRACE, lexer.at, lexer.at + 1), EXPRESSION);
  lexer.expectsValue = true;
}

function leaveElement(lexer: Lexer, start: number, end: number): void {
  lexer.nesting.closeFrame(add(lexer, JSX_CLOSE, start, end));
  lexer.expectsValue = false;
}

function stepChildren(lexer: Lexer): void {
  const { text, at } = lexer;
  const character = text.charCodeAt(at);
  if (character === OPEN_BRACE) {
    openExpression(lexer);
  } else if (character !== 60) {
    addText(lexer);
  } else if (text.charCodeAt(at + 1) === 47) {
    const close = text.indexOf('>', at);
    if (close === -1) lexer.sink.broken = true;
    leaveElement(lexer, at, close === -1 ? text.length : close + 1);
  } else {
    openElement(lexer);
  }
}

function addText(lexer: Lexer): void {
  const { text, at } = lexer;
  let end = at;
  let blank = true;
  for (; end < text.length; end++) {
    const character = text.charCodeAt(end);
    if (character === 60 || character === OPEN_BRACE) break;
    if (character > 32) blank = false;
  }
  if (blank) lexer.at = end;
  else add(lexer, JSX_TEXT, at, end);
}
