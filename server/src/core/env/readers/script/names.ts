/** What the names of a script stand for: imports and declarations. */
import {
  ASSIGN,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_PAREN,
  STRING,
  WORD,
  STAR,
} from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  afterType,
  codeAt,
  isAnyWord,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  partsOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';

export interface Names {
  /** Where the words stand that readers ask about (`WORDS`), properties left out. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** Where `.env` stands. */
  readonly envProperties: readonly number[];
  readonly imports: ReadonlyMap<string, Import>;
  /** Every `import`, those for types left out. */
  readonly importsInOrder: readonly Import[];
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
}

export interface Import {
  readonly module: string;
  /** What the module calls it; `default`, or `*` for all of it. */
  readonly name: string;
  /** The token of the module's own name for it. */
  readonly token: number;
  readonly local: string;
}

export interface Declaration {
  readonly name: string;
  readonly token: number;
  /** The first token of what it is set to, or what a `for … of` walks over; -1 where there is none. */
  readonly value: number;
  readonly kind: 'constant' | 'loop' | 'function' | 'class';
  readonly exported: boolean;
}

export function namesOf(script: Script): Names {
  const importsInOrder: Import[] = [];
  const declarations = new Map<string, Declaration[]>();
  const places = new Map<string, number[]>();
  const envProperties: number[] = [];
  const declare = (declaration: Declaration): void => {
    const others = declarations.get(declaration.name);
    if (others) others.push(declaration);
    else declarations.set(declaration.name, [declaration]);
  };
  for (let token = 0; token < script.count; token++) {
    if (script.codes[token] !== WORD) continue;
    const start = script.starts[token] ?? 0;
    const first = script.text.charCodeAt(start);
    const length = (script.ends[token] ?? 0) - start;
    if ((WORD_SHAPES[first & 127] ?? 0) & (1 << (length & 31)))
      notePlace(script, token, places, envProperties);
    // import, const, let, var, function, class: few words start with one of their letters.
    if (first === 105) addImports(script, token, importsInOrder);
    else if (first === 99 || first === 108 || first === 118)
      addDeclared(script, token, declare, importsInOrder);
    else if (first === 102) addFunction(script, token, declare);
  }
  const imports = new Map<string, Import>();
  for (const found of importsInOrder) if (!imports.has(found.local)) imports.set(found.local, found);
  return { imports, importsInOrder, declarations, places, envProperties };
}

/** The words that readers look for wherever they stand. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'env loadEnv NodeJS process createEnv envsafe convict validationSchema ProcessEnv ImportMetaEnv Env Bindings CloudflareEnv ' +
    'CloudflareBindings WorkerEnv envPrefix EnvironmentPlugin envField define DefinePlugin runtimeConfig useRuntimeConfig'
  ).split(' '),
);

/** For each first character, the lengths of those words as bits. */
const WORD_SHAPES = shapesOf(WORDS);

function shapesOf(words: ReadonlySet<string>): Int32Array {
  const shapes = new Int32Array(128);
  for (const word of words) {
    const first = word.charCodeAt(0) & 127;
    shapes[first] = (shapes[first] ?? 0) | (1 << (word.length & 31));
  }
  return shapes;
}

function notePlace(
  script: Script,
  token: number,
  places: Map<string, number[]>,
  envProperties: number[],
): void {
  const word = wordAt(script, token);
  if (!WORDS.has(word)) return;
  if (isDot(script, token - 1)) {
    if (word === 'env') envProperties.push(token);
    if (word !== 'EnvironmentPlugin' && word !== 'DefinePlugin') return;
  }
  const others = places.get(word);
  if (others) others.push(token);
  else places.set(word, [token]);
}

// --- imports ---

function addImports(script: Script, token: number, imports: Import[]): void {
  if (!isWord(script, token, 'import') || isDot(script, token - 1)) return;
  if (
    isWord(script, token + 1, 'type') &&
    codeAt(script, token + 2) !== COMMA &&
    !isWord(script, token + 2, 'from')
  )
    return;
  const end = moduleOf(script, token + 1);
  const module = stringAt(script, end);
  if (module === undefined) return;
  let at = token + 1;
  if (at === end) imports.push({ module, name: '', token: end, local: '' });
  if (codeAt(script, at) === WORD) {
    imports.push({ module, name: 'default', token: at, local: wordAt(script, at) });
    at++;
  }
  if (codeAt(script, at) === COMMA) at++;
  if (codeAt(script, at) === STAR) {
    imports.push({ module, name: '*', token: at + 2, local: wordAt(script, at + 2) });
  } else if (codeAt(script, at) === OPEN_BRACE) {
    for (const { first, last } of partsOf(script, at)) {
      if (isWord(script, first, 'type') && last > first && !isWord(script, first + 1, 'as')) continue;
      imports.push({ module, name: wordAt(script, first), token: first, local: wordAt(script, last) });
    }
  }
}

