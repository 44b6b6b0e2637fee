/** What `middleware.ts` and `proxy.ts` stop: paths that visitors reach only with a session. */
import { CLOSE_PAREN, OPEN_BRACE, OPEN_PAREN, WORD } from '../../parsers/script/codes.ts';
import { functionOfBody } from '../../parsers/script/functions.ts';
import { expressionAt, lastName } from '../../parsers/expression.ts';
import type { Script } from '../../parsers/script.ts';
import {
  after,
  codeAt,
  endOfExpression,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  startOf,
  startOfChain,
  textOf,
  wordAt,
  tokenAtOrAfter,
} from '../../parsers/script/walk.ts';
import { contextOf } from '../evaluate.ts';
import { callAt, type ScriptFile } from '../script/scriptFile.ts';
import { userReadsIn } from '../script/access/userReads.ts';
import type { Guard, Scope } from '../types.ts';
import type { Span } from '../../span.ts';
import type { MapValue, Value } from '../values.ts';
import { namesOfUsers } from '../script/access/access.ts';
import { leaves } from '../script/leaving.ts';
import { rangeOf, reachedFrom, type ModuleExport, type Part } from '../script/module.ts';
import { formulaOf, type ConditionReader } from './pathConditions.ts';
import { ALWAYS, both, isNever, not, type Formula } from './pathFormula.ts';

const FRAMEWORK = 'Next.js middleware';
const MOST_STOPS = 60;
/** Conditions that are looked at on the way to one stop. */
const MOST_STEPS = 1_000;
const NAMES = new Set(['middleware', 'proxy', 'default', 'updateSession']);

/** The functions that a middleware file gives to Next.js. */
export function middlewareOf({ module }: ScriptFile): readonly ModuleExport[] {
  return module.exports.filter(({ name }) => NAMES.has(name));
}

/** Where the middleware runs at all. */
export function matchersOf(file: ScriptFile): readonly Scope[] {
  const config = file.module.exports.find(({ name }) => name === 'config')?.definition;
  const value = config && file.value(config.first, config.last);
  const matcher = value?.kind === 'map' ? entry(value, 'matcher') : undefined;
  const scopes = matcher ? scopesOfMatcher(matcher) : [];
  return scopes.length > 0 ? scopes : [{ syntax: 'all' }];
}

function entry(map: MapValue, key: string): Value | undefined {
  return map.entries.findLast((each) => each.key === key)?.value;
}

function scopesOfMatcher(value: Value): Scope[] {
  if (value.kind === 'text') return [{ syntax: 'next', pattern: value.text, at: value.at }];
  if (value.kind === 'list') return value.items.flatMap(scopesOfMatcher);
  if (value.kind !== 'map') return [];
  const source = entry(value, 'source');
  if (source?.kind !== 'text') return [];
  const has = entry(value, 'has');
  // `missing` with prefetch headers is about speed, and not about who comes in.
  return [
    { syntax: 'next', pattern: source.text, at: source.at, ...(has && { conditional: true as const }) },
  ];
}

export function guardsOf(file: ScriptFile): Guard[] {
  const matchers = matchersOf(file);
  const found: Guard[] = [];
  for (const exported of middlewareOf(file)) {
    if (exported.from !== undefined) {
      const span = file.span(exported.at, exported.at);
      // Auth.js asks `callbacks.authorized` of its configuration, which may be absent.
      const isSure = exported.from === 'next-auth/middleware';
      if (isSure) found.push(...over(matchers, 'next-auth', span, []));
      else if (exported.original === 'auth') found.push(...over(sometimes(matchers), 'auth', span, []));
      continue;
    }
    const { definition } = exported;
    if (!definition) continue;
    const own = byLibrary(file, definition, matchers) ?? stopsIn(file, definition, matchers);
    found.push(...own, ...(own.length === 0 ? handedOn(file, definition, matchers) : []));
  }
  return distinct(found);
}

function sometimes(scopes: readonly Scope[]): Scope[] {
  return scopes.map((scope) => Object.assign({}, scope, { conditional: true as const }));
}

