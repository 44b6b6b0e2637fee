/** Entries of `launch-ready.yaml` that may be left out where they are wrong, so that the others still count. */
import type { BaseIssue } from 'valibot';
import { isMap, isSeq, type Document as YamlDocument } from 'yaml';

/** Where an entry stands: the keys of its list, and its index in it. */
export interface EntryPlace {
  readonly list: readonly string[];
  readonly index: number;
}

/**
 * The entries in which all issues lie; undefined where one lies elsewhere, or in an entry that others depend on: paths without a domain are
 * on the first domain, and must never be asked of the next one. Whoever is left out is not asked, not allowed and not told: it can
 * only make the product do less on the network. Windows of maintenance, receivers of alerts, `ignore` and `deferred` are not among them,
 * because without one of those something is told, or kept quiet, that nobody meant.
 */
export function wrongEntries(issues: readonly BaseIssue<unknown>[]): readonly EntryPlace[] | undefined {
  const found = new Map<string, EntryPlace>();
  for (const { path = [] } of issues) {
    const keys = path.map(({ key }) => key);
    const list = LISTS.find((names) => names.every((name, depth) => keys[depth] === name));
    const index = list && keys[list.length];
    if (!list || typeof index !== 'number' || (list[0] === 'domains' && index === 0)) return undefined;
    found.set(`${list.join('.')}.${index}`, { list, index });
  }
  return [...found.values()];
}

const LISTS = [['domains'], ['monitoring', 'endpoints']] as const;

/**
 * A copy of the file without them, in which all else keeps its place; undefined where a list is no list of its own (an alias), or where a path
 * is watched on a domain that would be left out: its canonical host would not be known.
 */
export function leaveOut(yaml: YamlDocument, entries: readonly EntryPlace[]): YamlDocument | undefined {
  const rest = yaml.clone();
  for (const { list, index } of entries.toSorted((a, b) => b.index - a.index)) {
    const node = rest.getIn(list, true);
    if (!isSeq(node) || node.anchor !== undefined) return undefined;
    node.delete(index);
  }
  const gone = new Set(
    entries
      .filter(({ list }) => list[0] === 'domains')
      .map(({ index }) => nameOf(yaml.getIn(['domains', index, 'domain']))),
  );
  const watched = rest.getIn(['monitoring', 'endpoints'], true);
  const items = isSeq(watched) ? watched.items : [];
  const isOnGone = (item: unknown): boolean => {
    const name = isMap(item) ? nameOf(item.get('domain')) : undefined;
    return name !== undefined && gone.has(name);
  };
  return items.some(isOnGone) ? undefined : rest;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}
