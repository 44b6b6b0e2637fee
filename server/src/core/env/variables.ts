/** The variables of one package: who reads each, where it comes from, and whether it has to be there. */
import { folderOf, insideOf } from '../paths.ts';
import { sensitiveName } from '../secrets/sensitiveNames.ts';
import { serverSecretStrength } from '../secrets/serverSecrets.ts';
import { placeOf } from '../place.ts';
import { isShared } from './envFiles.ts';
import type { Joined, PackageParts, UsesOfPackage } from './join.ts';
import type { EnvFile, EnvVariable, PlacedDeclaration, PlacedUse } from './model.ts';
import { type PackageNode } from './packages.ts';
import { publicPrefixOf } from './publicPrefixes.ts';
import type { Ecosystem } from './types.ts';

export function variablesOf(
  node: PackageNode,
  publicPrefixes: readonly string[],
  workspace: Joined,
): ReadonlyMap<string, EnvVariable> {
  const variables = new Map<string, EnvVariable>();
  const names = namesOf(node, workspace);
  if (names.length === 0) return variables;
  const related = relatedTo(node, workspace);
  const sources = sourcesOf(node, workspace);
  const own = workspace.parts.get(node)?.uses;
  for (const name of names) {
    const everywhere = workspace.uses.get(name) ?? [];
    const inReach = () => everywhere.filter((part) => related.packages.has(part.node));
    let elsewhere: readonly PlacedUse[] | undefined;
    const declarations = (workspace.declarations.get(name) ?? []).filter(sources);
    const suppliedBy = workspace.supplierOf(name, inReach);
    const readBy = related.readerOf(name) ?? readByContainer(declarations, workspace);
    variables.set(name, {
      name,
      uses: own?.get(name) ?? NONE,
      get usesElsewhere() {
        elsewhere ??= inReach().flatMap((part) => (part.node === node ? [] : part.uses));
        return elsewhere;
      },
      declarations,
      need: needOf(name, everywhere, related, suppliedBy !== undefined || readBy !== undefined),
      publicPrefix: publicPrefixOf(name, publicPrefixes),
      isSecret: promisesSecret(name),
      suppliedBy,
      readBy,
    });
  }
  return variables;
}

const NONE: readonly PlacedUse[] = [];

/** Names that its code reads, and that its own files declare; sorted. */
function namesOf(node: PackageNode, { parts }: Joined): readonly string[] {
  const part = parts.get(node);
  const names = new Set(part?.uses.keys());
  for (const [path, { declarations }] of part?.files ?? []) {
    if (!declarations || declarations.length === 0 || !isLiveDeclaration(path, node)) continue;
    for (const { name } of declarations) names.add(name);
  }
  return [...names].sort();
}

interface Related {
  /** Packages whose code may read what this one declares, itself included. */
  readonly packages: ReadonlySet<PackageNode>;
  readonly readerOf: (name: string) => string | undefined;
  readonly isReferenced: (name: string) => boolean;
  readonly mayBeComputed: (name: string) => boolean;
}

function relatedTo(node: PackageNode, { packages, parts, readersFor, unclaimed }: Joined): Related {
  const all = new Set([node, ...node.uses, ...node.usedBy, ...node.above, ...node.below, ...unclaimed]);
  for (const other of outwards(node.usedBy)) all.add(other);
  for (const other of node.below) {
    if (all.size === packages.all.length) break;
    for (const used of other.uses) all.add(used);
  }
  const list = [...all].flatMap((other) => parts.get(other) ?? []);
  return {
    packages: all,
    readerOf: readersFor(ecosystemsOf(all)),
    isReferenced: (name) => list.some((part) => part.referenced.has(name)),
    mayBeComputed: (name) => list.some((part) => isComputed(name, part.computed)),
  };
}

/** In time proportional to the name: there may be thousands of both. */
function isComputed(name: string, computed: PackageParts['computed']): boolean {
  if (computed.size === 0) return false;
  for (let length = 0; length <= Math.min(name.length, LONGEST_PREFIX); length++) {
    const suffixes = computed.get(name.slice(0, length));
    if (!suffixes) continue;
    if (suffixes.size > MOST_SUFFIXES || suffixes.has('')) return true;
    for (const suffix of suffixes) {
      if (name.length >= length + suffix.length && name.endsWith(suffix)) return true;
    }
  }
  return false;
}

const LONGEST_PREFIX = 100;
/** More of them may be anything. */
const MOST_SUFFIXES = 100;

function ecosystemsOf(packages: Iterable<PackageNode>): ReadonlySet<Ecosystem> {
  const found = new Set<Ecosystem>();
  for (const { ecosystems } of packages) for (const ecosystem of ecosystems) found.add(ecosystem);
  return found;
}

