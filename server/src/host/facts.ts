import { envFileRoleOf } from '../core/env/envFileRole.ts';
import { isSensitiveName, type BuiltFolder, type Releases, type WorkspaceFacts } from '../core/facts.ts';
import { folderOf, join, resolve } from '../core/paths.ts';

export interface FactSources {
  /** Undefined where git was not asked. */
  readonly tracked: ReadonlySet<string> | undefined;
  /** The text of a small file. */
  readonly read: (path: string) => string | undefined;
  /** Names of the files in a folder ("" for the root), ignored by git or not. */
  readonly namesIn?: (folder: string) => readonly string[];
  readonly built?: readonly BuiltFolder[];
  readonly released?: Releases | undefined;
}

/** Works out the facts of a listing. */
export function collectFacts(
  paths: readonly string[],
  { tracked, read, namesIn = () => [], built = [], released }: FactSources,
): WorkspaceFacts {
  const listed = paths.filter(isSensitiveName);
  const dockerfiles = paths.filter((path) => DOCKERFILE.test(path));
  const buildContexts = dockerfiles.length > 0 ? contextsOf(paths, read) : {};
  const beside = new Set(
    dockerfiles
      .flatMap((path) => ['', folderOf(path)].concat(buildContexts[path] ?? []))
      .slice(0, MOST_FOLDERS),
  );
  const ignored = [...beside].flatMap((folder) =>
    namesIn(folder)
      .filter(isSensitiveName)
      .map((name) => join(folder, name)),
  );
  return {
    sensitive: [...new Set([...listed, ...ignored])],
    tracked: tracked ? Object.fromEntries(listed.map((path) => [path, tracked.has(path)])) : {},
    dockerignores: Object.fromEntries(
      paths.filter((path) => path.endsWith('.dockerignore')).map((path) => [path, read(path) ?? '']),
    ),
    buildContexts,
    ignoredEnv: ignoredEnvFiles(paths, namesIn),
    envTemplates: [...new Set(paths.filter((path) => ENV_TEMPLATE.test(path)).map(folderOf))],
    built,
    ...(released ? { released } : {}),
  };
}

/** The env files of this machine: beside packages, templates and compose files. */
function ignoredEnvFiles(
  paths: readonly string[],
  namesIn: (folder: string) => readonly string[],
): readonly string[] {
  const listed = new Set(paths);
  const folders = new Set(['']);
  for (const path of paths)
    if (folders.size < MOST_FOLDERS && (RUN_FROM.test(path) || COMPOSE.test(path) || envFileRoleOf(path)))
      folders.add(folderOf(path));
  return [...folders]
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((path) => !listed.has(path) && envFileRoleOf(path) !== undefined)
    .slice(0, MOST_FOLDERS);
}

/** Files beside which programs are started, and look for their env files. */
const RUN_FROM =
  /(^|\/)(package\.json|pyproject\.toml|manage\.py|requirements\.txt|Pipfile|Gemfile|composer\.json|go\.mod|Cargo\.toml|mix\.exs|deno\.jsonc?|wrangler\.(?:toml|jsonc?)|pom\.xml|build\.gradle(?:\.kts)?)$/;

const DOCKERFILE = /(^|\/)(?:docker|container)file(?:\.[^/]+)?$|\.dockerfile$/i;
const COMPOSE = /(^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;
const ENV_TEMPLATE =
  /(^|\/)\.env[\w.-]*\.(?:example|sample|template|dist|tpl)$|(^|\/)(?:example|sample)\.env$|(^|\/)\.env[-_](?:example|sample|template)$/;
const MOST_FOLDERS = 400;
const MOST_COMPOSE_FILES = 100;

/** The contexts that compose files build Dockerfiles with: docs.docker.com/reference/compose-file/build */
function contextsOf(
  paths: readonly string[],
  read: FactSources['read'],
): Readonly<Record<string, readonly string[]>> {
  const contexts = new Map<string, string[]>();
  for (const compose of paths.filter((path) => COMPOSE.test(path)).slice(0, MOST_COMPOSE_FILES)) {
    for (const { context, dockerfile } of buildsIn(read(compose) ?? '')) {
      const folder = resolveInside(folderOf(compose), context);
      const file = folder === undefined ? undefined : resolveInside(folder, dockerfile);
      if (folder === undefined || file === undefined) continue;
      contexts.set(file, [...(contexts.get(file) ?? []), folder].slice(0, 20));
    }
  }
  return Object.fromEntries(contexts);
}

interface Build {
  readonly context: string;
  readonly dockerfile: string;
}

/** By indentation: the keys of a `build` are plain words and paths wherever people write them. */
function buildsIn(text: string): Build[] {
  const builds: Build[] = [];
  const lines = text.split(/\r?\n/);
  lines.forEach((line, index) => {
    const build = /^( {1,40})build:[ \t]*(.*)$/.exec(line);
    if (!build) return;
    const short = plainValue(build[2] ?? '');
    if (short !== '') return void builds.push({ context: short, dockerfile: 'Dockerfile' });
    const indent = (build[1] ?? '').length;
    const found: Record<keyof Build, string> = { context: '.', dockerfile: 'Dockerfile' };
    for (const inner of lines.slice(index + 1, index + 40)) {
      if (/^\s*(?:#.*)?$/.test(inner)) continue;
      if (inner.search(/\S/) <= indent) break;
      const entry = /^ +(context|dockerfile):[ \t]*(.*)$/.exec(inner);
      if (entry) found[entry[1] as keyof Build] = plainValue(entry[2] ?? '');
    }
    builds.push(found);
  });
  return builds.filter(({ context, dockerfile }) => !/[${}]|:\/\//.test(context + dockerfile));
}

function plainValue(value: string): string {
  return value
    .replace(/\s+#.*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
}

/** Undefined for a path that leaves the root. */
function resolveInside(folder: string, relative: string): string | undefined {
  return relative.startsWith('/') ? undefined : resolve(folder, relative);
}
