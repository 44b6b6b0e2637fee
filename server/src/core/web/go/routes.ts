/** Routes of Go's routers: net/http, gin, Echo, chi, Fiber, gorilla/mux. */
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank, type Code } from '../../parsers/code.ts';
import { contentOf, stringIn } from '../../env/code/lookups.ts';
import { functionAt } from '../../env/code/functions.ts';
import { chainAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { isGuardName } from '../backend/guardNames.ts';
import type { Handler, Scope } from '../types.ts';

/** A router's name, where in the file it is meant, and what it puts before paths; `prefix` is absent where another file says it. */
interface Router {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly prefix?: string | undefined;
  /** A part of another router without a path of its own: what it uses is for its own routes. */
  readonly isBare?: boolean;
  guard?: Handler['guarded'] | undefined;
}

const CALL =
  /(?<![\w.])(\w{1,40}(?:\.\w{1,40}){0,2})((?:\.With\([^\n]{0,200}?\))?)\.(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Get|Post|Put|Patch|Delete|Head|Options|All|Add|Handle|HandleFunc|Method|MethodFunc|Match|Group|Route|PathPrefix|Use)\(/g;
const MOST_ROUTES = 2_000;

export function readGoRoutes(found: Found): void {
  const { code } = found;
  const routers: Router[] = [];
  let count = 0;
  for (const match of code.masked.matchAll(CALL)) {
    if (++count > MOST_ROUTES) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const [, receiver = '', withs = '', method = ''] = match;
    const router = routerOf(found, routers, receiver, match.index);
    const parts = argumentsAt(code, open);
    if (method === 'Use') addUse(found, router, parts);
    else if (method === 'Group' || method === 'Route' || method === 'PathPrefix')
      addGroup(found, routers, router, match.index, open, parts);
    else addRoute(found, router, { method, withs, open, parts });
  }
}

function routerOf(found: Found, routers: Router[], name: string, offset: number): Router {
  const known = routers.findLast((one) => one.name === name && one.from <= offset && offset < one.to);
  if (known) return known;
  const inside = functionAt(found.functions, offset);
  const { masked } = found.code;
  const head = inside ? headOf(masked, inside) : '';
  const last = name.replace(/^.*\./, '');
  const parameter = new RegExp(
    `\\b${last}\\s{1,4}(?:\\*?\\w{1,20}\\.(RouterGroup|Group|Router|IRouter|IRoutes|Mux)|\\w*Router\\w*)\\b`,
  ).exec(head);
  const isMounted =
    !name.includes('.') && parameter !== null && !/\*(?:mux\.Router|chi\.Mux)/.test(parameter[0]);
  const router: Router = {
    name,
    from: inside?.start ?? 0,
    to: inside?.end ?? masked.length,
    prefix: isMounted ? undefined : '',
  };
  routers.push(router);
  return router;
}

/** Its parameters: those of functions inside of it are not its own. */
function headOf(masked: string, { start, open, end }: { start: number; open: number; end: number }): string {
  const brace = masked.indexOf('{', open);
  return masked.slice(start, Math.min(end, open + 400, brace === -1 ? end : brace + 1));
}

function guardIn(found: Found, parts: readonly TextRange[]): Handler['guarded'] {
  for (const part of parts) {
    const words = found.code.masked.slice(part.start, Math.min(part.end, part.start + 120));
    if (/^func\b|^&?\w+\{/.test(words)) continue;
    const name = /^[\w.]{1,100}/.exec(words)?.[0] ?? '';
    if (isGuardName(name))
      return { by: name, at: found.span({ start: part.start, end: part.start + name.length }) };
  }
  return undefined;
}

function addUse(found: Found, router: Router, parts: readonly TextRange[]): void {
  const written = parts.find((part) => stringIn(found.code, part));
  const guard = guardIn(found, parts);
  if (!guard) return;
  const path = written ? contentOf(found.code, stringIn(found.code, written)) : '';
  if (path === '' || path === undefined) router.guard = guard;
  const prefix = router.prefix === undefined ? undefined : joined(router.prefix, path ?? '');
  if (prefix !== undefined && !router.isBare) addGuard(found, guard, prefix);
}

function addGuard(found: Found, guard: NonNullable<Handler['guarded']>, path: string): void {
  const scope: Scope = path === '' || path === '/' ? { syntax: 'all' } : { syntax: 'prefix', pattern: path };
  found.guard({ at: guard.at, by: guard.by, scope, framework: found.family.framework });
}

function addGroup(
  found: Found,
  routers: Router[],
  parent: Router,
  start: number,
  open: number,
  parts: readonly TextRange[],
): void {
  const { code } = found;
  const content = parts[0] ? stringIn(code, parts[0]) : undefined;
  const path = contentOf(code, content) ?? '';
  const guard = guardIn(found, parts) ?? parent.guard;
  const prefix =
    parent.prefix === undefined ||
    (!content && parts[0] && !/^func\b/.test(code.masked.slice(parts[0].start, parts[0].start + 5)))
      ? undefined
      : joined(parent.prefix, path);
  if (guard && guard !== parent.guard && prefix !== undefined && path !== '') addGuard(found, guard, prefix);
  const closure = parts.find((part) => /^func\s{0,4}\(/.test(code.masked.slice(part.start, part.start + 12)));
  if (closure) {
    const brace = code.masked.indexOf('{', closure.start);
    const parameter =
      /^func\s{0,4}\(\s{0,8}(\w{1,40})/.exec(code.masked.slice(closure.start, closure.start + 80))?.[1] ??
      parent.name;
    if (brace !== -1 && brace < closure.end)
      routers.push({ name: parameter, from: brace, to: closure.end, prefix, guard, isBare: path === '' });
    return;
  }
  const target = /(?:^|[^\w.])(\w{1,40}(?:\.\w{1,40})?)\s{0,8}:?=\s{0,8}$/.exec(
    code.masked.slice(Math.max(0, start - 100), start),
  )?.[1];
  const inside = functionAt(found.functions, start);
  const end = endOfBrackets(code, open);
  if (target)
    routers.push({
      name: target,
      from: end,
      to: inside?.end ?? code.masked.length,
      prefix,
      guard,
      isBare: path === '',
    });
}

const METHODS: Readonly<Record<string, string | undefined>> = {
  Any: '',
  All: '',
  Add: '',
  Handle: '',
  HandleFunc: '',
  Match: '',
};

interface RouteCall {
  readonly method: string;
  readonly withs: string;
  readonly open: number;
  readonly parts: readonly TextRange[];
}

function addRoute(found: Found, router: Router, { method, withs, open, parts }: RouteCall): void {
  const { code } = found;
  const isNamed =
    method === 'Method' ||
    method === 'MethodFunc' ||
    method === 'Match' ||
    ((method === 'Handle' || method === 'Add') && isMethodName(code, parts[0]));
  const pathPart = parts[isNamed ? 1 : 0];
  const handlers = parts.slice(isNamed ? 2 : 1);
  const content = pathPart && stringIn(code, pathPart);
  const written = contentOf(code, content);
  if (written === undefined || !content || handlers.length === 0) return;
  const pattern = /^(?:([A-Z]{3,7})\s+)?(?:[\w.-]+(?=\/))?(\/[^\s]*|)$/.exec(written);
  if (!pattern) return;
  // A client's `Post("/path", body)` is no route.
  if (
    !/^(?:[A-Z]{2,}|Handle|HandleFunc|Any|All)$/.test(method) &&
    /client|http|resty|cache|redis|store|db/i.test(router.name)
  )
    return;
  const listed = isNamed
    ? methodsIn(code, parts[0])
    : method in METHODS
      ? methodsOfChain(code, open)
      : [method.toUpperCase()];
  const methods = pattern[1] ? [pattern[1]] : listed;
  const path = router.prefix === undefined ? undefined : joined(router.prefix, pattern[2] ?? '') || '/';
  const guarded =
    guardIn(found, handlers.slice(0, -1)) ??
    guardIn(
      found,
      handlers.slice(-1).filter((part) => isWrapped(code, part)),
    ) ??
    guardOfWith(found, withs, open) ??
    router.guard;
  found.handler({
    at: content.end > content.start ? content : { start: content.start - 1, end: content.end + 1 },
    body: bodyOf(found, handlers.at(-1)) ??
      bodyOf(found, handlers[0]) ?? { start: open, end: endOfBrackets(code, open) },
    ...(path !== undefined && { path, syntax: 'route' }),
    ...(methods.length > 0 && { methods }),
    ...(guarded && { guarded }),
  });
}

/** `mw(handler)` */
function isWrapped(code: Code, part: TextRange): boolean {
  return /^[\w.]{1,100}\(/.test(code.masked.slice(part.start, Math.min(part.end, part.start + 110)));
}

function guardOfWith(found: Found, withs: string, open: number): Handler['guarded'] {
  if (withs === '') return undefined;
  const words = /\.With\(([\w.]{1,100})/.exec(withs)?.[1] ?? '';
  if (!isGuardName(words)) return undefined;
  const at = found.code.masked.lastIndexOf(words, open);
  return { by: words, at: found.span({ start: at, end: at + words.length }) };
}

function isMethodName(code: Code, part: TextRange | undefined): boolean {
  return (
    part !== undefined &&
    /^(?:"[A-Z]{3,7}"|http\.Method\w+|echo\.[A-Z]+)$/.test(
      code.masked.slice(part.start, Math.min(part.end, part.start + 30)),
    )
  );
}

function methodsIn(code: Code, part: TextRange | undefined): string[] {
  if (!part) return [];
  return [
    ...code.masked
      .slice(part.start, Math.min(part.end, part.start + 300))
      .matchAll(/"([A-Z]{3,7})"|http\.Method(\w+)/g),
  ].map((match) => (match[1] ?? match[2] ?? '').toUpperCase());
}

/** gorilla: `.Methods("GET", "POST")` */
function methodsOfChain(code: Code, open: number): string[] {
  const call = chainAt(code, endOfBrackets(code, open) + 1).find(({ name }) => name === 'Methods');
  return call ? methodsIn(code, { start: call.open, end: call.end }) : [];
}

/** The function that answers: written in place, or in this file. */
function bodyOf(found: Found, part: TextRange | undefined): TextRange | undefined {
  if (!part) return undefined;
  const { masked } = found.code;
  const at = skipBlank(masked, part.start);
  const words = masked.slice(at, Math.min(part.end, at + 300));
  if (/\bfunc\s{0,4}\(/.test(words)) return part;
  const names = [...words.matchAll(/\w{1,100}/g)].map(([word]) => word).toReversed();
  for (const name of names) {
    const named = found.functions.find((one) => one.name === name);
    if (named) return { start: named.start, end: named.end };
  }
  return undefined;
}

function joined(prefix: string, path: string): string {
  return `${prefix.replace(/\/$/, '')}${path === '' || path.startsWith('/') ? path : `/${path}`}`;
}
