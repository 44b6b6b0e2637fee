/** Texts that the expressions of a migration come to: strings, templates, and what is joined of them. */
import {
  COLON,
  HOLE_CLOSE,
  HOLE_OPEN,
  NUMBER,
  OPEN_PAREN,
  PLUS,
  QUESTION,
  STRING,
  TEMPLATE_CLOSE,
  TEMPLATE_OPEN,
  TEMPLATE_TEXT,
  WORD,
} from '../../parsers/script/codes.ts';
import { after, codeAt, endOf, partnerOf, startOf, textOf } from '../../parsers/script/walk.ts';
import { deeper, spend } from './code.ts';
import { argumentsOf, elementsOf, resolved, type Value } from './values.ts';

/** The text that an expression comes to; undefined where it is worked out at run time. */
export function textValue(value: Value | undefined): string | undefined {
  const at = resolved(value);
  if (!at) return undefined;
  const pieces = piecesOf(at);
  if (!pieces) return undefined;
  let text = '';
  for (const piece of pieces) {
    if (piece.text === undefined) return undefined;
    text += piece.text;
  }
  return text;
}

/** A part of a text in code. `start` and `end` are offsets into the file: of what stands between the quotes, or of a hole. */
export interface Piece {
  /** Absent for what is worked out at run time. */
  readonly text?: string;
  readonly start: number;
  readonly end: number;
  /** Written out at `start`; else put in from somewhere else. */
  readonly literal: boolean;
}

/** Strings, templates and what is joined of them by `+`; undefined for other expressions. */
export function piecesOf(value: Value, depth = 4): Piece[] | undefined {
  return deeper(value.scope.code, () => joinedPieces(value, depth));
}

function joinedPieces(value: Value, depth: number): Piece[] | undefined {
  const { first, last, scope } = value;
  const { script } = scope.code;
  if (!spend(scope.code, last - first + 1)) return undefined;
  const pieces: Piece[] = [];
  let part = first;
  for (let at = first; at <= last + 1; at = at > last ? at + 1 : after(script, at)) {
    if (at <= last && codeAt(script, at) !== PLUS) continue;
    const found = pieceOf({ first: part, last: at - 1, scope }, depth);
    if (!found) return undefined;
    for (const piece of found) pieces.push(piece);
    part = at + 1;
  }
  return pieces.some(({ literal }) => literal) ? pieces : undefined;
}

function pieceOf(value: Value, depth: number): Piece[] | undefined {
  const { first, last, scope } = value;
  const { script } = scope.code;
  if (last < first) return undefined;
  const code = codeAt(script, first);
  if (code === STRING && first === last) {
    const [start, end] = [
      startOf(script, first) + 1,
      Math.max(endOf(script, first) - 1, startOf(script, first) + 1),
    ];
    return [{ text: unescaped(script.text.slice(start, end)), start, end, literal: true }];
  }
  if (code === TEMPLATE_OPEN && partnerOf(script, first) === last) return templatePieces(value, depth);
  const at = depth > 0 ? resolved(fragmentOf(branchOf(value, depth))) : undefined;
  const [start, end] = [startOf(script, first), endOf(script, last)];
  if (!at || (at.first === first && at.last === last)) {
    const text = codeAt(script, first) === NUMBER && first === last ? textOf(script, first) : undefined;
    return [text === undefined ? { start, end, literal: false } : { text, start, end, literal: false }];
  }
  const inside = piecesOf(at, depth - 1);
  const text = inside?.every((piece) => piece.text !== undefined)
    ? inside.map((piece) => piece.text).join('')
    : undefined;
  return [text === undefined ? { start, end, literal: false } : { text, start, end, literal: false }];
}

