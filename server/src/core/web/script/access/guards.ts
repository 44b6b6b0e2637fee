/** Where a function stops who is not signed in. Conditions that ask something else as well are no guards. */
import {
  AND,
  ASSIGN,
  BANG,
  CLOSE_BRACE,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DIFFERS,
  EQUALS,
  OPEN_BRACE,
  OPEN_PAREN,
  OR,
  SEMICOLON,
  STRING,
  WORD,
} from '../../../parsers/script/codes.ts';
import { functionOfBody } from '../../../parsers/script/functions.ts';
import type { Script } from '../../../parsers/script.ts';
import {
  after,
  codeAt,
  endOf,
  endOfExpression,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  startOf,
  startOfChain,
  textOf,
  wordAt,
} from '../../../parsers/script/walk.ts';
import type { Document } from '../../../source.ts';
import { spanOf, type Span } from '../../../span.ts';
import type { Definition, Module, Part } from '../module.ts';

export interface FoundGuard {
  readonly by: string;
  readonly at: Span;
}

export interface GuardSearch {
  readonly document: Document;
  readonly module: Module;
  /** Names that hold what was read of the user. */
  readonly users: ReadonlySet<string>;
  /** Tokens at which it is read. */
  readonly reads: ReadonlySet<number>;
  /** What was found of functions that were looked at before. */
  readonly known: Map<number, FoundGuard | undefined>;
}

/**
 * The first place in a function that stops everybody who is not signed in: in itself, in a function of this file that it calls
 * in any case, or in each of the branches that it has for methods.
 */
export function guardIn(search: GuardSearch, part: Part, depth = 0): FoundGuard | undefined {
  const { script, locals } = search.module;
  for (let at = part.first; at <= part.last; at++) {
    if (codeAt(script, at) !== WORD || codeAt(script, at + 1) !== OPEN_PAREN) continue;
    const found = guardAt(search, at);
    if (found && isAlwaysReached(script, at, part)) return found;
    const local = depth < DEEPEST_CALL && !found ? locals.get(wordAt(script, at)) : undefined;
    if (!local?.isFunction || local.at === at || isDot(script, at - 1)) continue;
    const inside = isAlwaysReached(script, at, part) ? guardOfLocal(search, local, depth) : undefined;
    if (inside) return inside;
  }
  return depth < 2 ? guardOfMethods(search, part, depth) : undefined;
}

function guardOfLocal(search: GuardSearch, local: Definition, depth: number): FoundGuard | undefined {
  if (search.known.has(local.at)) return search.known.get(local.at);
  // One that calls itself finds nothing new in itself.
  search.known.set(local.at, undefined);
  const found = guardIn(search, local, depth + 1);
  search.known.set(local.at, found);
  return found;
}

const DEEPEST_CALL = 3;

function guardAt({ document, module, users, reads }: GuardSearch, at: number): FoundGuard | undefined {
  const { script } = module;
  const word = wordAt(script, at);
  if (word === 'if') {
    const close = partnerOf(script, at + 1);
    const asked = close < 0 ? undefined : absenceAsked(module, at + 2, close - 1, { users, reads });
    if (!asked || !denies(script, close + 1, /error$/i.test(asked))) return undefined;
    return {
      by: `the check of ${asked}`,
      at: spanOnLine(document, startOf(script, at), endOf(script, close)),
    };
  }
  if (!stopsByItself(script, at, word)) return undefined;
  const first = startOf(script, startOfChain(script, at));
  return { by: `${word}()`, at: spanOnLine(document, first, endOf(script, at)) };
}

