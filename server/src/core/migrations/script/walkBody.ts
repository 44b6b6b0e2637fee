/**
 * Walks what a function of a migration does, in the order in which it is written: into conditions, loops, transactions and the
 * functions of the same file that it calls. Loops over lists that are written out are gone through item by item.
 */
import {
  AND,
  COLON,
  NULLISH,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  OR,
  QUESTION,
  WORD,
} from '../../parsers/script/codes.ts';
import { functionOfBody, type FunctionPart } from '../../parsers/script/functions.ts';
import {
  after,
  codeAt,
  endOfExpression,
  isAnyWord,
  isDot,
  isObjectKey,
  isWord,
  partnerOf,
  partsOf,
  questionOf,
  textOf,
} from '../../parsers/script/walk.ts';
import { argumentsOfLink, chainFrom, type Chain, type Link } from './chains.ts';
import { DECLARING, spend } from './code.ts';
import { argumentsOf, bindPattern, elementsOf, functionValue, type Scope, type Value } from './values.ts';

export interface Visit {
  readonly chain: Chain;
  /** In a loop or a condition: it may run, and more than once. */
  readonly nested: boolean;
  /** Functions that the walk has gone into, outermost first: how their calls are written. */
  readonly within: readonly Chain[];
}

export interface Visitor {
  /** True where the chain is understood: its arguments are not walked, but for what follows it (`.then(…)`). */
  chain(visit: Visit): boolean;
  /** A `throw` that always happens. */
  throws?(token: number): void;
  /** The chain's arguments have been walked. */
  after?(visit: Visit): void;
}

interface Place {
  readonly scope: Scope;
  readonly nested: boolean;
  readonly within: readonly Chain[];
  /** Functions of the file that the walk has gone into. */
  readonly calls: number;
  /** How many blocks and calls it stands in. */
  readonly depth: number;
}

export function walkFunction(part: FunctionPart, scope: Scope, visitor: Visitor): void {
  walk(part.bodyStart, part.bodyEnd, { scope, nested: false, within: [], calls: 0, depth: 0 }, visitor);
}

function walk(first: number, last: number, around: Place, visitor: Visitor): void {
  if (around.depth >= DEEPEST) return;
  const place = { ...around, depth: around.depth + 1 };
  const { script } = place.scope.code;
  let token = first;
  while (token <= last) {
    const code = codeAt(script, token);
    if (code === OPEN_BRACKET && isListChain(place, token)) token = walkChain(token, place, visitor);
    else if (code !== WORD || isDot(script, token - 1) || isObjectKey(script, token)) token++;
    else token = walkWord(token, last, place, visitor);
  }
}

/** Nobody writes more, and each costs some of the stack. */
const DEEPEST = 100;

function isListChain({ scope: { code } }: Place, token: number): boolean {
  const next = after(code.script, token);
  return isDot(code.script, next) && isAnyWord(code.script, next + 1, EACH);
}

function walkWord(token: number, last: number, place: Place, visitor: Visitor): number {
  const { script } = place.scope.code;
  switch (textOf(script, token)) {
    case 'if':
    case 'while':
    case 'switch':
    case 'catch':
    case 'else':
    case 'do':
      return walkConditional(token, last, place, visitor);
    case 'for':
      return walkLoop(token, last, place, visitor);
    case 'function':
      return walkFunctionWord(token, place);
    case 'const':
    case 'let':
    case 'var':
      return afterDeclaredFunction(token, place);
    case 'throw':
      if (!place.nested && place.calls === 0) visitor.throws?.(token);
      return token + 1;
    default:
      return isAnyWord(script, token, KEYWORDS) ? token + 1 : walkChain(token, place, visitor);
  }
}

const KEYWORDS = new Set(
  'await return void async new typeof of in case default try finally break continue delete instanceof as null undefined true false'.split(
    ' ',
  ),
);

/** The condition and what depends on it. */
function walkConditional(token: number, last: number, place: Place, visitor: Visitor): number {
  const { script } = place.scope.code;
  const hasHead = codeAt(script, token + 1) === OPEN_PAREN;
  const body = hasHead ? after(script, token + 1) : token + 1;
  const end = Math.min(endOfBody(script, body), last);
  const inside = place.nested ? place : { ...place, nested: true };
  if (end > token) walk(token + 1, end, inside, visitor);
  return Math.max(end, token) + 1;
}

