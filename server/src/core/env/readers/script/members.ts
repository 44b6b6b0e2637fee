/** What is taken out of an environment: one variable by its name, several by a pattern, or by names that are worked out. */
import { describeValue } from '../../describeValue.ts';
import type { EnvValue } from '../../types.ts';
import {
  ASSIGN,
  ASSIGN_LOGICAL,
  ASSIGN_OTHER,
  BANG,
  COLON,
  NUMBER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  OPTIONAL_DOT,
  SPREAD,
  STRING,
  WORD,
} from '../../../parsers/script/codes.ts';
import {
  afterType,
  codeAt,
  endOf,
  isDot,
  isWord,
  opensCall,
  partnerOf,
  partsOf,
  startOf,
  stringAt,
  textOf,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import { readComputed } from './computed.ts';
import { declarationFor } from './names.ts';
import type { Environment } from './environments.ts';
import { evidenceFor } from './evidence.ts';
import { isVariableName, type Read, type Reading } from './reading.ts';
import { isServiceBinding } from './workers.ts';

/** Notes what is read of an environment by `.X`, `["X"]` or `.get("X")`; false where it is used as a whole. */
export function readMember(reading: Reading, named: Environment): boolean {
  const { script } = reading;
  const environment = inGroup(script, named);
  let last = environment.last;
  // `process.env!.X`, `(process.env as Foo).X`
  if (codeAt(script, last + 1) === BANG && isDot(script, last + 2)) last++;
  const next = last + 1;
  if (
    codeAt(script, next) === OPEN_BRACKET ||
    (codeAt(script, next) === OPTIONAL_DOT && codeAt(script, next + 1) === OPEN_BRACKET)
  ) {
    readIndex(reading, environment, codeAt(script, next) === OPEN_BRACKET ? next : next + 1);
    return true;
  }
  if (!isDot(script, next) || codeAt(script, next + 1) !== WORD) return false;
  if (environment.kind === 'deno') return readDeno(reading, environment, next + 1);
  readProperty(reading, environment, next + 1);
  return true;
}

/** `(process.env as Variables)` with its parentheses. */
function inGroup(script: Reading['script'], environment: Environment): Environment {
  const { first, last } = environment;
  if (codeAt(script, first - 1) !== OPEN_PAREN || opensCall(script, first - 1)) return environment;
  const close = partnerOf(script, first - 1);
  const end = isWord(script, last + 1, 'as') ? afterType(script, last + 2) : last + 1;
  return end === close && (isDot(script, close + 1) || codeAt(script, close + 1) === OPEN_BRACKET)
    ? { ...environment, first: first - 1, last: close }
    : environment;
}

function readProperty(reading: Reading, environment: Environment, token: number): void {
  const { script } = reading;
  const name = wordAt(script, token);
  if (environment.kind === 'meta' && VITE_OWN.has(name)) return;
  if (codeAt(script, token + 1) === OPEN_PAREN && !/^[A-Z0-9_]+$/.test(name)) {
    if (name === 'hasOwnProperty') addNamed(reading, environment, token + 2, token + 2);
    return;
  }
  if (environment.kind === 'binding' && !isTextBinding(reading, name, token)) return;
  addRead(reading, environment, {
    name,
    start: startOf(script, token),
    end: endOf(script, token),
    last: token,
  });
}

/** By the type that this file gives, or by what is done with it. */
function isTextBinding({ script, bindingTypes }: Reading, name: string, token: number): boolean {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) return false;
  return bindingTypes.isText(name) ?? !isServiceBinding(script, name, token);
}

/** Set by Vite and Astro themselves. */
const VITE_OWN = new Set([
  'MODE',
  'BASE_URL',
  'PROD',
  'DEV',
  'SSR',
  'LEGACY',
  'SITE',
  'ASSETS_PREFIX',
  'VITEST',
]);

function readIndex(reading: Reading, environment: Environment, open: number): void {
  const { script } = reading;
  const close = partnerOf(script, open);
  if (close < 0) return;
  if (close === open + 2 && codeAt(script, open + 1) === STRING)
    addNamed(reading, environment, open + 1, close);
  else readComputed(reading, environment, { open, close });
}

/** A name in quotes. */
function addNamed(reading: Reading, environment: Environment, token: number, last: number): void {
  const name = stringAt(reading.script, token);
  if (name === undefined || (environment.kind === 'meta' && VITE_OWN.has(name))) return;
  addRead(reading, environment, {
    name,
    start: startOf(reading.script, token) + 1,
    end: endOf(reading.script, token) - 1,
    last,
  });
}

interface Named {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The last token of the expression. */
  readonly last: number;
}

function addRead(
  reading: Reading,
  { first, through, kind }: Environment,
  { name, start, end, last }: Named,
): void {
  const { script, reads } = reading;
  if (!isVariableName(name)) return;
  if (isWord(script, first - 1, 'delete')) return;
  const next = codeAt(script, last + 1);
  if (next === ASSIGN || next === ASSIGN_OTHER || next === ASSIGN_LOGICAL) {
    addAssignment(reading, { name, start, end, last });
    if (next !== ASSIGN_LOGICAL) return;
  }
  const evidence = evidenceFor(script, first, last);
  // Whether a binding is a text is only known by its type.
  const isUnsure = kind === 'binding' && reading.bindingTypes.isText(name) !== true;
  const fallback = evidence.fallback === undefined ? undefined : valueOfLiteral(reading, evidence.fallback);
  const local = localOf(reading, evidence.first, evidence.last);
  const read: Read = {
    name,
    start,
    end,
    through,
    evidence,
    ...(isUnsure && { need: 'optional' as const }),
    ...(kind === 'alias' && { indirect: true as const }),
    ...(fallback && { fallback }),
    ...(local !== undefined && { local }),
  };
  reads.push(read);
}

