import { environmentsOf, packagesWithVariables } from './loadOrder.ts';
import type { Environment, EnvironmentCell, EnvModel, EnvPackage, EnvVariable, PlacedUse } from './model.ts';

/** The variables of a workspace as a document: what somebody needs to set the product up somewhere else. Holds no value. */
export interface Inventory {
  readonly packages: readonly InventoryPackage[];
}

export interface InventoryPackage {
  /** Relative to the root, "" for the root itself. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly frameworks: readonly string[];
  readonly environments: readonly {
    readonly id: string;
    readonly name: string;
    readonly files: readonly string[];
  }[];
  /** Required ones first, then by name. */
  readonly variables: readonly InventoryVariable[];
}

export interface InventoryVariable {
  readonly name: string;
  readonly need: EnvVariable['need'];
  readonly visibility: 'public' | 'secret' | 'server';
  /** Who sets it without being told. */
  readonly suppliedBy: string | undefined;
  /** What reads it without a word in the code. */
  readonly readBy: string | undefined;
  /** Where a default for it is written. */
  readonly defaultAt: InventoryPlace | undefined;
  /** By the id of the environment. */
  readonly environments: Readonly<Record<string, EnvironmentCell['state']>>;
  readonly declaredAt: readonly InventoryPlace[];
  readonly usedAt: readonly (InventoryPlace & {
    readonly through: string;
    readonly place: PlacedUse['place'];
  })[];
}

export interface InventoryPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function inventoryOf(model: EnvModel): Inventory {
  return { packages: packagesWithVariables(model).map(packageOf) };
}

function packageOf(envPackage: EnvPackage): InventoryPackage {
  const environments = environmentsOf(envPackage);
  const variables = [...envPackage.variables.values()].map((variable) => describe(variable, environments));
  return {
    folder: envPackage.folder,
    name: envPackage.facts?.name,
    frameworks: envPackage.frameworks.map(({ name }) => name),
    environments: environments.map(({ id, name, files }) => ({ id, name, files })),
    variables: variables.sort(byNeed),
  };
}

const NEEDS: readonly EnvVariable['need'][] = ['required', 'optional', 'unread'];

function byNeed(a: InventoryVariable, b: InventoryVariable): number {
  return NEEDS.indexOf(a.need) - NEEDS.indexOf(b.need) || (a.name < b.name ? -1 : 1);
}

function describe(variable: EnvVariable, environments: readonly Environment[]): InventoryVariable {
  const { name, need, uses, declarations, publicPrefix, isSecret, suppliedBy, readBy } = variable;
  const withDefault = uses.find(({ use, place }) => use.fallback !== undefined && place === 'product');
  return {
    name,
    need,
    visibility: publicPrefix !== undefined ? 'public' : isSecret ? 'secret' : 'server',
    suppliedBy,
    readBy,
    defaultAt: withDefault && placeOf(withDefault.file, withDefault.use.at),
    environments: Object.fromEntries(
      environments.map(({ id, cells }) => [id, cells.get(name)?.state ?? 'missing']),
    ),
    declaredAt: declarations.map(({ file, declaration }) => placeOf(file, declaration.at)),
    usedAt: uses.map(({ file, use, place }) => {
      const { line, column } = use.at;
      return { file, line, column, through: use.through, place };
    }),
  };
}

function placeOf(file: string, { line, column }: { line: number; column: number }): InventoryPlace {
  return { file, line, column };
}
