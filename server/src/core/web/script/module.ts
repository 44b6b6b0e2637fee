/** What a module of JavaScript gives away, and the functions that it is made of. */
import {
  ARROW,
  ASSIGN,
  COLON,
  COMMA,
  DOT,
  OPEN_BRACE,
  OPEN_PAREN,
  SEMICOLON,
  STAR,
  WORD,
} from '../../parsers/script/codes.ts';
import type { Script } from '../../parsers/script.ts';
import {
  after,
  afterType,
  codeAt,
  endOf,
  endOfExpression,
  isWord,
  parentOf,
  partnerOf,
  skipTypeArguments,
  startOf,
  stringAt,
  wordAt,
} from '../../parsers/script/walk.ts';

/** Tokens from the first to the last one. */
export interface Part {
  readonly first: number;
  readonly last: number;
}

export interface Definition extends Part {
  readonly name: string;
  /** The token of its name; the first one of a value without a name. */
  readonly at: number;
  readonly isFunction: boolean;
  /** Names that the parameter or pattern takes out of something. */
  readonly isPattern?: true;
}

export interface ModuleExport {
  /** `default` as in ES modules. */
  readonly name: string;
  /** What is underlined. */
  readonly at: number;
  /** What it stands for, where that is in this file. */
  readonly definition?: Definition;
  readonly from?: string;
  /** What it is called in the file that it comes from. */
  readonly original?: string;
}

export interface Module {
  readonly script: Script;
  readonly exports: readonly ModuleExport[];
  /** What the module defines outside of all functions. */
  readonly locals: ReadonlyMap<string, Definition>;
  /** Where a name was imported from. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
  /** `'use server'`, `'use client'`, `'use cache'` at its head. */
  readonly directives: readonly { readonly text: string; readonly at: number }[];
}

interface Reading {
  readonly script: Script;
  readonly exports: ModuleExport[];
  readonly locals: Map<string, Definition>;
  readonly imports: Map<string, { readonly from: string; readonly name: string }>;
  readonly aliases: { readonly name: string; readonly at: number; readonly local: string }[];
}

export function moduleOf(script: Script): Module {
  const reading: Reading = { script, exports: [], locals: new Map(), imports: new Map(), aliases: [] };
  const directives = directivesAt(script, 0);
  let at = directives.length > 0 ? (directives.at(-1)?.at ?? 0) + 1 : 0;
  for (; at < script.count;) at = Math.max(readStatement(reading, at), at + 1);
  for (const { name, at: token, local } of reading.aliases) {
    const definition = reading.locals.get(local);
    const imported = reading.imports.get(local);
    const origin = imported ? { from: imported.from, original: imported.name } : {};
    reading.exports.push({ name, at: token, ...(definition ? { definition } : origin) });
  }
  return { ...reading, directives };
}

/** Texts that stand as statements where a module or a function begins. */
export function directivesAt(script: Script, first: number): { text: string; at: number }[] {
  const found: { text: string; at: number }[] = [];
  for (let at = first; ; at++) {
    const text = stringAt(script, at);
    if (text === undefined || codeAt(script, at + 1) === DOT) return found;
    found.push({ text, at });
    if (codeAt(script, at + 1) === SEMICOLON) at++;
  }
}

/** The token behind it. */
function readStatement(reading: Reading, at: number): number {
  const { script } = reading;
  switch (wordAt(script, at)) {
    case 'import':
      return readImport(reading, at);
    case 'export':
      return readExport(reading, at);
    case 'module':
    case 'exports':
      return readCommonJs(reading, at);
    default: {
      const definitions = definitionsAt(script, at);
      for (const definition of definitions) reading.locals.set(definition.name, definition);
      const last = definitions.at(-1)?.last;
      return last === undefined ? after(script, at) : last + 1;
    }
  }
}

function readImport({ script, imports }: Reading, at: number): number {
  let end = at + 1;
  const names: { local: string; name: string }[] = [];
  for (; end < script.count && end < at + 400; end++) {
    const code = codeAt(script, end);
    if (code === OPEN_PAREN || code === SEMICOLON) return end + 1;
    const from = stringAt(script, end);
    if (from !== undefined) {
      for (const { local, name } of names) imports.set(local, { from, name });
      return end + 1;
    }
    const word = wordAt(script, end);
    if (word === '' || word === 'from' || word === 'as' || word === 'type') continue;
    if (isWord(script, end + 1, 'as')) {
      names.push({ local: wordAt(script, end + 2), name: word });
      end += 2;
    } else if (isWord(script, end - 1, 'as')) names.push({ local: word, name: '*' });
    else
      names.push({
        local: word,
        name: codeAt(script, parentOf(script, end)) === OPEN_BRACE ? word : 'default',
      });
  }
  return end;
}