function endOfBody(script: Scope['code']['script'], token: number): number {
  return codeAt(script, token) === OPEN_BRACE ? after(script, token) - 1 : endOfExpression(script, token);
}

/** `for (const table of ['a', 'b']) {…}` */
function walkLoop(token: number, last: number, place: Place, visitor: Visitor): number {
  const { script } = place.scope.code;
  const open = isWord(script, token + 1, 'await') ? token + 2 : token + 1;
  if (codeAt(script, open) !== OPEN_PAREN) return token + 1;
  const body = after(script, open);
  const end = Math.min(endOfBody(script, body), last);
  if (end < body) return body;
  const of = wordIn(place.scope, open, 'of');
  const pattern = isAnyWord(script, open + 1, DECLARING) ? open + 2 : open + 1;
  const list: Value | undefined = of < 0 ? undefined : { first: of + 1, last: body - 2, scope: place.scope };
  walkEach(list, { first: pattern, last: of - 1 }, { first: body, last: end }, place, visitor);
  return end + 1;
}

function wordIn({ code: { script } }: Scope, open: number, word: string): number {
  const close = partnerOf(script, open);
  for (let at = open + 1; at < close; at = after(script, at)) if (isWord(script, at, word)) return at;
  return -1;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function walkEach(
  list: Value | undefined,
  pattern: Range | undefined,
  body: Range,
  place: Place,
  visitor: Visitor,
): void {
  const elements = elementsOf(list);
  const cost = (body.last - body.first + 1) * (elements?.length ?? 0);
  if (!elements || !pattern || elements.length > MOST_ROUNDS || !spend(place.scope.code, cost)) {
    walk(body.first, body.last, { ...place, nested: true }, visitor);
    return;
  }
  for (const element of elements) {
    const names = bindPattern(place.scope, pattern.first, pattern.last, element);
    walk(body.first, body.last, { ...place, scope: withNames(place.scope, names) }, visitor);
  }
}

const MOST_ROUNDS = 40;

function withNames(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
  return names.size === 0 ? scope : { code: scope.code, names: new Map([...scope.names, ...names]) };
}

/** `function helper() {…}` runs where it is called. */
function walkFunctionWord(token: number, { scope: { code } }: Place): number {
  const { script } = code;
  if (codeAt(script, token + 1) !== WORD) return token + 1;
  const open = token + 2;
  const brace = codeAt(script, open) === OPEN_PAREN ? after(script, open) : open;
  return codeAt(script, brace) === OPEN_BRACE ? after(script, brace) : token + 1;
}

/** After `const helper = async () => {…}`; else after the word. */
function afterDeclaredFunction(token: number, { scope: { code } }: Place): number {
  const { script } = code;
  const part = codeAt(script, token + 1) === WORD ? code.functions.get(textOf(script, token + 1)) : undefined;
  const isHere =
    part && part.first > token && part.first <= token + 6 && functionOfBody(script, part.bodyStart);
  return isHere ? part.bodyEnd + 1 : token + 1;
}

// --- chains ---

function walkChain(token: number, place: Place, visitor: Visitor): number {
  const { scope } = place;
  const chain = chainFrom(scope, token);
  const nested = place.nested || dependsOnCondition(scope, token);
  const here = nested === place.nested ? place : { ...place, nested };
  const visit = { chain, nested, within: place.within };
  const isRead = visitor.chain(visit);
  const [root] = chain.links;
  if (!isRead && root && walkHelper(chain, here, visitor)) return chain.last + 1;
  if (isRead) walkCallbacks(chain, here, visitor);
  for (const [index, link] of chain.links.entries())
    if (link.open >= 0 && (!isRead || FOLLOWING.has(link.name)))
      walkArguments(chain, index, link, here, visitor);
  visitor.after?.(visit);
  return chain.last + 1;
}

/** `db.runSql('…', (error, rows) => {…})` */
function walkCallbacks(chain: Chain, place: Place, visitor: Visitor): void {
  for (const link of chain.links) {
    if (!CALLING_BACK.has(link.name) || link.open < 0) continue;
    for (const argument of argumentsOfLink(chain, link).slice(1))
      if (functionValue(argument)) walk(argument.first, argument.last, place, visitor);
  }
}

const CALLING_BACK = new Set(['runSql', 'query', 'all', 'run', 'exec']);

/** What is called when the rest is done. */
const FOLLOWING = new Set(['then', 'finally']);
const EACH = new Set(['forEach', 'map', 'flatMap', 'each', 'mapSeries', 'reduce']);

function walkArguments(chain: Chain, index: number, link: Link, place: Place, visitor: Visitor): void {
  const { script } = chain.scope.code;
  const within = { ...place, within: [...place.within.slice(-8), chain] };
  const isEach = EACH.has(link.name) && index > 0;
  for (const argument of argumentsOf(chain.scope, link.open)) {
    const part = isEach ? functionValue(argument) : undefined;
    if (!part) {
      walk(
        argument.first,
        argument.last,
        link.name === 'catch' ? { ...within, nested: true } : within,
        visitor,
      );
      continue;
    }
    const before = chain.links[index - 1];
    const list = before && { first: chain.first, last: before.last, scope: chain.scope };
    const position = link.name === 'reduce' ? 1 : 0;
    walkEach(
      list,
      parameterOf(script, part, position),
      { first: part.bodyStart, last: part.bodyEnd },
      within,
      visitor,
    );
  }
}

function parameterOf(script: Scope['code']['script'], part: FunctionPart, index: number): Range | undefined {
  if (part.open < 0) return index === 0 ? { first: part.first, last: part.first } : undefined;
  return [...partsOf(script, part.open)][index];
}

/** `await addColumns(knex, 'users')`, `await this.addColumns(queryRunner)`: a function of the same file. */
function walkHelper(chain: Chain, place: Place, visitor: Visitor): boolean {
  const { functions } = chain.scope.code;
  const call = helperCall(chain);
  if (!call || place.calls >= 2) return false;
  const part = functions.get(call.name);
  if (!part || !spend(chain.scope.code, part.bodyEnd - part.bodyStart)) return false;
  const scope: Scope = { code: chain.scope.code, names: boundParameters(chain, part, call.given) };
  walk(part.bodyStart, part.bodyEnd, { ...place, scope, calls: place.calls + 1 }, visitor);
  return true;
}

/** `helper(x)`, `this.helper(x)`, `helper.call(this, x)` */
function helperCall(chain: Chain): { readonly name: string; readonly given: readonly Value[] } | undefined {
  const [root, method] = chain.links;
  const isCalledOn = method?.name === 'call' && root !== undefined && root.open < 0;
  const named = root?.name === 'this' ? method : root;
  const link = isCalledOn ? method : named;
  if (!named || !link || link.open < 0) return undefined;
  return { name: named.name, given: argumentsOfLink(chain, link).slice(isCalledOn ? 1 : 0) };
}

function boundParameters(chain: Chain, part: FunctionPart, given: readonly Value[]): Map<string, Value> {
  const { script } = chain.scope.code;
  const names = new Map<string, Value>();
  const listed: Range[] =
    part.open < 0 ? [{ first: part.first, last: part.first }] : [...partsOf(script, part.open)];
  // TypeScript's `this: Migration` is no parameter.
  const parameters = listed.filter(({ first }) => !isWord(script, first, 'this'));
  for (const [index, { first, last }] of parameters.entries()) {
    const value = given[index];
    if (value)
      for (const [name, bound] of bindPattern(chain.scope, first, last, value)) names.set(name, bound);
  }
  return names;
}

/** `exists && (await …)`, `exists ? a() : b()` */
function dependsOnCondition({ code: { script } }: Scope, token: number): boolean {
  let at = token - 1;
  while (isAnyWord(script, at, PREFIXES) || (codeAt(script, at) === OPEN_PAREN && at > token - 4)) at--;
  const code = codeAt(script, at);
  if (code === AND || code === OR || code === NULLISH || code === QUESTION) return true;
  return code === COLON && questionOf(script, at) >= 0;
}

const PREFIXES = new Set(['await', 'void', 'return', 'new']);
