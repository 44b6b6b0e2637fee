/** Laravel's routes: `Route::get(…)`, groups, prefixes and middleware. */
import type { TextRange } from '../../finding.ts';
import { contentOf, literalsIn, stringIn } from '../../env/code/lookups.ts';
import { argumentsAt, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import { chainAt, type ChainCall } from '../backend/brackets.ts';
import { cacheHeadersText } from './headers.ts';
import type { Found } from '../backend/found.ts';
import type { Handler, Scope } from '../types.ts';

interface Group extends TextRange {
  readonly prefix: string;
  readonly guarded?: Handler['guarded'];
}

/** Everything before the first link: `Route::get(…)`, `$router->group(…)`, `$app->get(…)` of Slim and Lumen. */
const START = /(?<![\w>$])(?:Route(?=::)|\$(?:this->)?(?:router|app|routes|group|r|api)(?=->))/g;
const VERBS =
  /^(?:get|post|put|patch|delete|options|any|match|view|redirect|resource|apiResource|resources|apiResources|singleton|map|livewire|inertia)$/;
const LARAVEL_GUARD =
  /^(?:auth(?:$|[:.])|can:|role:|permission:|verified$|password\.confirm|jwt|sanctum|client|scope|admin$|signed$)|Authenticate|EnsureUser|Authorize/;
const MOST_ROUTES = 2_000;

export function readLaravelRoutes(found: Found): void {
  const { code, document } = found;
  const isApi =
    /(?:^|\/)routes\/api(?:[./]|\/.{1,60}\.)php$/.test(document.path) ||
    /(?:^|\/)routes\/api\.php$/.test(document.path);
  const groups: Group[] = [];
  let count = 0;
  for (const match of code.masked.matchAll(START)) {
    if (++count > MOST_ROUTES) break;
    if (isInString(code, match.index)) continue;
    const chain = chainAt(code, match.index + match[0].length);
    if (chain.length === 0 || !chain.some(({ name }) => VERBS.test(name) || name === 'group')) continue;
    const outer = groups.findLast(({ start, end }) => start <= match.index && match.index < end);
    const own = chainSays(found, chain);
    const guarded = own.opensGuard ? undefined : (own.guarded ?? outer?.guarded);
    const prefix = joined(outer?.prefix ?? (isApi ? '/api' : ''), own.prefix);
    const group = chain.find(({ name }) => name === 'group');
    if (group) addGroup(found, group, prefix, guarded, groups, own.guarded !== undefined);
    const body = group ? undefined : addRoute(found, chain, prefix, guarded);
    if (own.cache) {
      const guardedRoute = group && guarded ? firstRouteIn(code, group) : undefined;
      addCacheHeaders(
        found,
        own.cache,
        group ? { syntax: 'prefix', pattern: prefix === '' ? '/' : prefix } : undefined,
        group ? guardedRoute : (body?.start ?? chain[0]?.nameAt.start),
      );
    }
  }
}

/** One route of a group speaks for all of them: a place in what answers it. */
function firstRouteIn(code: Code, { open, end }: ChainCall): number | undefined {
  const match = /(?:::|->)(get|view|any|match|resource|apiResource|livewire|inertia)\s{0,4}\(/.exec(
    code.masked.slice(open, Math.min(end, open + 20_000)),
  );
  if (!match) return undefined;
  const bracket = open + match.index + match[0].length - 1;
  const start = bracket - match[0].length + 1 + match[0].indexOf(match[1] ?? '');
  return bodyOf(code, start, bracket).start;
}

/** The function that a route is given, or the call that names what answers. */
function bodyOf(code: Code, start: number, open: number): TextRange {
  const handler = argumentsAt(code, open).at(-1);
  const isFunction =
    handler &&
    /^(?:static\s{1,4})?(?:function|fn)\b/.test(code.masked.slice(handler.start, handler.start + 30));
  return isFunction ? handler : { start, end: endOfBrackets(code, open) };
}

interface ChainSays {
  readonly prefix: string;
  readonly guarded?: Handler['guarded'];
  /** `withoutMiddleware('auth')` */
  readonly opensGuard?: boolean;
  readonly cache?: TextRange;
}

function chainSays(found: Found, chain: readonly ChainCall[]): ChainSays {
  const { code } = found;
  let prefix = '';
  let guarded: Handler['guarded'];
  let cache: TextRange | undefined;
  let opensGuard = false;
  for (const link of chain) {
    const { name, open, end } = link;
    const range = { start: open + 1, end: end - 1 };
    if (name === 'prefix') prefix = joined(prefix, textOf(code, open));
    else if (name === 'middleware' || name === 'add') {
      guarded ??= guardIn(found, range);
      cache ??= literalsIn(code, range, 20).find(({ content }) =>
        code.text.startsWith('cache.headers:', content.start),
      )?.content;
    } else if (name === 'withoutMiddleware') opensGuard ||= guardIn(found, range) !== undefined;
    else if (name === 'group') {
      const options = optionsOf(found, link);
      prefix = joined(prefix, options.prefix);
      guarded ??= options.guarded;
    }
  }
  return { prefix, guarded, opensGuard, ...(cache && { cache }) };
}

/** `Route::group(['prefix' => 'x', 'middleware' => ['auth']], …)` */
function optionsOf(found: Found, { open }: ChainCall): { prefix: string; guarded?: Handler['guarded'] } {
  const { code } = found;
  const first = argumentsAt(code, open)[0];
  if (!first) return { prefix: '' };
  const plain = contentOf(code, stringIn(code, first));
  if (plain !== undefined) return { prefix: plain };
  if (code.masked[first.start] !== '[' && !code.masked.startsWith('array', first.start))
    return { prefix: '' };
  let prefix = '';
  let guarded: Handler['guarded'];
  const bracket = code.masked.indexOf(code.masked[first.start] === '[' ? '[' : '(', first.start);
  for (const part of argumentsAt(code, bracket)) {
    const key = code.stringAt(part.start);
    const name = key && code.text.slice(key.content.start, key.content.end);
    if (name === 'prefix') prefix = literalText(code, part, 1) ?? '';
    else if (name === 'middleware' && key) guarded = guardIn(found, { start: key.end, end: part.end });
  }
  return { prefix, guarded };
}

function literalText(code: Code, range: TextRange, index: number): string | undefined {
  const literal = literalsIn(code, range, 3)[index];
  return literal && code.text.slice(literal.content.start, literal.content.end);
}

function guardIn(found: Found, range: TextRange): Handler['guarded'] {
  const { code } = found;
  for (const { content } of literalsIn(code, range, 30)) {
    const by = code.text.slice(content.start, content.end);
    if (LARAVEL_GUARD.test(by)) return { by, at: found.span(content) };
  }
  const words = code.masked.slice(range.start, Math.min(range.end, range.start + 400));
  const name = /\b(\w*(?:Authenticate|RequireAuth|AuthMiddleware|EnsureUser|Authorize)\w*)::class/.exec(
    words,
  );
  if (!name?.[1] || /RedirectIf|Guest/.test(name[1])) return undefined;
  const start = range.start + name.index;
  return { by: name[1], at: found.span({ start, end: start + name[1].length }) };
}

function addGroup(
  found: Found,
  link: ChainCall,
  prefix: string,
  guarded: Handler['guarded'],
  groups: Group[],
  isOwn: boolean,
): void {
  groups.push({ start: link.open, end: link.end, prefix, guarded });
  if (guarded && isOwn && prefix !== '')
    found.guard({
      at: guarded.at,
      by: guarded.by,
      scope: { syntax: 'prefix', pattern: prefix },
      framework: 'Laravel',
    });
}

function addRoute(
  found: Found,
  chain: readonly ChainCall[],
  prefix: string,
  guarded: Handler['guarded'],
): TextRange | undefined {
  const { code } = found;
  const link = chain.find(({ name }) => VERBS.test(name));
  if (!link) return undefined;
  const { name, open } = link;
  const parts = argumentsAt(code, open);
  const hasMethods = name === 'match' || name === 'map';
  const content = parts[hasMethods ? 1 : 0] && stringIn(code, parts[hasMethods ? 1 : 0]);
  const written = contentOf(code, content);
  if (written === undefined || !content || parts.length < 2 || /\s/.test(written)) return undefined;
  const isResource = /resource/i.test(name);
  const methods = hasMethods
    ? methodsIn(code, parts[0])
    : name === 'any' || isResource || name === 'singleton'
      ? []
      : name === 'view' || name === 'redirect' || name === 'livewire' || name === 'inertia'
        ? ['GET']
        : [name.toUpperCase()];
  const path = joined(prefix, written) || '/';
  const body = bodyOf(code, link.nameAt.start, open);
  found.handler({
    at: content.end > content.start ? content : { start: content.start - 1, end: content.end + 1 },
    body,
    path: isResource ? `${path}/{id?}` : path,
    syntax: 'route',
    framework: 'Laravel route',
    ...(methods.length > 0 && { methods }),
    ...(guarded && { guarded }),
  });
  return body;
}

function methodsIn(code: Code, part: TextRange | undefined): string[] {
  return part
    ? literalsIn(code, part, 10).map(({ content }) =>
        code.text.slice(content.start, content.end).toUpperCase(),
      )
    : [];
}

/** `cache.headers:public;max_age=60` of a route or of a group. */
function addCacheHeaders(
  found: Found,
  content: TextRange,
  scope: Scope | undefined,
  ownerAt: number | undefined,
): void {
  const start = content.start + 'cache.headers:'.length;
  const written = found.code.text.slice(start, content.end);
  const nameAt = { start: content.start, end: start - 1 };
  const at = found.span({ start, end: content.end });
  const value = {
    kind: 'joined',
    parts: [{ kind: 'text', text: cacheHeadersText(written), at }],
    at,
  } as const;
  found.header({
    header: 'cache-control',
    nameAt,
    value,
    groupAt: content.start,
    ...(scope && { scope }),
    ownerAt,
  });
}

function textOf(code: Code, open: number): string {
  const first = argumentsAt(code, open)[0];
  return contentOf(code, first && stringIn(code, first)) ?? '';
}

function joined(prefix: string, path: string): string {
  const inner = path.replace(/^\/|\/$/g, '');
  return inner === '' ? prefix : `${prefix}/${inner}`;
}