/** The string that names the module: what is imported stands before it. */
function moduleOf(script: Script, from: number): number {
  let at = from;
  for (let steps = 0; steps < 8; steps++) {
    const code = codeAt(script, at);
    if (code === STRING) return at;
    if (code !== WORD && code !== COMMA && code !== 42 && code !== OPEN_BRACE) return -1;
    at = code === OPEN_BRACE ? partnerOf(script, at) + 1 : at + 1;
    if (at === 0) return -1;
  }
  return -1;
}

// --- declarations ---

type Declare = (declaration: Declaration) => void;

const DECLARING = new Set(['const', 'let', 'var', 'class']);

function addDeclared(script: Script, token: number, declare: Declare, imports: Import[]): void {
  if (!isAnyWord(script, token, DECLARING) || isDot(script, token - 1)) return;
  const exported = isWord(script, token - 1, 'export');
  const name = wordAt(script, token + 1);
  if (isWord(script, token, 'class')) {
    if (name !== '') declare({ name, token: token + 1, value: token + 2, kind: 'class', exported });
    return;
  }
  addRequired(script, token, imports);
  if (name === '') {
    addLoopPattern(script, token, declare);
    return;
  }
  let at = token + 2;
  if (codeAt(script, at) === COLON) at = afterType(script, at + 1);
  if (codeAt(script, at) === ASSIGN)
    declare({ name, token: token + 1, value: at + 1, kind: 'constant', exported });
  else if (isWord(script, at, 'of'))
    declare({ name, token: token + 1, value: at + 1, kind: 'loop', exported: false });
  else declare({ name, token: token + 1, value: -1, kind: 'constant', exported });
}

/** `for (const [key, value] of …)`: the first of the pattern. */
function addLoopPattern(script: Script, token: number, declare: Declare): void {
  const end = partnerOf(script, token + 1);
  if (end < 0 || !isWord(script, end + 1, 'of')) return;
  for (let at = token + 2; at < end; at++) {
    if (codeAt(script, at) === WORD && parentOf(script, at) === token + 1)
      declare({ name: wordAt(script, at), token: at, value: end + 2, kind: 'loop', exported: false });
  }
}

/** `const x = require('y')`, `const { x, y: z } = require('y')` */
function addRequired(script: Script, token: number, imports: Import[]): void {
  const pattern = codeAt(script, token + 1) === OPEN_BRACE ? token + 1 : -1;
  const assign = pattern >= 0 ? partnerOf(script, pattern) + 1 : token + 2;
  if (codeAt(script, assign) !== ASSIGN || !isWord(script, assign + 1, 'require')) return;
  const module = codeAt(script, assign + 2) === OPEN_PAREN ? stringAt(script, assign + 3) : undefined;
  if (module === undefined) return;
  if (pattern < 0) {
    imports.push({ module, name: 'default', token: token + 1, local: wordAt(script, token + 1) });
    return;
  }
  for (const { first, last } of partsOf(script, pattern))
    if (codeAt(script, last) === WORD)
      imports.push({ module, name: wordAt(script, first), token: first, local: wordAt(script, last) });
}

function addFunction(script: Script, token: number, declare: Declare): void {
  if (!isWord(script, token, 'function') || codeAt(script, token + 1) !== WORD) return;
  const exported = isWord(script, token - 1, 'export') || isWord(script, token - 2, 'export');
  declare({
    name: wordAt(script, token + 1),
    token: token + 1,
    value: token + 2,
    kind: 'function',
    exported,
  });
}

/** The constant, function or class of that name which is declared last before `token`, or the only one. */
export function declarationFor(names: Names, name: string, token: number): Declaration | undefined {
  const all = names.declarations.get(name);
  if (!all) return undefined;
  let found: Declaration | undefined;
  for (const declaration of all) {
    if (declaration.token > token) break;
    found = declaration;
  }
  return found ?? all[0];
}

/** The tokens at which a name stands, properties and keys of objects left out. */
export function placesOf(script: Script, name: string): readonly number[] {
  let index = INDEXES.get(script);
  if (!index) INDEXES.set(script, (index = indexOf(script)));
  return index.get(name) ?? [];
}

/** Kept as long as the tokens are: one walk over a script serves all questions. */
const INDEXES = new WeakMap<Script, ReadonlyMap<string, readonly number[]>>();

function indexOf(script: Script): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (let token = 0; token < script.count; token++) {
    if (script.codes[token] !== WORD || isDot(script, token - 1)) continue;
    const word = wordAt(script, token);
    const others = index.get(word);
    if (others) others.push(token);
    else index.set(word, [token]);
  }
  return index;
}

/** Where a name stands for something: from its declaration to the end of the block. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Each place with the innermost of the ranges that it stands in. Takes time in proportion to both. */
export function* placesInRanges<T extends Range>(
  places: readonly number[],
  ranges: readonly T[],
): Generator<readonly [place: number, range: T]> {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  const open: T[] = [];
  let next = 0;
  for (const place of places) {
    for (; (sorted[next]?.from ?? Infinity) <= place; next++) open.push(sorted[next] as T);
    while (open.length > 0 && (open.at(-1)?.to ?? 0) <= place) open.pop();
    const innermost = open.at(-1);
    if (innermost) yield [place, innermost];
  }
}
