/**
 * What YAML, JSON, TOML and HCL files say, in one shape, with the place of everything. The readers of these formats are
 * tolerant: of a text that is broken, as while somebody types, they give what can be told.
 */
import type { TextRange } from '../finding.ts';

export interface Tree {
  /** One for each document of a YAML file; at most one for the others. */
  readonly roots: readonly TreeNode[];
  /** Something was not understood and left out. */
  readonly broken: boolean;
}

export type TreeNode = TreeMap | TreeList | TreeScalar;

/** The range of a scalar is that of what stands between its quotes. */
export interface TreeScalar extends TextRange {
  readonly kind: 'scalar';
  /** Without quotes, escapes and indentation. */
  readonly text: string;
  /** `code`: an expression of HCL, which `text` repeats. */
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'code';
  readonly tag?: string;
}

export interface TreeMap extends TextRange {
  readonly kind: 'map';
  readonly entries: readonly TreeEntry[];
  readonly tag?: string;
  /** Of a block of HCL: `resource "type" "name" {`. */
  readonly labels?: readonly string[];
}

export interface TreeEntry {
  readonly key: TreeScalar;
  /** Absent where nothing follows the key. */
  readonly value?: TreeNode;
}

export interface TreeList extends TextRange {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  readonly tag?: string;
  /** The arguments of a function of HCL: `merge`. */
  readonly call?: string;
}

/** What stands under a path of keys; undefined where it leads nowhere. */
export function nodeAt(node: TreeNode | undefined, ...path: readonly string[]): TreeNode | undefined {
  let at = node;
  for (const key of path) at = entriesOf(at).findLast((entry) => entry.key.text === key)?.value;
  return at;
}

/** The entries of a map, those that YAML merges into it (`<<: *defaults`) included; none for anything else. */
export function entriesOf(node: TreeNode | undefined): readonly TreeEntry[] {
  if (node?.kind !== 'map') return [];
  if (!node.entries.some(isMerge)) return node.entries;
  const own = node.entries.filter((entry) => !isMerge(entry));
  const names = new Set(own.map((entry) => entry.key.text));
  const merged = node.entries.filter(isMerge).flatMap(({ value }) => {
    const sources = value?.kind === 'list' ? value.items : value ? [value] : [];
    return sources.flatMap((source) => entriesOf(source));
  });
  const added = merged.filter((entry) => !names.has(entry.key.text) && names.add(entry.key.text));
  return [...added, ...own];
}

/** The items of a list; none for anything else. */
export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a scalar; undefined for anything else. */
export function textOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.text : undefined;
}

export function scalarOf(node: TreeNode | undefined): TreeScalar | undefined {
  return node?.kind === 'scalar' ? node : undefined;
}

/** Every value that is a scalar, each place once, however many names it is reached by; keys are no values. */
export function* scalarsIn(roots: readonly TreeNode[]): Generator<TreeScalar> {
  const seen = new Set<TreeNode>();
  const waiting: TreeNode[] = [...roots].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'scalar') yield node;
    else {
      const children = node.kind === 'list' ? node.items : node.entries.map((entry) => entry.value);
      for (let at = children.length - 1; at >= 0; at--) {
        const child = children[at];
        if (child) waiting.push(child);
      }
    }
  }
}

/** Every map, each place once, with the keys that lead to it; a list adds no key. */
export function* mapsIn(
  roots: readonly TreeNode[],
): Generator<{ readonly map: TreeMap; readonly path: readonly string[] }> {
  const seen = new Set<TreeNode>();
  const waiting: { node: TreeNode; path: readonly string[] }[] = roots
    .map((node) => ({ node, path: [] }))
    .reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, path } = next;
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'map') yield { map: node, path };
    const children =
      node.kind === 'list'
        ? node.items.map((item) => ({ node: item, path }))
        : node.entries.flatMap(({ key, value }) =>
            value && value.kind !== 'scalar' ? [{ node: value, path: [...path, key.text] }] : [],
          );
    for (let at = children.length - 1; at >= 0; at--) waiting.push(children[at] ?? next);
  }
}

function isMerge(entry: TreeEntry): boolean {
  return entry.key.text === '<<' && entry.key.style === 'plain';
}