/** Of `isMysql ? '' : 'IF NOT EXISTS'` the first text that is not empty; anything else is itself. */
export function branchOf(value: Value, depth = 3): Value {
  const { first, last, scope } = resolved(value) ?? value;
  const { script } = scope.code;
  let question = -1;
  for (let at = first; at <= last && at < first + 40; at = after(script, at)) {
    if (codeAt(script, at) === QUESTION && question < 0) question = at;
    if (codeAt(script, at) !== COLON || question < 0) continue;
    const branches = [
      { first: question + 1, last: at - 1, scope },
      { first: at + 1, last, scope },
    ];
    return branches.find((branch) => hasText(branch, depth - 1)) ?? value;
  }
  return value;
}

function hasText(value: Value, depth: number): boolean {
  if (depth <= 0) return false;
  const pieces = pieceOf(value, depth) ?? [];
  if (pieces.some(({ text }) => text)) return true;
  return (piecesOf(resolved(value) ?? value, depth - 1) ?? []).some(({ text }) => text);
}

/** `` sql`…` `` and `sql.raw('…')` within a text: what they stand for. `sql.identifier(['public', 'users'])` has a list. */
function fragmentOf(value: Value): Value {
  const { first, last, scope } = resolved(value) ?? value;
  const { script } = scope.code;
  const partner = partnerOf(script, last);
  const open = partner >= first ? partner : last;
  if (open <= first || open > first + 3 || codeAt(script, first) !== WORD) return value;
  const name = textOf(script, open - 1);
  if (codeAt(script, open) !== OPEN_PAREN) return FRAGMENTS.has(name) ? { first: open, last, scope } : value;
  if (!FRAGMENTS.has(name) && !IDENTIFIERS.has(name)) return value;
  const [given] = argumentsOf(scope, open);
  const parts = elementsOf(given);
  return (parts ? parts.at(-1) : given) ?? value;
}

const FRAGMENTS = new Set(['sql', 'fragment', 'raw', 'unsafe', 'literal', 'lit', 'literalValue']);
const IDENTIFIERS = new Set([
  'identifier',
  'ref',
  'table',
  'id',
  'column',
  'name',
  'ident',
  'escapeId',
  'quoteIdentifier',
  'Identifier',
]);

function templatePieces({ first, last, scope }: Value, depth: number): Piece[] {
  const { script } = scope.code;
  const pieces: Piece[] = [];
  for (let at = first + 1; at < last; at = after(script, at)) {
    const code = codeAt(script, at);
    const [start, end] = [startOf(script, at), endOf(script, at)];
    if (code === TEMPLATE_TEXT) {
      pieces.push({ text: unescaped(script.text.slice(start, end)), start, end, literal: true });
    } else if (code === HOLE_OPEN) {
      const close = partnerOf(script, at);
      const inside = close > at + 1 ? pieceOf({ first: at + 1, last: close - 1, scope }, depth) : undefined;
      const text = inside?.every((piece) => piece.text !== undefined)
        ? inside.map((piece) => piece.text).join('')
        : undefined;
      const hole = { start, end: endOf(script, close > at ? close : at), literal: false };
      pieces.push(text === undefined ? hole : { ...hole, text });
    } else if (code !== HOLE_CLOSE && code !== TEMPLATE_CLOSE) {
      pieces.push({ start, end, literal: false });
    }
  }
  // An empty template is a text too.
  return pieces.some(({ literal }) => literal)
    ? pieces
    : [...pieces, { text: '', start: startOf(script, last), end: startOf(script, last), literal: true }];
}

/** Escapes become what they stand for; those of blanks a blank. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character !== '\\') result += character;
    else {
      const next = text[++at] ?? '';
      result += next === '\n' || 'nrtbfv'.includes(next) ? ' ' : next;
    }
  }
  return result;
}

/** One text or a list of them; "?" for each that is worked out at run time. */
export function textsOf(value: Value | undefined): string[] {
  if (!value) return [];
  const elements = elementsOf(value);
  return elements ? elements.map((element) => textValue(element) ?? '?') : [textValue(value) ?? '?'];
}
