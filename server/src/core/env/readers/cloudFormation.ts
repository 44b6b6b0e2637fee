import { parseJson } from '../../parsers/json.ts';
import { entriesOf, itemsOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { createCollector, LARGEST_MANIFEST, type Collector } from '../manifests/manifestFacts.ts';
import {
  declareList,
  declareMap,
  HELD_ELSEWHERE,
  literalValue,
  type Described,
} from '../manifests/values.ts';
import type { EnvReader } from '../reader.ts';

/** CloudFormation and SAM templates, and task definitions of ECS: what functions and containers are given. */
export default {
  triggers: [
    'awstemplateformatversion',
    'aws::serverless',
    'aws::lambda',
    'aws::ecs',
    'containerdefinitions',
  ],
  reads: (_path, language) => language === 'yaml' || language === 'json',
  read(document) {
    const { text, language } = document;
    if (text.length > LARGEST_MANIFEST) return undefined;
    if (!/AWSTemplateFormatVersion|AWS::(?:Serverless|Lambda|ECS)|"containerDefinitions"/.test(text))
      return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(language === 'json' ? parseJson : parseYaml);
    const root = tree.roots[0];
    for (const { key, value } of entriesOf(nodeAt(root, 'Globals')))
      readFunction(collector, value, `Globals.${key.text}`);
    for (const { key, value } of entriesOf(nodeAt(root, 'Resources')))
      readFunction(collector, nodeAt(value, 'Properties'), key.text);
    // A task definition stands alone as well.
    if (nodeAt(root, 'containerDefinitions')) readFunction(collector, root, undefined);
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

function readFunction(collector: Collector, node: TreeNode | undefined, scope: string | undefined): void {
  const place = { by: 'manifest', ...(scope !== undefined && { scope }) } as const;
  declareMap(collector, nodeAt(node, 'Environment', 'Variables'), place, describeCloudValue);
  const containers = nodeAt(node, 'ContainerDefinitions') ?? nodeAt(node, 'containerDefinitions');
  for (const item of itemsOf(containers)) {
    const name = textOf(nodeAt(item, 'Name') ?? nodeAt(item, 'name'));
    const inside = {
      by: 'manifest',
      ...((name ?? scope) !== undefined && { scope: name ?? scope ?? '' }),
    } as const;
    declareList(
      collector,
      nodeAt(item, 'Environment'),
      inside,
      (entry) => describeCloudValue(nodeAt(entry, 'Value')),
      'Name',
    );
    declareList(collector, nodeAt(item, 'Secrets'), inside, () => HELD_ELSEWHERE, 'Name');
    declareList(collector, nodeAt(item, 'environment'), inside);
    declareList(collector, nodeAt(item, 'secrets'), inside, () => HELD_ELSEWHERE);
  }
}

/** `{{resolve:…}}` is looked up in a store of secrets. */
function describeCloudValue(node: TreeNode | undefined): Described {
  return textOf(node)?.includes('{{resolve:') === true ? HELD_ELSEWHERE : literalValue(node);
}
