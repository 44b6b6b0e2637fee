import {
  entriesOf,
  itemsOf,
  mapsIn,
  nodeAt,
  scalarOf,
  scalarsIn,
  textOf,
  type TreeMap,
  type TreeNode,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { lowerNameOf } from '../../paths.ts';
import { createCollector, LARGEST_MANIFEST, type Collector } from '../manifests/manifestFacts.ts';
import {
  declareAssignment,
  declareList,
  declareMap,
  HELD_ELSEWHERE,
  literalValue,
  type Described,
} from '../manifests/values.ts';
import type { EnvReader } from '../reader.ts';

/** Manifests of Kubernetes and Knative, templates of Helm charts included; their values; Kustomize's generators. */
export default {
  triggers: ['apiversion:', 'configmapgenerator', 'secretgenerator', 'env'],
  reads: (_path, language) => language === 'yaml',
  read(document) {
    const { text, path } = document;
    if (text.length > LARGEST_MANIFEST) return undefined;
    const isValues = /^values[\w.-]*\.ya?ml$/.test(lowerNameOf(path));
    const isKustomization =
      /^kustomization\.ya?ml$/.test(lowerNameOf(path)) || /(?:ConfigMap|secret)Generator:/.test(text);
    const isManifest = /^[ \t]*(?:- )?apiVersion:/m.test(text) && /\benv|[dD]ata:/.test(text);
    if (!isValues && !isKustomization && !isManifest) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseYaml);
    for (const root of tree.roots) {
      if (isKustomization) readGenerators(collector, root);
      else if (isValues) readValues(collector, root);
      else for (const item of [root, ...itemsOf(nodeAt(root, 'items'))]) readResource(collector, item);
    }
    return collector.facts();
  },
} satisfies EnvReader;

function readResource(collector: Collector, root: TreeNode): void {
  const kind = textOf(nodeAt(root, 'kind'));
  if (!nodeAt(root, 'apiVersion') || kind === undefined) return;
  const name = textOf(nodeAt(root, 'metadata', 'name')) ?? '';
  const resource = /\{\{/.test(name) ? '' : name;
  if (/^(?:ConfigMap|Secret|SealedSecret|ExternalSecret)$/.test(kind)) {
    readStore(collector, root, kind, resource);
    return;
  }
  for (const { map } of mapsIn([root])) readContainer(collector, map, resource);
}

/** `env` of a container: its names, and `$(X)` in what it is started with. */
function readContainer(collector: Collector, map: TreeMap, resource: string): void {
  const env = nodeAt(map, 'env');
  if (env?.kind !== 'list') return;
  const container = textOf(nodeAt(map, 'name')) ?? '';
  const scope = [resource, /\{\{/.test(container) ? '' : container].filter((part) => part !== '').join('/');
  const isTemplate = collector.document.text.includes('{{');
  declareList(collector, env, { by: 'manifest', ...(scope !== '' && { scope }) }, (item) =>
    // A branch of the template may give it its value.
    isTemplate && entriesOf(item).length === 1 ? { value: { state: 'unknown' } } : describeItem(item),
  );
  const started = [
    nodeAt(map, 'command'),
    nodeAt(map, 'args'),
    ...itemsOf(env).map((item) => nodeAt(item, 'value')),
  ];
  for (const scalar of scalarsIn(started.filter((node) => node !== undefined))) {
    if (!scalar.text.includes('$(')) continue;
    const part = collector.document.text.slice(scalar.start, scalar.end);
    for (const match of part.matchAll(/(?<!\$)\$\(([A-Za-z_]\w{0,199})\)/g)) {
      const text = match[1] ?? '';
      const start = scalar.start + match.index + 2;
      collector.use({ text, start, end: start + text.length }, { through: 'Kubernetes', need: 'optional' });
    }
  }
}

function describeItem(item: TreeNode): Described {
  const from = nodeAt(item, 'valueFrom');
  return from ? HELD_ELSEWHERE : literalValue(nodeAt(item, 'value'));
}

/** Keys in capitals are made for `envFrom`; others are files. */
function readStore(collector: Collector, root: TreeNode, kind: string, scope: string): void {
  const place = { by: 'manifest', ...(scope !== '' && { scope }) } as const;
  const isSealed = kind === 'SealedSecret';
  const sealed = { value: { state: 'set', traits: ['encrypted'] } } as const;
  if (kind === 'ExternalSecret') {
    for (const item of itemsOf(nodeAt(root, 'spec', 'data'))) {
      const key = scalarOf(nodeAt(item, 'secretKey'));
      if (key && CAPITALS.test(key.text)) collector.declare(key, { ...place, ...HELD_ELSEWHERE });
    }
    return;
  }
  const maps = isSealed
    ? [nodeAt(root, 'spec', 'encryptedData')]
    : [nodeAt(root, 'data'), nodeAt(root, 'stringData')];
  for (const [index, map] of maps.entries()) {
    for (const { key, value } of entriesOf(map)) {
      if (!CAPITALS.test(key.text)) continue;
      const isEncoded = kind === 'Secret' && index === 0;
      collector.declare(key, {
        ...place,
        ...(isSealed ? sealed : isEncoded ? encodedValue(value) : literalValue(value)),
      });
    }
  }
}

const CAPITALS = /^[A-Z][A-Z\d_]*$/;

/** Base64, which is not looked into. */
function encodedValue(node: TreeNode | undefined): Described {
  const text = textOf(node) ?? '';
  if (text === '') return { value: { state: 'empty' } };
  return { value: { state: text.includes('{{') ? 'reference' : 'set' } };
}

/** `env`, `extraEnv`, `envVars` … of a chart, as a map or as a list. */
function readValues(collector: Collector, root: TreeNode): void {
  for (const { map, path } of mapsIn([root])) {
    for (const { key, value } of map.entries) {
      if (
        !/^(?:extra|additional|pod|common|global)?_?(?:env|envs|envVars|environment|environmentVariables|extraEnvVars)$/i.test(
          key.text,
        )
      )
        continue;
      const scope = path.join('.');
      const place = { by: 'manifest', ...(scope !== '' && { scope }) } as const;
      declareList(collector, value, place, describeItem);
      const names = entriesOf(value).filter((entry) => CAPITALS.test(entry.key.text));
      // A map with other names as well is the chart's own settings.
      if (names.length > 0 && names.length === entriesOf(value).length)
        declareMap(collector, value, place, (node) =>
          nodeAt(node, 'value') ? literalValue(nodeAt(node, 'value')) : literalValue(node),
        );
    }
  }
}

/** `literals: [X=1]`, `envs: [file]`, `env: file`. */
function readGenerators(collector: Collector, root: TreeNode): void {
  const generators = ['configMapGenerator', 'secretGenerator'].flatMap((key) => itemsOf(nodeAt(root, key)));
  for (const generator of generators) {
    const scope = textOf(nodeAt(generator, 'name'));
    const named = scope !== undefined && { scope };
    for (const item of itemsOf(nodeAt(generator, 'literals'))) {
      const literal = scalarOf(item);
      if (literal) declareAssignment(collector, literal, { by: 'manifest', ...named });
    }
    // Its files are read as plain lines, as Docker's are.
    for (const file of [...itemsOf(nodeAt(generator, 'envs')), nodeAt(generator, 'env')])
      collector.load(scalarOf(file), { dialect: 'compose', ...named });
  }
}
