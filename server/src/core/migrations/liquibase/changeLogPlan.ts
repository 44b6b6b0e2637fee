/** In which order Liquibase comes to the files of a workspace, from the change log that includes the others. */
import { folderOf, nameOf, resolve } from '../../paths.ts';
import type { ChangeLogIncludes, MigrationFileFacts } from '../types.ts';

export interface ChangeLogPlace {
  /** Of the history: the folder of all its change sets, or that of the change log that includes them where there are several. */
  readonly folder: string;
  readonly place: number;
}

type Files = readonly (readonly [path: string, facts: MigrationFileFacts])[];

/** For each file that is included, or includes others. Takes time in proportion to the files and their includes. */
export function changeLogPlan(files: Files): ReadonlyMap<string, ChangeLogPlace> {
  const including = new Map(files.flatMap(([file, { includes }]) => (includes ? [[file, includes]] : [])));
  const plan = new Map<string, ChangeLogPlace>();
  if (including.size === 0) return plan;
  const logs = files.flatMap(([file, { migration, includes }]) =>
    includes || migration?.tool === 'liquibase' || migration?.tool === 'sql' ? [file] : [],
  );
  const targets = targetsOf(including, logs);
  const included = new Set([...targets].flatMap(([, list]) => list));
  const changing = new Set(files.flatMap(([file, { migration }]) => (migration ? [file] : [])));
  for (const root of [...including.keys()].sort()) {
    if (included.has(root) || plan.has(root)) continue;
    const order = visit(root, { including, targets, plan }).filter((file) => changing.has(file));
    const folders = new Set(order.map(folderOf));
    const folder = folders.size === 1 ? ([...folders][0] ?? '') : folderOf(root);
    order.forEach((file, place) => plan.set(file, { folder, place }));
  }
  return plan;
}

interface Visit {
  readonly including: ReadonlyMap<string, ChangeLogIncludes>;
  readonly targets: ReadonlyMap<string, readonly string[]>;
  /** Of change logs that came before. */
  readonly plan: ReadonlyMap<string, ChangeLogPlace>;
}

/** A file runs once, where it is met first. Its own change sets stand before what it includes, or behind. */
function visit(root: string, { including, targets, plan }: Visit): readonly string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  // Its own stack: a chain may be as long as a history.
  const stack: { readonly file: string; readonly isEntered: boolean }[] = [{ file: root, isEntered: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { file, isEntered } = top;
    if (isEntered) {
      order.push(file);
      continue;
    }
    if (seen.has(file) || plan.has(file)) continue;
    seen.add(file);
    const within = (targets.get(file) ?? []).map((one) => ({ file: one, isEntered: false }));
    if (including.get(file)?.ownFirst === false) stack.push({ file, isEntered: true });
    else order.push(file);
    for (const one of within.toReversed()) stack.push(one);
  }
  return order;
}

/** The files that each change log includes, in order. */
function targetsOf(
  including: ReadonlyMap<string, ChangeLogIncludes>,
  logs: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  const byFolder = new Map<string, string[]>();
  for (const file of logs) {
    push(byName, nameOf(file), file);
    // Folders are searched with all that lies in them.
    for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder)) push(byFolder, folder, file);
  }
  const foldersByName = new Map<string, string[]>();
  for (const folder of byFolder.keys()) push(foldersByName, nameOf(folder), folder);
  const met = new Set<string>();
  return new Map(
    [...including].map(([from, { list }]): [string, readonly string[]] => [
      from,
      list.flatMap(({ path, isFolder, isRelative }) => {
        const names = isFolder ? foldersByName : byName;
        const found = find(withoutLastSlash(path), { from, names, isRelative });
        if (found === undefined || met.has(`${from} ${found}`)) return [];
        met.add(`${from} ${found}`);
        return isFolder ? (byFolder.get(found) ?? []).filter((one) => one !== from).sort() : [found];
      }),
    ]),
  );
}

function withoutLastSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** A path is one of the class path or the search path, which build tools set: it is told by how it ends, the nearest first. */
function find(
  path: string,
  {
    from,
    names,
    isRelative,
  }: { from: string; names: ReadonlyMap<string, readonly string[]>; isRelative: boolean },
): string | undefined {
  const plain = path
    .replaceAll('\\', '/')
    .replace(/^classpath\*?:/, '')
    .replace(/^\/+/, '');
  const candidates = names.get(nameOf(plain)) ?? [];
  const beside = resolve(folderOf(from), plain);
  if (isRelative) return beside !== undefined && candidates.includes(beside) ? beside : undefined;
  let best: string | undefined;
  for (const one of candidates)
    if (
      (one === plain || one.endsWith(`/${plain}`)) &&
      (best === undefined || shared(one, from) > shared(best, from))
    )
      best = one;
  return best;
}

/** How many characters two paths begin with in common. */
function shared(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
