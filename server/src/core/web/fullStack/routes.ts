/** Endpoints, pages and hooks of SvelteKit, Remix and React Router, Nuxt and Astro. */
import { keepsApart, RUN_BY_NITRO } from '../script/headers/nitroCaches.ts';
import { codeAt, wordAt } from '../../parsers/script/walk.ts';
import type { FoundHandler } from '../script/routes/handlers.ts';
import { callAt, type ScriptFile } from '../script/scriptFile.ts';
import type { DataCache, Guard, Handler } from '../types.ts';
import { accessOf } from '../script/access/access.ts';
import type { FullStackFile } from './paths.ts';
import { stopsIn } from '../next/middleware.ts';
import { rangeOf, reachedFrom, type ModuleExport, type Part } from '../script/module.ts';
import type { RouteFacts } from '../next/routes.ts';

const NOTHING: RouteFacts = { handlers: [], guards: [], dataCaches: [] };
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function fullStackRoutesOf(
  file: ScriptFile,
  { framework, role, route, methods }: FullStackFile,
): RouteFacts {
  const at: Place = { framework, ...(route === undefined ? {} : { route }) };
  switch (framework) {
    case 'Nuxt':
      return role === 'hooks' ? nuxtMiddleware(file) : nuxtEndpoint(file, at, methods);
    case 'SvelteKit':
      if (role === 'hooks') return hooks(file, 'handle', 'SvelteKit hook');
      return role === 'endpoint' ? endpoint(file, at) : loaded(file, at, role === 'layout', SVELTE_PARTS);
    case 'React Router':
      return loaded(file, at, role === 'layout', REMIX_PARTS);
    case 'Astro':
      return role === 'page' ? astroPage(file, at) : endpoint(file, at);
  }
}

interface Place {
  readonly framework: FullStackFile['framework'];
  readonly route?: string;
}

const SVELTE_PARTS = ['load', 'actions', 'default'];
const REMIX_PARTS = ['loader', 'action', 'headers', 'clientLoader', 'default'];

function handlerOf(
  file: ScriptFile,
  { framework, route }: Place,
  token: number,
  parts: readonly Part[],
  more: Pick<Handler, 'kind' | 'methods'>,
): FoundHandler {
  const accesses = parts.map((part) => accessOf(file.document, file.module, part));
  const guarded = accesses.find((each) => each.guarded)?.guarded;
  const setsCookie = accesses.find((each) => each.setsCookie)?.setsCookie;
  const isMachine = accesses.some(({ machine }) => machine);
  const [first] = parts;
  const handler: Handler = {
    at: file.span(token, token),
    ...rangeOf(file.script, first ?? { first: token, last: token }),
    framework: more.kind === 'page' ? `${framework} page` : `${framework} endpoint`,
    ...(route === undefined ? {} : { path: route, syntax: 'next' as const }),
    ...more,
    reads: accesses.flatMap(({ reads }) => reads),
    ...(guarded && { guarded }),
    ...(setsCookie && { setsCookie }),
    ...(isMachine ? { machine: true as const } : {}),
  };
  return { handler, parts: parts.flatMap((part) => reachedFrom(file.module, part)) };
}

/** `export const GET = …` of SvelteKit's `+server.ts` and of Astro. */
function endpoint(file: ScriptFile, at: Place): RouteFacts {
  const handlers = file.module.exports.slice(0, 100).flatMap(({ name, at: token, definition }) => {
    const isAll = name === 'ALL' || name === 'fallback';
    // Astro 2 wrote them small.
    const method =
      at.framework === 'Astro' && /^(?:get|post|put|patch|del)$/.test(name) ? name.toUpperCase() : name;
    if (!definition || !(METHODS.has(method) || isAll || method === 'DEL')) return [];
    const methods = isAll ? {} : { methods: [method === 'DEL' ? 'DELETE' : method] };
    return [handlerOf(file, at, token, [definition], { kind: 'api', ...methods })];
  });
  return handlers.length === 0 ? NOTHING : { handlers, guards: [], dataCaches: prerendered(file, handlers) };
}

/** `export const prerender = true`: everybody gets what was made when it was built. */
function prerendered(file: ScriptFile, handlers: readonly FoundHandler[]): DataCache[] {
  const definition = file.module.exports.find(({ name }) => name === 'prerender')?.definition;
  const given = definition && file.value(definition.first, definition.last);
  if (!given || (given.kind === 'flag' && !given.value)) return [];
  const reads = handlers.flatMap(({ handler }) => handler.reads);
  return [
    { how: 'page-cache', value: given, at: given.at, reads, ...(handlers.length > 0 && { handler: 0 }) },
  ];
}

