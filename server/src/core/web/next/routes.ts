/** Pages, route handlers and API routes of Next.js: their addresses, and who gets an answer from them. */
import { STRING } from '../../parsers/script/codes.ts';
import { codeAt, isWord, stringAt, textOf } from '../../parsers/script/walk.ts';
import type { FoundHandler } from '../script/routes/handlers.ts';
import type { ScriptFile } from '../script/scriptFile.ts';
import type { DataCache, Guard, Handler } from '../types.ts';
import { accessOf, type Access } from '../script/access/access.ts';
import { segmentOptionsOf } from './dataCaches.ts';
import { rangeOf, reachedFrom, type ModuleExport, type Part } from '../script/module.ts';
import type { NextFile } from './paths.ts';

export interface RouteFacts {
  readonly handlers: readonly FoundHandler[];
  readonly guards: readonly Guard[];
  readonly dataCaches: readonly DataCache[];
}

export function routesOf(file: ScriptFile, next: NextFile): RouteFacts {
  switch (next.role) {
    case 'route':
      return routeHandlers(file, next);
    case 'page': {
      const facts = page(file, next, 'Next.js page', ['default', 'generateMetadata']);
      return next.isPart ? withoutHandlers(facts) : facts;
    }
    case 'pages-page':
      return isNextPage(file) ? page(file, next, 'Next.js page', ['default', ...SERVER_PROPS]) : NOTHING;
    case 'layout':
      return layout(file, next);
    case 'api':
      return apiRoute(file, next);
    case 'metadata':
      return page(file, next, 'Next.js metadata file', ['default'], 'asset');
    default:
      return NOTHING;
  }
}

const NOTHING: RouteFacts = { handlers: [], guards: [], dataCaches: [] };
/** A file has one for each method. */
const MOST_HANDLERS = 60;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const SERVER_PROPS = ['getServerSideProps', 'getInitialProps', 'getStaticProps'];

/** Parts of other pages (`@modal`) have no address of their own. */
function withoutHandlers({ dataCaches }: RouteFacts): RouteFacts {
  return { ...NOTHING, dataCaches: dataCaches.map(({ handler: _handler, ...cache }) => cache) };
}

function routeHandlers(file: ScriptFile, next: NextFile): RouteFacts {
  const handlers = file.module.exports
    .filter(({ name }) => METHODS.has(name))
    .slice(0, MOST_HANDLERS)
    .map((each) =>
      handlerOf(file, next, each, { framework: 'Next.js route handler', kind: 'api', methods: [each.name] }),
    );
  const get = handlers.findIndex(({ handler }) => handler.methods?.[0] === 'GET');
  const dataCaches =
    handlers.length === 0
      ? []
      : segmentOptionsOf(file, handlers[get]?.handler.reads ?? [], get === -1 ? undefined : get);
  return { handlers, guards: [], dataCaches };
}

interface Kind {
  readonly framework: string;
  readonly kind: Handler['kind'];
  readonly methods?: readonly string[];
}

function handlerOf(
  file: ScriptFile,
  { route }: NextFile,
  { definition, at, from, original, name }: ModuleExport,
  kind: Kind,
): FoundHandler {
  const { start, end } = rangeOf(file.script, definition ?? { first: at, last: at });
  const access: Access = definition ? accessOf(file.document, file.module, definition) : { reads: [] };
  const handler: Handler = {
    at: file.span(at, at),
    start,
    end,
    ...kind,
    ...(route === undefined ? {} : { path: route, syntax: 'next' as const }),
    ...access,
    ...(from === undefined ? {} : { target: `${from}#${original ?? name}` }),
  };
  return { handler, parts: definition ? reachedFrom(file.module, definition) : [] };
}

