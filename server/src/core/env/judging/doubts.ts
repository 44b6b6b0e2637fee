/** How much it matters that nothing declares a variable. */
import type { Impact } from '../../finding.ts';
import { insideOf } from '../../paths.ts';
import type { EnvPackage, EnvVariable, PlacedUse } from '../model.ts';
import { isForDevelopers } from './uses.ts';

/** Where it can be unset without harm, or where somebody may have set it out of sight, it is less certain. */
export function impactOfMissing(
  { name, uses }: EnvVariable,
  required: readonly PlacedUse[],
  { folder, elsewhere, isInsisted, isProgram }: Doubts,
): Impact {
  const isForFew = required.every(
    ({ file }) => isForDevelopers(file) || isPasted(file, folder) || isProgram(file),
  );
  if (!isInsisted || isForFew || isPartOfUrl(name, folder) || isOfOptionalFamily(name, folder)) return 'low';
  if (required.every(({ file }) => PRODUCTION_SETTINGS.test(file)) && isForDevelopmentAlone(folder))
    return 'low';
  const guarded = uses.filter(({ use, place }) => place === 'product' && use.need === 'optional');
  if (guarded.length > 0) return guarded.length >= required.length ? 'low' : 'medium';
  const isForBuild = required.every(({ file, use }) => use.phase === 'build' || BUILD_SETTINGS.test(file));
  const hasList = folder.envFiles.some(({ role }) => role.environment !== 'test');
  return elsewhere !== undefined || isForBuild || !hasList ? 'medium' : 'high';
}

/** `settings/production.py`, `environments/production.rb`: what is read there, developers need not have. */
const PRODUCTION_SETTINGS = /(?:^|\/)(?:settings|environments?|config)\/prod(?:uction)?\.\w{1,4}$/;

/** Env files are there for developers, and those of production lie elsewhere: nothing that could be compared. */
function isForDevelopmentAlone({ envFiles }: EnvPackage): boolean {
  return (
    envFiles.length > 0 &&
    envFiles.every(({ role }) => role.environment === 'development' || role.environment === 'test')
  );
}

interface Doubts {
  readonly folder: EnvPackage;
  readonly elsewhere: string | undefined;
  readonly isInsisted: boolean;
  /** Somebody starts it by hand in a terminal, and it says there what it lacks. */
  readonly isProgram: (file: string) => boolean;
}

/** A generator copies it into other people's projects. */
export function isPasted(file: string, folder: EnvPackage): boolean {
  return /(?:^|\/)templates?\//.test(insideOf(file, folder.folder));
}

const BUILD_SETTINGS =
  /(?:^|\/)(?:next|vite|nuxt|astro|svelte|remix|react-router|webpack|rollup|tsup|craco|vue|gatsby|metro|babel|app|rsbuild)[\w.-]*\.config\.[cm]?[jt]s$/;

/** `DATABASE_HOST` where there is a `DATABASE_URL`: one of both is enough. */
export function isPartOfUrl(name: string, { variables }: EnvPackage): boolean {
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
