/** Every route that was found, who may see it, and what is set for it. */
import { placeOf } from '../../place.ts';
import { lazily } from '../lazily.ts';
import type { CachePolicy } from '../caching/policy.ts';
import type { CorsPolicy } from '../cors/policy.ts';
import type { Access, Placed, Route, WebModel } from '../model.ts';
import type { Guard, Handler, Scope } from '../types.ts';
import { isOfApplication } from './applications.ts';
import { covers } from './paths.ts';

/** What is asked of few of them is worked out for those: who may see a route, and what is set for its path. */
export function routesOf(model: WebModel): readonly Route[] {
  const caching = lazily(() =>
    byHandler(model.cachePolicies, ({ file, handler }) => handler && keyOf(file, handler)),
  );
  const cors = lazily(() =>
    byHandler(model.corsPolicies, ({ file, handler }) => handler && keyOf(file, handler)),
  );
  const sets = { caching, cors };
  const routes: Route[] = [];
  for (const [file, { handlers = [], dataCaches = [] }] of model.files) {
    // What tests answer is no way in.
    if (placeOf(file) === 'test') continue;
    const guards = lazily(() => model.guards.filter((guard) => isNear(guard, file)));
    for (const [index, handler] of handlers.entries()) {
      if (handler.kind === 'middleware' || handler.kind === 'asset') continue;
      const own = dataCaches.filter((cache) => cache.handler === undefined || cache.handler === index);
      routes.push(
        new FoundRoute(
          { file, handler, dataCaches: own.map((cache) => Object.assign({}, cache, { file })) },
          guards,
          sets,
        ),
      );
    }
  }
  return routes;
}

/** What is set for paths and handlers, of all files. */
interface Sets {
  readonly caching: () => Policies<CachePolicy>;
  readonly cors: () => Policies<CorsPolicy>;
}

/** A class, because there are hundreds of them after each edit: what few rules ask for is worked out when they do. */
class FoundRoute implements Route {
  readonly file: string;
  readonly handler: Handler;
  readonly path: string | undefined;
  readonly syntax: Route['syntax'];
  readonly methods: readonly string[];
  readonly dataCaches: Route['dataCaches'];
  readonly #guards: () => readonly (Guard & Placed)[];
  readonly #sets: Sets;
  #access: Access | undefined;

  constructor(
    { file, handler, dataCaches }: Pick<Route, 'file' | 'handler' | 'dataCaches'>,
    guards: () => readonly (Guard & Placed)[],
    sets: Sets,
  ) {
    this.file = file;
    this.handler = handler;
    this.path = handler.path;
    this.syntax = handler.syntax ?? 'route';
    this.methods = handler.methods ?? NO_METHODS;
    this.dataCaches = dataCaches;
    this.#guards = guards;
    this.#sets = sets;
  }

  get access(): Access {
    return (this.#access ??= accessOf(this, this.#guards()));
  }

  get caching(): readonly CachePolicy[] {
    return this.#setBy(this.#sets.caching());
  }

  get cors(): readonly CorsPolicy[] {
    return this.#setBy(this.#sets.cors());
  }

  get neverPublic(): string | undefined {
    return whyNeverPublic(this.handler, this.access);
  }

  #setBy<T extends Placed>({ of, forPath }: Policies<T>): readonly T[] {
    const { file, handler } = this;
    const meant = forPath(handler);
    return [
      ...of(keyOf(file, handler)),
      ...(handler.ownHost === true ? meant.filter((policy) => policy.file === file) : meant),
    ];
  }
}

const NO_METHODS: readonly string[] = [];

function keyOf(file: string, { at }: Handler): string {
  return `${file}\0${at.start}`;
}

interface Policies<T> {
  /** Those that a handler sets itself. */
  readonly of: (key: string) => readonly T[];
  /** Those that configuration sets for its path. */
  readonly forPath: (handler: Handler) => readonly T[];
}

function byHandler<T extends { readonly scope: Scope }>(
  policies: readonly T[],
  keyOfPolicy: (policy: T) => string | undefined,
): Policies<T> {
  const own = new Map<string, T[]>();
  const forPaths: T[] = [];
  for (const policy of policies) {
    const key = keyOfPolicy(policy);
    if (key !== undefined) own.set(key, [...(own.get(key) ?? []), policy]);
    else if (policy.scope.pattern !== undefined) forPaths.push(policy);
  }
  return {
    of: (key) => own.get(key) ?? [],
    forPath: ({ path }) => (path === undefined ? [] : forPaths.filter(({ scope }) => covers(scope, path))),
  };
}

