import type { SchemaVariable, WriteSchemaFix } from '../../finding.ts';
import { folderOf } from '../../paths.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { EnvPackage, EnvVariable, PlacedUse } from '../model.ts';
import { isSetByCode } from './sources.ts';
import { isCode } from './uses.ts';

export interface SchemaFixOptions {
  /** The file that the finding stands in. */
  readonly telling: string;
  readonly texts: Texts;
}

/** A file that checks what the package needs, with a library that it has; undefined where there is no place for one. */
export function schemaFixFor(
  folder: EnvPackage,
  unchecked: readonly PlacedUse[],
  { telling, texts }: SchemaFixOptions,
): WriteSchemaFix | undefined {
  const source = sourceOf(unchecked);
  const language = languageOf(telling, texts);
  if (!source || !language) return undefined;
  const variables = variablesFor(folder, source);
  const path = pathFor(folder, { telling, language, texts });
  if (path === undefined || variables.length === 0) return undefined;
  return {
    kind: 'write-schema',
    title: `Write ${path}, which checks ${variables.length === 1 ? 'the variable' : `${variables.length} variables`} at startup`,
    folder: folder.folder,
    path,
    language,
    library: libraryFor(folder, language),
    source,
    variables,
  };
}

type Source = WriteSchemaFix['source'];

/** The way in which most of them are read. */
function sourceOf(uses: readonly PlacedUse[]): Source | undefined {
  const counts = new Map<Source, number>();
  for (const { use } of uses) {
    const source = SOURCES[use.through];
    if (source) counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const SOURCES: Readonly<Record<string, Source>> = {
  'process.env': 'process.env',
  'Bun.env': 'process.env',
  'import.meta.env': 'import.meta.env',
  'Deno.env': 'Deno.env.toObject()',
  'Deno.env.get': 'Deno.env.toObject()',
  'os.getenv': 'os.environ',
  'os.environ.get': 'os.environ',
  'environ.get': 'os.environ',
  getenv: 'os.environ',
};

type Language = WriteSchemaFix['language'];

function languageOf(file: string, texts: Texts): Language | undefined {
  if (file.endsWith('.py')) return 'python';
  if (/\.[cm]?tsx?$/.test(file) || /<script[^>]{0,80}\blang="ts"/.test(texts.read(file) ?? ''))
    return 'typescript';
  if (/\.(?:mjs|jsx|vue|svelte|astro)$/.test(file)) return 'javascript';
  if (!/\.c?js$/.test(file)) return undefined;
  const isModule = !file.endsWith('.cjs') && /^(?:import|export)\b/m.test(texts.read(file) ?? '');
  return isModule ? 'javascript' : 'commonjs';
}

function variablesFor(folder: EnvPackage, source: Source): readonly SchemaVariable[] {
  return [...folder.variables.values()]
    .filter(
      (variable) =>
        variable.suppliedBy === undefined &&
        // The build writes its value into the code, and the environment doesn't have it.
        !isSetByCode(variable) &&
        variable.uses.some((use) => isReadAs(use, source)),
    )
    .map((variable) => ({
      name: variable.name,
      optional: !variable.uses.some((use) => isReadAs(use, source) && use.use.need === 'required'),
      type: typeOf(variable),
      isPublic: variable.publicPrefix !== undefined,
    }))
    .sort((a, b) => Number(a.optional) - Number(b.optional) || (a.name < b.name ? -1 : 1));
}

function isReadAs({ file, use, place }: PlacedUse, source: Source): boolean {
  return place === 'product' && isCode(file) && use.phase !== 'build' && SOURCES[use.through] === source;
}

/** What every value that is written down is; secrets may be anything. */
function typeOf({ declarations, isSecret }: EnvVariable): SchemaVariable['type'] {
  const values = declarations
    .map(({ declaration }) => declaration.value)
    .filter(({ state }) => state === 'set');
  if (isSecret || values.length === 0) return 'string';
  if (values.every(({ traits }) => traits?.some((trait) => trait === 'http' || trait === 'https')))
    return 'url';
  return values.every(({ traits }) => traits?.includes('number')) ? 'number' : 'string';
}

function libraryFor({ facts }: EnvPackage, language: Language): WriteSchemaFix['library'] {
  const dependencies = new Set(facts?.dependencies);
  if (language === 'python') return dependencies.has('pydantic-settings') ? 'pydantic-settings' : 'none';
  const isThere = (['envalid', 'zod', 'valibot', 'joi'] as const).find((name) => dependencies.has(name));
  if (dependencies.has('zod') && dependencies.has('@t3-oss/env-nextjs')) return 't3-env-nextjs';
  return isThere ?? 'none';
}

function pathFor(
  { folder, variables }: EnvPackage,
  { telling, language, texts }: SchemaFixOptions & { readonly language: Language },
): string | undefined {
  const files = [...variables.values()].flatMap(({ uses }) => uses.map(({ file }) => file));
  const top = folder === '' ? '' : `${folder}/`;
  const home =
    language === 'python'
      ? folderOf(telling)
      : ['src', 'lib', 'server', 'app/lib']
          .map((name) => top + name)
          .find((inside) => files.some((file) => file.startsWith(`${inside}/`)));
  const extension = {
    typescript: 'ts',
    javascript: 'js',
    commonjs: telling.endsWith('.cjs') ? 'cjs' : 'js',
    python: 'py',
  }[language];
  const names =
    language === 'python' ? ['environment', 'checked_environment'] : ['env', 'environment', 'checked-env'];
  const place = home === undefined ? top : home === '' ? '' : `${home}/`;
  return names
    .map((name) => `${place}${name}.${extension}`)
    .find((path) => texts.read(path) === undefined && !files.includes(path));
}
