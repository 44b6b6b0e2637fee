import type {
  EnvFile,
  EnvModel,
  EnvPackage,
  EnvVariable,
  PlacedDeclaration,
  PlacedUse,
} from '../../env/model.ts';
import { definedByBuild } from '../../env/judging/buildSettings.ts';
import { insistsOn } from '../../env/judging/insistence.ts';
import { isForeignPublicName } from '../../env/judging/prefixes.ts';
import { nearestName } from '../../env/judging/nearNames.ts';
import {
  countsForProduct,
  folderOf,
  isDeclared,
  newTemplatePath,
  templateOf,
} from '../../env/judging/sources.ts';
import { isCode, isForDevelopers, relatedUses, requiredUses } from '../../env/judging/uses.ts';
import type { Impact } from '../../finding.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/missing-variable',
  impact: 'high',
  stage: 'deployment',
  title: 'Variable that nothing declares',
  why: 'The code can’t do without this variable, and no env file, template or deploy manifest has it. Whoever sets up production doesn’t know of it, and the product fails where it is read.',
  *check({ env }, context) {
    const reported = new Set<string>();
    const definitions = new Map<EnvPackage, (name: string) => boolean>();
    const definitionsOf = (build: EnvPackage) => {
      const known = definitions.get(build) ?? definedByBuild(build, context);
      definitions.set(build, known);
      return known;
    };
    for (const folder of env.packages) {
      const builds = buildsOf(folder, env).map((build) => definitionsOf(build));
      const missing = missingIn(folder, env).filter(
        ({ variable }) => !builds.some((defines) => defines(variable.name)),
      );
      if (missing.length === 0) continue;
      if (!isListKept(folder, missing.length)) {
        yield withoutTemplate(folder, missing);
        continue;
      }
      const template = templateOf(folder)?.path ?? newTemplatePath(folder);
      for (const one of missing) {
        // Packages that share a template miss a variable together.
        const key = `${template}\0${one.variable.name}`;
        if (reported.has(key)) continue;
        reported.add(key);
        yield finding(one, { folder, template, env, context });
      }
    }
  },
});

interface Missing {
  readonly variable: EnvVariable;
  readonly required: readonly [PlacedUse, ...PlacedUse[]];
}

