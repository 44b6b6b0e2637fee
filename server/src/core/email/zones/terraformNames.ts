/** What names of a Terraform file stand for: locals, defaults of variables, and what a resource is repeated for. */
import { entriesOf, itemsOf, nodeAt, type TreeMap, type TreeNode } from '../../parsers/tree.ts';

/** By names as they are written: `local.spf`, `var.dmarc`, `each.value`. */
export type TerraformNames = ReadonlyMap<string, TreeNode>;

export function namesIn(root: TreeNode | undefined): TerraformNames {
  const names = new Map<string, TreeNode>();
  for (const { key, value } of entriesOf(root)) {
    if (key.text === 'locals')
      for (const local of entriesOf(value))
        if (local.value) names.set(`local.${local.key.text}`, local.value);
    const variable = key.text === 'variable' && value?.kind === 'map' ? value.labels?.[0] : undefined;
    const usual = nodeAt(value, 'default');
    if (variable !== undefined && usual) names.set(`var.${variable}`, usual);
  }
  return names;
}

/** The node that a name leads to; the node itself where it is none, or leads to nothing that the file says. */
export function resolved(node: TreeNode, names: TerraformNames): TreeNode {
  let at = node;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (at.kind !== 'scalar' || at.style !== 'code') return at;
    const [, name = '', keys = ''] =
      /^((?:local|var|each)\.[\w-]+)((?:\.[\w-]+|\["[^"\\]*"\])*)$/.exec(at.text) ?? [];
    const path = [...keys.matchAll(/\.([\w-]+)|\["([^"]*)"\]/g)].map(
      ([, plain, quoted]) => plain ?? quoted ?? '',
    );
    const start = names.get(name);
    const found = path.length === 0 || !start ? start : nodeAt(resolvedOnce(start, names), ...path);
    if (!found) return node;
    at = found;
  }
  return node;
}

/** Names that stand for names. */
const MOST_STEPS = 5;

function resolvedOnce(node: TreeNode, names: TerraformNames): TreeNode {
  const known = node.kind === 'scalar' && node.style === 'code' ? names.get(node.text) : undefined;
  return known ?? node;
}

/** The names for each instance of a resource: what `each.key` and `each.value` are, where `for_each` says it in the file. */
export function* instancesOf(map: TreeMap, names: TerraformNames): Generator<TerraformNames> {
  const given = nodeAt(map, 'for_each');
  const each = given && resolved(given, names);
  const entries =
    each?.kind === 'list' && SETS.has(each.call ?? '')
      ? itemsOf(each)
          .flatMap((item) => (item.kind === 'list' ? itemsOf(item) : [item]))
          .map((item) => [item, item] as const)
      : entriesOf(each).flatMap(({ key, value }) => (value ? [[key, value] as const] : []));
  if (entries.length === 0) yield names;
  for (const [key, value] of entries.slice(0, MOST_INSTANCES))
    yield new Map([...names, ['each.key', key], ['each.value', value]]);
}

const SETS = new Set(['', 'toset']);
const MOST_INSTANCES = 100;
