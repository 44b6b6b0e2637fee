/** What the expressions of a migration come to, where the file itself says it. */
import {
  COLON,
  NUMBER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SPREAD,
  STRING,
  WORD,
} from '../../parsers/script/codes.ts';
import type { FunctionPart } from '../../parsers/script/functions.ts';
import {
  after,
  codeAt,
  endOf,
  endOfExpression,
  isAnyWord,
  isDot,
  isWord,
  partnerOf,
  partsOf,
  startOf,
  textOf,
  wordAt,
} from '../../parsers/script/walk.ts';
import { deeper, functionFrom, spend, type Code } from './code.ts';

/** An expression: its first and last token, and what the names in it stand for. */
export interface Value {
  readonly first: number;
  readonly last: number;
  readonly scope: Scope;
}

export interface Scope {
  readonly code: Code;
  /** Parameters and variables of loops. */
  readonly names: ReadonlyMap<string, Value>;
}

export interface Entries {
  readonly values: ReadonlyMap<string, Value>;
  /** The token of each key. */
  readonly keys: ReadonlyMap<string, number>;
  /** It has spreads or computed keys: more than what is listed. */
  readonly open: boolean;
}

/** The arguments of a call, by the token of its parenthesis. */
export function argumentsOf(scope: Scope, open: number): Value[] {
  if (codeAt(scope.code.script, open) !== OPEN_PAREN) return [];
  return [...partsOf(scope.code.script, open)].map(({ first, last }) => ({ first, last, scope }));
}

/** Names are followed to what they stand for, and `as const`, `await` and brackets round it are taken off. */
export function resolved(value: Value | undefined, steps = 8): Value | undefined {
  if (!value || steps === 0 || !spend(value.scope.code, 1)) return value;
  return deeper(value.scope.code, () => followed(value, steps)) ?? value;
}

function followed(value: Value, steps: number): Value {
  const stripped = strip(value);
  const { first, last, scope } = stripped;
  const { script } = scope.code;
  if (codeAt(script, first) !== WORD) return stripped;
  if (first === last) {
    const known = namedValue(scope, first);
    return (known && resolved(known, steps - 1)) ?? stripped;
  }
  const called = calledValue(stripped);
  if (called) return resolved(called, steps - 1) ?? stripped;
  const isPath = last - first === 2 && isDot(script, first + 1) && codeAt(script, last) === WORD;
  if (!isPath) return stripped;
  const target = wordAt(script, first) === 'this' ? fieldOf(scope, wordAt(script, last)) : undefined;
  if (target) return resolved(target, steps - 1) ?? stripped;
  const owner = resolved({ first, last: first, scope }, steps - 1);
  const inside =
    owner && owner.first !== first ? entriesOf(owner)?.values.get(wordAt(script, last)) : undefined;
  return (inside && resolved(inside, steps - 1)) ?? stripped;
}

function namedValue(scope: Scope, token: number): Value | undefined {
  const { constants, script } = scope.code;
  const name = wordAt(script, token);
  const bound = scope.names.get(name);
  if (bound) return bound;
  const declared = constants.get(name);
  if (!declared) return undefined;
  // Both directions may have a constant of that name: the one before counts.
  const first = declared.findLast((value) => value <= token) ?? declared[0] ?? 0;
  const last = endOfExpression(script, first);
  return first <= token && token <= last ? undefined : { first, last, scope };
}

/** `idColumn('users')`, of a function in the file that does nothing but return something. */
function calledValue({ first, last, scope }: Value): Value | undefined {
  const { script, functions } = scope.code;
  if (codeAt(script, first + 1) !== OPEN_PAREN || partnerOf(script, first + 1) !== last) return undefined;
  const part = functions.get(wordAt(script, first));
  if (!part || scope.names.size > 60 || !spend(scope.code, last - first)) return undefined;
  const isBlock =
    codeAt(script, part.bodyStart) === OPEN_BRACE && part.bodyEnd === partnerOf(script, part.bodyStart);
  const from = isBlock && isWord(script, part.bodyStart + 1, 'return') ? part.bodyStart + 2 : part.bodyStart;
  if (isBlock && from === part.bodyStart) return undefined;
  const names = new Map<string, Value>();
  const given = argumentsOf(scope, first + 1);
  const parameters =
    part.open < 0 ? [{ first: part.first, last: part.first }] : [...partsOf(script, part.open)];
  for (const [index, parameter] of parameters.entries()) {
    const value = given[index];
    if (value)
      for (const [name, bound] of bindPattern(scope, parameter.first, parameter.last, value))
        names.set(name, bound);
  }
  return { first: from, last: endOfExpression(script, from), scope: { code: scope.code, names } };
}

function fieldOf(scope: Scope, name: string): Value | undefined {
  const first = scope.code.fields.get(name);
  if (first === undefined) return undefined;
  return { first, last: endOfExpression(scope.code.script, first), scope: topOf(scope) };
}

/** Constants know nothing of the variables of a loop. */
function topOf({ code }: Scope): Scope {
  return { code, names: NO_NAMES };
}

const NO_NAMES: ReadonlyMap<string, Value> = new Map();

function strip({ first, last, scope }: Value): Value {
  const { script } = scope.code;
  let from = first;
  let to = last;
  for (let steps = 0; steps < 8; steps++) {
    if (isAnyWord(script, from, LEADING) && from < to) from++;
    else if (codeAt(script, from) === OPEN_PAREN && partnerOf(script, from) === to) {
      from++;
      to--;
    } else if (codeAt(script, to) === 33 && to > from) to--;
    else {
      const cast = castIn(scope, from, to);
      if (cast < 0) break;
      to = cast - 1;
    }
  }
  return { first: from, last: to, scope };
}