function readExport(reading: Reading, at: number): number {
  const { script, exports, locals, aliases } = reading;
  const next = at + 1;
  if (isWord(script, next, 'default')) return readDefault(reading, next);
  if (codeAt(script, next) === OPEN_BRACE) return readExportList(reading, next);
  if (codeAt(script, next) === STAR) return next + 1;
  const definitions = definitionsAt(script, next);
  for (const definition of definitions) {
    locals.set(definition.name, definition);
    exports.push({ name: definition.name, at: definition.at, definition });
  }
  // export const GET = handler
  for (const definition of definitions) {
    const local = definition.first === definition.last ? wordAt(script, definition.first) : '';
    if (local !== '' && !LITERALS.has(local) && !definition.isPattern) {
      exports.pop();
      aliases.push({ name: definition.name, at: definition.at, local });
    }
  }
  const last = definitions.at(-1)?.last;
  return last === undefined ? next : last + 1;
}

const LITERALS = new Set(['true', 'false', 'null', 'undefined']);

function readDefault({ script, exports, aliases, locals }: Reading, at: number): number {
  const [definition] = definitionsAt(script, at + 1);
  if (definition?.isFunction && /^(?:async|function|class)$/.test(wordAt(script, at + 1))) {
    locals.set(definition.name, definition);
    exports.push({ name: 'default', at: definition.at, definition });
    return definition.last + 1;
  }
  const first = at + 1;
  const last = endOfExpression(script, first);
  if (first === last && codeAt(script, first) === WORD)
    aliases.push({ name: 'default', at: first, local: wordAt(script, first) });
  else
    exports.push({
      name: 'default',
      at: first,
      definition: { name: 'default', at: first, first, last, isFunction: isFunctionAt(script, first) },
    });
  return last + 1;
}

/** `{ a, b as GET }`, and where it comes from. */
function readExportList({ script, exports, aliases }: Reading, open: number): number {
  const close = partnerOf(script, open);
  if (close < 0) return open + 1;
  const from = isWord(script, close + 1, 'from') ? stringAt(script, close + 2) : undefined;
  for (let at = open + 1; at < close; at++) {
    const local = wordAt(script, at);
    if (local === '' || local === 'type') continue;
    const isRenamed = isWord(script, at + 1, 'as');
    const token = isRenamed ? at + 2 : at;
    const name = wordAt(script, token);
    if (from === undefined) aliases.push({ name, at: token, local });
    else exports.push({ name, at: token, from, original: local });
    at = token;
  }
  return from === undefined ? close + 1 : close + 3;
}

/** `module.exports = x`, `exports.handler = x` */
function readCommonJs({ script, exports, aliases }: Reading, at: number): number {
  let end = at;
  let name = 'default';
  while (codeAt(script, end + 1) === DOT) {
    end += 2;
    if (!isWord(script, end, 'exports')) name = wordAt(script, end);
  }
  if (codeAt(script, end + 1) !== ASSIGN) return end + 1;
  const first = end + 2;
  const last = endOfExpression(script, first);
  if (first === last && codeAt(script, first) === WORD)
    aliases.push({ name, at: first, local: wordAt(script, first) });
  else
    exports.push({
      name,
      at: first,
      definition: { name, at: first, first, last, isFunction: isFunctionAt(script, first) },
    });
  return last + 1;
}

/** What a function, class, const, let or var at this token defines. */
function definitionsAt(script: Script, token: number): Definition[] {
  let at = token;
  if (isWord(script, at, 'async')) at++;
  const word = wordAt(script, at);
  if (word === 'function') return functionAt(script, at);
  if (word === 'class' || (word === 'abstract' && isWord(script, at + 1, 'class')))
    return classAt(script, at);
  if (word !== 'const' && word !== 'let' && word !== 'var') return [];
  const found: Definition[] = [];
  for (at++; found.length < MOST_IN_ONE;) {
    const named = at;
    const isPattern = codeAt(script, at) !== WORD;
    at = after(script, at);
    if (codeAt(script, at) === COLON) at = skipType(script, at + 1);
    if (codeAt(script, at) !== ASSIGN) return found;
    const first = at + 1;
    const last = endOfExpression(script, first);
    if (isPattern) found.push(...namesIn(script, named, first, last));
    else
      found.push({
        name: wordAt(script, named),
        at: named,
        first,
        last,
        isFunction: isFunctionAt(script, first),
      });
    at = last + 1;
    if (codeAt(script, at) !== COMMA) break;
    at++;
  }
  return found;
}

const MOST_IN_ONE = 60;

/** Function types have an arrow that `afterType` stops at. */
function skipType(script: Script, token: number): number {
  let at = afterType(script, token);
  while (codeAt(script, at) === ARROW) at = afterType(script, at + 1);
  return at;
}

