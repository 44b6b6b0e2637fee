/** Routers that are mounted under a path in another file: `app.use('/api/users', users)`, `app.include_router(users.router)`. */
import { createModuleFinder } from '../moduleFinder.ts';
import type { Guard, Handler, WebFacts } from '../types.ts';

type Entry = readonly [file: string, facts: WebFacts];

const SCRIPT = /\.(?:[cm]?[jt]sx?|py)$/;
/** A router in a router in a router. */
const DEEPEST = 5;

/** The same files, with the paths under which they are mounted before those of their own. */
export function withMounts(entries: readonly Entry[]): readonly Entry[] {
  const mounting = entries.filter(([file, { includes }]) => includes && SCRIPT.test(file));
  if (mounting.length === 0) return entries;
  const answering = entries.filter(([file, facts]) => SCRIPT.test(file) && isMountable(facts));
  const find = createModuleFinder(answering.map(([file]) => file));
  const mounts = new Map<string, Set<string>>();
  const parents = new Map<string, { readonly file: string; readonly path: string }[]>();
  for (const [file, { includes = [] }] of mounting)
    for (const { pattern, context } of includes) {
      const [from = '', name = 'default'] = file.endsWith('.py') ? pattern.split(':') : [pattern];
      const [target] = find({ from, name }, file);
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
    return path === undefined || paths?.size !== 1 ? [file, facts] : [file, mounted(facts, path)];
  });
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
