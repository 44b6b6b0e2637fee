/** Names that are worked out: a constant's, each of a list, a parameter's, or any that fits a pattern. */
import {
  ARROW,
  COLON,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PLUS,
  STRING,
  TEMPLATE_OPEN,
  TEMPLATE_TEXT,
  WORD,
} from '../../../parsers/script/codes.ts';
import {
  functionsAround,
  nameOfFunction,
  parametersOf,
  type FunctionPart,
} from '../../../parsers/script/functions.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  calleeOf,
  codeAt,
  endOf,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  partsOf,
  startOf,
  startOfChain,
  stringAt,
  textOf,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import { throwsIn } from './conditions.ts';
import type { Environment } from './environments.ts';
import { evidenceFor, type Evidence } from './evidence.ts';
import { declarationFor, placesOf } from './names.ts';
import { isVariableName, type Reading } from './reading.ts';

/** `process.env[…]`: the brackets hold anything but one string. */
export function readComputed(
  reading: Reading,
  environment: Environment,
  { open, close }: { open: number; close: number },
): void {
  const { script } = reading;
  if (isWord(script, environment.first - 1, 'delete')) return;
  const key = open + 1;
  const last = codeAt(script, close - 1) === 33 || isWord(script, key + 1, 'as') ? key : close - 1;
  const isName = key === last && codeAt(script, key) === WORD;
  const isWrite = codeAt(script, close + 1) === 61;
  if (isName && readNamedKey(reading, environment, { key, close, isWrite })) return;
  if (isWrite) return;
  if (
    last === key + 2 &&
    isDot(script, key + 1) &&
    readRegistered(reading, environment, { key: last, close })
  )
    return;
  addDynamic(reading, environment, open, close);
}

interface Key {
  readonly key: number;
  readonly close: number;
  readonly isWrite: boolean;
}

/** True where the name that is the key could be followed. */
function readNamedKey(reading: Reading, environment: Environment, { key, close, isWrite }: Key): boolean {
  const { script, names } = reading;
  const name = wordAt(script, key);
  const evidence = evidenceFor(script, environment.first, close);
  const parameter = parameterNamed(script, key, name);
  if (parameter) {
    const list = listOfCallback(reading, parameter.part);
    const entry = isWord(script, parameter.part.first - 2, 'reduce') ? 1 : 0;
    if (list !== undefined && parameter.index === entry)
      return isWrite || readList(reading, environment, { list, evidence, key });
    if (isWrite) return true;
    return addHelper(reading, parameter, evidence);
  }
  const declaration = declarationFor(names, name, key);
  if (!declaration || declaration.value < 0) return false;
  if (declaration.kind === 'loop')
    return isWrite || readList(reading, environment, { list: declaration.value, evidence, key });
  if (isWrite) return true;
  if (codeAt(script, declaration.value) === STRING) {
    addLiteral(reading, environment, declaration.value, evidence);
    return true;
  }
  if (codeAt(script, declaration.value) === TEMPLATE_OPEN) {
    addPattern(reading, environment, declaration.value, partnerOf(script, declaration.value));
    return true;
  }
  return false;
}

/** `process.env[keys.clientId]`, where this file has `clientId: "X_CLIENT_ID"`: each of them. */
function readRegistered(
  reading: Reading,
  environment: Environment,
  { key, close }: Pick<Key, 'key' | 'close'>,
): boolean {
  const { script } = reading;
  const property = wordAt(script, key);
  if (property === '' || reading.registered.size > 20) return false;
  let tokens = reading.registered.get(property);
  if (!tokens) {
    tokens = namesUnder(script, property);
    reading.registered.set(property, tokens);
  }
  const evidence = evidenceFor(script, environment.first, close);
  for (const token of tokens) addLiteral(reading, environment, token, evidence);
  return tokens.length > 0;
}

function namesUnder(script: Script, property: string): number[] {
  const found: number[] = [];
  for (let token = 0; token < script.count; token++) {
    if (
      script.codes[token] !== STRING ||
      script.codes[token - 1] !== COLON ||
      !isWord(script, token - 2, property)
    )
      continue;
    if (/^[A-Z][A-Z0-9_]{2,}$/.test(stringAt(script, token) ?? '')) found.push(token);
  }
  return found;
}

function addLiteral(reading: Reading, { through }: Environment, token: number, evidence: Evidence): void {
  const name = stringAt(reading.script, token) ?? '';
  if (!isVariableName(name)) return;
  const start = startOf(reading.script, token) + 1;
  reading.reads.push({ name, start, end: start + name.length, through, evidence, indirect: true });
}

// --- lists ---

