/** Handlers whose class, or a class or module that it is made from, lets nobody in without a session. */
import { factsWith } from '../perFile.ts';
import type { Guard, Handler, HandlerClass, WebFacts } from '../types.ts';
import { sharedFolders } from './nearness.ts';

type Entry = readonly [file: string, facts: WebFacts];

/** The same files, with the guards of classes put into the handlers that inherit them. */
export function withInheritedGuards(entries: readonly Entry[]): readonly Entry[] {
  const guardsOf = guardsOfClasses(entries);
  if (!guardsOf) return entries;
  return entries.map(([file, facts]): Entry => [
    file,
    withGuards(INHERITED, facts, guardedBy, (handler) =>
      handler.owner === undefined ? undefined : guardFor(handler, guardsOf(file, handler.owner)),
    ),
  ]);
}

const INHERITED = factsWith();

/** The facts with what stands before some of the handlers, by its name, put into those. */
function withGuards(
  kept: ReturnType<typeof factsWith>,
  facts: WebFacts,
  guarded: (handler: Handler, by: string) => Handler,
  byOf: (handler: Handler) => string | undefined,
): WebFacts {
  const { handlers = [] } = facts;
  const names = handlers.map(byOf);
  if (names.every((by) => by === undefined)) return facts;
  return kept(facts, names, () => ({
    ...facts,
    handlers: handlers.map((handler, index) => {
      const by = names[index];
      return by === undefined ? handler : guarded(handler, by);
    }),
  }));
}

/**
 * Actions of Rails that nobody wrote, as a template is all they need: a guard in the class that the route names holds for them, too.
 * Those of classes above may be skipped there.
 */
export function withImplicitActions(entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(([, { handlers }]) => handlers?.some(isOfController))) return entries;
  const guards = new Map<string, Guard>();
  for (const [, facts] of entries)
    for (const guard of facts.guards ?? [])
      if (guard.owner?.endsWith('Controller') && guard.scope.syntax === 'all') guards.set(guard.owner, guard);
  if (guards.size === 0) return entries;
  return entries.map(([file, facts]): Entry => [
    file,
    withGuards(IMPLICIT, facts, implicit, (handler) => {
      const controller = /^([\w/]{1,200})#\w+$/.exec(handler.target ?? '')?.[1];
      if (controller === undefined || handler.guarded) return undefined;
      return guards.get(className(controller))?.by;
    }),
  ]);
}

const IMPLICIT = factsWith();

function isOfController({ target }: Handler): boolean {
  return target?.includes('#') === true;
}

function implicit(handler: Handler, by: string): Handler {
  return { ...handler, guarded: { by, at: handler.at } };
}

/** `Admin::UsersController` of `admin/users` */
function className(controller: string): string {
  const camel = controller
    .split('/')
    .map((part) => part.replace(/(?:^|_)([a-z\d])/g, (_, letter: string) => letter.toUpperCase()))
    .join('::');
  return `${camel}Controller`;
}

type GuardsOf = (file: string, owner: string) => readonly Guard[];

/** The guards of a class and of those that it is made from; undefined where no class has any. */
function guardsOfClasses(entries: readonly Entry[]): GuardsOf | undefined {
  const guards = new Map<string, readonly Guard[]>();
  for (const [file, facts] of entries)
    for (const guard of facts.guards ?? []) {
      if (guard.owner === undefined) continue;
      const key = keyOf(file, guard.owner);
      guards.set(key, [...(guards.get(key) ?? []), guard]);
    }
  if (guards.size === 0) return undefined;
  const classes = classesOf(entries);
  const known = new Map<string, readonly Guard[]>();
  const guardsOf = (file: string, owner: string): readonly Guard[] => {
    const key = keyOf(file, owner);
    const before = known.get(key);
    if (before) return before;
    const found = lineOf(classes, file, owner).flatMap((one) => guards.get(keyOf(one.file, one.name)) ?? []);
    known.set(key, found);
    return found;
  };
  return guardsOf;
}

/** Which of the guards of its classes a handler is left with. */
function guardFor(handler: Handler, guards: readonly Guard[]): string | undefined {
  const { open } = handler;
  if ((handler.guarded ?? handler.target) || (open && letsAllIn(handler))) return undefined;
  return guards.find(({ by }) => by !== open?.by)?.by;
}

function guardedBy(handler: Handler, by: string): Handler {
  const { open: _without, ...rest } = handler;
  const isKnown = handler.reads.some(({ what }) => what !== 'cookie');
  const asked = { what: 'session', how: by, at: handler.at } as const;
  return {
    ...rest,
    guarded: { by, at: handler.at },
    reads: isKnown ? handler.reads : [...handler.reads, asked],
  };
}

/** `AllowAny` and `allow_unauthenticated_access` leave no guard; `skip_before_action :x` takes one away by its name. */
function letsAllIn({ framework, open }: Handler): boolean {
  return framework !== 'Rails' || /^(?:allow|skip|require_unauth)/.test(open?.by ?? '');
}

interface PlacedClass extends HandlerClass {
  readonly file: string;
}

function keyOf(file: string, name: string): string {
  return `${file}\0${name}`;
}

function classesOf(entries: readonly Entry[]): ReadonlyMap<string, readonly PlacedClass[]> {
  const classes = new Map<string, PlacedClass[]>();
  for (const [file, { classes: own = [] }] of entries)
    for (const one of own) {
      const placed = { ...one, file };
      const last = lastPart(one.name);
      const before = classes.get(last);
      if (before) before.push(placed);
      else classes.set(last, [placed]);
    }
  return classes;
}

const MOST_ANCESTORS = 60;

/** The class itself, then those that it is made from. */
function lineOf(
  classes: ReadonlyMap<string, readonly PlacedClass[]>,
  file: string,
  name: string,
): readonly PlacedClass[] {
  const found: PlacedClass[] = [];
  const waiting: { readonly file: string; readonly name: string; readonly within: string }[] = [
    { file, name, within: '' },
  ];
  for (let next = waiting.shift(); next && found.length < MOST_ANCESTORS; next = waiting.shift()) {
    const one = classNamed(classes, next.file, next.name, next.within);
    if (!one || found.includes(one)) continue;
    found.push(one);
    waiting.push(...one.bases.map((base) => ({ file: one.file, name: base, within: one.name })));
  }
  return found;
}

/** Of several classes of one name the one that is written most fully so, then the one that is nearest. */
function classNamed(
  classes: ReadonlyMap<string, readonly PlacedClass[]>,
  file: string,
  name: string,
  within: string,
): PlacedClass | undefined {
  const all = classes.get(lastPart(name)) ?? [];
  const parts = within.split('::').slice(0, -1);
  for (let count = parts.length; count >= 0; count--) {
    const full = [...parts.slice(0, count), name].join('::');
    const same = all.filter((one) => one.name === full && !(one.file === file && one.name === within));
    const [first] = same.toSorted((a, b) => sharedFolders(b.file, file) - sharedFolders(a.file, file));
    if (first) return first;
  }
  // `base.BaseView` of Python
  return name.includes('.')
    ? all.toSorted((a, b) => sharedFolders(b.file, file) - sharedFolders(a.file, file))[0]
    : undefined;
}

function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf(':'), name.lastIndexOf('.')) + 1);
}
