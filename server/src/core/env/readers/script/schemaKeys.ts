/** What the value of a schema's key says: whether the variable may be missing, its type, its default. */
import {
  ARROW,
  COLON,
  DOT,
  NUMBER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  QUESTION,
  STRING,
  WORD,
} from '../../../parsers/script/codes.ts';
import { endOfParameters } from './environments.ts';
import {
  after,
  codeAt,
  endOf,
  endOfExpression,
  partnerOf,
  partsOf,
  startOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import type { EnvSchema, EnvValue, Need } from '../../types.ts';
import { valueOfLiteral } from './members.ts';
import { declarationFor } from './names.ts';
import type { Reading } from './reading.ts';
import { OPTIONAL_UNLESS_SAID } from './schemaLibraries.ts';

export interface SchemaKey {
  readonly need: Need;
  readonly fallback?: EnvValue;
  readonly schema: EnvSchema;
}

interface KeyValue {
  readonly first: number;
  readonly last: number;
  readonly library: string;
}

export function describeKey(reading: Reading, value: KeyValue): SchemaKey {
  const signs: Signs = { optional: false, required: false, unknown: false, values: [] };
  if (codeAt(reading.script, value.first) === STRING) readArkType(reading, value.first, signs);
  else readTokens(reading, value, signs, 0);
  const { type, values, minimumLength, fallback } = signs;
  return {
    need: needOf(reading, value, signs),
    ...(fallback && { fallback }),
    schema: {
      library: value.library,
      ...(type && { type }),
      ...(values.length > 0 && { values }),
      ...(minimumLength !== undefined && type !== 'number' && type !== 'port' && { minimumLength }),
    },
  };
}

interface Signs {
  optional: boolean;
  required: boolean;
  /** Made elsewhere, so that nothing is known. */
  unknown: boolean;
  type?: NonNullable<EnvSchema['type']>;
  values: string[];
  minimumLength?: number;
  fallback?: EnvValue;
}

function needOf({ script }: Reading, { first, last, library }: KeyValue, signs: Signs): Need {
  if (isCondition(script, first, last)) {
    const text = script.text.slice(
      startOf(script, first),
      Math.min(endOf(script, last), startOf(script, first) + 300),
    );
    return !signs.optional || /prod/i.test(text) ? 'required' : 'optional';
  }
  if (signs.optional) return 'optional';
  if (OPTIONAL_UNLESS_SAID.has(library)) return signs.required ? 'required' : 'optional';
  return signs.unknown ? 'optional' : 'required';
}

function isCondition(script: Reading['script'], first: number, last: number): boolean {
  return questionIn(script, first, last) !== undefined;
}

/** Of `condition ? one : other`. */
function questionIn(script: Reading['script'], first: number, last: number): number | undefined {
  for (let at = first; at <= last; at = after(script, at)) {
    if (codeAt(script, at) === QUESTION) return at;
    if (codeAt(script, at) === ARROW) return undefined;
  }
  return undefined;
}

/** A key's value is rarely longer than this. */
const FAR = 240;

function readTokens(reading: Reading, value: KeyValue, signs: Signs, depth: number): void {
  const { script } = reading;
  const { last } = value;
  // What is asked says nothing of the value.
  const first = (questionIn(script, value.first, last) ?? value.first - 1) + 1;
  const end = Math.min(last, first + FAR);
  let changedTo = -1;
  let changed = signs;
  readOrigin(reading, first, last, signs, depth);
  for (let at = first; at <= end; at++) {
    const code = codeAt(script, at);
    if (code === ARROW) {
      at = endOfExpression(script, at + 1);
      continue;
    }
    if (code !== WORD) continue;
    const word = wordAt(script, at);
    const called = codeAt(script, at + 1) === OPEN_PAREN;
    if (called && SKIPPED.has(word)) {
      at = Math.max(at, partnerOf(script, at + 1));
      continue;
    }
    const kept = called ? TYPES_KEPT.get(word) : undefined;
    if (kept && partnerOf(script, at + 1) > changedTo) {
      changedTo = partnerOf(script, at + 1);
      changed = withTypes(signs, kept);
    }
    readWord(reading, at, word, at < changedTo ? changed : signs);
  }
}

/** Their arguments say nothing of the kind, or of parts of the value alone. */
const SKIPPED = new Set(
  'transform refine superRefine describe message regex custom check meta error preprocessor object strictObject looseObject array record tuple set map'.split(
    ' ',
  ),
);
/** What stands in them is said of what the text is made into, or of one of several ways. Some types hold all the same. */
const TYPES_KEPT: ReadonlyMap<string, readonly string[]> = new Map([
  ['preprocess', ['string', 'url', 'email']],
  ['union', ['string']],
  ['or', ['string']],
]);

/** Whether it may be missing counts there, and few of the types. */
function withTypes(signs: Signs, kept: readonly string[]): Signs {
  return {
    get optional() {
      return signs.optional;
    },
    set optional(value) {
      signs.optional = value;
    },
    get required() {
      return signs.required;
    },
    set required(value) {
      signs.required = value;
    },
    get fallback() {
      return signs.fallback;
    },
    set fallback(value) {
      if (value) signs.fallback = value;
    },
    get type() {
      return signs.type;
    },
    set type(value) {
      if (value !== undefined && kept.includes(value)) signs.type = value;
    },
    unknown: signs.unknown,
    values: [],
  } as Signs;
}

function readWord(reading: Reading, at: number, word: string, signs: Signs): void {
  const { script } = reading;
  const called = codeAt(script, at + 1) === OPEN_PAREN;
  const isKey = codeAt(script, at + 1) === COLON;
  if (OPTIONAL_WORDS.has(word) && called) signs.optional = true;
  else if (word === 'required' && called) signs.required = true;
  else if (word === 'undefined') signs.optional = true;
  if (DEFAULT_WORDS.has(word) && (called || isKey)) {
    signs.optional = true;
    readDefault(reading, called ? at + 2 : at + 2, signs);
  }
  if ((word === 'choices' || word === 'values') && isKey) readValues(reading, at + 2, signs);
  const type = TYPES[word];
  if (type && (called || codeAt(script, at - 1) === DOT)) setType(signs, type);
  if (called && type === 'enum') readValues(reading, at + 2, signs);
  if (
    called &&
    (word === 'min' || word === 'minLength' || word === 'length') &&
    codeAt(script, at + 2) === NUMBER
  )
    signs.minimumLength ??= Number(wordOrNumber(script, at + 2));
}

function wordOrNumber(script: Reading['script'], token: number): string {
  return script.text.slice(startOf(script, token), endOf(script, token));
}

const OPTIONAL_WORDS = new Set(
  'optional nullish exactOptional optionalAsync nullishAsync undefinedable notRequired any unknown undefined void Optional'.split(
    ' ',
  ),
);
const DEFAULT_WORDS = new Set(['default', 'catch', 'prefault', 'fallback']);

const TYPES: Readonly<Record<string, NonNullable<EnvSchema['type']>>> = {
  url: 'url',
  uri: 'url',
  email: 'email',
  port: 'port',
  number: 'number',
  num: 'number',
  int: 'number',
  integer: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  stringbool: 'boolean',
  enum: 'enum',
  nativeEnum: 'enum',
  enums: 'enum',
  enum_: 'enum',
  picklist: 'enum',
  oneOf: 'enum',
  valid: 'enum',
  json: 'json',
  string: 'string',
  str: 'string',
  Number: 'number',
  Boolean: 'boolean',
};

const PRECISION = ['string', 'number', 'boolean', 'json', 'email', 'url', 'port', 'enum'];

function setType(signs: Signs, type: NonNullable<EnvSchema['type']>): void {
  if (signs.type === undefined || PRECISION.indexOf(type) > PRECISION.indexOf(signs.type)) signs.type = type;
}

function readDefault(reading: Reading, token: number, signs: Signs): void {
  const code = codeAt(reading.script, token);
  if (
    code === STRING ||
    code === NUMBER ||
    (code === WORD && /^(?:true|false)$/.test(wordAt(reading.script, token)))
  )
    signs.fallback ??= valueOfLiteral(reading, token);
  else if (wordAt(reading.script, token) !== 'undefined') signs.fallback ??= { state: 'unknown' };
}

/** `["a", "b"]`, or the arguments themselves. */
function readValues({ script }: Reading, token: number, signs: Signs): void {
  const open = codeAt(script, token) === OPEN_BRACKET ? token : token - 1;
  for (const { first, last } of partsOf(script, open)) {
    const value = first === last ? stringAt(script, first) : undefined;
    if (value !== undefined && signs.values.length < 100) signs.values.push(value);
  }
}

/** Follows a name that stands for a validator: `X: requiredText`, `X: flag()`. */
function readOrigin(reading: Reading, first: number, last: number, signs: Signs, depth: number): void {
  const { script, names } = reading;
  const name = wordAt(script, first);
  const called = codeAt(script, first + 1) === OPEN_PAREN;
  if (
    name === '' ||
    codeAt(script, first + 1) === DOT ||
    (!called && first !== last && codeAt(script, first + 1) !== DOT)
  )
    return readChainOrigin(reading, first, last, signs, depth);
  if (/optional|default/i.test(name)) signs.optional = true;
  if (TYPES[name] !== undefined || names.imports.get(name)?.module === 'envalid') return;
  const declaration = declarationFor(names, name, first);
  if (!declaration || names.imports.has(name)) {
    signs.unknown ||= !/required/i.test(name) && !KNOWN_MAKERS.has(name);
    return;
  }
  followDeclaration(reading, declaration.value, declaration.kind === 'function', signs, depth);
}

/** `requiredText.url()`: the chain starts with a name of this file. */
function readChainOrigin(reading: Reading, first: number, last: number, signs: Signs, depth: number): void {
  const { script, names } = reading;
  const name = wordAt(script, first);
  if (name === '' || last === first || names.imports.has(name)) return;
  const declaration = declarationFor(names, name, first);
  if (declaration && declaration.kind === 'constant' && declaration.value >= 0)
    followDeclaration(reading, declaration.value, false, signs, depth);
}

function followDeclaration(
  reading: Reading,
  value: number,
  isFunction: boolean,
  signs: Signs,
  depth: number,
): void {
  if (depth > 3 || value < 0) return;
  const { script } = reading;
  if (isFunction) {
    const end = endOfParameters(script, value);
    readTokens(reading, { first: value, last: end, library: '' }, signs, depth + 1);
    return;
  }
  const last = endOfExpression(script, value);
  // What an arrow function gives back.
  for (let at = value; at <= last && at < value + 40; at = after(script, at)) {
    if (codeAt(script, at) !== ARROW) continue;
    const body = codeAt(script, at + 1) === OPEN_BRACE ? partnerOf(script, at + 1) : last;
    readTokens(reading, { first: at + 1, last: body, library: '' }, signs, depth + 1);
    return;
  }
  readTokens(reading, { first: value, last, library: '' }, signs, depth + 1);
}

const KNOWN_MAKERS = new Set(
  'string number boolean url email object array union literal pipe optional nullish picklist enum_ host json makeValidator str bool num port'.split(
    ' ',
  ),
);

/** `"string.url | undefined"`, `"string = 'x'"` */
function readArkType({ script }: Reading, token: number, signs: Signs): void {
  const text = stringAt(script, token) ?? '';
  if (/\bundefined\b|\?$/.test(text)) signs.optional = true;
  if (/[^=<>!]=[^=]/.test(text)) {
    signs.optional = true;
    signs.fallback = { state: 'unknown' };
  }
  if (/string\.url/.test(text)) signs.type = 'url';
  else if (/string\.email/.test(text)) signs.type = 'email';
  else if (/number|integer|numeric/.test(text)) signs.type = 'number';
  else if (/boolean/.test(text)) signs.type = 'boolean';
  else if (/^\s*'[^']*'(?:\s*\|\s*'[^']*')*\s*$/.test(text)) {
    signs.type = 'enum';
    signs.values = [...text.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  } else if (/string/.test(text)) signs.type = 'string';
}
