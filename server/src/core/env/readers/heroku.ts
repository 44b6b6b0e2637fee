import { entriesOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { HELD_ELSEWHERE, literalValue, type Described } from '../manifests/values.ts';

/** Heroku's app.json: `env`, and what it is in review apps and in tests. Expo's file of the same name has none of it. */
export default manifestReader({
  file: /(?:^|\/)app\.json$/,
  triggers: ['"env"'],
  read(collector, root) {
    if (nodeAt(root, 'expo')) return;
    readEnvironment(collector, nodeAt(root, 'env'), undefined);
    readEnvironment(collector, nodeAt(root, 'environments', 'review', 'env'), 'preview');
    readEnvironment(collector, nodeAt(root, 'environments', 'test', 'env'), 'test');
  },
});

/** Whoever deploys is asked for those without a value. */
function readEnvironment(
  collector: Collector,
  node: TreeNode | undefined,
  environment: string | undefined,
): void {
  for (const { key, value } of entriesOf(node))
    collector.declare(key, {
      by: 'manifest',
      ...(environment !== undefined && { environment }),
      ...describe(value),
    });
}

function describe(node: TreeNode | undefined): Described {
  if (node?.kind !== 'map') return literalValue(node);
  const value = nodeAt(node, 'value');
  return value && textOf(value) !== '' ? literalValue(value) : HELD_ELSEWHERE;
}
