/** Which function or class of a Python file answers which address, as far as the file says. */
import type { TextRange } from '../../finding.ts';
import type { Code } from '../../parsers/code.ts';
import type { Handler } from '../types.ts';
import { requiredBy } from './access.ts';
import { partsIn, type Decorator, type PythonBlock, type PythonFile } from './pythonFile.ts';

export interface Route {
  readonly path?: string;
  readonly methods?: readonly string[];
  /** By the router or the decorator: `APIRouter(dependencies=[Depends(get_current_user)])`. */
  readonly guarded?: Handler['guarded'];
}

export function routesOf(file: PythonFile): ReadonlyMap<PythonBlock, readonly Route[]> {
  const routes = new Map<PythonBlock, Route[]>();
  let routers: ReadonlyMap<string, Router> | undefined;
  for (const block of file.blocks) {
    const own = block.decorators.flatMap((decorator) => {
      const route = routeOf(file, decorator, () => (routers ??= routersIn(file)));
      return route ? [route] : [];
    });
    if (own.length > 0) routes.set(block, own);
  }
  addTables(file, routes);
  return routes;
}

const DECORATED =
  /^(?:([\w.]+)\.)?(get|post|put|patch|delete|head|options|route|api_route|endpoint|view|action|websocket|errorhandler)$/;
const VERBS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);

function routeOf(
  file: PythonFile,
  decorator: Decorator,
  routers: () => ReadonlyMap<string, Router>,
): Route | undefined {
  const match = DECORATED.exec(decorator.name);
  const verb = match?.[2];
  if (verb === undefined || decorator.open === -1 || verb === 'websocket' || verb === 'errorhandler')
    return undefined;
  const given = argumentsOf(file.code, decorator.open);
  const receiver = match?.[1] ?? '';
  if (verb === 'action')
    return /\bdetail\b/.test([...given.named.keys()].join(' ')) ? actionOf(file, given) : undefined;
  const path = textAt(file.code, given.plain[0] ?? given.named.get('path') ?? given.named.get('rule'));
  if (path === undefined ? !isRoot(given, verb) : !/^[/<]|^$/.test(path)) return undefined;
  // `@mock.patch("…")`, `@cache.get`: what is called like that elsewhere has no address as its first word.
  if (/(?:^|\.)(?:mock|patch|responses|respx|requests_mock|cache|m)$/.test(receiver)) return undefined;
  const router = routers().get(receiver);
  const methods = VERBS.has(verb) ? [verb.toUpperCase()] : wordsIn(file.code, given.named.get('methods'));
  const full = (router?.prefix ?? '') + (path ?? '');
  const guarded = requiredBy(file, given.named.get('dependencies')) ?? router?.guarded;
  return {
    path: full === '' ? '/' : full,
    ...(methods.length > 0 ? { methods } : verb === 'route' && !VERBS.has(verb) ? { methods: ['GET'] } : {}),
    ...(guarded && { guarded }),
  };
}

/** `@get()` of Litestar stands for the root of its controller. */
function isRoot(given: Arguments, verb: string): boolean {
  return given.plain.length === 0 && VERBS.has(verb);
}

function actionOf({ code }: PythonFile, given: Arguments): Route {
  const methods = wordsIn(code, given.named.get('methods'));
  return { methods: methods.length > 0 ? methods.map((one) => one.toUpperCase()) : ['GET'] };
}

interface Router {
  readonly prefix: string;
  readonly guarded?: Handler['guarded'];
}

