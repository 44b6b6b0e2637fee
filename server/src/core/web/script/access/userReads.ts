/**
 * Where a script on a server reads who is asking. The names are those of frameworks and of libraries for sessions, and what people
 * call their own helpers. Writing (`req.user = …`, `cookies().set(…)`) is no reading, and cookies that only say how a page shall
 * look tell nobody who somebody is.
 */
import {
  ASSIGN,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOT,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  STRING,
  WORD,
} from '../../../parsers/script/codes.ts';
import { scriptOf, type Script } from '../../../parsers/script.ts';
import {
  codeAt,
  endOf,
  isDot,
  isObjectKey,
  startOf,
  textOf,
  tokenAtOrAfter,
} from '../../../parsers/script/walk.ts';
import type { Document } from '../../../source.ts';
import { spanOf, type Span } from '../../../span.ts';
import type { UserRead } from '../../types.ts';
import { chainTo, destructuredFrom, isWritten, type Chain } from '../chains.ts';
import {
  asksForUser,
  isRequest,
  isRequestPart,
  isShortRequest,
  PARAMETER_DECORATORS,
  WHAT_MEMBERS,
} from './userNames.ts';

/** In the order of the text; every place once. */
export function userReadsIn(document: Document, start: number, end: number): UserRead[] {
  const script = scriptOf(document);
  const reads: UserRead[] = [];
  let behind = -1;
  for (let token = tokenAtOrAfter(script, start); token < script.count; token++) {
    if (startOf(script, token) >= end || reads.length >= MOST_READS) break;
    if (token < behind) continue;
    const code = codeAt(script, token);
    const found =
      code === WORD ? readAt(script, token) : code === STRING ? readByIndex(script, token) : undefined;
    if (!found) continue;
    reads.push({ what: found.what, how: shortText(script, found), at: spanOfChain(document, script, found) });
    behind = found.last;
  }
  return reads;
}

/** Of one range of a text; more are not collected. */
export const MOST_READS = 60;

interface Found {
  readonly what: UserRead['what'];
  readonly first: number;
  readonly last: number;
}

function readAt(script: Script, token: number): Found | undefined {
  const name = textOf(script, token);
  const decorated = decoratorRead(script, token, name);
  if (decorated) return decorated;
  if (codeAt(script, token + 1) === OPEN_PAREN) return readByCall(script, token, name);
  const what = WHAT_MEMBERS.get(name);
  if (what) return readOfMember(script, token, name, what) ?? readByTakingApart(script, token, name, what);
  return undefined;
}

/** `@CurrentUser() user` among the parameters of a method: a word of its own. */
function decoratorRead(script: Script, token: number, name: string): Found | undefined {
  if (!name.startsWith('@')) return undefined;
  const what = PARAMETER_DECORATORS.get(name.slice(1));
  if (what) return { what, first: token, last: token };
  if (name !== '@Headers' || !/^authorization$/i.test(firstText(script, token + 1))) return undefined;
  return { what: 'authorization', first: token, last: token };
}

function readByCall(script: Script, token: number, name: string): Found | undefined {
  if (isDeclared(script, token)) return undefined;
  const open = token + 1;
  const chain = chainTo(script, token);
  const found = (what: UserRead['what']): Found => ({
    what,
    first: chain.first,
    last: Math.max(script.partners[open] ?? open, open),
  });
  const asked = firstText(script, open);
  if (GETTERS.has(name)) {
    const what = whatOfGetter(script, chain, asked);
    return what && found(what);
  }
  // cookies() of Next.js alone says nothing yet: what is done with it does.
  const what = asksForUser({ name, path: chain.path.slice(0, -1), ...firstArgument(script, open) });
  if (!what || (isCookieName(name) && isHarmlessCookie(asked))) return undefined;
  return found(what);
}

const GETTERS = new Set(['get', 'getAll', 'has', 'header', 'value', 'getHeader', 'getRequestHeader']);

