/** Which file an import means, by the paths that there are: aliases are told by how paths end, and no configuration is read. */
import { folderOf, join as joined, resolve as resolvePath } from '../paths.ts';

/** Files that an import may mean, the likeliest first. `from` is as it is written, `name` what is taken of it. */
export type ModuleFinder = (
  imported: { readonly from: string; readonly name: string },
  file: string,
) => readonly string[];

export function createModuleFinder(paths: Iterable<string>): ModuleFinder {
  const known = new Set(paths);
  const bySuffix = suffixes(known);

  const candidates = (path: string | undefined): readonly string[] => {
    if (path === undefined) return [];
    const bare = path.replace(/\.(?:js|mjs|cjs|jsx)$/, '');
    return [path, ...ENDINGS.map((ending) => bare + ending)].filter((one) => known.has(one));
  };

  /** `@/lib/cors`: the file whose path ends so, the one that shares most with the importing file first. */
  const nearest = (rest: string, file: string): readonly string[] => {
    const bare = rest.replace(/\.(?:js|ts|mjs|cjs|jsx|tsx)$/, '');
    const ending = [...(bySuffix.get(bare) ?? []), ...(bySuffix.get(`${bare}/index`) ?? [])];
    return ending.sort((a, b) => shared(b, file) - shared(a, file));
  };

  const pythonModules = (from: string, name: string, file: string): readonly string[] => {
    const dots = /^\.*/.exec(from)?.[0].length ?? 0;
    const rest = from.slice(dots).replaceAll('.', '/');
    let folder = folderOf(file);
    for (let up = 1; up < dots; up++) folder = folderOf(folder);
    const names = rest === '' ? [name] : [rest, `${rest}/${name}`];
    return dots > 0
      ? names
          .flatMap((one) => [`${joined(folder, one)}.py`, joined(folder, `${one}/__init__.py`)])
          .filter((one) => known.has(one))
      : names.flatMap((one) => [one, `${one}/__init__`]).flatMap((one) => nearest(one, file));
  };

  return ({ from, name }, file) => {
    if (file.endsWith('.py')) return pythonModules(from, name, file);
    if (from.startsWith('.')) return candidates(resolvePath(folderOf(file), from));
    const inside = /^(?:@|~|#|\$lib|src)\/?(?:\/|$)?/.exec(from);
    const rest = inside
      ? from.slice(inside[0].length)
      : from.includes('/')
        ? from.replace(/^@[^/]+\/[^/]+\/?/, '')
        : '';
    return rest === '' ? [] : nearest(rest, file);
  };
}

const ENDINGS = [
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.mts',
  '.cts',
  '/index.ts',
  '/index.js',
  '/index.tsx',
];

/** Paths by each way in which an import may end them: `lib/cors`, `src/lib/cors`. */
function suffixes(paths: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const bare = path.replace(/\.\w+$/, '');
    for (let at = bare.length; at >= 0; at = bare.lastIndexOf('/', at - 1)) {
      if (at === bare.length) continue;
      const end = bare.slice(at + 1);
      found.set(end, [...(found.get(end) ?? []), path]);
      if (at === 0) break;
    }
    found.set(bare, [...new Set([...(found.get(bare) ?? []), path])]);
  }
  return found;
}

function shared(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
