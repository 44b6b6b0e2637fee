/** Handlers whose addresses stand in other files: Rails' routes.rb, Django's urlpatterns, tables of Flask-RESTful. */
import { factsWith } from '../perFile.ts';
import type { Handler, WebFacts } from '../types.ts';
import { sharedFolders } from './nearness.ts';

type Entry = readonly [file: string, facts: WebFacts];

interface Placed {
  readonly file: string;
  readonly handler: Handler;
}

/** The same files, with each address put to what answers it. Addresses that nobody answers stay where they are. */
export function withAddresses(entries: readonly Entry[]): readonly Entry[] {
  const all = entries.flatMap(([file, { handlers = [] }]) =>
    handlers.map((handler): Placed => ({ file, handler })),
  );
  const targets = all.filter(({ handler }) => handler.target !== undefined);
  if (targets.length === 0) return entries;
  const byName = new Map<string, Placed[]>();
  for (const one of all) {
    if (one.handler.name === undefined || one.handler.target !== undefined) continue;
    const before = byName.get(one.handler.name);
    if (before) before.push(one);
    else byName.set(one.handler.name, [one]);
  }
  const addresses = new Map<Handler, Handler[]>();
  const answered = new Set<Handler>();
  for (const target of targets)
    for (const { handler } of answersOf(target, byName.get(target.handler.target ?? '') ?? [])) {
      answered.add(target.handler);
      addresses.set(handler, [...(addresses.get(handler) ?? []), target.handler]);
    }
  if (answered.size === 0) return entries;
  return entries.map(([file, facts]): Entry => {
    const { handlers } = facts;
    if (!handlers?.some((handler) => answered.has(handler) || addresses.has(handler))) return [file, facts];
    const put = handlers.flatMap((handler) => [answered.has(handler), ...(addresses.get(handler) ?? [])]);
    const make = (): WebFacts => ({ ...facts, handlers: placed(facts, handlers, answered, addresses) });
    return [file, PLACED(facts, put, make)];
  });
}

const PLACED = factsWith();

/** Of handlers with one name in several files those of the nearest; none where two are as near. */
function answersOf({ file, handler: target }: Placed, named: readonly Placed[]): readonly Placed[] {
  const nearest = Math.max(0, ...named.map((one) => sharedFolders(one.file, file)));
  const near = named.filter(
    (one) => sharedFolders(one.file, file) === nearest && one.handler.path === undefined,
  );
  if (new Set(near.map((one) => one.file)).size !== 1) return [];
  const { methods } = target;
  const fitting = near.filter(
    ({ handler }) =>
      !methods || !handler.methods || handler.methods.some((method) => methods.includes(method)),
  );
  return fitting.length > 0 ? fitting : near;
}

/** Places in the list stay as they are: settings name handlers by them. More addresses of one handler come last. */
function placed(
  { headers = [], cors = [], dataCaches = [] }: WebFacts,
  handlers: readonly Handler[],
  answered: ReadonlySet<Handler>,
  addresses: ReadonlyMap<Handler, readonly Handler[]>,
): readonly Handler[] {
  const more: Handler[] = [];
  const own = handlers.map((handler) => {
    const [first, ...others] = addresses.get(handler) ?? [];
    more.push(...others.map((address) => at(handler, address)));
    return first ? at(handler, first) : handler;
  });
  const isNamed = [...headers, ...cors, ...dataCaches].some(({ handler }) => handler !== undefined);
  return [
    ...(isNamed ? own : own.filter((_one, index) => !answered.has(handlers[index] as Handler))),
    ...more,
  ];
}

function at(handler: Handler, { path, syntax, methods, guarded }: Handler): Handler {
  const verbs =
    handler.methods && methods ? handler.methods.filter((method) => methods.includes(method)) : [];
  const both = verbs.length > 0 ? verbs : (methods ?? handler.methods);
  return {
    ...handler,
    ...(path !== undefined && { path }),
    ...(syntax && { syntax }),
    ...(both && { methods: both }),
    // The place is in another file; what stands there is said by its name.
    ...(guarded && !handler.guarded && { guarded: { by: guarded.by, at: handler.at } }),
  };
}