/** `process.env.X = "y"` gives the variable a value. */
function addAssignment({ document, script, declarations }: Reading, { name, start, end, last }: Named): void {
  const value = last + 2;
  const isWhole = codeAt(script, value) === STRING;
  declarations.push({
    name,
    at: spanOf(document, start, end),
    value: isWhole ? describeValue(stringAt(script, value) ?? '') : { state: 'unknown' },
    by: 'code',
    ...(isWhole && { valueAt: { start: startOf(script, value) + 1, end: endOf(script, value) - 1 } }),
  });
}

export function valueOfLiteral({ script }: Reading, token: number): EnvValue {
  const text = stringAt(script, token);
  if (text !== undefined) return describeValue(text);
  return codeAt(script, token) === NUMBER || codeAt(script, token) === WORD
    ? describeValue(textOf(script, token))
    : { state: 'unknown' };
}

/** The token of `x` in `const x = …;`, where the value is all that it is set to. */
export function localOf({ script, names }: Reading, first: number, last: number): number | undefined {
  if (codeAt(script, first - 1) !== ASSIGN) return undefined;
  const next = codeAt(script, last + 1);
  // Property of a chain, operand of more.
  if (isDot(script, last + 1) || next === OPEN_PAREN || next === OPEN_BRACKET) return undefined;
  let at = first - 2;
  // `secret = process.env.X;`, of a name that is declared above
  if (
    codeAt(script, at) === WORD &&
    !isDot(script, at - 1) &&
    !DECLARING.has(wordAt(script, at - 1)) &&
    codeAt(script, at - 1) !== COLON
  ) {
    const declaration = declarationFor(names, wordAt(script, at), at);
    return declaration && declaration.token < at ? declaration.token : undefined;
  }
  for (let steps = 0; steps < 12 && at > 0; steps++, at--) {
    if (isWord(script, at - 1, 'const') || isWord(script, at - 1, 'let') || isWord(script, at - 1, 'var'))
      return codeAt(script, at) === WORD ? at : undefined;
    if (partnerOf(script, at) >= 0 && codeAt(script, at) === OPEN_BRACE) return undefined;
  }
  return undefined;
}

const DECLARING = new Set(['const', 'let', 'var']);

// --- Deno ---

function readDeno(reading: Reading, environment: Environment, method: number): boolean {
  const { script } = reading;
  const open = method + 1;
  const close = partnerOf(script, open);
  const name = wordAt(script, method);
  if (codeAt(script, open) !== OPEN_PAREN || close < 0) return true;
  if (name !== 'get' && name !== 'has') return true;
  if (codeAt(script, open + 1) !== STRING) {
    readComputed(reading, environment, { open, close });
  } else if (name === 'has') {
    const text = stringAt(script, open + 1) ?? '';
    const { first, last } = { first: environment.first, last: close };
    reading.reads.push({
      name: text,
      start: startOf(script, open + 1) + 1,
      end: endOf(script, open + 1) - 1,
      through: environment.through,
      evidence: { ...evidenceFor(script, first, last), kind: 'guard' },
    });
  } else {
    addNamed(reading, environment, open + 1, close);
  }
  return true;
}

// --- patterns ---

/** Notes what `{ A, B: b = "x", ...rest }` takes out of an environment. `close` is the token that ends the pattern. */
export function readPattern(reading: Reading, environment: Environment, close: number): void {
  const { script } = reading;
  const open = partnerOf(script, close);
  if (open < 0 || codeAt(script, open) !== OPEN_BRACE) return;
  for (const { first, last } of partsOf(script, open)) {
    if (codeAt(script, first) === SPREAD) {
      reading.dynamics.push({
        at: spanOf(reading.document, startOf(script, first), endOf(script, last)),
        prefix: '',
        suffix: '',
      });
      continue;
    }
    readPatternPart(reading, environment, first, last);
  }
}

function readPatternPart(reading: Reading, environment: Environment, first: number, last: number): void {
  const { script } = reading;
  const quoted = stringAt(script, first);
  const name = quoted ?? wordAt(script, first);
  if (!isVariableName(name) || (environment.kind === 'meta' && VITE_OWN.has(name))) return;
  const inset = quoted === undefined ? 0 : 1;
  const renamed = codeAt(script, first + 1) === COLON;
  const local = renamed ? first + 2 : first;
  const hasDefault = codeAt(script, local + 1) === ASSIGN;
  const fallback = hasDefault && local + 2 === last ? valueOfLiteral(reading, last) : undefined;
  reading.reads.push({
    name,
    start: startOf(script, first) + inset,
    end: endOf(script, first) - inset,
    through: environment.through,
    evidence: { kind: hasDefault ? 'default' : 'bare', first, last },
    indirect: true,
    ...(fallback && { fallback }),
    ...(codeAt(script, local) === WORD && { local }),
  });
}