/** Paths on which somebody signs in or out, and such. */
const SIGNING_IN =
  /(?:^|\/)(?:auth|login|log-in|signin|sign-in|logout|log-out|signout|sign-out|callback|oauth|sso|session|csrf|token|password|account|settings|admin|dashboard|billing|checkout|profile|me)(?:\/|$)/i;

function whyNeverPublic({ path, reads, setsCookie }: Handler, { level, reason }: Access): string | undefined {
  if (level === 'authenticated') return reason;
  const [read] = reads;
  if (read) return `it reads ${read.how}`;
  if (setsCookie) return 'it sets a cookie';
  return path !== undefined && SIGNING_IN.test(path)
    ? 'its path says that it is about one person'
    : undefined;
}

function accessOf(
  { file, handler }: { readonly file: string; readonly handler: Handler },
  near: readonly (Guard & Placed)[],
): Access {
  if (handler.machine) return { level: 'machine', reason: 'machines call it', file, at: handler.at };
  if (handler.guarded)
    return {
      level: 'authenticated',
      reason: `${handler.guarded.by} lets nobody in without a session`,
      file,
      at: handler.guarded.at,
    };
  const { open } = handler;
  // What stands before everything lets through what says so itself.
  const guards = near.filter(
    (guard) => !(open && guard.scope.syntax === 'all') && isGuarding(guard, file, handler),
  );
  const guard = guards.find(({ scope }) => scope.conditional !== true);
  if (guard)
    return { level: 'authenticated', reason: `${guard.by} stands before it`, file: guard.file, at: guard.at };
  const [read] = handler.reads;
  if (read)
    return { level: 'unknown', reason: `it asks for ${read.how}, and may go on without`, file, at: read.at };
  if (isCalledByMachines(handler))
    return { level: 'machine', reason: 'its path says that machines call it', file, at: handler.at };
  // What answers stands in another file, and was not found there.
  if (handler.target !== undefined)
    return { level: 'unknown', reason: 'another file answers', file, at: handler.at };
  const [sometimes] = guards;
  if (sometimes)
    return {
      level: 'unknown',
      reason: `${sometimes.by} stands before it, and may stop some of those who come`,
      file: sometimes.file,
      at: sometimes.at,
    };
  if (open) return { level: 'public', reason: `${open.by} lets everybody in`, file, at: open.at };
  return { level: 'public', reason: 'nothing was found that asks who it is' };
}

function isCalledByMachines({ path, methods }: Handler): boolean {
  return (
    methods?.includes('POST') === true && path !== undefined && /(?:^|[/_-])webhooks?(?:$|[/_-])/i.test(path)
  );
}

/** Whether a guard may mean anything in a file: it is of the same class, folder or application. */
function isNear({ owner, folder, file: at }: Guard & Placed, file: string): boolean {
  // It speaks of one class, whose handlers say so themselves.
  if (owner !== undefined) return at === file;
  if (folder !== undefined) return file.startsWith(folder === '' ? '' : `${folder}/`);
  return isOfApplication(at, file);
}

/** Of those that are near: whether its pattern means the route's path. */
function isGuarding(guard: Guard & Placed, file: string, handler: Handler): boolean {
  const { path, kind, methods, ownHost } = handler;
  const { owner, folder, scope, but, inverted } = guard;
  if (ownHost && guard.file !== file) return false;
  // What classes inherit is put into their handlers already: `inherited.ts`.
  if (owner !== undefined) return handler.owner === undefined && scope.syntax === 'all';
  if (folder !== undefined) return kind === 'page';
  if (scope.methods && methods && !methods.some((method) => scope.methods?.includes(method))) return false;
  if (but && path !== undefined && but.some((one) => covers(one, path) && isForAll(one.methods, methods)))
    return false;
  if (scope.syntax === 'all') return guard.file === file || inverted !== true;
  return path !== undefined && covers(scope, path) !== (inverted === true);
}

/** Whether what holds for some methods holds for all of a route. */
function isForAll(held: readonly string[] | undefined, methods: readonly string[] | undefined): boolean {
  return !held || (methods !== undefined && methods.every((method) => held.includes(method)));
}