/** `return AppMiddleware(request)`: another file may stop visitors. */
function handedOn(file: ScriptFile, { first, last }: Part, matchers: readonly Scope[]): Guard[] {
  const { script, module } = file;
  const found: number[] = [];
  for (let at = first; at <= last; at++) {
    const name = wordAt(script, at);
    const isReturned = /^(?:return|await)$/.test(wordAt(script, at - 1));
    const isHandedOn = isReturned && MAY_STOP.test(name) && module.imports.has(name);
    if (name === 'NextAuth' || (isHandedOn && /^(?:req|request)$/.test(wordAt(script, at + 2))))
      found.push(at);
  }
  const best = found.find((at) => /auth|session|app|admin/i.test(wordAt(script, at))) ?? found[0];
  return best === undefined ? [] : over(sometimes(matchers), wordAt(script, best), file.span(best, best), []);
}

const MAY_STOP =
  /^(?!.*(?:i18n|intl|locale|posthog|analytics|limit|log|csp|header|webhook))\w{0,40}(?:middleware|auth|session)\w{0,20}$/i;

function over(scopes: readonly Scope[], by: string, at: Span, but: readonly Scope[]): Guard[] {
  return scopes.map((scope) => ({ at, by, scope, framework: FRAMEWORK, ...(but.length > 0 && { but }) }));
}