const ROUTER =
  /(?<=^|\n)[ \t]{0,80}(\w{1,80})[ \t]{0,8}(?::[^=\n]{0,80})?=[ \t]{0,8}[\w.]{0,80}?(?:APIRouter|Blueprint|Router|Namespace|FastAPI|Flask|Sanic|Starlette|Quart|NinjaAPI|Api|APIBlueprint)\(/g;

/** Routers of the file by their names, with the start of all their addresses. */
function routersIn(file: PythonFile): ReadonlyMap<string, Router> {
  const { code } = file;
  const routers = new Map<string, Router>();
  for (const match of code.masked.matchAll(ROUTER)) {
    const { named, plain } = argumentsOf(code, match.index + match[0].length - 1);
    const isSanic = /^\s*(?:from|import) sanic\b/m.test(code.text);
    const prefix =
      textAt(code, named.get('prefix') ?? named.get('url_prefix') ?? named.get('path')) ??
      (isSanic && plain[1] ? textAt(code, plain[1]) : undefined) ??
      '';
    const guarded = requiredBy(file, named.get('dependencies') ?? named.get('auth'));
    routers.set(match[1] ?? '', { prefix, ...(guarded && { guarded }) });
  }
  return routers;
}

const TABLE =
  /(?<=\.)(add_url_rule|add_api_route|add_route|add_(?:get|post|put|delete|patch|view)|add_resource)\(|(?<![\w.])(Route)\(|(?<=\bweb\.)(get|post|put|delete|patch|view)\(/g;

/** `app.add_url_rule("/x", view_func=x)`, `Route("/x", x)`, `web.get("/x", x)`, `api.add_resource(X, "/x")`. */
function addTables({ code, blocks }: PythonFile, routes: Map<PythonBlock, Route[]>): void {
  const byName = new Map(blocks.filter(({ parent }) => !parent).map((block) => [block.name, block]));
  if (!/\.add_|\bRoute\(|\bweb\./.test(code.masked)) return;
  for (const match of code.masked.matchAll(TABLE)) {
    const given = argumentsOf(code, match.index + match[0].length - 1);
    const isResource = match[1] === 'add_resource';
    const paths = given.plain.flatMap((part) => {
      const text = textAt(code, part);
      return text?.startsWith('/') === true ? [text] : [];
    });
    if (paths.length === 0) continue;
    const answering =
      given.named.get('view_func') ??
      given.named.get('endpoint') ??
      given.named.get('handler') ??
      given.plain[isResource ? 0 : match[1] === 'add_url_rule' ? 2 : 1];
    const name = answering && /^\w{1,80}/.exec(code.masked.slice(answering.start, answering.end))?.[0];
    const block = name === undefined ? undefined : byName.get(name);
    if (!block) continue;
    const verb = /(?:^|_)(get|post|put|delete|patch)$/.exec(match[1] ?? match[3] ?? '')?.[1];
    const methods = verb === undefined ? wordsIn(code, given.named.get('methods')) : [verb.toUpperCase()];
    const made = paths.map((path): Route => (methods.length > 0 ? { path, methods } : { path }));
    routes.set(block, [...(routes.get(block) ?? []), ...made]);
  }
}

export interface Arguments {
  readonly plain: readonly TextRange[];
  readonly named: ReadonlyMap<string, TextRange>;
}

const NAME = /(\w{1,80})\s{0,20}=(?!=)\s{0,200}/y;

/** What a call gets, with and without names. */
export function argumentsOf(code: Code, open: number): Arguments {
  const plain: TextRange[] = [];
  const named = new Map<string, TextRange>();
  for (const { start, end } of open === -1 ? [] : partsIn(code, open)) {
    NAME.lastIndex = start;
    const name = NAME.exec(code.masked);
    if (name?.[1] !== undefined && NAME.lastIndex <= end) named.set(name[1], { start: NAME.lastIndex, end });
    else plain.push({ start, end });
  }
  return { plain, named };
}

/** What a string says; undefined where it is none, or parts of it are worked out. */
export function textAt(code: Code, range: TextRange | undefined): string | undefined {
  const literal = range && code.stringAt(range.start);
  if (!range || !literal || literal.end !== range.end || literal.holes.length > 0) return undefined;
  return code.text.slice(literal.content.start, literal.content.end);
}

function wordsIn(code: Code, range: TextRange | undefined): string[] {
  if (!range) return [];
  const text = code.text.slice(range.start, Math.min(range.end, range.start + 400));
  return [...text.matchAll(/["']([A-Za-z]{3,7})["']/g)].map((match) => (match[1] ?? '').toUpperCase());
}
