import { itemsOf, mapsIn, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareList, declareMap, HELD_ELSEWHERE } from '../manifests/values.ts';

/** Hosts of AWS: amplify.yml, buildspec.yml of CodeBuild, apprunner.yaml. */
export default manifestReader({
  file: /(?:^|\/)(?:amplify|buildspec[\w.-]*|apprunner)\.ya?ml$/,
  triggers: ['env', 'echo'],
  read(collector, root, tree) {
    for (const { map } of mapsIn(tree.roots)) {
      const env = nodeAt(map, 'env');
      if (!env) continue;
      declareMap(collector, nodeAt(env, 'variables'), { by: 'manifest', phase: 'build' });
      for (const store of ['parameter-store', 'secrets-manager'])
        declareMap(collector, nodeAt(env, store), { by: 'manifest', phase: 'build' }, () => HELD_ELSEWHERE);
    }
    for (const part of [nodeAt(root, 'run'), nodeAt(root, 'build')]) {
      const phase = part === nodeAt(root, 'build') ? { phase: 'build' as const } : {};
      declareList(collector, nodeAt(part, 'env'), { by: 'manifest', ...phase });
      declareList(collector, nodeAt(part, 'secrets'), { by: 'manifest', ...phase }, () => HELD_ELSEWHERE);
    }
    for (const { map } of mapsIn(tree.roots))
      for (const command of itemsOf(nodeAt(map, 'commands'))) readWrite(collector, command);
  },
});

const WRITE =
  /\becho[ \t]+(?:-e[ \t]+)?["']?([A-Za-z_]\w{0,199})=[^\n]{0,2000}?>>?[ \t]*["']?[\w./-]{0,200}\.env\b/g;

/** `echo "X=$X" >> .env` before the build: how Amplify hands variables to Next.js. */
function readWrite(collector: Collector, command: TreeNode): void {
  const scalar = scalarOf(command);
  if (!scalar?.text.includes('.env')) return;
  const { text } = collector.document;
  for (const match of text.slice(scalar.start, scalar.end).matchAll(WRITE)) {
    const name = match[1] ?? '';
    const start = scalar.start + match.index + match[0].indexOf(name, 5);
    collector.declare(
      { text: name, start, end: start + name.length },
      { by: 'manifest', value: { state: 'reference' } },
    );
  }
}
