import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  scalarsIn,
  textOf,
  type TreeNode,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { lowerNameOf } from '../../paths.ts';
import {
  createCollector,
  partOf,
  LARGEST_MANIFEST,
  type Collector,
  type Name,
} from '../manifests/manifestFacts.ts';
import { describeReferences, isBare, referencesIn } from '../manifests/references.ts';
import type { EnvReader } from '../reader.ts';
import { describeValue } from '../describeValue.ts';
import type { EnvDeclaration } from '../types.ts';

/** Compose files: what services get, what `${X}` takes from the shell and from `.env`, and which env files are read. */
export default {
  triggers: ['services:', 'env_file', 'environment:', '${'],
  reads: (path) => /^(?:.*[._-])?(?:compose|stack)(?:[._-].*)?\.ya?ml$/.test(lowerNameOf(path)),
  read(document) {
    if (document.text.length > LARGEST_MANIFEST) return undefined;
    const tree = document.parsed(parseYaml);
    const root = tree.roots[0];
    if (!nodeAt(root, 'services') && !nodeAt(root, 'include')) return undefined;
    const reading: Reading = { collector: createCollector(document), owners: new Map() };
    for (const { key, value } of entriesOf(nodeAt(root, 'services'))) readService(reading, key.text, value);
    for (const item of listOrOne(nodeAt(root, 'include')))
      for (const file of listOrOne(nodeAt(item, 'env_file')))
        reading.collector.load(scalarOf(file), { dialect: 'compose' });
    readSecrets(reading, nodeAt(root, 'secrets'));
    readSecrets(reading, nodeAt(root, 'configs'));
    readReferences(reading, tree.roots);
    if (tree.broken) reading.collector.setBroken();
    return reading.collector.facts();
  },
} satisfies EnvReader;

interface Reading {
  readonly collector: Collector;
  /** By where a value starts: the variable that it is for. */
  readonly owners: Map<number, { readonly name: string; readonly phase?: 'build' }>;
}

function readService(reading: Reading, service: string, node: TreeNode | undefined): void {
  readVariables(reading, nodeAt(node, 'environment'), { by: 'compose', scope: service });
  readVariables(reading, nodeAt(node, 'build', 'args'), { by: 'compose', scope: service, phase: 'build' });
  for (const item of listOrOne(nodeAt(node, 'env_file'))) {
    const file = scalarOf(item) ?? scalarOf(nodeAt(item, 'path'));
    reading.collector.load(file, { dialect: 'compose', scope: service });
  }
}

type ServicePlace = Pick<EnvDeclaration, 'by' | 'scope' | 'phase'>;

/** `environment` and `args`, as a map or as a list of `X=value`. Without a value, the shell's or that of `.env` is handed on. */
function readVariables(reading: Reading, node: TreeNode | undefined, place: ServicePlace): void {
  for (const { key, value } of entriesOf(node)) {
    const isNull = value?.kind === 'scalar' && value.style === 'plain' && /^(?:null|~)?$/.test(value.text);
    if (!value || isNull) passOn(reading, key, place);
    else if (value.kind === 'scalar') declare(reading, key, value, place);
  }
  for (const item of itemsOf(node)) {
    const scalar = scalarOf(item);
    if (!scalar) continue;
    const equals = scalar.text.indexOf('=');
    if (equals === -1) passOn(reading, scalar, place);
    else {
      const value = partOf(scalar, equals + 1, scalar.text.length);
      declare(reading, partOf(scalar, 0, equals), value, place, scalar.start);
    }
  }
}

function passOn({ collector }: Reading, name: Name, place: ServicePlace): void {
  collector.declare(name, { ...place, value: { state: 'elsewhere' } });
  collector.use(name, { through: 'compose', need: 'optional', ...(place.phase && { phase: place.phase }) });
}

function declare(
  { collector, owners }: Reading,
  name: Name,
  value: Name,
  place: ServicePlace,
  start = value.start,
): void {
  owners.set(start, { name: name.text, ...(place.phase && { phase: place.phase }) });
  const { text } = collector.document;
  // Escapes make the text differ from what stands in the file: references are found there.
  const described = text.startsWith(value.text, value.start)
    ? describeReferences(collector.document, value)
    : { value: describeValue(value.text) };
  collector.declare(name, { ...place, ...described, valueAt: { start: value.start, end: value.end } });
}

/** `secrets: {x: {environment: X}}`: compose fails where it is not set. */
function readSecrets({ collector }: Reading, node: TreeNode | undefined): void {
  for (const { value } of entriesOf(node))
    collector.use(scalarOf(nodeAt(value, 'environment')), { through: 'compose', need: 'required' });
}

/** `${X}` anywhere in a value, each place once. */
function readReferences({ collector, owners }: Reading, roots: readonly TreeNode[]): void {
  for (const scalar of scalarsIn(roots)) {
    const owner = owners.get(scalar.start);
    for (const reference of referencesIn(collector.document.text, scalar)) {
      // `X: ${X}` hands on what may be there, as `- X` does: whoever reads it says whether it is needed.
      const handedOn = reference.operator === '' && reference.name.text === owner?.name;
      const isDefault = /[-=]$/.test(reference.operator) && reference.fallback !== undefined;
      collector.use(reference.name, {
        through: 'compose',
        need: isBare(reference) && (!handedOn || NEEDED_BY_IMAGES.has(owner?.name)) ? 'required' : 'optional',
        ...(isDefault && { fallback: describeValue(reference.fallback ?? '') }),
        ...(owner?.phase && { phase: owner.phase }),
      });
    }
  }
}

/** Without it, the image's own start fails, or what it starts is open to anybody. */
const NEEDED_BY_IMAGES: ReadonlySet<string | undefined> = new Set([
  'POSTGRES_PASSWORD',
  'MYSQL_ROOT_PASSWORD',
  'MARIADB_ROOT_PASSWORD',
  'MSSQL_SA_PASSWORD',
  'MINIO_ROOT_PASSWORD',
]);

function listOrOne(node: TreeNode | undefined): readonly TreeNode[] {
  if (node?.kind === 'list') return node.items;
  return node && textOf(node) !== '' ? [node] : [];
}
