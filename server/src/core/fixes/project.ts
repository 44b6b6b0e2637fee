/** What the manifests around a file say of the project that it belongs to. */

import { folderOf, join } from '../paths.ts';
import { FRAMEWORK_TABLE } from '../env/frameworkTable.ts';
import type { Files } from '../workspace.ts';

/** The package that a file belongs to. Paths are relative to the root; the root is ''. */
export interface Project {
  readonly files: Files;
  /** Nearest folder with a manifest or an environment file; the root where there is none. */
  readonly folder: string;
  /** Nearest package.json. */
  readonly node: NodePackage | undefined;
  /** The framework that decides how variables are read, in packages of JavaScript. */
  readonly framework: Framework | undefined;
}

interface NodePackage {
  readonly folder: string;
  /** The manifest's text. */
  readonly text: string;
  readonly dependencies: ReadonlyMap<string, string>;
}

export interface Framework {
  readonly id: FrameworkId;
  readonly name: string;
  /** One of these packages shows that the framework is used. */
  readonly packages: readonly string[];
  /** Loads `.env` into what server code reads. */
  readonly loadsEnv: boolean;
  /** Reads `.env.local` too, which wins over `.env`. */
  readonly readsLocal: boolean;
  /** Replaces `$NAME` in values of env files that server code reads, so that a dollar sign must be escaped. */
  readonly expands: boolean;
}

type FrameworkId =
  | 'next'
  | 'nuxt'
  | 'sveltekit'
  | 'astro'
  | 'react-router'
  | 'expo'
  | 'gatsby'
  | 'create-react-app'
  | 'vite'
  | 'workers';

/** What is known of those frameworks whose code is read and written here: the rest is in the table of all. */
const SUPPORTED: Readonly<Record<string, Pick<Framework, 'id' | 'loadsEnv'>>> = {
  nextjs: { id: 'next', loadsEnv: true },
  nuxt: { id: 'nuxt', loadsEnv: true },
  sveltekit: { id: 'sveltekit', loadsEnv: true },
  astro: { id: 'astro', loadsEnv: true },
  'react-router': { id: 'react-router', loadsEnv: true },
  gatsby: { id: 'gatsby', loadsEnv: false },
  'create-react-app': { id: 'create-react-app', loadsEnv: true },
  expo: { id: 'expo', loadsEnv: true },
  vite: { id: 'vite', loadsEnv: false },
  wrangler: { id: 'workers', loadsEnv: true },
};

const FRAMEWORKS: readonly Framework[] = FRAMEWORK_TABLE.flatMap(({ framework, dependencies = [] }) => {
  const { id, name, loads, dialect } = framework;
  const supported = SUPPORTED[id];
  if (!supported) return [];
  const readsLocal = loads.development.includes('.env.local');
  const expands = supported.loadsEnv && dialect === 'dotenv-expand';
  return [{ ...supported, name, packages: dependencies, readsLocal, expands }];
});

/** Its packages are in many projects that are no Workers: only its configuration tells. */
const WORKERS = FRAMEWORKS.find(({ id }) => id === 'workers');

const MANIFESTS = [
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'manage.py',
  'Pipfile',
  'Gemfile',
  'composer.json',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'mix.exs',
  'deno.json',
  'deno.jsonc',
  'wrangler.toml',
  'wrangler.json',
  'wrangler.jsonc',
  '.env',
  '.env.local',
  '.dev.vars',
] as const;

export function projectOf(path: string, files: Files): Project {
  const folders = ancestors(path);
  const folder =
    homeOfSpecialFile(path) ??
    folders.find((each) => MANIFESTS.some((name) => exists(files, each, name))) ??
    '';
  const node = nodePackageOf(path, files);
  return { files, folder, node, framework: frameworkOf(node, path, files) };
}

/** Compose reads `.env` beside its file, and Supabase beside its functions, whatever package they stand in. */
function homeOfSpecialFile(path: string): string | undefined {
  if (isCompose(path)) return folderOf(path);
  return /^(?:.*\/)?supabase\/functions(?=\/)/.exec(path)?.[0];
}

export function isCompose(path: string): boolean {
  return /(^|\/)(docker-|container-)?compose[^/]*\.ya?ml$/i.test(path);
}

export function isSupabaseFunction(path: string): boolean {
  return /(^|\/)supabase\/functions\//.test(path);
}

function nodePackageOf(path: string, files: Files): NodePackage | undefined {
  for (const folder of ancestors(path)) {
    const text = files.read(join(folder, 'package.json'));
    if (text !== undefined) return { folder, text, dependencies: dependenciesIn(text) };
  }
  return undefined;
}

function dependenciesIn(manifest: string): Map<string, string> {
  const found = new Map<string, string>();
  const parsed = parseObject(manifest);
  for (const section of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
    const packages = parsed[section];
    if (typeof packages !== 'object' || packages === null) continue;
    for (const [name, version] of Object.entries(packages)) found.set(name, String(version));
  }
  return found;
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // half-written manifests say nothing
  }
}

function frameworkOf(node: NodePackage | undefined, path: string, files: Files): Framework | undefined {
  const known = FRAMEWORKS.find(
    (each) => each !== WORKERS && each.packages.some((name) => node?.dependencies.has(name)),
  );
  if (known !== undefined && known.id !== 'vite') return known;
  const wrangler = node ? nearestWith(path, files, WRANGLER) : undefined;
  return node && wrangler !== undefined && wrangler.length >= node.folder.length ? WORKERS : known;
}

const WRANGLER = ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc'] as const;

/** The nearest folder of the file that has one of the names in it. */
export function nearestWith(path: string, files: Files, names: readonly string[]): string | undefined {
  return ancestors(path).find((folder) => names.some((name) => exists(files, folder, name)));
}

function exists(files: Files, folder: string, name: string): boolean {
  return files.read(join(folder, name)) !== undefined;
}

/** The texts of those manifests that exist in the package's folder or at the root, joined. */
export function manifestText({ files, folder }: Project, names: readonly string[]): string {
  const folders = folder === '' ? [''] : [folder, ''];
  return folders.flatMap((each) => names.map((name) => files.read(join(each, name)) ?? '')).join('\n');
}

/** The folders that hold a file, nearest first; the last is the root, ''. */
export function ancestors(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ''];
}
