/** Routes as handlers: who answers, what it reads of the user, and what stands before it. */
import { ARROW, OPEN_BRACE, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import { codeAt, endOf, partnerOf, startOf, textOf, wordAt } from '../../../parsers/script/walk.ts';
import type { Span } from '../../../span.ts';
import { accessIn } from '../access/handlerAccess.ts';
import { isFunctionAt, type Part } from '../module.ts';
import type { Guard, Handler, UserRead, WebFacts } from '../../types.ts';
import type { Framework } from './frameworks.ts';
import { guardAt } from '../access/guardNames.ts';
import type { FoundGuard } from '../access/guards.ts';
import { type Address } from './addresses.ts';
import { mountOf, routingOf } from './routes.ts';
import type { Route, Use } from './routing.ts';
import { argumentsOf, type FunctionAt, type ScriptFile } from '../scriptFile.ts';

/** A handler with the tokens that belong to it. */
export interface FoundHandler {
  readonly handler: Handler;
  readonly parts: readonly Part[];
}

export function routeHandlers(file: ScriptFile): FoundHandler[] {
  const { routes, uses } = routingOf(file);
  const found = routes.map((route) => handlerOf(file, route, uses));
  for (const use of uses) {
    const handler = handlerOfUse(file, use, uses);
    if (handler) found.push(handler);
  }
  return found;
}

function handlerOf(file: ScriptFile, route: Route, uses: readonly Use[]): FoundHandler {
  const { call, address, methods, framework, handler } = route;
  const body = handler && bodyOf(file, handler);
  const part = body ?? handler ?? { first: call.open, last: call.close };
  const access = framework.id === 'elysia' ? withParameters(file, part) : accessIn(file, part);
  const guarded = guardBefore(file, route, uses) ?? access.guarded;
  const target = body || !handler ? undefined : targetOf(file, handler);
  const isInline = body !== undefined && body.first >= call.first && body.last <= call.close;
  return {
    handler: {
      at: address ? file.inner(address.token) : file.span(call.token, call.token),
      start: startOf(file.script, isInline || !body ? call.token : body.first),
      end: endOf(file.script, isInline || !body ? call.close : body.last),
      framework: framework.name,
      ...pathOf(address),
      ...(methods ? { methods } : {}),
      kind: isPreflight(file, route) ? 'middleware' : kindOf(file, part, address?.path),
      ...access,
      ...(guarded ? { guarded } : {}),
      ...(access.machine || isMachinePath(address?.path) ? { machine: true as const } : {}),
      ...(target === undefined ? {} : { target }),
    },
    parts:
      isInline || !body
        ? [{ first: call.token, last: call.close }]
        : [{ first: call.token, last: call.close }, body],
  };
}

/** `({ user, set }) => …`: what plugins have put into the context of Elysia. */
function withParameters(file: ScriptFile, part: Part): ReturnType<typeof accessIn> {
  const { script } = file;
  const access = accessIn(file, part);
  const open = codeAt(script, part.first) === OPEN_PAREN ? part.first + 1 : part.first + 2;
  if (codeAt(script, open) !== OPEN_BRACE) return access;
  const reads = argumentsOf(script, open).flatMap(({ first }): UserRead[] => {
    const what = CONTEXT.get(wordAt(script, first));
    return what ? [{ what, how: wordAt(script, first), at: file.span(first, first) }] : [];
  });
  return { ...access, reads: [...reads, ...access.reads] };
}

const CONTEXT: ReadonlyMap<string, UserRead['what']> = new Map<string, UserRead['what']>([
  ['user', 'user'],
  ['userId', 'user'],
  ['session', 'session'],
  ['bearer', 'authorization'],
]);

/** `app.options('*', cors())` */
function isPreflight({ script }: ScriptFile, { methods, handler }: Route): boolean {
  return methods?.[0] === 'OPTIONS' && handler !== undefined && /^cors/i.test(wordAt(script, handler.first));
}

function pathOf(address: Address | undefined): Pick<Handler, 'path' | 'syntax'> {
  return address ? { path: address.path, syntax: address.syntax } : {};
}

export function isMachinePath(path: string | undefined): boolean {
  return path !== undefined && /(?:^|[/_-])(?:webhooks?|cron|hooks?)(?:$|[/_-])/i.test(path);
}

/** The function that an argument is, by its name or in wrappers; undefined for those of other files. */
function bodyOf(file: ScriptFile, { first, last }: Part): Part | undefined {
  const { script } = file;
  if (isFunctionAt(script, first)) return { first, last };
  if (first === last) return functionNamed(file, wordAt(script, first));
  // asyncHandler(async (req, res) => …)
  for (let at = first; at <= last && at < first + 400; at++) {
    if (codeAt(script, at) === ARROW || textOf(script, at) === 'function') return { first, last };
  }
  // asyncHandler(list), this.list.bind(this), this.list
  for (let at = last; at >= first; at--) {
    const name = wordAt(script, at);
    const found = name === '' || name === 'bind' || name === 'this' ? undefined : functionNamed(file, name);
    if (found) return found;
  }
  return undefined;
}

function functionNamed(file: ScriptFile, name: string): Part | undefined {
  if (name === '') return undefined;
  const local = file.module.locals.get(name);
  if (local)
    return local.isFunction || hasArrow(file, local) ? { first: local.first, last: local.last } : undefined;
  const found = file.functions.find((each) => each.name === name);
  return found && { first: found.first, last: found.last };
}

/** `const list = asyncHandler(async (req, res) => …)` */
function hasArrow({ script }: ScriptFile, { first, last }: Part): boolean {
  for (let at = first; at <= last && at < first + 400; at++)
    if (codeAt(script, at) === ARROW || textOf(script, at) === 'function') return true;
  return false;
}

/** `userController.list` */
function targetOf({ script }: ScriptFile, { first, last }: Part): string | undefined {
  const text = script.text.slice(
    startOf(script, first),
    Math.min(endOf(script, last), startOf(script, first) + 80),
  );
  const match =
    /^(?:(?:\w{1,30}\.)?(?:async\w{0,20}|wrap\w{0,20}|catch\w{0,20}|tryCatch\w{0,10}|expressAsyncHandler|handle\w{0,20}|use)\(\s{0,20})?((?:this\.)?[\w$]+(?:\.[\w$]+){0,3})/i.exec(
      text,
    );
  return match?.[1];
}

// Guards

function guardBefore(file: ScriptFile, route: Route, uses: readonly Use[]): FoundGuard | undefined {
  for (const { first, last } of route.middleware) {
    const own = guardAt(file, first, last);
    if (own) return own;
  }
  return guardOfUses(file, route, route.address?.path, uses);
}

function guardOfUses(
  file: ScriptFile,
  { framework, receiver, call }: Pick<Route, 'framework' | 'receiver' | 'call'>,
  path: string | undefined,
  uses: readonly Use[],
  steps = 4,
): FoundGuard | undefined {
  const before = uses.find(
    (use) =>
      use.guard !== undefined &&
      use.receiver === receiver &&
      (!framework.inOrder || use.call.token < call.token) &&
      covers(use.address, path),
  );
  if (before?.guard || steps === 0) return before?.guard;
  // What stands before the router that it belongs to.
  const mount = mountOf(file, receiver, uses);
  return mount && (mount.guard ?? guardOfUses(file, mount, mount.address?.path, uses, steps - 1));
}

/** Whether what is used at an address comes before a path. */
export function covers(address: Address | undefined, path: string | undefined): boolean {
  if (!address || address.syntax === 'all') return true;
  if (path === undefined || address.syntax === 'regex') return false;
  return path === address.path || path.startsWith(`${address.path}/`);
}

/** Middleware that is written out, and routers that are mounted behind a guard. */
function handlerOfUse(file: ScriptFile, use: Use, uses: readonly Use[]): FoundHandler | undefined {
  const { call, address, framework, parts } = use;
  const inline = parts.find(({ first }) => isFunctionAt(file.script, first));
  if (!inline) return undefined;
  const access = accessIn(file, inline);
  const guarded = use.guard ?? guardOfUses(file, use, address?.path, uses) ?? access.guarded;
  const passesOn = passesOnAt(file, inline);
  return {
    handler: {
      at: address ? file.inner(address.token) : file.span(call.token, call.token),
      start: startOf(file.script, call.token),
      end: endOf(file.script, call.close),
      framework: framework.name,
      ...pathOf(address),
      kind: passesOn ? 'middleware' : kindOf(file, inline, address?.path),
      ...access,
      ...(guarded ? { guarded } : {}),
    },
    parts: [{ first: call.token, last: call.close }],
  };
}

function passesOnAt({ script }: ScriptFile, { first, last }: Part): boolean {
  for (let at = first; at <= last; at++)
    if (codeAt(script, at) === OPEN_PAREN && /^(?:next|done)$/.test(wordAt(script, at - 1))) return true;
  return false;
}

/**
 * Guards that hold for routes of other files: those of a path, and those before the place where a router is mounted. One without a
 * path holds for its own router only, whose routes say so themselves.
 */
export function routeGuards(file: ScriptFile): Guard[] {
  const { uses } = routingOf(file);
  return uses.flatMap((use) => {
    const { address, framework, mounts } = use;
    const guard = use.guard ?? (mounts ? guardOfUses(file, use, address?.path, uses) : undefined);
    if (!guard || !address || address.syntax === 'all') return [];
    return [{ at: guard.at, by: guard.by, scope: scopeOf(file, address), framework: framework.name }];
  });
}

export function scopeOf(file: ScriptFile, address: Address | undefined): Guard['scope'] {
  if (!address || address.syntax === 'all') return { syntax: 'all' };
  return { pattern: address.path, syntax: address.syntax, at: file.inner(address.token) };
}

/** Routers of other files: their routes begin with the path that they are mounted at. */
export function mountsOf(file: ScriptFile): NonNullable<WebFacts['includes']> {
  return routingOf(file).uses.flatMap(({ address, mounts }) => {
    const from = mounts && moduleOfPart(file, mounts);
    if (
      !from ||
      !/^(?:\.|[@~]\/|[~#$]\w)/.test(from) ||
      !address ||
      address.syntax === 'regex' ||
      address.syntax === 'all'
    )
      return [];
    return [{ pattern: from, at: file.span(mounts.first, mounts.first), context: address.path }];
  });
}

/** `users` of `import users from './users'`, `require('./users')`. */
export function moduleOfPart(file: ScriptFile, { first, last }: Part): string | undefined {
  const { script } = file;
  if (wordAt(script, first) === 'require') return textOf(script, first + 2).slice(1, -1);
  return last - first > 8 ? undefined : file.imported(wordAt(script, first))?.from;
}

// Kinds

export function kindOf(
  { script }: ScriptFile,
  { first, last }: Part,
  path: string | undefined,
): Handler['kind'] {
  if (path !== undefined && /(?:^|\/)(?:api|rest|graphql|trpc|rpc|v\d{1,2})(?:\/|$)/i.test(path))
    return 'api';
  for (let at = first; at <= last && at < first + 2_000; at++) {
    const word = wordAt(script, at);
    if (codeAt(script, at + 1) !== OPEN_PAREN) continue;
    if (word === 'render' || word === 'html' || word === 'renderFile') return 'page';
    if (word === 'json' || word === 'send' || word === 'status') return 'api';
  }
  return 'unknown';
}

// Functions that other files put under an address

/** Functions that get a request and give a response, by the names of their parameters. */
export function looseHandler(
  file: ScriptFile,
  made: FunctionAt,
  framework: Framework | undefined,
): FoundHandler | undefined {
  const kind = kindOfParameters(made.parameters) ?? fetchHandler(file, made);
  if (!kind) return undefined;
  const part = { first: made.first, last: made.last };
  const access = accessIn(file, part);
  const { at, start } = nameOf(file, made);
  const address = kind.isMiddleware ? undefined : addressOfFile(file, made);
  return {
    handler: {
      at,
      start,
      end: made.end,
      framework: address?.framework ?? framework?.name ?? (isNode(file) ? "Node's server" : kind.framework),
      ...(address ? { path: address.path, syntax: 'route' as const } : {}),
      kind: kind.isMiddleware ? 'middleware' : kindOf(file, part, undefined),
      ...access,
      ...(made.name === '' ? {} : { name: made.name }),
    },
    parts: [part],
  };
}

function isNode(file: ScriptFile): boolean {
  return ['http', 'https', 'http2'].some((name) =>
    /^(?:node:)?https?2?$/.test(file.imported(name)?.from ?? ''),
  );
}

/** `(request) => new Response(…)`, `(req, context) => Response.json(…)` */
function fetchHandler(
  { document: { text } }: ScriptFile,
  { parameters, start, end }: FunctionAt,
): { isMiddleware: boolean; framework: string } | undefined {
  const [first = '', second = ''] = parameters;
  if (!/^_?req(?:uest)?$/.test(first) || !/^(?:|_?context|_?ctx|env|info|params)$/.test(second))
    return undefined;
  return /\bResponse\b/.test(text.slice(start, Math.min(end, start + 20_000)))
    ? { isMiddleware: false, framework: 'Web server' }
    : undefined;
}

/** Files whose place is their address: `api/users/[id].ts` on Vercel, `netlify/functions/pay.ts`. */
function addressOfFile(
  { document, module }: ScriptFile,
  made: FunctionAt,
): { path: string; framework: string } | undefined {
  const isExported = module.exports.some(
    ({ name, definition }) =>
      /^(?:default|handler|GET|POST|PUT|PATCH|DELETE)$/.test(name) &&
      definition !== undefined &&
      definition.first <= made.first &&
      made.last <= definition.last,
  );
  if (!isExported) return undefined;
  const vercel = /^(?:(?:apps|packages)\/[^/]+\/)?(api\/[\w./[\]-]+?)(?:\/index)?\.[cm]?[jt]sx?$/.exec(
    document.path,
  )?.[1];
  if (vercel !== undefined)
    return { path: `/${vercel.replace(/\[(?:\.\.\.)?(\w+)\]/g, ':$1')}`, framework: 'Vercel function' };
  const netlify = /(?:^|\/)netlify\/(?:edge-)?functions\/([\w-]+)(?:\/(?:index|\1))?\.[cm]?[jt]s$/.exec(
    document.path,
  )?.[1];
  return netlify === undefined
    ? undefined
    : { path: `/.netlify/functions/${netlify}`, framework: 'Netlify function' };
}

function kindOfParameters(
  parameters: readonly string[],
): { isMiddleware: boolean; framework: string } | undefined {
  const names = parameters.map((name) => name.toLowerCase().replace(/^_/, ''));
  const [first = '', second = '', third = ''] = names[0]?.startsWith('err') === true ? names.slice(1) : names;
  if (/^(?:req|request)/.test(first) && /^(?:res|reply)/.test(second))
    return {
      isMiddleware: /^next|done/.test(third),
      framework: second.startsWith('reply') ? 'Fastify' : 'Express',
    };
  if (/^(?:ctx|context|c)$/.test(first) && (second === 'next' || second === ''))
    return { isMiddleware: second === 'next', framework: 'Koa' };
  return undefined;
}

function nameOf(file: ScriptFile, made: FunctionAt): { at: Span; start: number } {
  const { script } = file;
  for (let at = made.first - 1; made.name !== '' && at > made.first - 12 && at >= 0; at--)
    if (wordAt(script, at) === made.name) return { at: file.span(at, at), start: startOf(script, at) };
  const open = made.part.open >= 0 ? made.part.open : made.first;
  const close = partnerOf(script, open);
  return { at: file.span(open, close > open ? Math.min(close, open + 6) : open), start: made.start };
}
