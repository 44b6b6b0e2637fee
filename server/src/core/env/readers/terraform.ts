import { parseHcl } from '../../parsers/hcl.ts';
import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  textOf,
  type TreeMap,
  type TreeNode,
} from '../../parsers/tree.ts';
import { environmentNamed } from '../envFileRole.ts';
import { createCollector, type Collector } from '../manifests/manifestFacts.ts';
import {
  declareList,
  declareMap,
  HELD_ELSEWHERE,
  literalValue,
  type Described,
  type Place,
} from '../manifests/values.ts';
import type { EnvReader } from '../reader.ts';

/** Terraform and OpenTofu: what functions, containers and hosts are given. */
export default {
  triggers: ['environment', 'env', 'app_settings', 'config_vars'],
  reads: (path) => /\.(?:tf|tofu)$/.test(path),
  read(document) {
    if (document.text.length > LARGEST) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseHcl);
    for (const { key, value } of entriesOf(tree.roots[0])) {
      if (value?.kind !== 'map' || !/^(?:resource|module)$/.test(key.text)) continue;
      const [first = '', second] = value.labels ?? [];
      const place: Place = { by: 'manifest', scope: second ?? first };
      readSingle(collector, first, value, place);
      readAny(collector, value, place);
    }
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

const LARGEST = 500_000;

/** Resources that are one variable each. */
const SINGLE: Readonly<Record<string, readonly [name: string, value: string]>> = {
  vercel_project_environment_variable: ['key', 'value'],
  vercel_shared_environment_variable: ['key', 'value'],
  netlify_environment_variable: ['key', 'values'],
  railway_variable: ['name', 'value'],
  koyeb_secret: ['name', 'value'],
};

function readSingle(collector: Collector, type: string, map: TreeMap, place: Place): void {
  const keys = SINGLE[type];
  if (!keys) return;
  const name = scalarOf(nodeAt(map, keys[0]));
  const targets = itemsOf(nodeAt(map, 'target')).flatMap((target) => textOf(target) ?? []);
  const described = literalValue(nodeAt(map, keys[1]));
  if (targets.length === 0) collector.declare(name, { by: place.by, ...described });
  for (const target of targets)
    collector.declare(name, { by: place.by, environment: environmentNamed([target]), ...described });
}

/** Maps of names and values, under the names that the providers give them. */
const MAPS =
  /^(?:environment_variables|environment|env_variables|env_vars|runtime_environment_variables|app_settings|config_vars|sensitive_config_vars|vars|sensitive_vars|secret_vars|env)$/;
const MAPS_OF_BUILDS = /^build_environment_variables$/;
const MAPS_OF_SECRETS = /^(?:runtime_environment_secrets|secrets|secret_environment_variables)$/;
/** Lists, or repeated blocks, of `{name = X, value = …}`. */
const LISTS =
  /^(?:env|environment|environment_variable|environment_variables|setting|secrets|variables|secret_environment_variables|plain_text_binding|secret_text_binding)$/;

/** Looks through everything below a resource, one level at a time. */
function readAny(collector: Collector, node: TreeNode, place: Place): void {
  const waiting: { readonly node: TreeNode; readonly place: Place }[] = [{ node, place }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const here = next;
    if (here.node.kind === 'list') {
      for (const item of here.node.items) waiting.push({ node: item, place: here.place });
      continue;
    }
    // A container of ECS has a name of its own.
    const isContainer = nodeAt(here.node, 'image') !== undefined;
    const container = isContainer ? textOf(nodeAt(here.node, 'name')) : undefined;
    const inside = container === undefined ? here.place : { ...here.place, scope: container };
    for (const { key, value } of entriesOf(here.node)) {
      if (!value || value.kind === 'scalar') continue;
      readPart(collector, key.text, value, inside);
      const stage = STAGES.test(key.text) ? { environment: environmentNamed([key.text]) } : {};
      waiting.push({ node: value, place: { ...inside, ...stage } });
    }
  }
}

const STAGES = /^(?:production|preview)$/;

function readPart(collector: Collector, key: string, value: TreeNode, place: Place): void {
  for (const map of mapsUnder(value)) {
    if (isListItem(map)) {
      if (LISTS.test(key)) readItem(collector, map, place);
      continue;
    }
    // `environment { variables = {…} }` of AWS; `environment` alone may hold other settings.
    if (key === 'environment' && nodeAt(map, 'variables')) {
      for (const variables of mapsUnder(nodeAt(map, 'variables'))) declareNames(collector, variables, place);
    } else if (MAPS.test(key)) declareNames(collector, map, place);
    else if (MAPS_OF_BUILDS.test(key)) declareNames(collector, map, { ...place, phase: 'build' });
    else if (MAPS_OF_SECRETS.test(key)) declareNames(collector, map, place, () => HELD_ELSEWHERE);
  }
}

/** A map, or those that a list or a function (`merge`, `concat`) is given. */
function mapsUnder(node: TreeNode | undefined, depth = 0): readonly TreeMap[] {
  if (node?.kind === 'map') return [node];
  if (node?.kind !== 'list' || depth > 4) return [];
  return node.items.flatMap((item) => mapsUnder(item, depth + 1));
}

function isListItem(map: TreeMap): boolean {
  return map.entries.some(({ key }) => /^(?:name|key)$/.test(key.text));
}

function readItem(collector: Collector, map: TreeMap, place: Place): void {
  const namespace = textOf(nodeAt(map, 'namespace'));
  const name = textOf(nodeAt(map, 'name') ?? nodeAt(map, 'key'));
  if (name === undefined || !CAPITALS.test(name)) return;
  // A setting of Elastic Beanstalk that is no variable.
  if (namespace !== undefined && !namespace.endsWith(':application:environment')) return;
  const list: TreeNode = { kind: 'list', items: [map], start: map.start, end: map.end };
  const targets = itemsOf(nodeAt(map, 'target')).flatMap((target) => textOf(target) ?? []);
  for (const target of targets.length > 0 ? targets : [undefined]) {
    const here = target === undefined ? place : { ...place, environment: environmentNamed([target]) };
    declareList(collector, list, here, describeItem, nodeAt(map, 'name') ? 'name' : 'key');
  }
}

function describeItem(item: TreeNode): Described {
  const value = nodeAt(item, 'value') ?? nodeAt(item, 'text');
  return value ? literalValue(value) : HELD_ELSEWHERE;
}

const CAPITALS = /^[A-Z_][A-Z\d_]*$/;

/** In capitals: settings of the resource itself are in lower case. */
function declareNames(
  collector: Collector,
  map: TreeMap,
  place: Place,
  describe: (value: TreeNode | undefined) => Described = describeNamed,
): void {
  const entries = map.entries.filter(({ key }) => CAPITALS.test(key.text));
  declareMap(collector, { kind: 'map', entries, start: map.start, end: map.end }, place, describe);
}

/** Render wraps values: `{ X = { value = … } }`. */
function describeNamed(node: TreeNode | undefined): Described {
  if (node?.kind !== 'map') return literalValue(node);
  return describeItem(node);
}