function needOf(
  name: string,
  everywhere: readonly UsesOfPackage[],
  { packages, isReferenced, mayBeComputed }: Related,
  otherwiseRead: boolean,
): EnvVariable['need'] {
  let isRead = otherwiseRead;
  let isRequired = false;
  for (const { node, need, mayBeLeftOut } of everywhere) {
    if (need === 'unread' || !packages.has(node)) continue;
    // A schema knows better than the places that read what it has checked.
    if (mayBeLeftOut) return 'optional';
    isRequired ||= need === 'required';
    isRead = true;
  }
  if (isRequired) return 'required';
  return isRead || isReferenced(name) || mayBeComputed(name) ? 'optional' : 'unread';
}

/** What uses say by themselves. Tests and tools make nothing required, and documentation reads nothing. */
export function needOfUses(uses: readonly PlacedUse[]): Pick<UsesOfPackage, 'need' | 'mayBeLeftOut'> {
  let need: EnvVariable['need'] = 'unread';
  let mayBeLeftOut = false;
  let isAsked = false;
  for (const { use, place } of uses) {
    if (place === 'docs') continue;
    if (need === 'unread') need = 'optional';
    if (place !== 'product' || use.store !== undefined) continue;
    if (use.need === 'required') need = 'required';
    if (use.schema && use.need === 'optional') mayBeLeftOut = true;
    if (use.schema && use.need === 'required') isAsked = true;
  }
  return { need, mayBeLeftOut: mayBeLeftOut && !isAsked };
}

/** Which declarations a package can get. */
function sourcesOf(node: PackageNode, workspace: Joined): (placed: PlacedDeclaration) => boolean {
  const { packages, envFiles, parts } = workspace;
  const reads = (name: string) => parts.get(node)?.uses.has(name) === true;
  const files = new Set<EnvFile>(envFiles.filesOf(node));
  for (const other of node.usedBy) for (const file of envFiles.filesOf(other)) files.add(file);
  const anyFile = files.size === 0;
  const paths = new Set([...files].map(({ path }) => path));
  const runs = new Set([node, ...node.usedBy]);
  const above = outwards(runs);
  const known = new Map<string, boolean>();
  const isSource = (path: string): boolean => {
    let answer = known.get(path);
    if (answer === undefined) {
      const owner = packages.of(path);
      answer = isLiveDeclaration(path, owner) && (runs.has(owner) || isAbove(path, owner, above));
      known.set(path, answer);
    }
    return answer;
  };
  return ({ file, declaration }) =>
    declaration.by === 'env-file' ? paths.has(file) || (anyFile && reads(declaration.name)) : isSource(file);
}

/** Packages above any of these. */
function outwards(packages: Iterable<PackageNode>): ReadonlySet<PackageNode> {
  const found = new Set<PackageNode>();
  for (const { above } of packages) {
    for (const other of above) {
      // The rest of the way was gone before.
      if (found.has(other)) break;
      found.add(other);
    }
  }
  return found;
}

/** In a package above, whatever its folder, or in the root's folders for deployment, which may be packages of their own. */
function isAbove(path: string, owner: PackageNode, above: ReadonlySet<PackageNode>): boolean {
  return above.has(owner) || (isShared(path, '') && folderOf(path) !== '');
}

/** What tests and documentation set is not for the product. */
function isLiveDeclaration(path: string, { folder }: PackageNode): boolean {
  const inside = folderOf(insideOf(path, folder));
  if (inside !== '' && placeOf(`${inside}/file`) !== 'product') return false;
  return placeOf(path) !== 'test' || !/\.(?:[cm]?[jt]sx?|py|rb|php|go)$/.test(path);
}

/** What a compose file or a manifest sets is read by the image that it starts, whether its code is here or not. */
function readByContainer(
  declarations: readonly PlacedDeclaration[],
  { envFiles }: Joined,
): string | undefined {
  if (declarations.length === 0) return undefined;
  const manifests = declarations.every(
    ({ file, declaration }) => OF_CONTAINERS.has(declaration.by) || envFiles.ofContainers.has(file),
  );
  return manifests ? 'the container or job that it is set for' : undefined;
}

const OF_CONTAINERS: ReadonlySet<string> = new Set(['compose', 'image', 'manifest', 'ci']);

const secrets = new Map<string, boolean>();

function promisesSecret(name: string): boolean {
  let answer = secrets.get(name);
  if (answer === undefined) {
    const strength = serverSecretStrength(name);
    const named = sensitiveName(name);
    answer =
      strength === 'certain' || strength === 'likely' || (named?.impact === 'high' && !named.ambiguous);
    if (secrets.size > 20_000) secrets.clear();
    secrets.set(name, answer);
  }
  return answer;
}