function namesIn(script: Script, open: number, first: number, last: number): Definition[] {
  const close = partnerOf(script, open);
  const found: Definition[] = [];
  for (let at = open + 1; at < close; at++)
    if (codeAt(script, at) === WORD && codeAt(script, at + 1) !== COLON && codeAt(script, at - 1) !== ASSIGN)
      found.push({ name: wordAt(script, at), at, first, last, isFunction: false, isPattern: true });
  return found;
}

function functionAt(script: Script, token: number): Definition[] {
  let at = token + 1;
  if (codeAt(script, at) === STAR) at++;
  const isNamed = codeAt(script, at) === WORD;
  const name = isNamed ? wordAt(script, at) : 'default';
  const open = skipTypeArguments(script, isNamed ? at + 1 : at);
  const close = partnerOf(script, open);
  if (codeAt(script, open) !== OPEN_PAREN || close < 0) return [];
  const brace = bodyBehind(script, close);
  const last = brace < 0 ? close : Math.max(partnerOf(script, brace), brace);
  return [{ name, at: isNamed ? at : token, first: open, last, isFunction: true }];
}

function classAt(script: Script, token: number): Definition[] {
  let at = token;
  while (at < token + 40 && at < script.count && codeAt(script, at) !== OPEN_BRACE) at++;
  const last = Math.max(partnerOf(script, at), at);
  const named = isWord(script, token, 'class') ? token + 1 : token + 2;
  return [{ name: wordAt(script, named) || 'default', at: named, first: at, last, isFunction: false }];
}

/** The brace of the body behind the parenthesis that closes the parameters; -1 where there is none. */
export function bodyBehind(script: Script, close: number): number {
  let at = close + 1;
  if (codeAt(script, at) === COLON) {
    at = skipType(script, at + 1);
    if (isWord(script, at, 'is')) at = skipType(script, at + 1);
  }
  if (codeAt(script, at) === ARROW) at++;
  return codeAt(script, at) === OPEN_BRACE ? at : -1;
}

/** Whether a value that starts here is a function, and not what one gives. */
export function isFunctionAt(script: Script, first: number): boolean {
  let at = first;
  if (isWord(script, at, 'async')) at++;
  if (isWord(script, at, 'function')) return true;
  at = skipTypeArguments(script, at);
  if (codeAt(script, at) === WORD) return codeAt(script, at + 1) === ARROW;
  const close = codeAt(script, at) === OPEN_PAREN ? partnerOf(script, at) : -1;
  if (close < 0) return false;
  let next = close + 1;
  if (codeAt(script, next) === COLON) next = afterType(script, next + 1);
  return codeAt(script, next) === ARROW;
}

/** The parts of the text that a function is made of: its own, and the functions of the module that it calls. */
export function reachedFrom({ script, locals }: Module, start: Part): Part[] {
  const reached: Part[] = [start];
  const seen = new Set<string>();
  let tokens = 0;
  for (let index = 0; index < reached.length && reached.length < MOST_REACHED; index++) {
    const part = reached[index];
    if (!part) break;
    tokens += part.last - part.first;
    if (tokens > MOST_TOKENS) break;
    for (let at = part.first; at <= part.last; at++) {
      if (codeAt(script, at) !== WORD || codeAt(script, at - 1) === DOT) continue;
      const name = wordAt(script, at);
      const local = seen.has(name) ? undefined : locals.get(name);
      if (!local || local.at === at) continue;
      const isUsed = codeAt(script, at + 1) === OPEN_PAREN || isArgument(script, at);
      if (!isUsed || !mayRun(script, local)) continue;
      seen.add(name);
      if (!isInside(local, start)) reached.push(local);
    }
  }
  return reached;
}

const MOST_REACHED = 24;
/** Whatever a file is made of, each of its functions costs no more. */
const MOST_TOKENS = 20_000;

function isArgument(script: Script, at: number): boolean {
  const parent = parentOf(script, at);
  const next = codeAt(script, at + 1);
  return codeAt(script, parent) === OPEN_PAREN && (next === COMMA || partnerOf(script, parent) === at + 1);
}

/** A function, or one in wrappers: `const handler = cache(async () => …)`. */
function mayRun(script: Script, { first, last, isFunction, isPattern }: Definition): boolean {
  if (isFunction) return true;
  if (isPattern) return false;
  for (let at = first; at <= last && at < first + 400; at++) if (codeAt(script, at) === ARROW) return true;
  return false;
}

function isInside(part: Part, other: Part): boolean {
  return part.first >= other.first && part.last <= other.last;
}

/** Where a part starts and ends in the text. */
export function rangeOf(script: Script, { first, last }: Part): { start: number; end: number } {
  return { start: startOf(script, first), end: endOf(script, last) };
}
