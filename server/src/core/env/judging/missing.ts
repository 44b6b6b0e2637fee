/** Variables that code of the product reads without a default, and that nothing declares. */
import { folderOf } from '../../paths.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { EnvModel, EnvPackage, EnvVariable, PlacedUse } from '../model.ts';
import { isSuppliedThere } from '../suppliedNames.ts';
import { usePlaceOf } from '../usePlace.ts';
import { definedByBuild } from './buildSettings.ts';
import { isForeignPublicName } from './prefixes.ts';
import { countsForProduct, isDeclared } from './sources.ts';
import { isStartedByHand } from './startedByHand.ts';
import { isUsualName, requiredUses } from './uses.ts';

export interface Missing {
  readonly variable: EnvVariable;
  readonly required: readonly [PlacedUse, ...PlacedUse[]];
  /** Those of them that can't go on without it. */
  readonly insisting: readonly PlacedUse[];
  /** False where the code hands on what may be undefined: an option that may well be left out. */
  readonly isNeeded: boolean;
}

/** By package; those that miss none are left out. */
export function missingVariables(env: EnvModel, texts: Texts): ReadonlyMap<EnvPackage, readonly Missing[]> {
  const definitions = new Map<EnvPackage, (name: string) => boolean>();
  const isDefined = (build: EnvPackage, name: string): boolean => {
    let defines = definitions.get(build);
    if (!defines) definitions.set(build, (defines = definedByBuild(build, texts)));
    return defines(name);
  };
  const found = new Map<EnvPackage, readonly Missing[]>();
  for (const folder of env.packages) {
    const builds = buildsOf(folder, env);
    const missing = undeclaredIn(folder, env).filter(
      ({ variable: { name }, required }) =>
        !builds.some((build) => isDefined(build, name)) &&
        !required.every(({ file }) => isStartedByHand(file, folder, texts)) &&
        !isWrittenDown(name, folder, texts),
    );
    if (missing.length > 0)
      found.set(
        folder,
        missing.map((one) => judged(one)),
      );
  }
  return found;
}

type Undeclared = Pick<Missing, 'variable' | 'required'>;

function judged({ variable, required }: Undeclared): Missing {
  const insisting = required.filter(({ use }) => use.insists);
  // No types tell in JavaScript that an option may be undefined, and a secret seldom may.
  const isSecret = variable.isSecret && required.some(({ file }) => /\.[cm]?jsx?$/.test(file));
  return { variable, required, insisting, isNeeded: insisting.length > 0 || isSecret };
}

function undeclaredIn(folder: EnvPackage, env: EnvModel): readonly Undeclared[] {
  const found: Undeclared[] = [];
  for (const variable of folder.variables.values()) {
    if (variable.need !== 'required' || variable.suppliedBy !== undefined || isDeclared(variable)) continue;
    if (!isUsualName(variable.name)) continue;
    const [first, ...others] = requiredUses(variable).filter(
      ({ use }) => !isSuppliedThere(variable.name, use.through),
    );
    // With another framework's prefix it is undefined wherever it is declared: another rule's.
    if (hasBuild(folder) && isForeignPublicName(variable.name, folder)) continue;
    if (!first || isDeclaredNearby(first, variable.name, env) || isGivenByActions(variable, folder)) continue;
    found.push({ variable, required: [first, ...others] });
  }
  return found;
}

/** Those that its code goes through: its own, or where it has none, those of the whole workspace. */
function buildsOf(folder: EnvPackage, env: EnvModel): readonly EnvPackage[] {
  if (hasBuild(folder)) return [folder];
  return [folder, ...env.packages.filter(hasBuild).slice(0, 10)];
}

function hasBuild({ frameworks }: EnvPackage): boolean {
  return frameworks.some(({ publicPrefixes }) => publicPrefixes.length > 0);
}

/** In a folder above the file; or by code that starts other programs with it. */
function isDeclaredNearby({ file }: PlacedUse, name: string, env: EnvModel): boolean {
  return env.placesOf(name).declarations.some((placed) => {
    if (placed.declaration.by === 'code' && usePlaceOf(placed.file, '') === 'product') return true;
    const folder = folderOf(placed.file);
    return countsForProduct(placed) && (folder === '' || file.startsWith(`${folder}/`));
  });
}

/** `GITHUB_TOKEN` where the code reads `GITHUB_REPOSITORY` as well: it is made to run there. */
function isGivenByActions({ name }: EnvVariable, { variables }: EnvPackage): boolean {
  if (name !== 'GITHUB_TOKEN') return false;
  return [...variables.values()].some(
    ({ suppliedBy, uses }) => suppliedBy === 'GitHub Actions' && uses.length > 0,
  );
}

/** `# NAME=` in an env file that comes with the repository: whoever reads it knows. */
function isWrittenDown(name: string, { envFiles }: EnvPackage, texts: Texts): boolean {
  const line = new RegExp(String.raw`^[ \t]{0,8}#[# \t]{0,8}(?:export[ \t]{1,8})?${name}[ \t]{0,8}=`, 'm');
  return envFiles.some(
    ({ path, role, ignored }) =>
      !role.template && !ignored && role.environment !== 'test' && line.test(texts.read(path) ?? ''),
  );
}
