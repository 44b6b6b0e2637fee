/** The parts of deploy manifests that start one program each, and which package that program is. */
import type { EnvModel, EnvPackage, PlacedDeclaration, PlacedUse } from '../model.ts';
import { suppliers } from '../suppliedNames.ts';
import { usePlaceOf } from '../usePlace.ts';

/** One service, container, function or job; or the whole file where it starts one thing. */
export interface ManifestGroup {
  readonly file: string;
  readonly scope: string | undefined;
  readonly by: 'compose' | 'manifest';
  /** By name. Names that a host sets are left out. */
  readonly declared: ReadonlyMap<string, PlacedDeclaration>;
}

/** Those for the product, in the order of files. What is known at build time alone is left out. */
export function manifestGroups(env: EnvModel): readonly ManifestGroup[] {
  const groups = new Map<
    string,
    { group: Omit<ManifestGroup, 'declared'>; declared: Map<string, PlacedDeclaration> }
  >();
  for (const placed of manifestDeclarations(env)) {
    const { file, declaration } = placed;
    const { name, by, scope } = declaration;
    const key = `${file}\0${scope ?? ''}`;
    let known = groups.get(key);
    if (!known) groups.set(key, (known = { group: { file, scope, by }, declared: new Map() }));
    if (supplierOf(name, () => []) === undefined) known.declared.set(name, placed);
  }
  return [...groups.values()]
    .filter(({ group }) => usePlaceOf(group.file, '') === 'product')
    .map(({ group: { file, scope, by }, declared }) => ({ file, scope, by, declared }))
    .sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
}

type OfManifest = PlacedDeclaration & { readonly declaration: { readonly by: ManifestGroup['by'] } };

/** Each once, although several packages may get it. */
function manifestDeclarations({ packages }: EnvModel): readonly OfManifest[] {
  const found = new Map<PlacedDeclaration['declaration'], OfManifest>();
  for (const { variables } of packages) {
    for (const { declarations } of variables.values())
      for (const placed of declarations) if (isOfManifest(placed)) found.set(placed.declaration, placed);
  }
  return [...found.values()];
}

function isOfManifest(placed: PlacedDeclaration): placed is OfManifest {
  const { by, phase } = placed.declaration;
  return (by === 'compose' || by === 'manifest') && phase !== 'build';
}

/** What any host sets, whichever the workspace shows. */
const supplierOf = suppliers({ dependencies: new Set(), paths: [] });

/**
 * Answers which package a group starts: it reads the better part of what the group sets, and more than any other does.
 * Undefined for images of others.
 */
export function packagesOfGroups(env: EnvModel): (group: ManifestGroup) => EnvPackage | undefined {
  const readers = readersByName(env);
  return ({ declared, file }) => {
    const counts = new Map<EnvPackage, number>();
    for (const name of declared.keys())
      for (const folder of readers.get(name) ?? []) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    let best: { readonly folder: EnvPackage; readonly read: number } | undefined;
    let isShared = false;
    for (const [folder, read] of counts) {
      if (read < 2 || read * 2 < declared.size || (best && read < best.read)) continue;
      if (folder.folder !== '' && !isNear(file, folder)) continue;
      isShared = read === best?.read;
      best = { folder, read };
    }
    return isShared ? undefined : best?.folder;
  };
}

/** Once for all groups: there may be hundreds of both groups and packages. */
function readersByName({ packages }: EnvModel): ReadonlyMap<string, readonly EnvPackage[]> {
  const found = new Map<string, EnvPackage[]>();
  for (const folder of packages) {
    for (const [name, { uses }] of folder.variables) {
      if (!uses.some(isByCode)) continue;
      const known = found.get(name);
      if (known) known.push(folder);
      else found.set(name, [folder]);
    }
  }
  return found;
}

/** Beside it, above it, or in a folder of deployment. */
function isNear(file: string, { variables, folder }: EnvPackage): boolean {
  if (file.startsWith(`${folder}/`)) return true;
  for (const { declarations } of variables.values())
    if (declarations.some((placed) => placed.file === file)) return true;
  return false;
}

function isByCode({ file, place }: PlacedUse): boolean {
  return place === 'product' && !/\.(?:ya?ml|toml)$/.test(file);
}
