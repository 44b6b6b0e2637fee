/** What the manifests around a file say of the project that it belongs to. */

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
  readonly id:
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
  readonly name: string;
  /** One of these packages shows that the framework is used. */
  readonly packages: readonly string[];
  /** Loads `.env` into what server code reads. */
  readonly loadsEnv: boolean;
  /** Reads `.env.local` too, which wins over `.env`. */
  readonly readsLocal: boolean;
  /** Replaces `$NAME` in values, so that a dollar sign must be escaped. */
  readonly expands: boolean;
}

// Load order and expansion: measured with Next 16, Vite 7, c12 and @expo/env; see each one's page on environment variables.
const FRAMEWORKS: readonly Framework[] = [
  { id: 'next', name: 'Next.js', packages: ['next'], loadsEnv: true, readsLocal: true, expands: true },
  { id: 'nuxt', name: 'Nuxt', packages: ['nuxt', 'nuxt3'], loadsEnv: true, readsLocal: false, expands: true },
  {
    id: 'sveltekit',
    name: 'SvelteKit',
    packages: ['@sveltejs/kit'],
    loadsEnv: true,
    readsLocal: true,
    expands: true,
  },
  { id: 'astro', name: 'Astro', packages: ['astro'], loadsEnv: true, readsLocal: true, expands: true },
  {
    id: 'react-router',
    name: 'React Router',
    packages: ['@react-router/dev', '@remix-run/dev', '@remix-run/node', '@remix-run/serve'],
    loadsEnv: true,
    readsLocal: true,
    expands: true,
  },
  { id: 'expo', name: 'Expo', packages: ['expo'], loadsEnv: true, readsLocal: true, expands: true },
  { id: 'gatsby', name: 'Gatsby', packages: ['gatsby'], loadsEnv: false, readsLocal: false, expands: false },
  {
    id: 'create-react-app',
    name: 'Create React App',
    packages: ['react-scripts'],
    loadsEnv: true,
    readsLocal: true,
    expands: true,
  },
  { id: 'vite', name: 'Vite', packages: ['vite'], loadsEnv: false, readsLocal: true, expands: false },
];

const WORKERS: Framework = {
  id: 'workers',
  name: 'Cloudflare Workers',
  packages: [],
  loadsEnv: true,
  readsLocal: true,
  expands: false,
};

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
  const known = FRAMEWORKS.find(({ packages }) => packages.some((name) => node?.dependencies.has(name)));
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

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