function distinct(guards: readonly Guard[]): Guard[] {
  const seen = new Set<string>();
  return guards.filter(({ scope, at }) => {
    const key = `${at.start} ${scope.syntax} ${scope.pattern ?? ''}`;
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}

// Libraries whose middleware stops everybody by itself

function byLibrary(file: ScriptFile, { first, last }: Part, matchers: readonly Scope[]): Guard[] | undefined {
  const { script } = file;
  for (let at = first; at <= last; at++) {
    const library = codeAt(script, at) === WORD ? LIBRARIES.get(wordAt(script, at)) : undefined;
    if (!library || codeAt(script, at + 1) !== OPEN_PAREN) continue;
    const call = callAt(file, at);
    if (!call) continue;
    const options = call.args
      .map((part) => file.value(part.first, part.last))
      .filter((value) => value.kind === 'map');
    if (wordAt(script, at) === 'withAuth' && letsEverybodyIn(script, call.open, call.close)) return undefined;
    const lists = library.flatMap((name) => options.flatMap((value) => publicOf(value, name)));
    return over(matchers, wordAt(script, at), file.span(call.first, at), lists);
  }
  return undefined;
}

/** Names of middleware, and of the options that list what needs no session. */
const LIBRARIES: ReadonlyMap<string, readonly string[]> = new Map([
  // next-auth; Kinde has publicPaths
  ['withAuth', ['publicPaths']],
  // Clerk before version 5
  ['authMiddleware', ['publicRoutes', 'ignoredRoutes']],
  // WorkOS
  ['authkitMiddleware', ['unauthenticatedPaths']],
  // Auth0
  ['withMiddlewareAuthRequired', []],
]);

function publicOf(map: MapValue, name: string): Scope[] {
  for (const { key, value } of map.entries) {
    if (key === name && value.kind === 'list')
      return value.items.flatMap((item): Scope[] =>
        item.kind === 'text'
          ? [{ syntax: 'next', pattern: item.text, at: item.at }]
          : item.kind === 'pattern'
            ? [{ syntax: 'regex', pattern: item.source, at: item.at }]
            : [],
      );
    if (value.kind === 'map') {
      const inner = publicOf(value, name);
      if (inner.length > 0) return inner;
    }
  }
  return [];
}

/** `authorized: () => true`, `async authorized() { return true }` */
function letsEverybodyIn(script: Script, open: number, close: number): boolean {
  for (let at = open; at < close; at++) {
    if (!isWord(script, at, 'authorized')) continue;
    for (let next = at; next < Math.min(close, at + 24); next++)
      if (isWord(script, next, 'true') && /^(?:=>|return)$/.test(textOf(script, next - 1))) return true;
  }
  return false;
}

// Middleware that asks itself

export function stopsIn(
  file: ScriptFile,
  definition: Part,
  matchers: readonly Scope[],
  framework = FRAMEWORK,
): Guard[] {
  const { script, document } = file;
  const parts = reachedFrom(file.module, definition);
  const reads = parts.flatMap((part) => {
    const { start, end } = rangeOf(script, part);
    return userReadsIn(document, start, end);
  });
  const users = namesOfUsers(script, reads, parts);
  const found: Guard[] = [];
  let left = MOST_STOPS;
  for (const part of parts) {
    if ('name' in part && SAYS_NO.test(String(part.name)) && part !== definition) continue;
    for (let at = part.first; at <= part.last; at++) {
      const stop = stopAt(file, at);
      if (!stop || left-- <= 0) continue;
      const reader: ConditionReader = { file, users, budget: { left: MOST_STEPS } };
      const formula = wayTo(reader, parts, at, stop.isSure ? { ...ALWAYS, session: true } : ALWAYS);
      if (!formula.session || isNever(formula)) continue;
      const span = file.span(stop.first, stop.last);
      found.push(...guardsOfFormula(formula, matchers, stop.by, span));
    }
  }
  return found.map((guard) => Object.assign({}, guard, { framework }));
}

function guardsOfFormula(
  { only, but, uncertain }: Formula,
  matchers: readonly Scope[],
  by: string,
  at: Span,
): Guard[] {
  const scopes = only ?? matchers;
  return over(uncertain ? sometimes(scopes) : scopes, by, at, but);
}

interface Stop {
  readonly by: string;
  readonly first: number;
  readonly last: number;
  /** It asks for the session itself. */
  readonly isSure?: true;
}

/** `return NextResponse.redirect(…)`, `return new Response(…401)`, `auth.protect()`. */
function stopAt({ script, document }: ScriptFile, at: number): Stop | undefined {
  if (codeAt(script, at) !== WORD) return undefined;
  const word = wordAt(script, at);
  if (word === 'protect' && codeAt(script, at + 1) === OPEN_PAREN && isDot(script, at - 1)) {
    const first = startOfChain(script, at);
    const isAuth = /^auth$/.test(wordAt(script, first)) || isWord(script, first + 2, 'auth');
    return isAuth ? { by: 'auth.protect()', first, last: at, isSure: true } : undefined;
  }
  if ((word !== 'return' && word !== 'throw') || isDot(script, at - 1)) return bareStop(script, at, word);
  const last = Math.min(endOfExpression(script, at + 1), at + 80);
  if (last === at + 1 && codeAt(script, last) === WORD) {
    // const response = NextResponse.redirect(url); return response
    const given = contextOf(document).scope.lookup(wordAt(script, last), startOf(script, last));
    const isRedirect =
      given?.kind === 'value' &&
      lastName(given.value) === 'redirect' &&
      isSeenFrom(script, tokenAtOrAfter(script, given.nameAt.start), at);
    return isRedirect ? { by: 'middleware', first: at, last } : undefined;
  }
  for (let token = at + 1; token <= last; token++) {
    if (
      /^(?:redirect|redirectToSignIn|unauthorized|sendRedirect|40[13])$/.test(textOf(script, token)) ||
      SAYS_NO.test(wordAt(script, token))
    )
      return { by: 'middleware', first: at, last };
  }
  return undefined;
}

/** `redirect(303, '/login')` and `error(401)` of SvelteKit throw by themselves. */
function bareStop(script: Script, at: number, word: string): Stop | undefined {
  if (codeAt(script, at + 1) !== OPEN_PAREN || isDot(script, at - 1)) return undefined;
  const isStop = /^(?:30[1-8])$/.test(textOf(script, at + 2))
    ? word === 'redirect'
    : word === 'error' && /^40[13]$/.test(textOf(script, at + 2));
  if (!isStop || /^(?:return|throw)$/.test(wordAt(script, at - 1))) return undefined;
  return { by: 'middleware', first: at, last: partnerOf(script, at + 1) };
}

/** A constant stands in a block round the place. */
function isSeenFrom(script: Script, name: number, token: number): boolean {
  const block = parentOf(script, name);
  let at = parentOf(script, token);
  while (at > block) at = parentOf(script, at);
  return at === block;
}

const SAYS_NO = /unauthori[sz]ed|forbidden|login|signIn/i;

/** When an anonymous visitor comes to a token: the conditions round it, and those that he was let through by before. */
function wayTo(
  reader: ConditionReader,
  parts: readonly Part[],
  token: number,
  start: Formula,
  depth = 0,
): Formula {
  const { script } = reader.file;
  let formula = start;
  let at = token;
  for (let levels = 0; levels < 24; levels++) {
    const parent = parentOf(script, at);
    formula = both(formula, passedBefore(reader, parent, at));
    if (parent < 0) return formula;
    if (codeAt(script, parent) === OPEN_BRACE) {
      const made = functionOfBody(script, parent);
      if (made) {
        const called = depth < 3 ? callOf(reader.file, parts, made.first) : -1;
        if (called >= 0) return wayTo(reader, parts, called, formula, depth + 1);
        at = made.first;
        continue;
      }
      const condition = conditionBefore(reader, parent);
      if (condition) formula = both(formula, condition);
    }
    at = parent;
  }
  return formula;
}

/** Where a function of the file is called; -1 for one without a name. */
function callOf({ script, module }: ScriptFile, parts: readonly Part[], first: number): number {
  const local = [...module.locals.values()].find(
    (each) => each.isFunction && each.first <= first && first <= each.last,
  );
  if (!local || local.name === 'default') return -1;
  const isOutermost = local.first === first || isWord(script, local.first, 'async');
  if (!isOutermost) return -1;
  for (const part of parts)
    for (let at = part.first; at <= part.last; at++)
      if (
        isWord(script, at, local.name) &&
        codeAt(script, at + 1) === OPEN_PAREN &&
        at !== local.at &&
        !isInside(at, local)
      )
        return at;
  return -1;
}

function isInside(token: number, { first, last }: Part): boolean {
  return first <= token && token <= last;
}

/** `if (…) {`, `else {`, `else if (…) {` in front of a block. */
function conditionBefore(reader: ConditionReader, brace: number): Formula | undefined {
  const { script } = reader.file;
  if (isWord(script, brace - 1, 'else')) {
    const block = partnerOf(script, brace - 2);
    const before = block >= 0 ? conditionBefore(reader, block) : undefined;
    return before && not(before);
  }
  if (codeAt(script, brace - 1) !== CLOSE_PAREN) return undefined;
  return ofIf(reader, partnerOf(script, brace - 1));
}

/** The condition in a parenthesis behind `if`, and that no `if` in front of its `else` held. */
function ofIf(reader: ConditionReader, open: number): Formula | undefined {
  const { script } = reader.file;
  if (open < 0 || !isWord(script, open - 1, 'if')) return undefined;
  const { code, language } = contextOf(reader.file.document).scope;
  const close = partnerOf(script, open);
  const expression = expressionAt(code, language, startOf(script, open + 1), startOf(script, close));
  const own = formulaOf(expression, reader);
  if (!isWord(script, open - 2, 'else')) return own;
  const block = partnerOf(script, open - 3);
  const before = block >= 0 ? conditionBefore(reader, block) : undefined;
  return before ? both(own, not(before)) : own;
}

/** Statements on the same level that let somebody through before: `if (isPublic) return NextResponse.next()`. */
function passedBefore(reader: ConditionReader, parent: number, token: number): Formula {
  const { script } = reader.file;
  if (parent >= 0 && codeAt(script, parent) !== OPEN_BRACE) return ALWAYS;
  let formula: Formula = ALWAYS;
  for (let at = parent + 1, steps = 0; at < token && steps < 2_000; at = after(script, at), steps++) {
    if (!isWord(script, at, 'if') || codeAt(script, at + 1) !== OPEN_PAREN) continue;
    const close = partnerOf(script, at + 1);
    if (close < 0) break;
    const first = close + 1;
    const isBlock = codeAt(script, first) === OPEN_BRACE;
    const last = isBlock ? partnerOf(script, first) : endOfExpression(script, first);
    if (token >= first && token <= last) {
      // `if (!session) return redirect()` without braces
      const own = isBlock ? undefined : ofIf(reader, at + 1);
      if (own) formula = both(formula, own);
      break;
    }
    if (!leaves(script, first, last)) continue;
    const condition = ofIf(reader, at + 1);
    if (condition) formula = both(formula, not(condition));
  }
  return formula;
}