/** The list that a callback is handed each entry of: `LIST.map((name) => …)`. */
function listOfCallback({ script }: Reading, part: FunctionPart): number | undefined {
  let first = part.first;
  if (isWord(script, first - 1, 'function')) first--;
  if (isWord(script, first - 1, 'async')) first--;
  const open = first - 1;
  if (codeAt(script, open) !== OPEN_PAREN || !ITERATORS.has(calleeOf(script, open))) return undefined;
  const owner = open - 3;
  return isDot(script, open - 2) ? startOfChain(script, owner) : undefined;
}

const ITERATORS = new Set('map forEach filter every some find flatMap reduce'.split(' '));

interface ListUse {
  /** The first token of the list. */
  readonly list: number;
  readonly evidence: Evidence;
  readonly key: number;
}

/** Notes every name of the list as read; false where the list can't be seen. */
function readList(reading: Reading, environment: Environment, { list, evidence, key }: ListUse): boolean {
  const { script } = reading;
  const entries = entriesOf(reading, list, key);
  if (!entries) return false;
  const isFilter = evidence.kind === 'bare' && isReturnedByTest(script, evidence);
  const kind =
    evidence.kind === 'guard' && failsLater(reading, evidence, list)
      ? 'fails'
      : isFilter
        ? 'guard'
        : evidence.kind;
  // The same list, asked the same way: once is enough.
  const asked = `${entries[0] ?? ''} ${kind}`;
  if (reading.lists.has(asked)) return true;
  reading.lists.add(asked);
  for (const token of entries) {
    const name = stringAt(script, token) ?? wordAt(script, token);
    if (!isVariableName(name)) continue;
    const inset = codeAt(script, token) === STRING ? 1 : 0;
    reading.reads.push({
      name,
      start: startOf(script, token) + inset,
      end: endOf(script, token) - inset,
      through: environment.through,
      evidence: { ...evidence, kind },
      indirect: true,
    });
  }
  return true;
}

/** The tokens of the names in a list that is written out in this file: strings of an array, keys of an object. */
function entriesOf(reading: Reading, list: number, key: number, depth = 0): readonly number[] | undefined {
  const { script, names } = reading;
  if (codeAt(script, list) === OPEN_BRACKET) return stringsOf(script, list);
  if (isWord(script, list, 'Object') && isDot(script, list + 1) && codeAt(script, list + 3) === OPEN_PAREN) {
    const named = declarationFor(names, wordAt(script, list + 4), key);
    const object = named ? named.value : list + 4;
    if (codeAt(script, object) !== OPEN_BRACE) return undefined;
    return isWord(script, list + 2, 'values')
      ? valuesOf(script, object)
      : [...partsOf(script, object)].map(({ first }) => first);
  }
  if (codeAt(script, list) !== WORD) return undefined;
  const parameter = parameterNamed(script, list, wordAt(script, list));
  if (parameter) return entriesOfCalls(reading, parameter);
  const declaration = declarationFor(names, wordAt(script, list), key);
  if (!declaration || declaration.kind !== 'constant' || declaration.value < 0 || declaration.value === list)
    return undefined;
  let value = declaration.value;
  // new Set([…])
  if (isWord(script, value, 'new') && codeAt(script, value + 2) === OPEN_PAREN) value += 3;
  if (codeAt(script, value) === OPEN_BRACKET) return stringsOf(script, value);
  // A part of another list.
  const isPart = isDot(script, value + 1) && isWord(script, value + 2, 'filter') && value < list;
  return isPart && depth < 4 ? entriesOf(reading, value, key, depth + 1) : undefined;
}

/** `check(["A", "B"])`: what this file's calls of a function hand over as its list. */
function entriesOfCalls({ script }: Reading, { part, index }: FoundParameter): number[] | undefined {
  const name = nameOfFunction(script, part);
  if (name === '') return undefined;
  const found: number[] = [];
  for (const token of placesOf(script, name).slice(0, MOST_CALLS)) {
    if (codeAt(script, token + 1) !== OPEN_PAREN || isWord(script, token - 1, 'function')) continue;
    const list = [...partsOf(script, token + 1)][index];
    const strings =
      list && codeAt(script, list.first) === OPEN_BRACKET ? stringsOf(script, list.first) : undefined;
    if (!strings) return undefined;
    for (const string of strings) found.push(string);
  }
  return found.length > 0 ? found : undefined;
}

const MOST_CALLS = 50;

/** Undefined where an entry is anything but a string. Kept as long as the tokens are: a list may be walked over often. */
function stringsOf(script: Script, open: number): readonly number[] | undefined {
  const known = LISTS.get(script) ?? new Map<number, readonly number[] | undefined>();
  LISTS.set(script, known);
  if (!known.has(open)) known.set(open, findStrings(script, open));
  return known.get(open);
}

