import { nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap, HELD_ELSEWHERE, literalValue, type Described } from '../manifests/values.ts';

/** vercel.json: `env` and `build.env`, which Vercel still reads. */
export default manifestReader({
  file: /(?:^|\/)(?:vercel|now)\.json$/,
  triggers: ['env'],
  read(collector, root) {
    declareMap(collector, nodeAt(root, 'env'), { by: 'manifest' }, describe);
    declareMap(collector, nodeAt(root, 'build', 'env'), { by: 'manifest', phase: 'build' }, describe);
  },
});

/** `@name` is a secret that Vercel holds. */
function describe(node: TreeNode | undefined): Described {
  return textOf(node)?.startsWith('@') === true ? HELD_ELSEWHERE : literalValue(node);
}
