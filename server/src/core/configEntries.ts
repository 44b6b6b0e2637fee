/** Entries of `launch-ready.yaml` that may be left out where they are wrong, so that the others still count. */
import type { BaseIssue } from 'valibot';
import { isMap, isSeq, type Document as YamlDocument } from 'yaml';

/** Where an entry stands: the keys of its list, and its index in it. */
export interface EntryPlace {
  readonly list: readonly string[];
  readonly index: number;
}

/**
 * The entries in which all issues lie; undefined where one lies elsewhere. Whoever is left out is not asked, not allowed and not told: it can
 * only make the product do less on the network. Windows of maintenance, receivers of alerts, `ignore` and `deferred` are not among them,
 * because without one of those something is told, or kept quiet, that nobody meant.
 */
export function wrongEntries(issues: readonly BaseIssue<unknown>[]): readonly EntryPlace[] | undefined {
  const found = new Map<string, EntryPlace>();
  for (const { path = [] } of issues) {
    const keys = path.map(({ key }) => key);
    const list = LISTS.find((names) => names.every((name, depth) => keys[depth] === name));
    const index = list && keys[list.length];
    if (!list || typeof index !== 'number') return undefined;
    found.set(`${list.join('.')}.${index}`, { list, index });
  }
  return [...found.values()];
}

const LISTS = [['domains'], ['monitoring', 'endpoints']] as const;

/**
 * A copy of the file without them, in which all else keeps its place; undefined where a list is no list of its own (an alias), or where a path
 * is watched on a domain that would be left out: its canonical host would not be known. Paths without a domain are on the first one, and
 * must never be asked of the next one.
 */
export function leaveOut(yaml: YamlDocument, entries: readonly EntryPlace[]): YamlDocument | undefined {
  const rest = yaml.clone();
  for (const { list, index } of entries.toSorted((a, b) => b.index - a.index)) {
    const node = rest.getIn(list, true);
    if (!isSeq(node) || node.anchor !== undefined) return undefined;
    node.delete(index);
  }
  const left = entries.flatMap(({ list, index }) => (list[0] === 'domains' ? [index] : []));
  const gone = new Set(left.map((index) => nameOf(yaml.getIn(['domains', index, 'domain']))));
  // Which environment is meant where none is named depends on all domains, and smoke tests write.
  if (left.includes(0) && (rest.has('smoke') || rest.has('load'))) return undefined;
  const watched = rest.getIn(['monitoring', 'endpoints'], true);
  const items = isSeq(watched) ? watched.items : [];
  const isOnGone = (item: unknown): boolean => {
    const name = isMap(item) ? nameOf(item.get('domain')) : undefined;
    if (name !== undefined) return gone.has(name);
    const url = isMap(item) ? item.get('url') : undefined;
    return left.includes(0) && !(typeof url === 'string' && /^https?:\/\//.test(url));
  };
  return items.some(isOnGone) ? undefined : rest;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}
