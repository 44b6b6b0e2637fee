import type { EnvModel, EnvPackage, PlacedUse } from '../model.ts';

/**
 * The names that are checked when the package starts, by itself, by packages that it uses, or above it: in a schema, or by a
 * function that fails. `all` where it has a library for that, however it is used.
 */
export function checkedNames(folder: EnvPackage, env: EnvModel): ReadonlySet<string> | 'all' {
  const around = packagesAround(folder, env);
  if (around.some(({ facts }) => facts?.dependencies.some((name) => CHECKS.has(name)))) return 'all';
  return new Set(around.flatMap(ownCheckedNames));
}

/** Itself, those that it uses, and those above it: what runs when it starts. */
function packagesAround(folder: EnvPackage, { packages }: EnvModel): readonly EnvPackage[] {
  const used = usedBy(folder, packages);
  return packages.filter((other) => other === folder || isAbove(other, folder) || used.has(other));
}

/** The start of a package fails without this variable: by a schema that can't do without it, or by a function. */
export function isAskedForAtStart(name: string, folder: EnvPackage, env: EnvModel): boolean {
  return packagesAround(folder, env).some(
    ({ variables }) =>
      variables.get(name)?.uses.some((one) => one.use.need === 'required' && isChecked(one)) === true,
  );
}

/** Once for each package: those above and those that are used are asked for again and again. */
function ownCheckedNames(folder: EnvPackage): readonly string[] {
  let names = known.get(folder);
  if (!names) {
    names = [...folder.variables.values()].flatMap(({ name, uses }) => (uses.some(isChecked) ? [name] : []));
    known.set(folder, names);
  }
  return names;
}

const known = new WeakMap<EnvPackage, readonly string[]>();

function isChecked({ use, place }: PlacedUse): boolean {
  if (place !== 'product') return false;
  return use.schema !== undefined || (use.need === 'required' && asksLoudly(use.through));
}

/** Code that reads a variable in this way stops where it is not set. */
export function asksLoudly(through: string): boolean {
  return !QUIET.has(through) && !OTHERS.has(through);
}

/** Where code that reads a variable that is not set gets nothing, and hears nothing. */
export const QUIET: ReadonlySet<string> = new Set(
  'process.env import.meta.env Bun.env Deno.env Deno.env.get os.getenv os.environ.get environ.get getenv'.split(
    ' ',
  ),
);
/** Not code that runs at startup. */
const OTHERS: ReadonlySet<string> = new Set(
  'env loadEnv useRuntimeConfig prisma compose Dockerfile Procfile package.json shell'.split(' '),
);

/** True for a package that others of the workspace depend on: whoever runs it has to check. */
export function isLibrary({ facts }: EnvPackage, { packages }: EnvModel): boolean {
  const name = facts?.name;
  return name !== undefined && packages.some((other) => other.facts?.dependencies.includes(name) === true);
}

function isAbove({ folder: above }: EnvPackage, { folder }: EnvPackage): boolean {
  return above === '' || folder.startsWith(`${above}/`);
}

/** The packages of the workspace that it depends on, of any distance, by the names that manifests give. */
function usedBy(folder: EnvPackage, packages: readonly EnvPackage[]): ReadonlySet<EnvPackage> {
  const byName = new Map(packages.map((each) => [each.facts?.name, each]));
  const seen = new Set<EnvPackage>();
  const waiting = [folder];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const name of next.facts?.dependencies ?? []) {
      const used = byName.get(name);
      if (!used || seen.has(used)) continue;
      seen.add(used);
      waiting.push(used);
    }
  }
  return seen;
}

/** Libraries that check variables, or fail where one is missing, and whose calls are not read. */
const CHECKS: ReadonlySet<string> = new Set(
  (
    'znv env-var envsafe dotenv-safe env-schema varlock @dmno/core dmno getenv ts-dotenv typed-env @ltd/j-env ' +
    '@julr/vite-plugin-validate-env nuxt-safe-runtime-config @adonisjs/core environs django-environ python-decouple ' +
    'dynaconf python-environ'
  ).split(' '),
);
