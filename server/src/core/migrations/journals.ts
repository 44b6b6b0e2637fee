/** What journals that lie beside the migrations can honestly tell: which of them have run nowhere. */
import { compareVersions } from './order.ts';
import type { JournalEntry, SchemaDump, ToolId } from './types.ts';

export interface Journals {
  /** The list that a tool goes by: Drizzle's _journal.json, atlas.sum. */
  readonly journal?: { readonly entries: readonly JournalEntry[] } | undefined;
  /** What a tool wrote of a database when it had run them. */
  readonly dump?: SchemaDump | undefined;
}

interface Named {
  readonly name: string;
  readonly version: string;
  readonly repeatable?: boolean;
}

/** Those that the journals don't know, so that their tool ran them nowhere. That it ran the others says no journal: that is in the database. */
export function notRun<T extends Named>(
  migrations: readonly T[],
  { journal, dump }: Journals,
): ReadonlySet<T> {
  const missing = new Set<T>();
  const listed = new Set(journal?.entries.map(({ name }) => name));
  // A list that nobody ever wrote says nothing.
  if (listed.size > 0) for (const one of migrations) if (!listed.has(one.name)) missing.add(one);
  if (dump) for (const one of migrations) if (isBehind(dump, one)) missing.add(one);
  return missing;
}

/** A team that runs most of them in another way has given the journal up; sums of Atlas stop a deploy instead. */
export function isGivenUp(tool: ToolId, unlisted: number, all: number): boolean {
  return tool !== 'atlas' && unlisted > MANY && unlisted > all / 2;
}

const MANY = 5;

/** Whether a migration had not run where the schema was written. */
export function isBehind({ versions, newest }: SchemaDump, { version, repeatable }: Named): boolean {
  if (!/^\d+$/.test(version) || repeatable) return false;
  return versions ? !setOf(versions).has(version) : compareVersions(version, newest) > 0;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(versions: readonly string[]): ReadonlySet<string> {
  let set = sets.get(versions);
  if (!set) sets.set(versions, (set = new Set(versions)));
  return set;
}
