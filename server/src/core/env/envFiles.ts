/** The env files of a workspace: who loads them, and which package gets which. */
import { envFileRoleOf, type EnvFileRole } from './envFileRole.ts';
import type { FactsOfFile } from './join.ts';
import type { EnvFile, Framework, PlacedLoad } from './model.ts';
import type { PackageNode, Packages } from './packages.ts';
import { folderOf, insideOf, join, resolve } from '../paths.ts';
import { placeOf } from '../place.ts';
import type { Dialect, EnvDeclaration, EnvLoad } from './types.ts';

export interface EnvFileIndex {
  readonly byPath: ReadonlyMap<string, EnvFile>;
  /** Its own first, then those that come from outside; each by path. */
  filesOf(node: PackageNode): readonly EnvFile[];
  loadsOf(node: PackageNode): readonly PlacedLoad[];
  /** Files that are handed to containers and that no loader reads by itself: `mysql.env`. */
  readonly ofContainers: ReadonlySet<string>;
}

export interface EnvFileParts {
  readonly files: readonly FactsOfFile[];
  readonly packages: Packages;
  readonly frameworks: ReadonlyMap<PackageNode, readonly Framework[]>;
  readonly ignored: (path: string) => boolean;
}

export function envFilesOf({ files, packages, frameworks, ignored }: EnvFileParts): EnvFileIndex {
  const found = files.filter(([path, facts]) => isEnvFile(path, facts.declarations));
  const paths = new Set(found.map(([path]) => path));
  const loads = loadsByPackage(files, packages, paths);
  const dialects = dialectsByPath(paths, { files, packages, frameworks, loads });
  const byPath = new Map<string, EnvFile>();
  for (const [path, { declarations = [] }] of found) {
    byPath.set(path, {
      path,
      role: envFileRoleOf(path) ?? ANY_ROLE,
      ignored: ignored(path),
      declarations,
      byName: new Map(declarations.map((declaration) => [declaration.name, declaration])),
      dialects: [...(dialects.get(path) ?? [])],
    });
  }
  const owned = new Map<PackageNode, EnvFile[]>(packages.all.map((node) => [node, []]));
  for (const file of byPath.values()) owned.get(packages.of(file.path))?.push(file);
  const known = new Map<PackageNode, readonly EnvFile[]>();
  return {
    byPath,
    filesOf(node) {
      let answer = known.get(node);
      if (!answer) known.set(node, (answer = filesOfPackage(node, { owned, loads, byPath })));
      return answer;
    },
    loadsOf: (node) => loads.get(node) ?? [],
    ofContainers: ofContainers(loads),
  };
}

const ANY_ROLE: EnvFileRole = { environment: 'any', local: false, template: false };

function isEnvFile(path: string, declarations: readonly EnvDeclaration[] | undefined): boolean {
  if (declarations?.[0]?.by === 'env-file') return true;
  return envFileRoleOf(path) !== undefined && !(declarations ?? []).some(({ by }) => by !== 'env-file');
}

interface Owners {
  readonly owned: ReadonlyMap<PackageNode, readonly EnvFile[]>;
  readonly loads: ReadonlyMap<PackageNode, readonly PlacedLoad[]>;
  readonly byPath: ReadonlyMap<string, EnvFile>;
}

/**
 * What lies above a package counts as its own where it is a template, where something loads it, or where the package has
 * no file of its own.
 */
function filesOfPackage(node: PackageNode, { owned, loads, byPath }: Owners): readonly EnvFile[] {
  const own = (owned.get(node) ?? []).filter(({ path }) => isLive(path, node.folder));
  const files = new Set(own);
  const loaded = [node, ...node.above].flatMap((near) => loads.get(near) ?? []);
  for (const { target } of loaded) {
    const file = target === undefined ? undefined : byPath.get(target);
    if (file) files.add(file);
  }
  const alone = own.length === 0;
  for (const above of node.above) {
    for (const file of owned.get(above) ?? []) {
      if (!isLive(file.path, above.folder) || !isShared(file.path, above.folder)) continue;
      if (alone || file.role.template) files.add(file);
    }
  }
  const inherited = [...files].filter((file) => !own.includes(file));
  return [...own, ...inherited.sort((a, b) => (a.path < b.path ? -1 : 1))];
}

/** False for env files that tests and examples of the package bring along. */
function isLive(path: string, folder: string): boolean {
  const inside = folderOf(insideOf(path, folder));
  return inside === '' || placeOf(`${inside}/file`) === 'product';
}