function missingIn(folder: EnvPackage, env: EnvModel): readonly Missing[] {
  const found: Missing[] = [];
  for (const variable of folder.variables.values()) {
    if (variable.need !== 'required' || variable.suppliedBy !== undefined || isDeclared(variable)) continue;
    // Other names are put in by a build, or are no variables.
    if (!/^[A-Z][A-Z0-9_]*$/.test(variable.name)) continue;
    const [first, ...others] = requiredUses(variable);
    // With another framework's prefix it is undefined wherever it is declared: another rule's.
    if (hasBuild(folder) && isForeignPublicName(variable.name, folder)) continue;
    if (!first || isDeclaredNearby(first, variable.name, env)) continue;
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

/** In a folder above the file, or in one of deployment: somebody may well run it with that. */
function isDeclaredNearby({ file }: PlacedUse, name: string, env: EnvModel): boolean {
  return env.placesOf(name).declarations.some((placed) => {
    const folder = folderOf(placed.file);
    return countsForProduct(placed) && (folder === '' || file.startsWith(`${folder}/`));
  });
}

/** Whether there is a list to compare with. A manifest that sets two of twenty is none. */
function isListKept({ variables, envFiles }: EnvPackage, missing: number): boolean {
  const counts = ({ role }: EnvFile) => role.environment !== 'test' && role.environment !== 'ci';
  if (envFiles.some((file) => file.declarations.length > 0 && counts(file))) return true;
  let declared = 0;
  for (const variable of variables.values()) {
    if (variable.need === 'required' && variable.declarations.some((placed) => isOfHost(placed))) declared++;
  }
  return declared > 0 && (missing <= 3 || missing <= declared);
}

function isOfHost(placed: PlacedDeclaration): boolean {
  return placed.declaration.by !== 'code' && placed.declaration.by !== 'type' && countsForProduct(placed);
}

function withoutTemplate(folder: EnvPackage, missing: readonly Missing[]): PlacedFinding {
  const firsts = missing.map(({ required }) => required[0]);
  const [first] = firsts.toSorted(byPlace) as [PlacedUse];
  const names = missing.map(({ variable }) => variable.name);
  const shown = names.slice(0, 12).join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '');
  const path = newTemplatePath(folder);
  return {
    file: first.file,
    at: first.use.at,
    impact: names.length > 2 ? 'medium' : 'low',
    kind: path,
    message: `There is no .env.example that says which variables this code needs: ${shown}. Whoever sets up production has to search for them, and one that is forgotten fails when it is read. Write them into ${path}, without their values.`,
    related: relatedUses(firsts, first, 'Needs a variable as well.'),
    fix: {
      kind: 'declare-variable',
      title: `Add ${first.use.name} to ${path}`,
      variable: first.use.name,
      file: path,
    },
  };
}

interface Surroundings {
  readonly folder: EnvPackage;
  readonly template: string;
  readonly env: EnvModel;
  readonly context: WorkspaceContext;
}

function finding(
  { variable, required }: Missing,
  { folder, template, env, context }: Surroundings,
): PlacedFinding {
  const insisting = required.filter((placed) => insistsOn(placed, context));
  const [first] = insisting.length > 0 ? (insisting as [PlacedUse]) : required;
  const isInsisted = insisting.length > 0;
  const { name } = variable;
  const elsewhere = elsewhereOf(name, env);
  const meant = elsewhere === undefined ? meantBy(name, folder) : undefined;
  const impact = impactOf(variable, required, { folder, elsewhere, isInsisted });
  return {
    file: first.file,
    at: first.use.at,
    impact,
    kind: name,
    message: [
      isInsisted ? `The code needs ${name}, and` : `The code reads ${name} without a default, and`,
      elsewhere === undefined
        ? 'no env file, template or deploy manifest has it.'
        : `nothing that this package runs with has it; only ${elsewhere} does.`,
      ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
      isInsisted
        ? `Where nobody sets it, this part of the product ${impact === 'low' ? 'may fail' : 'fails'}.`
        : 'Where nobody sets it, it is undefined.',
      meant === undefined
        ? `Add it to ${template}, and set it wherever the product runs.`
        : `Correct the name, or add it to ${template} and set it wherever the product runs.`,
    ].join(' '),
    related: relatedUses(
      [...variable.uses, ...variable.usesElsewhere].filter(
        ({ file, place }) => place === 'product' && isCode(file),
      ),
      first,
    ),
    fix: {
      kind: 'declare-variable',
      title: `Add ${name} to ${template}`,
      variable: name,
      file: template,
    },
  };
}

/** Where it can be unset without harm, or where somebody may have set it out of sight, it is less certain. */
function impactOf(
  { name, uses }: EnvVariable,
  required: readonly PlacedUse[],
  { folder, elsewhere, isInsisted }: Doubts,
): Impact {
  const isForFew = required.every(({ file }) => isForDevelopers(file) || /(?:^|\/)templates?\//.test(file));
  if (!isInsisted || isForFew || isPartOfUrl(name, folder) || isOfOptionalFamily(name, folder)) return 'low';
  const guarded = uses.filter(({ use, place }) => place === 'product' && use.need === 'optional');
  if (guarded.length > 0) return guarded.length >= required.length ? 'low' : 'medium';
  const isForBuild = required.every(({ file, use }) => use.phase === 'build' || BUILD_SETTINGS.test(file));
  const hasList = folder.envFiles.some(({ role }) => role.environment !== 'test');
  return elsewhere !== undefined || isForBuild || !hasList ? 'medium' : 'high';
}

interface Doubts {
  readonly folder: EnvPackage;
  readonly elsewhere: string | undefined;
  readonly isInsisted: boolean;
}

const BUILD_SETTINGS =
  /(?:^|\/)(?:next|vite|nuxt|astro|svelte|remix|react-router|webpack|rollup|tsup|craco|vue|gatsby|metro|babel|app|rsbuild)[\w.-]*\.config\.[cm]?[jt]s$/;

/** `DATABASE_HOST` where there is a `DATABASE_URL`: one of both is enough. */
function isPartOfUrl(name: string, { variables }: EnvPackage): boolean {
  const family =
    /^(.+)_(?:HOST|HOSTNAME|PORT|USER|USERNAME|PASSWORD|PASS|NAME|DATABASE|DB|SSL|SCHEMA|PROTOCOL)$/.exec(
      name,
    )?.[1];
  if (family === undefined) return false;
  const [first = family] = family.split('_');
  return [`${family}_URL`, `${family}_URI`, `${family}_DSN`, `${first}_URL`, 'DATABASE_URL'].some((url) => {
    const isDatabase =
      url !== 'DATABASE_URL' || /^(?:DB|DATABASE|PG|POSTGRES|POSTGRESQL|MYSQL|SQL)$/.test(family);
    return isDatabase && variables.has(url);
  });
}

/** `GITHUB_CLIENT_SECRET` where the code asks whether there is a `GITHUB_CLIENT_ID`: what they are for can be left out. */
function isOfOptionalFamily(name: string, { variables }: EnvPackage): boolean {
  const stem =
    /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)_(?:ID|SECRET|KEY|TOKEN|URL|FROM|USER|PASSWORD|PASS|HOST|PORT|DOMAIN|REGION|BUCKET)$/.exec(
      name,
    )?.[1];
  if (stem === undefined) return false;
  for (const other of variables.values()) {
    if (
      other.name === name ||
      !other.name.startsWith(`${stem}_`) ||
      other.name.slice(stem.length + 1).includes('_')
    )
      continue;
    if (
      other.uses.some(
        ({ use, place }) => place === 'product' && use.need === 'optional' && use.fallback === undefined,
      )
    )
      return true;
  }
  return false;
}

/** Another package's file that has it. */
function elsewhereOf(name: string, env: EnvModel): string | undefined {
  const { declarations } = env.placesOf(name);
  return declarations.find((placed) => placed.declaration.by !== 'code' && countsForProduct(placed))?.file;
}

/** A declared name that nobody reads, and that differs by a slip; or the same name with or without a public prefix. */
function meantBy(name: string, { variables, publicPrefixes }: EnvPackage): string | undefined {
  const twins = publicPrefixes.flatMap((prefix) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [prefix + name],
  );
  const isKnown = (other: string): boolean => {
    const variable = variables.get(other);
    return variable !== undefined && isDeclared(variable);
  };
  const unread = [...variables.values()].filter((other) => other.need === 'unread' && isDeclared(other));
  return (
    nearestName(
      name,
      unread.map((other) => other.name),
    ) ?? twins.find(isKnown)
  );
}

function byPlace(a: PlacedUse, b: PlacedUse): number {
  return a.file === b.file ? a.use.at.start - b.use.at.start : a.file < b.file ? -1 : 1;
}
