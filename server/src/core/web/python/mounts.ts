/** Routers of other Python files, and the path that their routes begin with: `include_router`, `register_blueprint`, `include`. */
import { contextOf } from '../evaluate.ts';
import type { IncludedFile } from '../types.ts';
import type { PythonFile } from './pythonFile.ts';
import { argumentsOf, textAt } from './routes.ts';

/** The pattern is `module:name`, as the import has them. */
export function readMounts(file: PythonFile): readonly IncludedFile[] {
  if (!/\binclude(?:_router)?\(|\bregister_blueprint\(/.test(file.code.masked)) return [];
  return [...routersMounted(file), ...urlsIncluded(file)];
}

const MOST = 300;

/** `app.include_router(items.router, prefix="/items")`, `app.register_blueprint(bp, url_prefix="/admin")` */
function routersMounted(file: PythonFile): IncludedFile[] {
  const { code, document } = file;
  const includes: IncludedFile[] = [];
  for (const match of code.masked.matchAll(/\.(?:include_router|register_blueprint)\(/g)) {
    if (includes.length >= MOST) break;
    const { plain, named } = argumentsOf(code, match.index + match[0].length - 1);
    const router = plain[0] ?? named.get('router');
    const given = named.get('prefix') ?? named.get('url_prefix');
    const prefix = given ? textAt(code, given) : '';
    if (!router || prefix === undefined) continue;
    const name = /^\w{1,80}/.exec(code.masked.slice(router.start, router.end))?.[0] ?? '';
    const binding = name === '' ? undefined : contextOf(document).scope.lookup(name, match.index);
    if (binding?.kind !== 'import') continue;
    const { from, name: original } = binding.imported;
    includes.push({ pattern: `${from}:${original}`, at: file.place(router), context: slashed(prefix) });
  }
  return includes;
}

const INCLUDED = /(?<![\w.])(?:path|re_path|url)\(\s{0,20}(?=r?["'])/g;

/** Django: `path("shop/", include("shop.urls"))` */
function urlsIncluded(file: PythonFile): IncludedFile[] {
  const { code } = file;
  const includes: IncludedFile[] = [];
  for (const match of code.masked.matchAll(INCLUDED)) {
    if (includes.length >= MOST) break;
    const { plain } = argumentsOf(code, code.masked.indexOf('(', match.index));
    const [first, second] = plain;
    const prefix = textAt(code, first)?.replace(/^\^/, '');
    if (prefix === undefined || !second || /[\\(?[$]/.test(prefix)) continue;
    const module = /^include\(\s{0,20}\(?\s{0,20}["']([\w.]{1,120})["']/.exec(
      code.text.slice(second.start, Math.min(second.end, second.start + 200)),
    )?.[1];
    if (module !== undefined)
      includes.push({ pattern: `${module}:`, at: file.place(second), context: slashed(prefix) });
  }
  return includes;
}

/** Where the addresses of a router of the same file begin: `path("api/", include(router.urls))`. */
export function prefixOfRouter({ code }: PythonFile, router: string): string {
  for (const match of code.masked.matchAll(INCLUDED)) {
    const [first, second] = argumentsOf(code, code.masked.indexOf('(', match.index)).plain;
    const prefix = textAt(code, first)?.replace(/^\^/, '');
    if (prefix === undefined || !second || /[\\(?[$]/.test(prefix)) continue;
    const included = /^include\(\s{0,20}\(?\s{0,20}(\w{1,80})\.urls\b/.exec(
      code.masked.slice(second.start, Math.min(second.end, second.start + 200)),
    );
    if (included?.[1] === router) return slashed(prefix).replace(/\/$/, '');
  }
  return '';
}

function slashed(prefix: string): string {
  return `/${prefix.replace(/^\/|\/$/g, '')}`;
}