/** `req.get('Authorization')`, `headers().get('cookie')`, `cookies.get('sid')`, `c.get('user')`. */
function whatOfGetter(script: Script, { path }: Chain, asked: string): UserRead['what'] | undefined {
  const owner = path.at(-2) ?? '';
  const name = asked.toLowerCase();
  if (COOKIE_JAR.test(owner) || jarsOf(script).has(owner))
    return isHarmlessCookie(asked) ? undefined : 'cookie';
  if (OUTGOING.has(path.at(-3) ?? '')) return undefined;
  if (CREDENTIAL_HEADERS.has(name)) return 'authorization';
  if (name === 'cookie') return 'cookie';
  if (!isRequest(owner) && !isRequestPart(owner)) return undefined;
  return WHAT_MEMBERS.get(asked) === 'user' || asked === 'session'
    ? WHAT_MEMBERS.get(asked)
    : VARIABLES.get(asked);
}

/** Not `Cookies`: that is js-cookie, in browsers. */
const COOKIE_JAR =
  /^(?:\w{0,20}[cC]ookieStore|\w{0,20}[cC]ookieJar|cookies|reqCookies|requestCookies)(?:\(\))?$/;
const JARS = new WeakMap<Script, ReadonlySet<string>>();

/** Names that `cookies()` of Next.js was given to, whatever they are: `const jar = await cookies()`. */
function jarsOf(script: Script): ReadonlySet<string> {
  const known = JARS.get(script);
  if (known) return known;
  const names = new Set<string>();
  for (let token = 2; token < script.count; token++) {
    if (textOf(script, token) !== 'cookies' || codeAt(script, token + 2) !== CLOSE_PAREN) continue;
    const assign = textOf(script, token - 1) === 'await' ? token - 2 : token - 1;
    if (codeAt(script, assign) === ASSIGN && codeAt(script, assign - 1) === WORD)
      names.add(textOf(script, assign - 1));
  }
  JARS.set(script, names);
  return names;
}

/** What somebody sends on: `options.headers.authorization`. */
const OUTGOING = new Set([
  'options',
  'config',
  'init',
  'requestInit',
  'fetchOptions',
  'axios',
  'defaults',
  'response',
  'res',
  'proxyReq',
]);

const CREDENTIAL_HEADERS = new Set(['authorization', 'x-api-key', 'x-access-token', 'x-auth-token']);
/** What middleware of Hono keeps in the context. */
const VARIABLES = new Map<string, UserRead['what']>([
  ['jwtPayload', 'user'],
  ['auth', 'user'],
  ['authUser', 'user'],
  ['token', 'authorization'],
]);

function readOfMember(
  script: Script,
  token: number,
  name: string,
  what: UserRead['what'],
): Found | undefined {
  const chain = chainTo(script, token);
  const owner = chain.path.at(-2);
  if (owner === undefined || isWritten(script, token)) return undefined;
  if (name === 'authorization' || name === 'cookie')
    return /^headers(?:\(\))?$/.test(owner) && !OUTGOING.has(chain.path.at(-3) ?? '')
      ? { what, first: chain.first, last: token }
      : undefined;
  if (!isRequest(owner) && !isRequestPart(owner)) return undefined;
  if (isStateOfPage(chain.path)) return undefined;
  if (isShortRequest(owner) && what !== 'cookie') return undefined;
  if (what === 'cookie' && isHarmlessCookie(chain.next ?? '')) return undefined;
  return { what, first: chain.first, last: token };
}

/** `req.headers['authorization']` */
function readByIndex(script: Script, token: number): Found | undefined {
  if (codeAt(script, token - 1) !== OPEN_BRACKET || codeAt(script, token + 1) !== CLOSE_BRACKET)
    return undefined;
  const name = textOf(script, token).slice(1, -1).toLowerCase();
  const what = name === 'cookie' ? 'cookie' : CREDENTIAL_HEADERS.has(name) ? 'authorization' : undefined;
  const owner = isDot(script, token - 2) ? token - 3 : token - 2;
  if (!what || textOf(script, owner) !== 'headers' || isWritten(script, owner)) return undefined;
  const { first, path } = chainTo(script, owner);
  return OUTGOING.has(path.at(-2) ?? '') ? undefined : { what, first, last: token + 1 };
}

