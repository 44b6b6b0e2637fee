import { lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import path from 'node:path';
import { classifyPath } from '../core/classify.ts';
import type { BuiltFolder } from '../core/facts.ts';
import { folderOf, join } from '../core/paths.ts';

/** What builds left behind for browsers. git ignores most of it, so no listing has it. */
export interface BuildOutput {
  /** Relative to the root, forward slashes. */
  readonly files: readonly string[];
  readonly folders: readonly BuiltFolder[];
  /** True where there was more than is looked at. */
  readonly cut: boolean;
}

export interface BuildOutputOptions {
  /** Files at most, and their bytes together. */
  readonly mostFiles?: number;
  readonly mostBytes?: number;
}

/** The folders of packages, found by these among the files that git lists. */
const PACKAGE = /(^|\/)(package\.json|composer\.json|Gemfile|pyproject\.toml|mix\.exs|go\.mod|deno\.jsonc?)$/;
/** A repository with more of them is no product: the first ones are looked at. */
const MOST_PACKAGES = 200;

/**
 * Finds the files that browsers are served in the builds below a root: beside each package that is listed, in the folders
 * that build tools write to. Follows no links; bounded in time and memory.
 */
export function findBuildOutput(
  root: string,
  listed: readonly string[],
  { mostFiles = 5_000, mostBytes = 200 * 1024 * 1024 }: BuildOutputOptions = {},
): BuildOutput {
  const walk: Walk = { root, files: [], bytes: 0, entries: 0, cut: false, mostFiles, mostBytes };
  const folders: BuiltFolder[] = [];
  const known = new Set(listed);
  const sources = foldersOfSources(listed);
  for (const place of packageFolders(listed)) {
    for (const output of OUTPUTS) {
      const folder = join(place, output.folder);
      if (!isFolderWithin(root, folder) || folders.some((found) => isBelow(folder, found.folder))) continue;
      const served = output.served || isServed(root, folder);
      // Without a page in it and without a sign of the web beside it, this is a library or a server.
      if (!served && !isWebPackage(root, place, known)) continue;
      // "build" and "out" are what people call folders of sources as well.
      if (!isBuildByName(folder) && sources.has(folder)) continue;
      folders.push({ folder, served });
      collect(walk, folder, folders);
    }
  }
  return { files: walk.files, folders, cut: walk.cut };
}

/** Names of the files in a folder ("" for the root), whatever git thinks of them; none where a link leads there. */
export function fileNamesIn(root: string, folder: string): readonly string[] {
  if (folder !== '' && !isFolderWithin(root, folder)) return [];
  return entriesOf(path.join(root, folder)).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

interface Output {
  readonly folder: string;
  /** True where the tool's own convention says that browsers are sent what is in there. */
  readonly served: boolean;
}

// Where the tools' pages say that they write to; the longer path first where one holds another.
const OUTPUTS: readonly Output[] = [
  ...outputs(
    '.next/static .next/server/app .next/server/pages out/_next .nuxt/dist/client .output/public storybook-static ' +
      '.svelte-kit/output/client .vercel/output/static public/build public/assets public/packs priv/static/assets ' +
      'build/client build/static dist/client dist/_astro dist/browser staticfiles',
    true,
  ),
  ...outputs('dist build out www _site', false),
];

function outputs(names: string, served: boolean): readonly Output[] {
  return names.split(' ').map((folder) => ({ folder, served }));
}

/** The root, and every folder with the file of a package manager. */
function packageFolders(listed: readonly string[]): readonly string[] {
  const folders = new Set(['']);
  for (const file of listed) {
    if (folders.size >= MOST_PACKAGES) break;
    if (PACKAGE.test(file)) folders.add(folderOf(file));
  }
  return [...folders];
}

/** A folder with a page in it is a site. */
function isServed(root: string, folder: string): boolean {
  return entriesOf(path.join(root, folder)).some(
    (entry) => entry.isFile() && /^(?:index|200|404)\.html$/i.test(entry.name),
  );
}

const WEB_CONFIG =
  /^(?:(?:vite|webpack|rspack|rsbuild|svelte|astro|nuxt|next|remix|gatsby-|vue|quasar|craco|snowpack|electron\.vite)[\w.-]*\.[cm]?[jt]s|angular\.json|index\.html|\.parcelrc)$/;

function isWebPackage(root: string, folder: string, listed: ReadonlySet<string>): boolean {
  return entriesOf(path.join(root, folder)).some(
    (entry) => entry.isFile() && WEB_CONFIG.test(entry.name) && listed.has(join(folder, entry.name)),
  );
}

function isBuildByName(folder: string): boolean {
  return classifyPath(`${folder}/a.js`) === 'bundle';
}

/** What git takes in was written by people, but for the files that keep an empty folder. */
function foldersOfSources(listed: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of listed) {
    if (/\/\.git(?:keep|ignore)$/.test(file)) continue;
    let end = file.lastIndexOf('/');
    // Whoever added a folder added those above it.
    while (end > 0 && !folders.has(file.slice(0, end))) {
      folders.add(file.slice(0, end));
      end = file.lastIndexOf('/', end - 1);
    }
  }
  return folders;
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`);
}

interface Walk {
  readonly root: string;
  readonly files: string[];
  bytes: number;
  entries: number;
  cut: boolean;
  readonly mostFiles: number;
  readonly mostBytes: number;
}

const DEEPEST = 16;
/** Entries that are looked at, whatever they are: a build has some thousands. */
const MOST_ENTRIES = 60_000;

function collect(walk: Walk, top: string, folders: readonly BuiltFolder[]): void {
  const pending = [{ folder: top, depth: 0 }];
  for (let next = pending.pop(); next && !walk.cut; next = pending.pop()) {
    for (const entry of entriesOf(path.join(walk.root, next.folder))) {
      const relative = `${next.folder}/${entry.name}`;
      if (++walk.entries > MOST_ENTRIES) walk.cut = true;
      if (entry.isDirectory()) {
        // A part that was looked at on its own is not looked at twice.
        const isNew = folders.every(({ folder }) => folder !== relative);
        if (isNew && next.depth < DEEPEST && entry.name !== 'node_modules')
          pending.push({ folder: relative, depth: next.depth + 1 });
      } else if (entry.isFile() && classifyPath(relative, folders) === 'bundle') take(walk, relative);
      if (walk.cut) return;
    }
  }
}

function take(walk: Walk, relative: string): void {
  const size = statusOf(path.join(walk.root, relative))?.size ?? 0;
  if (walk.files.length >= walk.mostFiles || walk.bytes + size > walk.mostBytes) {
    walk.cut = true;
    return;
  }
  walk.files.push(relative);
  walk.bytes += size;
}

/** A real folder, reached without a link. */
function isFolderWithin(root: string, folder: string): boolean {
  let at = root;
  for (const part of folder.split('/')) {
    at = path.join(at, part);
    if (!statusOf(at)?.isDirectory()) return false;
  }
  return true;
}

function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // not ours to look at
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // gone meanwhile, or not ours to read
  }
}