/** True for what lies in a folder itself, or in a folder of it that is about deployment: it is for the packages below as well. */
export function isShared(path: string, folder: string): boolean {
  const inside = folderOf(insideOf(path, folder));
  return inside === '' || DEPLOYMENT.test(inside);
}

const DEPLOYMENT =
  /^\.?(?:deploy|deploys|deployment|deployments|infra|infrastructure|docker|containers?|podman|k8s|kubernetes|kube|charts?|helm|terraform|ops|github|devops|env|envs|environments?|config|configs|devcontainer|self-?host(?:ed|ing)?|hosting|provision|ansible|compose|release|platform|kustomize|manifests|(?:[\w]+-)(?:manifests|charts?|deploy|infra))(?:\/|$)/i;

function loadsByPackage(
  files: readonly FactsOfFile[],
  packages: Packages,
  paths: ReadonlySet<string>,
): ReadonlyMap<PackageNode, readonly PlacedLoad[]> {
  const found = new Map<PackageNode, PlacedLoad[]>();
  for (const [file, { loads }] of files) {
    if (!loads || loads.length === 0) continue;
    const node = packages.of(file);
    const known = found.get(node) ?? [];
    found.set(node, known);
    for (const load of loads) {
      const path = resolved(load, file);
      known.push({ file, load, target: path !== undefined && paths.has(path) ? path : undefined });
    }
  }
  return found;
}

function ofContainers(loads: Owners['loads']): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { load, target } of [...loads.values()].flat()) {
    if (load.dialect === 'compose' && target !== undefined && !/(?:^|\/)\.env[^/]*$/.test(target))
      found.add(target);
  }
  return found;
}

/** The path of what is loaded; undefined outside of the workspace and for patterns. */
export function resolved({ file, from }: EnvLoad, by: string): string | undefined {
  if (/[*{}$<>]/.test(file) || file.startsWith('/') || file.startsWith('~')) return undefined;
  return resolve('', `${from ?? folderOf(by)}/${file}`);
}

/** Whose reading counts for each file; a template is read as the file that is made of it. */
function dialectsByPath(
  paths: ReadonlySet<string>,
  {
    files,
    packages,
    frameworks,
    loads,
  }: Pick<EnvFileParts, 'files' | 'packages' | 'frameworks'> & Pick<Owners, 'loads'>,
): ReadonlyMap<string, Set<Dialect>> {
  const found = new Map<string, Set<Dialect>>();
  const note = (path: string, dialect: Dialect) => {
    const known = found.get(path);
    if (known) known.add(dialect);
    else found.set(path, new Set([dialect]));
  };
  const templates = templatesByFile(paths);
  const noteWithTemplate = (path: string, dialect: Dialect) => {
    if (paths.has(path)) note(path, dialect);
    for (const template of templates.get(path) ?? []) note(template, dialect);
  };
  for (const node of packages.all) {
    for (const framework of frameworks.get(node) ?? []) {
      const { development, production, test } = framework.loads;
      for (const name of new Set([...development, ...production, ...test]))
        noteWithTemplate(join(node.folder, name), dialectOf(framework, name));
    }
    for (const { file, load } of loads.get(node) ?? []) {
      const path = resolved(load, file);
      if (path !== undefined) noteWithTemplate(path, load.dialect);
    }
  }
  for (const [path] of files) {
    if (!COMPOSE.test(path)) continue;
    const folder = folderOf(path);
    noteWithTemplate(folder === '' ? '.env' : `${folder}/.env`, 'compose');
  }
  return found;
}

/** Wrangler replaces references in env files, but not in its own (packages/wrangler/src/dev/dev-vars.ts). */
function dialectOf({ dialect }: Framework, name: string): Dialect {
  return name === '.dev.vars' ? 'dotenv' : dialect;
}

/** Docker Compose reads the .env beside its file, for what stands in it as `${X}`. */
const COMPOSE = /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;

/** `.env.local.example` is made into `.env.local`. */
function templatesByFile(paths: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    if (envFileRoleOf(path)?.template !== true) continue;
    const made = path.replace(TEMPLATE_WORD, '').replace(/(^|\/)env([^/]*)$/, '$1.env$2');
    const known = found.get(made);
    if (known) known.push(path);
    else found.set(made, [path]);
  }
  return found;
}

const TEMPLATE_WORD =
  /[._-](?:example|sample|template|dist|tpl|tmpl|defaults?|exemple|demo)(?=$|[._-][^/]*$)/i;
