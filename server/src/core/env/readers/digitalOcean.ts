import { entriesOf, itemsOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareList, HELD_ELSEWHERE, literalValue, type Described } from '../manifests/values.ts';

/** DigitalOcean's app spec: `envs` of the app and of each component. */
export default manifestReader({
  file: /(?:^|\/)\.do\/[\w.-]+\.ya?ml$/,
  triggers: ['envs'],
  read(collector, root) {
    const app = nodeAt(root, 'spec') ?? root;
    readVariables(collector, app, undefined);
    for (const { value } of entriesOf(app))
      for (const component of itemsOf(value))
        readVariables(collector, component, textOf(nodeAt(component, 'name')));
  },
});

function readVariables(collector: Collector, part: TreeNode, scope: string | undefined): void {
  for (const item of itemsOf(nodeAt(part, 'envs'))) {
    const isBuild = textOf(nodeAt(item, 'scope')) === 'BUILD_TIME';
    const place = {
      by: 'manifest',
      ...(scope !== undefined && { scope }),
      ...(isBuild && { phase: 'build' as const }),
    } as const;
    const list: TreeNode = { kind: 'list', items: [item], start: item.start, end: item.end };
    declareList(collector, list, place, describe, 'key');
  }
}

/** Secrets are typed in at DigitalOcean; what stands here afterwards is encrypted. */
function describe(item: TreeNode): Described {
  const value = nodeAt(item, 'value');
  if (!value) return HELD_ELSEWHERE;
  if (textOf(value)?.startsWith('EV[') === true) return { value: { state: 'set', traits: ['encrypted'] } };
  return literalValue(value);
}
