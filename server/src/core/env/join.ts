/** Joins what single files say about environment variables. Pure, and in the order of paths, whatever order they come in. */
import { envFilesOf, type EnvFileIndex } from './envFiles.ts';
import { frameworksOf } from './frameworks.ts';
import { callResolver } from './helperCalls.ts';
import type { EnvModel, EnvPackage, EnvVariable, Framework, PlacedDeclaration, PlacedUse } from './model.ts';
import { implicitReaders } from './implicitNames.ts';
import { namePlaces } from './namePlaces.ts';
import { placeOf } from '../place.ts';
import { findPackages, type PackageNode, type Packages } from './packages.ts';
import { publicPrefixesOf } from './publicPrefixes.ts';
import { suppliers } from './suppliedNames.ts';
import type { Ecosystem, EnvFacts, EnvUse } from './types.ts';
import { usePlaceOf } from './usePlace.ts';
import { needOfUses, variablesOf } from './variables.ts';

export interface JoinOptions {
  /** True for a path that git would leave out of commits. */
  readonly ignored: (path: string) => boolean;
}

export type FactsOfFile = readonly [path: string, facts: EnvFacts];

export function joinEnv(files: Iterable<FactsOfFile>, { ignored }: JoinOptions): EnvModel {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const packages = findPackages(sorted);
  const parts = partsOf(sorted, packages);
  const frameworks = new Map(packages.all.map((node) => [node, frameworksOfNode(node, parts)]));
  const envFiles = envFilesOf({ files: sorted, packages, frameworks, ignored });
  const workspace: Joined = {
    packages,
    parts,
    frameworks,
    envFiles,
    uses: usesByName(parts),
    declarations: declarationsByName(sorted, envFiles),
    unclaimed: packages.all.filter((node) => isUnclaimed(node, envFiles)),
    ...tablesFor(sorted, packages),
  };
  const joined = new Map(packages.all.map((node) => [node, packageOf(node, workspace)]));
  const root = joined.get(packages.of('')) as EnvPackage;
  const places = namePlaces(joined.values(), workspace.declarations, sorted);
  return {
    packages: [...joined.values()],
    packageOf: (path) => joined.get(packages.of(path)) ?? root,
    envFiles: envFiles.byPath,
    placesOf: places.placesOf,
    get names() {
      return places.names();
    },
  };
}

/** What is known of the workspace when variables are worked out. */
export interface Joined {
  readonly packages: Packages;
  readonly parts: ReadonlyMap<PackageNode, PackageParts>;
  readonly frameworks: ReadonlyMap<PackageNode, readonly Framework[]>;
  readonly envFiles: EnvFileIndex;
  readonly uses: ReadonlyMap<string, readonly UsesOfPackage[]>;
  /** In the order of paths. */
  readonly declarations: ReadonlyMap<string, readonly PlacedDeclaration[]>;
  /** Packages that nobody says to depend on, and that have no env file: any other package may run their code. */
  readonly unclaimed: readonly PackageNode[];
  readonly supplierOf: ReturnType<typeof suppliers>;
  readonly readersFor: (ecosystems: ReadonlySet<Ecosystem>) => ReturnType<typeof implicitReaders>;
}

export interface UsesOfPackage {
  readonly node: PackageNode;
  readonly uses: readonly PlacedUse[];
  readonly need: EnvVariable['need'];
  /** A schema says that it may be left out, and none that it has to be there. */
  readonly mayBeLeftOut: boolean;
}

/** What the files of one package say. */
export interface PackageParts {
  readonly files: FactsOfFile[];
  readonly uses: Map<string, PlacedUse[]>;
  /** Names that are parts of other values: `${X}` in an env file or a compose file. */
  readonly referenced: Set<string>;
  /** Names that product code works out: what they end with, by what they start with. */
  readonly computed: Map<string, Set<string>>;
}

