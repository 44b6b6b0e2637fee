/** In which order a tool runs its migrations. */
import { nameOf } from '../paths.ts';
import { TOOLS } from './toolTable.ts';
import type { JournalEntry, MigrationFacts, ToolId } from './types.ts';

export interface Ordered {
  readonly file: string;
  readonly facts: MigrationFacts;
  readonly name: string;
  readonly version: string;
  readonly repeatable: boolean;
}

/** The name that a tool gives to a migration: that of its file, or of its folder. Without direction and extension. */
export function migrationName(path: string): string {
  const name = nameOf(path);
  const own = /^(?:migration|up|down)\.sql$/i.test(name) ? nameOf(path.slice(0, -name.length - 1)) : name;
  return own.replace(/(?:\.(?:up|down|do|undo))?\.[a-z]+$/i, '');
}

/** What it is ordered by, as people write it: "20260112090000", "0007", "1.2"; "" where the name has no number. */
export function versionOf(name: string, tool: ToolId): string {
  const own = tool === 'flyway' ? name.replace(/^[VUB](?=\d)/, '') : name.replace(/^Migration(?=\d)/, '');
  const inFolder = /^(\d+(?:\.\d+)+)\/(\d*)/.exec(own);
  if (inFolder) return `${inFolder[1]}.${inFolder[2] || '0'}`;
  const date = /^\d{4}[-_]\d{2}[-_]\d{2}(?:[-_T]?\d{2,}(?:[-_:]\d{2})*)?/.exec(own)?.[0];
  if (date) return date;
  return (tool === 'flyway' ? /^\d+(?:[._]\d+)*/ : /^\d+/).exec(own)?.[0] ?? '';
}

/** Migrations of one history, in the order in which they run. */
export function inOrder<T extends Ordered>(
  migrations: readonly T[],
  tool: ToolId,
  journal: readonly JournalEntry[] | undefined,
  /** Of Liquibase: where a change log includes a file. What none includes comes last. */
  plan?: ReadonlyMap<string, { readonly place: number }>,
): readonly T[] {
  const { order } = TOOLS[tool];
  const byVersion = [...migrations].sort(order === 'name' ? compareNames : compare);
  if (order === 'changelog' && plan) {
    const placeIn = ({ file }: Ordered): number => plan.get(file)?.place ?? plan.size;
    return byVersion.sort((a, b) => placeIn(a) - placeIn(b));
  }
  if (order === 'graph') return afterTheirNeeds(byVersion);
  if (journal && order === 'journal') {
    const places = new Map(journal.map(({ name }, index) => [name, index]));
    const placeOf = ({ name }: Ordered): number => places.get(name) ?? places.size;
    return byVersion.sort((a, b) => placeOf(a) - placeOf(b));
  }
  return byVersion;
}

function compareNames(a: Ordered, b: Ordered): number {
  return compareText(a.name, b.name) || compareText(a.file, b.file);
}

function compare(a: Ordered, b: Ordered): number {
  if (a.repeatable !== b.repeatable) return a.repeatable ? 1 : -1;
  return compareVersions(a.version, b.version) || compareText(a.name, b.name) || compareText(a.file, b.file);
}

/** Negative where `a` runs first. Without a number, last. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const [left, right] = [a.match(/\d+/g) ?? [], b.match(/\d+/g) ?? []];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareNumbers(left[index] ?? '0', right[index] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Timestamps may have more digits than a number holds. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareText(left, right);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A graph in an order in which each comes after those that it names; what is left of a circle keeps its place. */
function afterTheirNeeds<T extends Ordered>(migrations: readonly T[]): readonly T[] {
  const byRevision = new Map<string, T>();
  // What a squashed migration stands for may be gone.
  for (const one of migrations) for (const name of one.facts.replaces ?? []) byRevision.set(name, one);
  for (const one of migrations) if (one.facts.revision !== undefined) byRevision.set(one.facts.revision, one);
  const needs = new Map<string, string[]>();
  for (const { facts } of migrations)
    for (const later of facts.revision === undefined ? [] : (facts.before ?? []))
      needs.set(later, [...(needs.get(later) ?? []), facts.revision ?? '']);
  const needsOf = ({ facts: { after = [], revision = '' } }: T): Iterator<string> =>
    [...after, ...(needs.get(revision) ?? [])].values();
  const placed = new Set<T>();
  const order: T[] = [];
  for (const start of migrations) {
    // Its own stack: histories of thousands of migrations are one long chain.
    const stack: { readonly one: T; readonly needs: Iterator<string> }[] = [];
    const enter = (one: T): void => {
      if (placed.has(one)) return;
      placed.add(one);
      stack.push({ one, needs: needsOf(one) });
    };
    enter(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.needs.next();
      if (next.done === true) {
        order.push(top.one);
        stack.pop();
        continue;
      }
      const needed = byRevision.get(next.value);
      if (needed) enter(needed);
    }
  }
  return order;
}