function page(
  file: ScriptFile,
  next: NextFile,
  framework: string,
  names: readonly string[],
  kind: Handler['kind'] = 'page',
): RouteFacts {
  const { exports } = file.module;
  // While a page is being written, what its server answers may stand there first.
  const main =
    exports.find(({ name }) => name === 'default') ??
    exports.find(({ name }) => SERVER_PROPS.includes(name) && names.includes(name));
  if (!main) return NOTHING;
  const isInBrowser = file.module.directives.some(({ text }) => text === 'use client');
  const { handler: plain, parts } = handlerOf(file, next, main, { framework, kind });
  if (isInBrowser) return { ...NOTHING, handlers: [{ handler: withoutAccess(plain), parts: [] }] };
  const served = names.flatMap((name) => partOfExport(file, name));
  const handler = { ...plain, ...joined(served.map((part) => accessOf(file.document, file.module, part))) };
  const all = [...parts, ...served.flatMap((part) => reachedFrom(file.module, part))];
  return {
    handlers: [{ handler, parts: all }],
    guards: [],
    dataCaches: segmentOptionsOf(file, handler.reads, 0),
  };
}

/** What runs in the browser guards nothing. */
function withoutAccess({
  guarded: _guarded,
  setsCookie: _setsCookie,
  machine: _machine,
  ...rest
}: Handler): Handler {
  return { ...rest, reads: [] };
}

function partOfExport(file: ScriptFile, name: string): Part[] {
  const definition = file.module.exports.find((each) => each.name === name)?.definition;
  return definition ? [definition] : [];
}

function joined(all: readonly Access[]): Access {
  const guarded = all.find((each) => each.guarded)?.guarded;
  const setsCookie = all.find((each) => each.setsCookie)?.setsCookie;
  return {
    reads: all.flatMap(({ reads }) => reads),
    ...(guarded && { guarded }),
    ...(setsCookie && { setsCookie }),
  };
}

/** In `pages/` of other tools are components too. */
function isNextPage({ module }: ScriptFile): boolean {
  if (module.exports.some(({ name }) => SERVER_PROPS.includes(name) || name === 'getStaticPaths'))
    return true;
  for (const { from } of module.imports.values()) if (/^next(?:[/-]|$)/.test(from)) return true;
  return false;
}

/** A layout stands in front of the pages in its folder. */
function layout(file: ScriptFile, next: NextFile): RouteFacts {
  const definition = file.module.exports.find(({ name }) => name === 'default')?.definition;
  if (!definition || file.module.directives.some(({ text }) => text === 'use client')) return NOTHING;
  const { guarded, reads } = accessOf(file.document, file.module, definition);
  const { path } = file.document;
  const guards: Guard[] = guarded
    ? [
        {
          ...guarded,
          scope: { syntax: 'next', pattern: `${next.route === '/' ? '' : (next.route ?? '')}/:path*` },
          framework: 'Next.js layout',
          folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
        },
      ]
    : [];
  return { handlers: [], guards, dataCaches: segmentOptionsOf(file, reads, undefined) };
}

function apiRoute(file: ScriptFile, next: NextFile): RouteFacts {
  const main = file.module.exports.find(({ name }) => name === 'default');
  if (!main) return NOTHING;
  const methods = main.definition ? methodsIn(file, main.definition) : [];
  const kind: Kind = { framework: 'Next.js API route', kind: 'api', ...(methods.length > 0 && { methods }) };
  return { handlers: [handlerOf(file, next, main, kind)], guards: [], dataCaches: [] };
}

/** Methods that `req.method` is compared with. */
function methodsIn({ script }: ScriptFile, { first, last }: Part): string[] {
  const found = new Set<string>();
  for (let at = first; at <= last; at++) {
    if (codeAt(script, at) !== STRING || !METHODS.has(stringAt(script, at) ?? '')) continue;
    const before = textOf(script, at - 1);
    const isCompared = /^[!=]==?$/.test(before) && isWord(script, at - 2, 'method');
    if (isCompared || before === 'case') found.add(stringAt(script, at) ?? '');
  }
  // Preflights are answered apart, and say nothing about the rest.
  return [...found].some((method) => method !== 'OPTIONS' && method !== 'HEAD') ? [...found] : [];
}
