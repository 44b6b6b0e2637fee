import { mapsIn, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap, literalValue } from '../manifests/values.ts';
import type { Dialect } from '../types.ts';

/** VS Code's launch.json and tasks.json: `env` and `envFile`. */
export default manifestReader({
  file: /(?:^|\/)\.vscode\/(?:launch|tasks)\.json$|\.code-workspace$/,
  triggers: ['env'],
  read(collector, _root, tree) {
    for (const { map } of mapsIn(tree.roots)) {
      const scope = textOf(nodeAt(map, 'name')) ?? textOf(nodeAt(map, 'label'));
      const named = scope !== undefined && { scope };
      declareMap(
        collector,
        nodeAt(map, 'env'),
        { by: 'code', environment: 'development', ...named },
        // `null` takes a variable away.
        (value) => (textOf(value) === 'null' ? { value: { state: 'empty' } } : literalValue(value)),
      );
      const file = scalarOf(nodeAt(map, 'envFile'));
      // Relative to the folder that is open, as a rule the root.
      const from = /^\$\{workspace(?:Folder|Root)(?::[^}]{0,100})?\}[/\\]/.exec(file?.text ?? '')?.[0] ?? '';
      if (!file) continue;
      const name = { text: file.text.slice(from.length), start: file.start + from.length, end: file.end };
      collector.load(name, { dialect: dialectOf(map), from: '' });
    }
  },
});

function dialectOf(map: TreeNode): Dialect {
  const type = textOf(nodeAt(map, 'type')) ?? '';
  return /python|debugpy/.test(type) ? 'python' : 'dotenv';
}
