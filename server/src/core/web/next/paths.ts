/** What the path of a file says to Next.js: which of its files it is, and under which address it answers. */
import { nameOf } from '../../paths.ts';

export interface NextFile {
  readonly role: NextRole;
  /** As in `source` of next.config and `matcher`: `/users/:id`, `/docs/:slug*`. Absent where the file has no address of its own. */
  readonly route?: string;
  /** The folder of the application: what holds `app`, `pages` or `src`. */
  readonly root: string;
  /** In a slot (`@modal`) or in front of another route (`(.)photo`): shown as a part of another page. */
  readonly isPart: boolean;
}

export type NextRole =
  | 'config'
  | 'middleware'
  /** app/…/route.ts */
  | 'route'
  /** app/…/page.tsx */
  | 'page'
  /** app/…/layout.tsx, template.tsx */
  | 'layout'
  /** app/…/sitemap.ts, opengraph-image.tsx … */
  | 'metadata'
  /** pages/api/… */
  | 'api'
  /** pages/… */
  | 'pages-page';

export function nextFileOf(path: string): NextFile | undefined {
  const name = nameOf(path);
  if (NOT_SERVED.test(name)) return undefined;
  if (CONFIG.test(name)) return { role: 'config', root: rootOf(path, name), isPart: false };
  if (MIDDLEWARE.test(name)) {
    const root = rootOf(path, name);
    const last = nameOf(root);
    return { role: 'middleware', root: last === 'src' ? root.slice(0, -4) || '' : root, isPart: false };
  }
  return appFile(path, name) ?? pagesFile(path, name);
}

const SCRIPT = String.raw`\.(?:[cm]?[jt]s|[jt]sx)$`;
const NOT_SERVED = /\.(?:test|spec|stories|d|mock|bench)\.[cm]?[jt]sx?$/;
const CONFIG = new RegExp(String.raw`^next\.config\.(?:[cm]?[jt]s)$`);
const MIDDLEWARE = new RegExp(String.raw`^(?:middleware|proxy)${SCRIPT}`);
const APP_FILE = new RegExp(
  String.raw`^(route|page|layout|template|sitemap|robots|manifest|(?:opengraph|twitter)-image|(?:apple-)?icon)\d?${SCRIPT}`,
);
const IS_SCRIPT = new RegExp(SCRIPT);

function rootOf(path: string, name: string): string {
  return path.slice(0, Math.max(0, path.length - name.length - 1));
}

function appFile(path: string, name: string): NextFile | undefined {
  // Splitting takes longer than looking, and most paths have no such folder.
  if (!path.includes('app/')) return undefined;
  const file = APP_FILE.exec(name)?.[1];
  if (file === undefined) return undefined;
  const folders = path.split('/').slice(0, -1);
  const at = appFolder(folders);
  if (at === -1) return undefined;
  const inside = folders.slice(at + 1);
  // Folders that start with an underscore hold no routes.
  if (inside.some((folder) => folder.startsWith('_'))) return undefined;
  const root = folders.slice(0, folders[at - 1] === 'src' ? at - 1 : at).join('/');
  const isPart = inside.some((folder) => folder.startsWith('@') || /^\(\.{1,3}\)/.test(folder));
  const address = routeOf(inside.filter((folder) => !isInvisible(folder)).map(unescaped));
  const role = ROLES[file] ?? 'metadata';
  if (role !== 'metadata') return { role, root, isPart, route: address };
  const served = METADATA[file] ?? file;
  return { role, root, isPart, route: address === '/' ? `/${served}` : `${address}/${served}` };
}

/** Which `app` is that of Next.js: that of `src/app`, or the first one that is not the name of a package. */
function appFolder(folders: readonly string[]): number {
  const inSource = folders.findIndex((folder, index) => folder === 'app' && folders[index - 1] === 'src');
  if (inSource !== -1) return inSource;
  const found = folders.indexOf('app');
  const next = folders.indexOf('app', found + 1);
  return next !== -1 && HOLDS_PACKAGES.has(folders[found - 1] ?? '') ? next : found;
}

const HOLDS_PACKAGES = new Set(['apps', 'packages', 'services', 'examples', 'templates', 'projects']);

const ROLES: Readonly<Record<string, NextRole>> = {
  route: 'route',
  page: 'page',
  layout: 'layout',
  template: 'layout',
};

const METADATA: Readonly<Record<string, string>> = {
  sitemap: 'sitemap.xml',
  robots: 'robots.txt',
  manifest: 'manifest.webmanifest',
};

/** Groups and slots are no part of the address. */
function isInvisible(folder: string): boolean {
  return folder.startsWith('@') || (folder.startsWith('(') && folder.endsWith(')'));
}

function unescaped(folder: string): string {
  return folder.replace(/^(?:\(\.{1,3}\))+/, '').replace(/^%5[fF]/, '_');
}

function pagesFile(path: string, name: string): NextFile | undefined {
  if (!path.includes('pages/') || !IS_SCRIPT.test(name)) return undefined;
  const folders = path.split('/').slice(0, -1);
  const inSource = folders.findIndex((folder, at) => folder === 'pages' && folders[at - 1] === 'src');
  const at = inSource === -1 ? folders.indexOf('pages') : inSource;
  // Folders of that name deeper in the code hold components.
  if (at === -1 || (inSource === -1 && folders.slice(0, at).some((folder) => INSIDE_CODE.has(folder))))
    return undefined;
  const stem = name.replace(IS_SCRIPT, '');
  const inside = folders.slice(at + 1);
  const isApi = inside[0] === 'api' || (inside.length === 0 && stem === 'api');
  if (!isApi && inside.length === 0 && NO_PAGES.has(stem)) return undefined;
  const root = folders.slice(0, folders[at - 1] === 'src' ? at - 1 : at).join('/');
  const parts = stem === 'index' ? inside : [...inside, stem];
  return { role: isApi ? 'api' : 'pages-page', root, isPart: false, route: routeOf(parts) };
}

const INSIDE_CODE = new Set([
  'src',
  'app',
  'components',
  'features',
  'modules',
  'lib',
  'ui',
  'client',
  'views',
]);
const NO_PAGES = new Set(['_app', '_document', '_error', '_middleware', '404', '500']);

function routeOf(parts: readonly string[]): string {
  return `/${parts.map(segmentOf).join('/')}`;
}

function segmentOf(part: string): string {
  const match = /^\[(\[)?(\.\.\.)?([^[\]]+)\]{1,2}$/.exec(part);
  if (!match) return part;
  const [, optional, rest, name = ''] = match;
  const word = name.replaceAll(/\W/g, '_');
  if (!rest) return `:${word}`;
  return optional ? `:${word}*` : `:${word}+`;
}
