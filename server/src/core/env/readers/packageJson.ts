import { parseJson } from '../../parsers/json.ts';
import { entriesOf, itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { lowerNameOf } from '../../paths.ts';
import { createCollector, LARGEST_MANIFEST } from '../manifests/manifestFacts.ts';
import { readCommand } from '../manifests/commands.ts';
import type { EnvReader } from '../reader.ts';

/** package.json: what the folder is, and what its scripts set and load. */
export default {
  triggers: [],
  reads: (path) => lowerNameOf(path) === 'package.json',
  always: (path) => lowerNameOf(path) === 'package.json',
  read(document) {
    if (document.text.length > LARGEST_MANIFEST) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseJson);
    const root = tree.roots[0];
    if (root?.kind !== 'map') return undefined;
    const name = textOf(nodeAt(root, 'name'));
    const workspaces = workspacesOf(nodeAt(root, 'workspaces'));
    collector.setPackage({
      ecosystem: 'node',
      ...(name !== undefined && { name }),
      dependencies: ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((part) =>
        entriesOf(nodeAt(root, part)).map(({ key }) => key.text),
      ),
      ...(workspaces.length > 0 && { workspaces }),
    });
    for (const { key, value } of entriesOf(nodeAt(root, 'scripts'))) {
      const script = scalarOf(value);
      const declared = { by: 'code', scope: key.text } as const;
      // Most of them start tools of developers: what they miss is no defect of the product.
      if (script) readCommand(collector, script, { through: 'package.json', need: 'optional', declared });
    }
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

/** A list of patterns, or what Yarn 1 wraps round it. */
function workspacesOf(node: TreeNode | undefined): readonly string[] {
  const list = node?.kind === 'map' ? nodeAt(node, 'packages') : node;
  return itemsOf(list).flatMap((item) => textOf(item) ?? []);
}