function partsOf(files: readonly FactsOfFile[], packages: Packages): Map<PackageNode, PackageParts> {
  const parts = new Map<PackageNode, PackageParts>(
    packages.all.map((node) => [
      node,
      { files: [], uses: new Map(), referenced: new Set(), computed: new Map() },
    ]),
  );
  for (const file of files) {
    const [path, facts] = file;
    const node = packages.of(path);
    const part = parts.get(node) as PackageParts;
    part.files.push(file);
    if (facts.uses && facts.uses.length > 0) {
      const place = usePlaceOf(path, node.folder);
      for (const use of facts.uses)
        add(part.uses, use.name, { file: path, use: onSideOf(facts, use), place });
    }
    if (facts.dynamics && placeOf(path) === 'product') {
      for (const { prefix, suffix } of facts.dynamics) {
        const known = part.computed.get(prefix);
        if (known) known.add(suffix);
        else part.computed.set(prefix, new Set([suffix]));
      }
    }
    for (const { references } of facts.declarations ?? [])
      for (const { name } of references ?? []) part.referenced.add(name);
  }
  const callsOf = callResolver(parts);
  for (const [node, part] of parts) {
    for (const use of callsOf(node)) add(part.uses, use.use.name, use);
  }
  return parts;
}

/** What a file says of all its code holds for each use that doesn't say it itself. */
function onSideOf({ side }: EnvFacts, use: EnvUse): EnvUse {
  return side === undefined || use.side !== undefined ? use : { ...use, side };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function frameworksOfNode(
  node: PackageNode,
  parts: ReadonlyMap<PackageNode, PackageParts>,
): readonly Framework[] {
  const skipped = node.folder === '' ? 0 : node.folder.length + 1;
  const files = (parts.get(node)?.files ?? []).map(([path]) => path.slice(skipped));
  return frameworksOf({ dependencies: node.dependencies, ecosystems: node.ecosystems, files });
}

function isUnclaimed(node: PackageNode, envFiles: EnvFileIndex): boolean {
  if (node.folder === '' || node.usedBy.size > 0) return false;
  return !envFiles.filesOf(node).some(({ path }) => path.startsWith(`${node.folder}/`));
}

/** What is known of names by themselves. */
function tablesFor(
  files: readonly FactsOfFile[],
  packages: Packages,
): Pick<Joined, 'supplierOf' | 'readersFor'> {
  const dependencies = new Set(packages.all.flatMap((node) => [...node.dependencies]));
  const paths = files.map(([path]) => path);
  const known = new Map<string, ReturnType<typeof implicitReaders>>();
  return {
    supplierOf: suppliers({ dependencies, paths }),
    readersFor(ecosystems) {
      const key = [...ecosystems].sort().join(' ');
      let readers = known.get(key);
      if (!readers) known.set(key, (readers = implicitReaders({ dependencies, ecosystems, paths })));
      return readers;
    },
  };
}

function usesByName(
  parts: ReadonlyMap<PackageNode, PackageParts>,
): ReadonlyMap<string, readonly UsesOfPackage[]> {
  const byName = new Map<string, UsesOfPackage[]>();
  for (const [node, part] of parts)
    for (const [name, uses] of part.uses) add(byName, name, { node, uses, ...needOfUses(uses) });
  return byName;
}

function declarationsByName(
  files: readonly FactsOfFile[],
  envFiles: EnvFileIndex,
): ReadonlyMap<string, readonly PlacedDeclaration[]> {
  const byName = new Map<string, PlacedDeclaration[]>();
  for (const [path, facts] of files) {
    const role = envFiles.byPath.get(path)?.role;
    for (const declaration of facts.declarations ?? [])
      add(byName, declaration.name, { file: path, declaration, role });
  }
  return byName;
}

function packageOf(node: PackageNode, workspace: Joined): EnvPackage {
  const files = workspace.parts.get(node)?.files ?? [];
  const frameworks = workspace.frameworks.get(node) ?? [];
  const publicPrefixes = publicPrefixesOf(node, workspace);
  return {
    folder: node.folder,
    facts: node.facts,
    ecosystems: [...node.ecosystems],
    frameworks,
    envFiles: workspace.envFiles.filesOf(node),
    variables: variablesOf(node, publicPrefixes, workspace),
    dynamics: files.flatMap(([file, facts]) => (facts.dynamics ?? []).map((dynamic) => ({ file, dynamic }))),
    validations: files.flatMap(([file, facts]) =>
      (facts.validations ?? []).map((validation) => ({ file, validation })),
    ),
    openChecks: files.flatMap(([file, facts]) => (facts.openChecks ?? []).map((check) => ({ file, check }))),
    loads: workspace.envFiles.loadsOf(node),
    publicPrefixes,
  };
}
