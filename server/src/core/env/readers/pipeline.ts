import {
  entriesOf,
  itemsOf,
  mapsIn,
  nodeAt,
  scalarOf,
  type TreeMap,
  type TreeNode,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { createCollector, LARGEST_MANIFEST, type Collector } from '../manifests/manifestFacts.ts';
import { declareAssignment, declareList, declareMap, literalValue, type Place } from '../manifests/values.ts';
import type { EnvReader } from '../reader.ts';

/** GitLab CI, CircleCI, Bitbucket Pipelines and Azure Pipelines: the variables that they set. */
export default {
  triggers: ['variables', 'environment', 'env:'],
  reads: (path) => serviceOf(path) !== undefined,
  read(document) {
    const service = serviceOf(document.path);
    if (!service || document.text.length > LARGEST_MANIFEST) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseYaml);
    for (const { map, path } of mapsIn(tree.roots)) {
      const scope = service.scopeOf(path);
      for (const key of service.keys)
        readVariables(collector, map, key, { by: 'ci', ...(scope !== undefined && { scope }) });
    }
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

interface Service {
  readonly file: RegExp;
  /** Of maps and lists with variables. */
  readonly keys: readonly string[];
  /** The job that a path of keys leads to. */
  scopeOf(path: readonly string[]): string | undefined;
}

const SERVICES: readonly Service[] = [
  // GitLab: jobs stand at the top, beside words of its own.
  {
    file: /(?:^|\/|\.)\.?gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/(?:ci|workflows)\/.*\.ya?ml$/,
    keys: ['variables'],
    scopeOf: ([job]) => (job === 'default' || job === 'workflow' ? undefined : job),
  },
  {
    file: /(?:^|\/)\.circleci\/.*\.ya?ml$/,
    keys: ['environment'],
    scopeOf: ([part, job]) =>
      part === 'jobs' || part === 'executors' || part === 'commands' ? job : undefined,
  },
  { file: /(?:^|\/)bitbucket-pipelines\.ya?ml$/, keys: ['variables'], scopeOf: (path) => path[2] ?? path[1] },
  { file: /(?:^|\/)\.?azure-pipelines[\w.-]*\.ya?ml$/, keys: ['variables', 'env'], scopeOf: () => undefined },
];

function serviceOf(path: string): Service | undefined {
  return SERVICES.find(({ file }) => file.test(path));
}

function readVariables(collector: Collector, map: TreeMap, key: string, place: Place): void {
  const node = nodeAt(map, key);
  declareMap(collector, node, place, describeVariable);
  declareList(collector, node, place);
  for (const item of itemsOf(node)) {
    const text = scalarOf(item);
    if (text) declareAssignment(collector, text, place);
    // CircleCI takes a list of maps with one name each.
    else if (!nodeAt(item, 'name') && !nodeAt(item, 'group') && !nodeAt(item, 'template'))
      declareMap(collector, item, place, describeVariable);
  }
}

/** GitLab writes `{value: …, description: …}` where people may choose. */
function describeVariable(node: TreeNode | undefined): ReturnType<typeof literalValue> {
  return entriesOf(node).length > 0 ? literalValue(nodeAt(node, 'value')) : literalValue(node);
}
