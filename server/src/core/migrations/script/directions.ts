/** Where a migration's way up and its way back stand: functions, methods, entries of an object. */
import {
  ASSIGN,
  COLON,
  COMMA,
  CLOSE_BRACE,
  OPEN_BRACE,
  OPEN_PAREN,
  WORD,
} from '../../parsers/script/codes.ts';
import type { FunctionPart } from '../../parsers/script/functions.ts';
import {
  afterType,
  codeAt,
  endOfExpression,
  isAnyWord,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  wordAt,
} from '../../parsers/script/walk.ts';
import { DECLARING, FIELD_WORDS, functionFrom, type Code } from './code.ts';

export interface Direction {
  /** The word `up` or `down`. */
  readonly token: number;
  /** Absent where it is given something that is no function: `exports.down = false`. */
  readonly body?: FunctionPart;
  /** What it is given in that case. */
  readonly value?: string;
}

export function directionOf(code: Code, name: string): Direction | undefined {
  let bare: Direction | undefined;
  const { script } = code;
  for (let token = 0; token < script.count; token++) {
    if (!isWord(script, token, name) || isTooDeep(code, token)) continue;
    const found = directionAt(code, token);
    if (found?.body) return found;
    bare ??= found;
  }
  return bare;
}

/** In a class, an object, or an object given to a function. */
function isTooDeep({ script }: Code, token: number): boolean {
  let levels = 0;
  for (let at = parentOf(script, token); at >= 0; at = parentOf(script, at)) if (++levels > 2) return true;
  return false;
}

function directionAt(code: Code, token: number): Direction | undefined {
  const { script } = code;
  const next = codeAt(script, token + 1);
  if (next === OPEN_PAREN) return isDot(script, token - 1) ? undefined : methodAt(code, token);
  if (next === ASSIGN) return givenAt(code, token, token + 2);
  if (next === COLON) {
    if (!isAnyWord(script, token - 1, DECLARING) && !isAnyWord(script, token - 1, FIELD_WORDS))
      return givenAt(code, token, token + 2);
    const assign = afterType(script, token + 2);
    return codeAt(script, assign) === ASSIGN ? givenAt(code, token, assign + 1) : undefined;
  }
  const isShorthand =
    (next === COMMA || next === CLOSE_BRACE) && codeAt(script, parentOf(script, token)) === OPEN_BRACE;
  const body = isShorthand ? code.functions.get(wordAt(script, token)) : undefined;
  return body ? { token, body } : undefined;
}

/** `up(queryRunner): Promise<void> {`, `function up() {` */
function methodAt({ script }: Code, token: number): Direction | undefined {
  const open = token + 1;
  const close = partnerOf(script, open);
  if (close < open) return undefined;
  const brace = codeAt(script, close + 1) === COLON ? afterType(script, close + 2) : close + 1;
  if (codeAt(script, brace) !== OPEN_BRACE) return undefined;
  const partner = partnerOf(script, brace);
  const bodyEnd = partner > brace ? partner : script.count - 1;
  return { token, body: { open, first: open, bodyStart: brace, bodyEnd } };
}

/** `exports.up = async (knex) => {…}`, `up: wrap(async () => {…})`, `up: migrateUp` */
function givenAt(code: Code, token: number, first: number): Direction | undefined {
  const { script } = code;
  const last = endOfExpression(script, first);
  const named =
    first === last && codeAt(script, first) === WORD ? code.functions.get(wordAt(script, first)) : undefined;
  const body = named ?? functionFrom(script, first, last);
  if (body) return { token, body };
  return first === last ? { token, value: wordAt(script, first) } : undefined;
}