/** Files whose functions load what a page shows: `load`, `loader`. */
function loaded(file: ScriptFile, at: Place, isLayout: boolean, names: readonly string[]): RouteFacts {
  const exported = names.flatMap((name) =>
    file.module.exports.filter((each) => each.name === name && each.definition),
  );
  const isServed = exported.some(({ name }) => name !== 'default');
  const [main] = exported;
  if (!main || !(isServed || (at.framework === 'React Router' && isOfReactRouter(file)))) return NOTHING;
  // Components are run in browsers too: only what runs on the server says who comes in.
  const parts = exported.flatMap(({ name, definition }) =>
    definition && name !== 'default' ? [definition] : [],
  );
  const isPage = at.framework === 'SvelteKit' || exported.some(({ name }) => name === 'default');
  const found = handlerOf(file, at, main.at, parts, { kind: isPage ? 'page' : 'api' });
  if (!isLayout) return { handlers: [found], guards: [], dataCaches: prerendered(file, [found]) };
  const { guarded } = found.handler;
  return { handlers: [], guards: guarded ? [layoutGuard(file, at, guarded)] : [], dataCaches: [] };
}

/** Folders of that name are found in other tools, and without a server (`react-router-dom`). */
function isOfReactRouter({ module }: ScriptFile): boolean {
  for (const { from } of module.imports.values())
    if (/^(?:@remix-run\/|@react-router\/|react-router$)|\/\+types\//.test(from)) return true;
  return false;
}

function layoutGuard(
  { document }: ScriptFile,
  { framework, route }: Place,
  guarded: NonNullable<Handler['guarded']>,
): Guard {
  const { path } = document;
  return {
    ...guarded,
    scope: { syntax: 'next', pattern: `${route === undefined || route === '/' ? '' : route}/:path*` },
    framework: `${framework} layout`,
    folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
  };
}

/** `handle` of SvelteKit, `onRequest` of Astro. */
export function hooks(file: ScriptFile, name: string, framework: string): RouteFacts {
  const definition = file.module.exports.find((each) => each.name === name)?.definition;
  const exported: ModuleExport | undefined = file.module.exports.find((each) => each.name === name);
  if (!definition || !exported) return NOTHING;
  const guards = stopsIn(file, definition, [{ syntax: 'all' }], framework);
  const { reads, setsCookie } = accessOf(file.document, file.module, definition);
  const handler: Handler = {
    at: file.span(exported.at, exported.at),
    ...rangeOf(file.script, definition),
    framework,
    kind: 'middleware',
    reads,
    ...(setsCookie && { setsCookie }),
  };
  return { handlers: [{ handler, parts: reachedFrom(file.module, definition) }], guards, dataCaches: [] };
}

function astroPage(file: ScriptFile, at: Place): RouteFacts {
  const { script } = file;
  if (script.count === 0) return NOTHING;
  const whole = { first: 0, last: script.count - 1 };
  const found = handlerOf(file, at, 0, [whole], { kind: 'page' });
  return { handlers: [found], guards: [], dataCaches: prerendered(file, [found]) };
}

// Nuxt

const EVENT_HANDLERS = new Set([
  'defineEventHandler',
  'eventHandler',
  'defineCachedEventHandler',
  'cachedEventHandler',
  'defineLazyEventHandler',
  'defineAuthenticatedEventHandler',
]);

function nuxtEndpoint(file: ScriptFile, at: Place, methods: readonly string[] | undefined): RouteFacts {
  const main = file.module.exports.find(({ name }) => name === 'default');
  const { definition } = main ?? {};
  const called = definition ? wordAt(file.script, definition.first) : '';
  if (!main || !definition || (!EVENT_HANDLERS.has(called) && !called.endsWith('EventHandler')))
    return NOTHING;
  const found = handlerOf(file, at, main.at, [definition], { kind: 'api', ...(methods && { methods }) });
  return { handlers: [found], guards: [], dataCaches: cachedHandler(file, definition, found) };
}

/** `defineCachedEventHandler(fn, { maxAge })`: the answer is kept for all who ask for the same address, unless options tell them apart. */
function cachedHandler(file: ScriptFile, { first }: Part, { handler }: FoundHandler): DataCache[] {
  if (!/cached/i.test(wordAt(file.script, first)) || codeAt(file.script, first) === 0) return [];
  const options = callAt(file, first)?.args[1];
  const at = file.span(first, first);
  const value = options ? file.value(options.first, options.last) : { kind: 'nothing' as const, at };
  const apart = keepsApart(value) ? { private: true as const } : {};
  return [{ how: 'page-cache', value, at, handler: 0, reads: handler.reads, ...apart, ...RUN_BY_NITRO }];
}

function nuxtMiddleware(file: ScriptFile): RouteFacts {
  return file.module.exports.some(({ name, definition }) => name === 'default' && definition)
    ? hooks(file, 'default', 'Nuxt middleware')
    : NOTHING;
}