/** `if (req.method === 'GET') {…}`, `switch (req.method) { case 'GET': … }`: all that answer must stop visitors. */
function guardOfMethods(search: GuardSearch, part: Part, depth: number): FoundGuard | undefined {
  const { script, locals } = search.module;
  let first: FoundGuard | undefined;
  for (const branch of methodBranches(script, part)) {
    if (refusesMethod(script, branch)) continue;
    let found = guardIn(search, branch, depth + 1);
    for (let at = branch.first; !found && at <= branch.last; at++) {
      const local = codeAt(script, at + 1) === OPEN_PAREN ? locals.get(wordAt(script, at)) : undefined;
      if (local?.isFunction) found = guardOfLocal(search, local, depth);
    }
    if (!found) return undefined;
    first ??= found;
  }
  return first;
}

/** What follows each question for the method, as far as it stands in the function itself. */
export function methodBranches(script: Script, { first, last }: Part): Part[] {
  const found: Part[] = [];
  for (let at = first; at <= last && found.length < MOST_BRANCHES; at++) {
    if (isWord(script, at, 'case') && METHOD.test(textOf(script, at + 1))) {
      const brace = parentOf(script, at);
      let end = at + 2;
      while (
        end < partnerOf(script, brace) &&
        !(isWord(script, end, 'case') || isWord(script, end, 'default'))
      )
        end = after(script, end);
      if (end > at + 4) found.push({ first: at + 3, last: end - 1 });
      continue;
    }
    if (!isWord(script, at, 'if') || codeAt(script, at + 1) !== OPEN_PAREN) continue;
    const close = partnerOf(script, at + 1);
    if (close < 0 || !asksForMethod(script, at + 2, close)) continue;
    const open = close + 1;
    found.push({
      first: open,
      last: codeAt(script, open) === OPEN_BRACE ? partnerOf(script, open) : open + 8,
    });
  }
  return found;
}

