/** What readers of migrations in JavaScript and TypeScript know of a file: its tokens, constants and functions. */
import type { Document } from '../../source.ts';
import { ARROW, ASSIGN, COLON, OPEN_BRACE, WORD } from '../../parsers/script/codes.ts';
import { functionOfBody, nameOfFunction, type FunctionPart } from '../../parsers/script/functions.ts';
import { scriptOf, type Script } from '../../parsers/script.ts';
import {
  afterType,
  codeAt,
  endOf,
  endOfExpression,
  isAnyWord,
  isWord,
  startOf,
  wordAt,
} from '../../parsers/script/walk.ts';
import { spanOf, type Span } from '../../span.ts';

export interface Code {
  readonly document: Document;
  readonly script: Script;
  /** The first tokens of what each `const` is set to, by its name, in order. */
  readonly constants: ReadonlyMap<string, readonly number[]>;
  /** Fields of classes: `private readonly table = 'x'`. */
  readonly fields: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, FunctionPart>;
  /** The brace of node-pg-migrate's `exports.shorthands = {…}`; -1 where there is none. */
  readonly shorthands: number;
  /** How much may still be spent on following names, loops and calls: names that lead in circles must not cost more than that. */
  readonly budget: { left: number; depth: number };
}

export function codeOf(document: Document): Code {
  const script = scriptOf(document);
  const constants = new Map<string, number[]>();
  const fields = new Map<string, number>();
  const functions = new Map<string, FunctionPart>();
  let shorthands = -1;
  for (let token = 0; token < script.count; token++) {
    const code = script.codes[token];
    if (code === WORD) {
      noteValue(script, token, constants, fields);
      if (shorthands < 0 && isWord(script, token, 'shorthands')) shorthands = objectAfter(script, token);
    }
    if (code === OPEN_BRACE) noteFunction(functionOfBody(script, token), script, functions);
    else if (code === ARROW && codeAt(script, token + 1) !== OPEN_BRACE)
      noteFunction(arrowWithoutBraces(script, token), script, functions);
  }
  return {
    document,
    script,
    constants,
    fields,
    functions,
    shorthands,
    budget: { left: script.count * 40 + 300_000, depth: 0 },
  };
}

/** What `work` finds, and undefined where values lead to values too deep: in circles. */
export function deeper<T>({ budget }: Code, work: () => T | undefined): T | undefined {
  if (budget.depth >= DEEPEST) return undefined;
  budget.depth++;
  const found = work();
  budget.depth--;
  return found;
}

const DEEPEST = 12;

/** False where nothing is left. */
export function spend({ budget }: Code, steps: number): boolean {
  budget.left -= steps;
  return budget.left > 0;
}

function noteValue(
  script: Script,
  token: number,
  constants: Map<string, number[]>,
  fields: Map<string, number>,
): void {
  const next = codeAt(script, token + 1);
  if (next !== ASSIGN && next !== COLON) return;
  const isConstant = isAnyWord(script, token - 1, DECLARING);
  const isField = isAnyWord(script, token - 1, FIELD_WORDS);
  if (!isConstant && !isField) return;
  const assign = next === ASSIGN ? token + 1 : afterType(script, token + 2);
  if (codeAt(script, assign) !== ASSIGN) return;
  const name = wordAt(script, token);
  const others = constants.get(name);
  if (isConstant && others) others.push(assign + 1);
  else if (isConstant) constants.set(name, [assign + 1]);
  else if (!fields.has(name)) fields.set(name, assign + 1);
}

export const DECLARING = new Set(['const', 'let', 'var']);
export const FIELD_WORDS = new Set(['readonly', 'private', 'public', 'protected', 'static', 'override']);

function objectAfter(script: Script, token: number): number {
  const isGiven = codeAt(script, token + 1) === ASSIGN && codeAt(script, token + 2) === OPEN_BRACE;
  return isGiven ? token + 2 : -1;
}

function noteFunction(
  part: FunctionPart | undefined,
  script: Script,
  functions: Map<string, FunctionPart>,
): void {
  if (!part) return;
  const name = nameOfFunction(script, part);
  if (name !== '' && !functions.has(name)) functions.set(name, part);
}

/** The first function that stands in an expression: `async () => {}`, `function () {}`, `wrap(() => {})`; `open` where it has one. */
export function functionFrom(script: Script, first: number, last: number): FunctionPart | undefined {
  for (let token = first; token <= last; token++) {
    const code = codeAt(script, token);
    if (code === ARROW && codeAt(script, token + 1) !== OPEN_BRACE) return arrowWithoutBraces(script, token);
    if (code !== OPEN_BRACE) continue;
    const part = functionOfBody(script, token);
    if (part) return part;
  }
  return undefined;
}

function arrowWithoutBraces(script: Script, arrow: number): FunctionPart {
  const open = codeAt(script, arrow - 1) === WORD ? -1 : (script.partners[arrow - 1] ?? -1);
  const bodyEnd = endOfExpression(script, arrow + 1);
  return { open, first: open < 0 ? arrow - 1 : open, bodyStart: arrow + 1, bodyEnd };
}

/** From a token to another, cut at the end of the first line. */
export function placeOf({ document, script }: Code, first: number, last: number): Span {
  return lineOf(document, startOf(script, first), endOf(script, last));
}

export function lineOf(document: Document, start: number, end: number): Span {
  return spanOf(document, start, Math.max(start, Math.min(end, document.lineAt(start).end)));
}
