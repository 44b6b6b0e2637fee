/** Functions of a script: which one a token stands in, what it is called, and its parameters. */
import { ARROW, ASSIGN, CLOSE_PAREN, COLON, COMMA, OPEN_BRACE, SEMICOLON, WORD } from './codes.ts';
import type { Script } from './tokens.ts';
import {
  before,
  codeAt,
  endOfExpression,
  isAnyWord,
  isCloser,
  parentOf,
  partnerOf,
  partsOf,
  startsLine,
  wordAt,
} from './walk.ts';

export interface FunctionPart {
  /** The parenthesis that opens the parameters; -1 for an arrow with a single one and no parentheses. */
  readonly open: number;
  /** The first token of the parameters, the first after them. */
  readonly first: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

export interface Parameter {
  readonly name: string;
  readonly token: number;
  readonly index: number;
  readonly hasDefault: boolean;
}

/** The functions that `token` stands in, innermost first. */
export function* functionsAround(script: Script, token: number): Generator<FunctionPart> {
  let at = token;
  for (let levels = 0; at >= 0 && levels < 64; levels++) {
    const arrow = arrowBefore(script, at);
    if (arrow) yield arrow;
    at = parentOf(script, at);
    if (codeAt(script, at) === OPEN_BRACE) {
      const body = functionOfBody(script, at);
      if (body) yield body;
      if (body && body.first > 0) at = body.first;
    }
  }
}

/** The arrow function whose expression `token` is part of, without braces. */
function arrowBefore(script: Script, token: number): FunctionPart | undefined {
  let steps = 0;
  for (let at = token; at >= 0 && steps < 120; at = before(script, at), steps++) {
    const code = codeAt(script, at);
    if (code === ARROW) {
      const bodyEnd = endOfExpression(script, at + 1);
      return bodyEnd >= token ? functionOfArrow(script, at, bodyEnd) : undefined;
    }
    if (code === COMMA || code === SEMICOLON || partnerOf(script, at) > at) {
      if (at !== token) return undefined;
    }
  }
  return undefined;
}

function functionOfArrow(script: Script, arrow: number, bodyEnd: number): FunctionPart | undefined {
  const open = parametersBefore(script, arrow - 1);
  const bodyStart = arrow + 1;
  if (open >= 0) return { open, first: open, bodyStart, bodyEnd };
  return codeAt(script, arrow - 1) === WORD ? { open: -1, first: arrow - 1, bodyStart, bodyEnd } : undefined;
}

/** The function whose body a brace opens; undefined for objects, blocks and classes. */
export function functionOfBody(script: Script, brace: number): FunctionPart | undefined {
  const partner = partnerOf(script, brace);
  const bodyEnd = partner > brace ? partner : script.count - 1;
  if (codeAt(script, brace - 1) === ARROW) return functionOfArrow(script, brace - 1, bodyEnd);
  const open = parametersBefore(script, brace - 1);
  if (open < 0 || isAnyWord(script, open - 1, BLOCK_WORDS)) return undefined;
  return { open, first: open, bodyStart: brace, bodyEnd };
}

const BLOCK_WORDS = new Set(['if', 'while', 'for', 'switch', 'catch', 'with']);

const BEFORE_OTHER_BLOCKS = new Set(
  'export default class extends implements interface enum namespace else try do finally static'.split(' '),
);

/** The parenthesis of the parameters that end here, a return type behind them or not; -1 where there is none. */
function parametersBefore(script: Script, token: number): number {
  if (codeAt(script, token) === CLOSE_PAREN) return partnerOf(script, token);
  let steps = 0;
  for (let at = token; at > 0 && steps < 40; at = before(script, at), steps++) {
    const code = codeAt(script, at);
    if (code === COLON) return codeAt(script, at - 1) === CLOSE_PAREN ? partnerOf(script, at - 1) : -1;
    if (code === SEMICOLON || code === COMMA || code === ASSIGN || partnerOf(script, at) > at) return -1;
    // What stands before these is another function's.
    if (code === WORD && isAnyWord(script, at, BEFORE_OTHER_BLOCKS)) return -1;
  }
  return -1;
}

export function parametersOf(script: Script, { open, first }: FunctionPart): Parameter[] {
  if (open < 0) return [{ name: wordAt(script, first), token: first, index: 0, hasDefault: false }];
  const parameters: Parameter[] = [];
  let index = 0;
  for (const part of partsOf(script, open)) {
    let token = part.first;
    while (isAnyWord(script, token, MODIFIERS) && token < part.last && codeAt(script, token + 1) === WORD)
      token++;
    let hasDefault = false;
    for (let at = token; at <= part.last; at++) if (codeAt(script, at) === ASSIGN) hasDefault = true;
    parameters.push({ name: wordAt(script, token), token, index, hasDefault });
    if (++index > MOST_PARAMETERS) break;
  }
  return parameters;
}

const MOST_PARAMETERS = 30;

const MODIFIERS = new Set(['private', 'public', 'protected', 'readonly', 'override']);

/** What it is called, by itself or by the constant or key that it is given to; "" where it has no name. */
export function nameOfFunction(script: Script, { first }: FunctionPart): string {
  let at = first - 1;
  if (isAnyWord(script, at, ASYNC)) at--;
  // Type parameters.
  if (codeAt(script, at) === 62) while (at > 0 && codeAt(script, at) !== 60) at--;
  if (codeAt(script, at) === 60) at--;
  if (codeAt(script, at) === WORD && !isAnyWord(script, at, NAMELESS)) return wordAt(script, at);
  if (isAnyWord(script, at, FUNCTION)) at--;
  if (isAnyWord(script, at, ASYNC)) at--;
  return codeAt(script, at) === ASSIGN || codeAt(script, at) === COLON ? nameBeforeAssign(script, at) : '';
}

const ASYNC = new Set(['async']);
const FUNCTION = new Set(['function']);
const NAMELESS = new Set(['function', 'return', 'async', 'default']);

/** `x =`, `x: Type =`, `x:` */
function nameBeforeAssign(script: Script, assign: number): string {
  let at = assign - 1;
  if (codeAt(script, at) === WORD && codeAt(script, at - 1) !== COLON && codeAt(script, at - 1) !== 46)
    return wordAt(script, at);
  for (let steps = 0; at > 0 && steps < 30; at = before(script, at), steps++) {
    const code = codeAt(script, at);
    if (code === COLON) return wordAt(script, at - 1);
    if (code === SEMICOLON || isCloser(code) || startsLine(script, at)) break;
  }
  return '';
}
