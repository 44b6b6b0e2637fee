/** Routers that are mounted under a path in another file: `app.use('/api/users', users)`, `app.include_router(users.router)`. */
import { createModuleFinder, type ModuleFinder } from '../moduleFinder.ts';
import { factsWith } from '../perFile.ts';
import type { Guard, Handler, WebFacts } from '../types.ts';
import { isOfApplication } from './applications.ts';

type Entry = readonly [file: string, facts: WebFacts];

const SCRIPT = /\.(?:[cm]?[jt]sx?|py)$/;
/** A router in a router in a router. */
const DEEPEST = 5;

/** The same files, with the paths under which they are mounted before those of their own. */
export function withMounts(all: readonly Entry[]): readonly Entry[] {
  const entries = withPrefixes(all);
  const mounting = entries.filter(([file, { includes }]) => includes && SCRIPT.test(file));
  if (mounting.length === 0) return entries;
  const answering = entries.filter(([file, facts]) => SCRIPT.test(file) && isMountable(facts));
  const find = createModuleFinder(answering.map(([file]) => file));
  const mounts = new Map<string, Set<string>>();
  const parents = new Map<string, { readonly file: string; readonly path: string }[]>();
  for (const [file, { includes = [] }] of mounting)
    for (const { pattern, context } of includes) {
      const target = file.endsWith('.py')
        ? pythonFileOf(find, pattern, file)
        : find({ from: pattern, name: 'default' }, file)[0];
      if (target === undefined || target === file || !context.startsWith('/')) continue;
      parents.set(target, [...(parents.get(target) ?? []), { file, path: context }]);
    }
  const pathsOf = (file: string, depth: number): ReadonlySet<string> => {
    const known = mounts.get(file);
    if (known || depth > DEEPEST) return known ?? new Set();
    const found = new Set<string>();
    for (const { file: parent, path } of parents.get(file) ?? []) {
      const above = pathsOf(parent, depth + 1);
      for (const before of above.size > 0 ? above : ['']) found.add(joined(before, path));
    }
    mounts.set(file, found);
    return found;
  };
  if (parents.size === 0) return entries;
  return entries.map(([file, facts]): Entry => {
    const paths = parents.has(file) ? pathsOf(file, 0) : undefined;
    // What is mounted twice has no one path.
    const [path] = paths ?? [];
    return path === undefined || paths?.size !== 1
      ? [file, facts]
      : [file, MOUNTED(facts, [path], () => mounted(facts, path))];
  });
}

const MOUNTED = factsWith();

/** NestJS: `app.setGlobalPrefix('api')` is said where the application starts. */
function withPrefixes(entries: readonly Entry[]): readonly Entry[] {
  const prefixes = entries.flatMap(([file, { prefixes: own = [] }]) =>
    own.map((prefix) => Object.assign({ file }, prefix)),
  );
  if (prefixes.length === 0) return entries;
  return entries.map(([file, facts]): Entry => {
    const { handlers } = facts;
    const prefix = handlers && prefixes.find((one) => isOfApplication(one.file, file));
    if (!prefix || !handlers.some(({ framework }) => framework === prefix.framework)) return [file, facts];
    const { framework, path } = prefix;
    const prefixed = PREFIXED(facts, [framework, path], () => ({
      ...facts,
      handlers: handlers.map((handler) => (handler.framework === framework ? at(handler, path) : handler)),
    }));
    return [file, prefixed];
  });
}

const PREFIXED = factsWith();

/** `app.routes:items`: a module of that name in the package, then the package itself. */
function pythonFileOf(find: ModuleFinder, pattern: string, file: string): string | undefined {
  const [from = '', name = ''] = pattern.split(':');
  const inner =
    name === '' ? [] : find({ from: from.endsWith('.') ? from + name : `${from}.${name}`, name: '' }, file);
  return inner[0] ?? find({ from, name: '' }, file)[0];
}

/** Routers of files that full-stack frameworks place have their paths. */
function isMountable({ handlers, includes }: WebFacts): boolean {
  return includes !== undefined || handlers?.some(({ syntax = 'route' }) => syntax === 'route') === true;
}

function mounted(facts: WebFacts, path: string): WebFacts {
  const { handlers, guards } = facts;
  return Object.assign(
    {},
    facts,
    handlers ? { handlers: handlers.map((handler) => at(handler, path)) } : {},
    guards ? { guards: guards.map((guard) => guarding(guard, path)) } : {},
  );
}

function at(handler: Handler, path: string): Handler {
  if (handler.path === undefined || (handler.syntax ?? 'route') !== 'route') return handler;
  return Object.assign({}, handler, { path: joined(path, handler.path) });
}

function guarding(guard: Guard, path: string): Guard {
  const { scope } = guard;
  if (scope.pattern === undefined || (scope.syntax !== 'prefix' && scope.syntax !== 'route')) return guard;
  return Object.assign({}, guard, {
    scope: Object.assign({}, scope, { pattern: joined(path, scope.pattern) }),
  });
}

function joined(path: string, own: string): string {
  const end = own === '/' ? '' : own;
  return `${path.replace(/\/$/, '')}${end}` || '/';
}
