import { entriesOf, itemsOf, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import type { Scope, ScopeSyntax } from '../types.ts';
import type { HeaderPlacing, WebCollector } from './collector.ts';
import { lineSpan } from './collector.ts';
import { valueOf, type Reading } from './treeValues.ts';

/** `[{key: X, value: Y}]`; the keys differ from host to host. */
export function readHeaderList(
  collector: WebCollector,
  reading: Reading,
  list: TreeNode | undefined,
  placing: HeaderPlacing,
  [nameKey, valueKey]: readonly [string, string] = ['key', 'value'],
): void {
  for (const item of itemsOf(list)) {
    const value = nodeAt(item, valueKey);
    collector.header(scalarOf(nodeAt(item, nameKey)), value && valueOf(reading, value), placing);
  }
}

/** `{X: Y}`. */
export function readHeaderMap(
  collector: WebCollector,
  reading: Reading,
  map: TreeNode | undefined,
  placing: HeaderPlacing,
): void {
  for (const { key, value } of entriesOf(map)) {
    if (!value) continue;
    // A list stands for the header several times.
    const values = value.kind === 'list' ? value.items : [value];
    for (const [index, each] of values.entries())
      collector.header(key, valueOf(reading, each), index === 0 ? placing : { ...placing, mode: 'add' });
  }
}

/** The pattern under a key; everything where there is none. */
export function scopeFrom(collector: WebCollector, node: TreeNode | undefined, syntax: ScopeSyntax): Scope {
  const pattern = scalarOf(node);
  if (!pattern) return { syntax: 'all' };
  return { pattern: pattern.text, syntax, at: lineSpan(collector.document, pattern) };
}