const MOST_BRANCHES = 30;
const METHOD = /^['"`](?:GET|HEAD|POST|PUT|PATCH|DELETE)['"`]$/;

function asksForMethod(script: Script, first: number, close: number): boolean {
  for (let at = first; at < close - 1 && at < first + 60; at++)
    if (codeAt(script, at) === EQUALS && METHOD.test(textOf(script, at + 1))) return true;
  return false;
}

function refusesMethod(script: Script, { first, last }: Part): boolean {
  if (last - first > 60) return false;
  for (let at = first; at <= last; at++) if (textOf(script, at) === '405') return true;
  return false;
}

export function spanOnLine(document: Document, start: number, end: number): Span {
  return spanOf(document, start, Math.min(end, document.lineAt(start).end));
}

/** Calls that throw or redirect where nobody is signed in. */
function stopsByItself(script: Script, at: number, word: string): boolean {
  if (isWord(script, at - 1, 'function') || word.length > 60) return false;
  if (word === 'protect') return /^auth$/.test(ownerOf(script, at));
  if (word.startsWith('with') || LETS_IN.test(word)) return false;
  if (GUARDING.test(word) || OR_THROW.test(word)) return true;
  if (!VERIFYING.test(word)) return false;
  const before = startOfChain(script, at) - 1;
  const isAlone = isWord(script, before, 'await') || codeAt(script, before) === SEMICOLON;
  return isAlone && !isGivenToName(script, before);
}

const OR_THROW =
  /^(?:get|find|fetch|load|current|resolve)\w{0,30}(?:User|Session|Auth|Account|Viewer|Member)\w{0,12}Or(?:Throw|Redirect|Fail|404|401)$/;
const VERIFYING =
  /^(?:verify|validate|check|authenticate|guard)(?:Session|User|Auth\w{0,16}|Admin\w{0,10}|Permissions?|Access|Role|Request|ApiKey|Login|LoggedIn)?$/;

function isGivenToName(script: Script, token: number): boolean {
  let at = token;
  for (let steps = 0; steps < 4; steps++, at--) {
    const code = codeAt(script, at);
    if (code === ASSIGN || code === OPEN_PAREN || isWord(script, at, 'return')) return true;
    if (code === SEMICOLON || code === OPEN_BRACE || code === CLOSE_BRACE) return false;
  }
  return false;
}

function ownerOf(script: Script, at: number): string {
  if (!isDot(script, at - 1)) return '';
  const last = at - 2;
  if (codeAt(script, last) !== CLOSE_PAREN) return wordAt(script, last);
  const open = partnerOf(script, last);
  if (codeAt(script, open - 1) === WORD && !isWord(script, open - 1, 'await'))
    return wordAt(script, open - 1);
  // (await auth()).protect()
  return wordAt(script, open + 2);
}

/** It stands in the body of the function itself, or in a `try` there: no condition and no other function round it. */
export function isAlwaysReached(script: Script, token: number, part: Part): boolean {
  let brace = parentOf(script, token);
  for (let steps = 0; steps < 16; steps++) {
    if (brace <= part.first) return true;
    if (
      codeAt(script, brace) === OPEN_BRACE &&
      !isWord(script, brace - 1, 'try') &&
      !isObject(script, brace)
    ) {
      const body = functionOfBody(script, brace);
      // The handler's own body, or that of the function in its wrappers.
      return body ? isOutermost(script, body.first, part) : false;
    }
    brace = parentOf(script, brace);
  }
  return false;
}

/** `handle({ GET: protectedRoute(…) })` */
function isObject(script: Script, brace: number): boolean {
  const before = codeAt(script, brace - 1);
  return before === OPEN_PAREN || before === COMMA || before === ASSIGN || before === COLON;
}

function isOutermost(script: Script, first: number, part: Part): boolean {
  let at = parentOf(script, first);
  for (let steps = 0; steps < 12; steps++) {
    if (at < part.first) return true;
    if (codeAt(script, at) === OPEN_BRACE && functionOfBody(script, at)) return false;
    at = parentOf(script, at);
  }
  return true;
}

/** What is asked to be absent: "session" of `!session?.user`; undefined where the condition asks something else as well. */
function absenceAsked(
  module: Module,
  first: number,
  last: number,
  users: Pick<GuardSearch, 'users' | 'reads'>,
): string | undefined {
  const { script } = module;
  let found: string | undefined;
  let hasAnd = false;
  let start = first;
  const operands: (string | undefined)[] = [];
  for (let at = first; at <= last + 1; at++) {
    const code = at > last ? OR : codeAt(script, at);
    if (code === OR || code === AND) {
      if (at <= last && code === AND) hasAnd = true;
      operands.push(absent(module, start, at - 1, users));
      start = at + 1;
      continue;
    }
    const partner = partnerOf(script, at);
    if (partner > at) at = partner;
  }
  for (const operand of operands) found ??= operand;
  // `!session && isPrivate`: not everybody is stopped.
  return hasAnd && operands.some((operand) => operand === undefined) ? undefined : found;
}

function absent(
  { script, locals }: Module,
  first: number,
  last: number,
  { users, reads }: Pick<GuardSearch, 'users' | 'reads'>,
): string | undefined {
  let at = first;
  const isNegated = codeAt(script, at) === BANG;
  if (isNegated) at++;
  while (codeAt(script, at) === OPEN_PAREN || isWord(script, at, 'await')) at++;
  const root = wordAt(script, at);
  if (root === '') return undefined;
  const name = textOf(script, at);
  const isUser =
    users.has(root) || reads.has(at) || speaksOfUser(script, at, last) || asksWithin(locals.get(root), reads);
  if (!isUser) return undefined;
  if (isNegated) return name;
  // const { auth, error } = await parse(request); if (error) return error()
  if (first === last && users.has(root) && /error$/i.test(root)) return name;
  for (let token = at; token <= last && token < at + 200; token++) {
    const code = codeAt(script, token);
    if (code === EQUALS && /^(?:null|undefined|false|0)$/.test(textOf(script, token + 1))) return name;
    if (code === EQUALS && /unauthenticated/.test(textOf(script, token + 1))) return name;
    // role !== 'admin', header !== `Bearer ${secret}`
    if (code === DIFFERS) return name;
  }
  return undefined;
}

/** `!(await hasAccess(id))`: a function of the file that reads who is asking. */
function asksWithin(local: Definition | undefined, reads: ReadonlySet<number>): boolean {
  if (!local?.isFunction) return false;
  for (const token of reads) if (local.first <= token && token <= local.last) return true;
  return false;
}

/** `req.auth`, `isAuthenticated`, `await auth()`. A `user` that nobody knows the origin of may be one whose page this is. */
function speaksOfUser(script: Script, first: number, last: number): boolean {
  for (let at = first; at <= last && at < first + 12; at++) {
    if (codeAt(script, at) !== WORD) continue;
    if (USER_WORDS.test(wordAt(script, at))) return true;
  }
  return false;
}

const USER_WORDS =
  /^(?:auth|currentUser|isAuthenticated|isLoggedIn|isSignedIn|isAuthorized|loggedIn|isAdmin|isAuth|hasAccess|authorized|getServerSession|hasPermission)$/;

/** The branch that follows ends the function and says no. */
export function denies(script: Script, first: number, isError = false): boolean {
  const last =
    codeAt(script, first) === OPEN_BRACE
      ? Math.max(partnerOf(script, first), first)
      : endOfExpression(script, first);
  let ends = false;
  let saysNo = isError;
  for (let at = first; at <= last && at < first + 200; at++) {
    const code = codeAt(script, at);
    if (code === STRING) saysNo ||= NO.test(textOf(script, at));
    else if (code === WORD) {
      const word = wordAt(script, at);
      ends ||= word === 'return' || word === 'throw' || ENDS.test(word);
      saysNo ||= word === 'throw' || NO.test(word);
      if (word === 'return' && isNothing(script, at)) saysNo = true;
    } else if (!saysNo && /^40[134]$/.test(textOf(script, at))) saysNo = true;
  }
  return ends && saysNo;
}

function isNothing(script: Script, at: number): boolean {
  const next = codeAt(script, at + 1);
  if (next === SEMICOLON || next === CLOSE_BRACE) return true;
  return /^(?:null|undefined|false)$/.test(textOf(script, at + 1));
}

const ENDS =
  /^(?:redirect|permanentRedirect|notFound|unauthorized|forbidden|redirectToSignIn|signIn|error|sendRedirect)$/;
const NO =
  /redirect|un-?auth|forbidden|denied|not.?(?:allowed|found|logged|signed)|log-?in|sign-?in|required|invalid|\bno.?access|^protect$/i;

/** `withAuth`, `requireUser`, `withWorkspace`, `protectedRoute`; nothing of which a visitor may be absent. */
export function isGuardName(name: string): boolean {
  return name.length <= 60 && GUARDING.test(name) && !LETS_IN.test(name);
}

const GUARDING =
  /^(?:(?:with|require|ensure|enforce|assert|must|protect|authorized?|authenticated?|only)\w{0,24}(?:Auth\w{0,16}|Authenticated|Authorized|Session|User\w{0,8}|Workspace|Team|Tenant|Org(?:anization)?|Admin|Superuser|Partner(?:Profile)?|Account|Member(?:ship)?|Login|LoggedIn|SignedIn|Permissions?|Roles?|ApiKey|Token|Owner|Access|Protected)|(?:protected|authed|authenticated|private|secure)(?:Route|Handler|Api|Procedure|Action|Endpoint|Page|Loader)\w{0,12}|adminOnly|authOnly|requires?Auth\w{0,12}|create(?:Authed|Authenticated|Protected|Private)\w{0,24}|throwIf(?:No|Not|Un)\w{1,40})$/;
const LETS_IN =
  /optional|public|maybe|anonymous|iron|client$|provider$|^withUser(?:Agent|Info)|^withAuthInfo$/i;
