import { parseJson } from '../../parsers/json.ts';
import { entriesOf, itemsOf, mapsIn, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import { lowerNameOf } from '../../paths.ts';
import { createCollector, partOf, LARGEST_MANIFEST, type Collector } from '../manifests/manifestFacts.ts';
import type { EnvReader } from '../reader.ts';

/** turbo.json, nx.json and project.json: names that a task's result depends on. They say that a variable is there. */
export default {
  triggers: ['env', '"$'],
  reads: (path) => /^(?:turbo\.jsonc?|nx\.json|project\.json)$/.test(lowerNameOf(path)),
  read(document) {
    if (document.text.length > LARGEST_MANIFEST) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseJson);
    const root = tree.roots[0];
    if (lowerNameOf(document.path).startsWith('turbo')) {
      readTurbo(collector, root);
    } else for (const { map } of mapsIn(tree.roots)) declareName(collector, nodeAt(map, 'env'));
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

function readTurbo(collector: Collector, root: TreeNode | undefined): void {
  for (const key of ['globalEnv', 'globalPassThroughEnv', 'globalDotEnv', 'globalDependencies'])
    readNames(collector, nodeAt(root, key), key);
  for (const part of ['tasks', 'pipeline'])
    for (const { value } of entriesOf(nodeAt(root, part)))
      for (const key of ['env', 'passThroughEnv', 'dependsOn', 'dotEnv'])
        readNames(collector, nodeAt(value, key), key);
}

/** `X`, `X_*`, `!X`; among dependencies, as it was once written, only `$X` is a variable. */
function readNames(collector: Collector, node: TreeNode | undefined, key: string): void {
  if (/dotenv$/i.test(key)) return;
  const isMixed = /^(?:globalDependencies|dependsOn)$/.test(key);
  for (const item of itemsOf(node)) {
    const scalar = scalarOf(item);
    if (!scalar) continue;
    if (isMixed) {
      if (scalar.text.startsWith('$'))
        declareName(collector, { ...scalar, ...partOf(scalar, 1, scalar.text.length) });
      continue;
    }
    const start = scalar.text.startsWith('!') ? 1 : 0;
    const star = scalar.text.indexOf('*');
    if (star === -1) declareName(collector, { ...scalar, ...partOf(scalar, start, scalar.text.length) });
    // `*` hands everything on, and reads nothing.
    else if (start === 0 && /[^*]/.test(scalar.text))
      collector.dynamic(
        scalar,
        scalar.text.slice(0, star),
        scalar.text.slice(scalar.text.lastIndexOf('*') + 1),
      );
  }
}

function declareName(collector: Collector, node: TreeNode | undefined): void {
  collector.declare(scalarOf(node), { by: 'type', value: { state: 'elsewhere' } });
}