/** `this.state.user` of a component, `state.user` of a store: the request's own hangs on the request. */
function isStateOfPage(path: readonly string[]): boolean {
  return path.at(-2) === 'state' && !isRequest(path.at(-3) ?? '');
}

/** `const { user } = req`, `const { authorization } = req.headers`. */
function readByTakingApart(
  script: Script,
  token: number,
  name: string,
  what: UserRead['what'],
): Found | undefined {
  if (isObjectKey(script, token) && codeAt(script, token + 2) === OPEN_PAREN) return undefined;
  const owner = destructuredFrom(script, token);
  if (owner === undefined) return undefined;
  const isHeader = name === 'authorization' || name === 'cookie';
  const fits = isHeader
    ? owner === 'headers'
    : (isRequest(owner) && !isShortRequest(owner)) || isRequestPart(owner);
  return fits ? { what, first: token, last: token } : undefined;
}

/** The name of a function or method that is being written, and not called. */
function isDeclared(script: Script, token: number): boolean {
  if (textOf(script, token - 1) === 'function') return true;
  const close = script.partners[token + 1] ?? -1;
  const next = codeAt(script, close + 1);
  return (
    close > 0 &&
    next === OPEN_BRACE &&
    codeAt(script, token - 1) !== DOT &&
    !EXPRESSION_WORDS.has(textOf(script, token - 1))
  );
}

const EXPRESSION_WORDS = new Set(['await', 'return', '=', '(', ',', '!']);

/** Text in the quotes of the first argument, or the name of a constant; "" where it is neither. */
function firstText(script: Script, open: number): string {
  const text = textOf(script, open + 1);
  if (/^[A-Z][A-Z\d_]+$/.test(text)) return text;
  return /^['"`]/.test(text) ? text.slice(1, -1) : namedKey(script, open, text);
}

/** `getCookie(event, 'sid')`: the request comes first. */
function namedKey(script: Script, open: number, first: string): string {
  if (!isRequest(first) || codeAt(script, open + 2) !== COMMA) return '';
  const text = textOf(script, open + 3);
  return /^['"`]/.test(text) ? text.slice(1, -1) : '';
}

function firstArgument(script: Script, open: number): { empty: boolean; first: string; isFunction: boolean } {
  const close = script.partners[open] ?? -1;
  const empty = close === open + 1;
  let at = open + 1;
  while (textOf(script, at) === '{' || textOf(script, at) === 'await') at++;
  const first = textOf(script, at);
  const isFunction = /^(?:async|function)$/.test(first) || codeAt(script, at) === OPEN_PAREN;
  return { empty, first, isFunction };
}

function isCookieName(name: string): boolean {
  return /cookie/i.test(name);
}

/** Cookies that say how something looks, and not who somebody is. */
function isHarmlessCookie(name: string): boolean {
  return HARMLESS_COOKIE.test(name);
}

const HARMLESS_COOKIE =
  /^(?:.{0,24}[-_.:])?(?:theme|locale|lang|language|i18n(?:ext)?|country|currency|sidebar|consent|color-?(?:scheme|mode)|dark-?mode|layout|timezone|tz|utm|ref|referr?er|variant|experiment|ab|banner|viewport|font|dir|csrf|xsrf)(?:[-_.:].{0,24}|s|state)?$/i;

function shortText(script: Script, { first, last }: Found): string {
  const text = script.text.slice(
    startOf(script, first),
    Math.min(endOf(script, last), startOf(script, first) + 400),
  );
  const oneLine = text.replace(/\s+/g, ' ').replace(/^\( ?await /, '(');
  return oneLine.length <= LONGEST_HOW ? oneLine : `${oneLine.slice(0, LONGEST_HOW - 1)}…`;
}

const LONGEST_HOW = 60;

function spanOfChain(document: Document, script: Script, { first, last }: Found): Span {
  const start = startOf(script, first);
  const end = Math.min(endOf(script, last), document.lineAt(start).end);
  return spanOf(document, start, Math.max(end, endOf(script, first)));
}