const LISTS = new WeakMap<Script, Map<number, readonly number[] | undefined>>();

function findStrings(script: Script, open: number): number[] | undefined {
  const found: number[] = [];
  for (const { first, last } of partsOf(script, open)) {
    if (codeAt(script, first) !== STRING || (first !== last && !isWord(script, first + 1, 'as')))
      return undefined;
    found.push(first);
  }
  return found;
}

function valuesOf(script: Script, open: number): number[] | undefined {
  const found: number[] = [];
  for (const { last } of partsOf(script, open)) {
    if (codeAt(script, last) !== STRING) return undefined;
    found.push(last);
  }
  return found;
}

/** `LIST.filter((name) => process.env[name])` */
function isReturnedByTest(script: Script, { first }: Evidence): boolean {
  if (codeAt(script, first - 1) !== ARROW) return false;
  const open = parentOf(script, first);
  return codeAt(script, open) === OPEN_PAREN && /^(?:filter|every|some|find)$/.test(wordAt(script, open - 1));
}

/** `const missing = LIST.filter((name) => !process.env[name]); if (missing.length) throw …` */
function failsLater({ script }: Reading, { first }: Evidence, list: number): boolean {
  if (codeAt(script, first - 1) !== 33) return false;
  const open = parentOf(script, list);
  const end = open < 0 ? script.count - 1 : partnerOf(script, open);
  return throwsIn(script, { first: first + 1, last: end < 0 ? script.count - 1 : end });
}

// --- helpers ---

interface FoundParameter {
  readonly part: FunctionPart;
  readonly index: number;
  readonly token: number;
  readonly hasDefault: boolean;
}

/** The parameter of that name, of the innermost function that has one. */
export function parameterNamed(script: Script, token: number, name: string): FoundParameter | undefined {
  for (const part of functionsAround(script, token)) {
    const found = parametersOf(script, part).find((parameter) => parameter.name === name);
    if (found) return { part, index: found.index, token: found.token, hasDefault: found.hasDefault };
  }
  return undefined;
}

function addHelper(reading: Reading, { part, index, token }: FoundParameter, evidence: Evidence): boolean {
  const { script, helpers } = reading;
  const name = nameOfFunction(script, part);
  if (name === '') return false;
  const fails =
    evidence.kind === 'asserted' ||
    evidence.kind === 'fails' ||
    (evidence.kind !== 'default' && throwsIn(script, { first: part.bodyStart, last: part.bodyEnd }));
  const hasDefault = parametersOf(script, part).length > index + 1 && evidence.kind === 'default';
  const need = fails && !hasDefault ? 'required' : 'optional';
  // The same function, read from again.
  const known = helpers.at(-1)?.token === token ? helpers.length - 1 : -1;
  const helper = { name, parameter: index, need, token, replaces: evidence.kind === 'default' } as const;
  if (known < 0) helpers.push(helper);
  else if (need === 'required') helpers[known] = helper;
  return true;
}

// --- patterns ---

function addDynamic(reading: Reading, environment: Environment, open: number, close: number): void {
  const { script } = reading;
  let last = close - 1;
  let upper = false;
  // `${x}_URL`.toUpperCase()
  if (codeAt(script, last) === 41 && /^to(?:Locale)?UpperCase$/.test(wordAt(script, last - 2))) {
    last -= 4;
    upper = true;
  }
  addPattern(reading, environment, open + 1, last, upper);
}

function addPattern(
  reading: Reading,
  environment: Environment,
  first: number,
  last: number,
  upper = false,
): void {
  const { document, script, dynamics } = reading;
  const [prefix, suffix] = pieces(script, first, last);
  dynamics.push({
    at: spanOf(document, startOf(script, environment.first), endOf(script, last)),
    prefix: clean(upper ? prefix.toUpperCase() : prefix),
    suffix: clean(upper ? suffix.toUpperCase() : suffix),
  });
}

/** What a template or a sum of texts starts and ends with. */
function pieces(script: Script, first: number, last: number): [prefix: string, suffix: string] {
  if (codeAt(script, first) === TEMPLATE_OPEN && partnerOf(script, first) === last) {
    const start = codeAt(script, first + 1) === TEMPLATE_TEXT ? textOf(script, first + 1) : '';
    const end = codeAt(script, last - 1) === TEMPLATE_TEXT ? textOf(script, last - 1) : '';
    return [start, end];
  }
  const isSum = codeAt(script, first + 1) === PLUS || codeAt(script, last - 1) === PLUS;
  return isSum ? [stringAt(script, first) ?? '', stringAt(script, last) ?? ''] : ['', ''];
}

function clean(text: string): string {
  return /^\w{1,80}$/.test(text) ? text : '';
}