const LEADING = new Set(['await', 'void']);
const CASTS = new Set(['as', 'satisfies']);

function castIn({ code: { script } }: Scope, first: number, last: number): number {
  let steps = 0;
  for (let at = after(script, first); at < last && steps < 40; at = after(script, at), steps++)
    if (isAnyWord(script, at, CASTS)) return at;
  return -1;
}

/** The entries of an object that is written out. */
export function entriesOf(value: Value | undefined, depth = 4): Entries | undefined {
  const at = resolved(value);
  if (!at || codeAt(at.scope.code.script, at.first) !== OPEN_BRACE) return undefined;
  const { script } = at.scope.code;
  const values = new Map<string, Value>();
  const keys = new Map<string, number>();
  if (depth === 0 || !spend(at.scope.code, at.last - at.first)) return { values, keys, open: true };
  let open = false;
  for (const { first, last } of partsOf(script, at.first)) {
    const key = keyOf(at.scope, first);
    if (key !== undefined) keys.set(key, first);
    if (codeAt(script, first) === SPREAD) {
      const spread = entriesOf({ first: first + 1, last, scope: at.scope }, depth - 1);
      open ||= !spread || spread.open;
      for (const [name, entry] of spread?.values ?? []) values.set(name, entry);
      for (const [name, token] of spread?.keys ?? []) keys.set(name, token);
    } else if (key === undefined) open = true;
    else if (codeAt(script, first + 1) === COLON)
      values.set(key, { first: first + 2, last, scope: at.scope });
    else if (first === last) values.set(key, { first, last, scope: at.scope });
    else if (codeAt(script, first) === OPEN_BRACKET)
      values.set(key, { first: after(script, first) + 1, last, scope: at.scope });
    else open = true;
  }
  return { values, keys, open };
}

function keyOf(scope: Scope, token: number): string | undefined {
  const { script } = scope.code;
  const code = codeAt(script, token);
  if (code === WORD || code === NUMBER) return textOf(script, token);
  if (code === STRING) return script.text.slice(startOf(script, token) + 1, endOf(script, token) - 1);
  if (code !== OPEN_BRACKET || !spend(scope.code, 50)) return undefined;
  const computed = resolved({ first: token + 1, last: partnerOf(script, token) - 1, scope });
  const isText = computed && computed.first === computed.last && codeAt(script, computed.first) === STRING;
  return isText ? keyOf(scope, computed.first) : undefined;
}

/** The elements of a list that is written out; undefined where some of them are not. */
export function elementsOf(value: Value | undefined, depth = 4): Value[] | undefined {
  const at = resolved(value);
  if (!at || codeAt(at.scope.code.script, at.first) !== OPEN_BRACKET) return undefined;
  const { script } = at.scope.code;
  if (partnerOf(script, at.first) !== at.last || depth === 0) return undefined;
  if (!spend(at.scope.code, at.last - at.first)) return undefined;
  const elements: Value[] = [];
  for (const { first, last } of partsOf(script, at.first)) {
    if (codeAt(script, first) === SPREAD) {
      const spread = elementsOf({ first: first + 1, last, scope: at.scope }, depth - 1);
      if (!spread) return undefined;
      for (const element of spread) elements.push(element);
    } else elements.push({ first, last, scope: at.scope });
    if (elements.length > MOST_ELEMENTS) return undefined;
  }
  return elements;
}

const MOST_ELEMENTS = 500;

export function flagValue(value: Value | undefined): boolean | undefined {
  const at = resolved(value);
  if (!at || at.first !== at.last) return undefined;
  const { script } = at.scope.code;
  if (isWord(script, at.first, 'true')) return true;
  return isWord(script, at.first, 'false') ? false : undefined;
}

export function numberValue(value: Value | undefined): number | undefined {
  const at = resolved(value);
  if (!at || at.first !== at.last || codeAt(at.scope.code.script, at.first) !== NUMBER) return undefined;
  const number = Number(textOf(at.scope.code.script, at.first));
  return Number.isFinite(number) ? number : undefined;
}

/** The function that an argument is, written out or by its name. */
export function functionValue(value: Value | undefined): FunctionPart | undefined {
  if (!value) return undefined;
  const { first, last, scope } = value;
  const { script, functions } = scope.code;
  return first === last ? functions.get(wordAt(script, first)) : functionFrom(script, first, last);
}

/** The names of what a function or a loop takes apart, with the value of each where it is known. */
export function bindPattern(
  scope: Scope,
  first: number,
  last: number,
  value: Value | undefined,
): Map<string, Value> {
  const { script } = scope.code;
  const code = codeAt(script, first);
  const bound = new Map<string, Value>();
  if (code === WORD) {
    if (value) bound.set(wordAt(script, first), value);
  } else if (code === OPEN_BRACE && last >= first) {
    const entries = entriesOf(value);
    for (const part of partsOf(script, first)) {
      const key = wordAt(script, part.first);
      const local = codeAt(script, part.first + 1) === COLON ? wordAt(script, part.first + 2) : key;
      const entry = entries?.values.get(key);
      if (entry) bound.set(local, entry);
    }
  } else if (code === OPEN_BRACKET) {
    const elements = elementsOf(value) ?? [];
    [...partsOf(script, first)].forEach((part, index) => {
      const element = elements[index];
      if (element) bound.set(wordAt(script, part.first), element);
    });
  }
  return bound;
}
