/**
 * Which files of a workspace an `include` means. nginx looks in a folder of its own (/etc/nginx); a repository has what will be
 * there somewhere, most often as a folder like it.
 */
import { folderOf, resolve } from '../../paths.ts';

/** `pattern` as it is written in the file `from`; `paths` are the files that could be meant. In the order of their names. */
export function includedFiles(pattern: string, from: string, paths: readonly string[]): string[] {
  const wanted = pattern.replace(SERVER_FOLDER, '');
  if (wanted === '' || wanted.includes('$') || wanted.length > 300) return [];
  const others = paths.filter((path) => path !== from);
  if (!wanted.startsWith('/')) {
    const near = besideOrAbove(wanted, from, others);
    if (near.length > 0) return near;
  }
  const segments = wanted.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  for (let first = 0; first < segments.length; first++) {
    const tail = segments.slice(first);
    // Any file has some name: what is left must say which.
    if (tail.length === 1 && /[*?[]/.test(tail[0] ?? '')) break;
    const found = nearest(
      from,
      others.filter((path) => isMeant(tail, path.split('/').slice(-tail.length))),
    );
    if (found.length > 0) return found;
  }
  return [];
}

const SERVER_FOLDER = /^\/(?:etc\/nginx|usr\/local\/(?:nginx\/conf|etc\/nginx|openresty\/nginx\/conf))\//;

/** Relative to the folder of the file, or to one above it, as nginx' own folder would be. */
function besideOrAbove(wanted: string, from: string, paths: readonly string[]): string[] {
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    const path = resolve(folder, wanted);
    if (path !== undefined) {
      const parts = path.split('/');
      const found = paths.filter((one) => isMeant(parts, one.split('/')));
      if (found.length > 0) return found.sort();
    }
    if (folder === '') return [];
  }
}

/** Those that share the most folders with a file. */
function nearest(from: string, paths: readonly string[]): string[] {
  const folders = from.split('/');
  const shared = (path: string): number => {
    const parts = path.split('/');
    let count = 0;
    while (count < folders.length - 1 && parts[count] === folders[count]) count++;
    return count;
  };
  const most = Math.max(0, ...paths.slice(0, 1_000).map(shared));
  return paths.filter((path) => shared(path) === most).sort();
}

/** Each part of the pattern against a part of the path: `*` never goes across a slash. */
function isMeant(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((part, index) => matches(part, path[index] ?? ''));
}

/** `*`, `?` and `[abc]`, in time that grows with the product of the lengths, whatever the pattern. */
function matches(glob: string, text: string): boolean {
  const tokens = glob.match(/\[[^\]]{1,50}\]|[^]/g) ?? [];
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current === '*') {
      star = token++;
      starAt = at;
    } else if (current !== undefined && isOneOf(current, text[at] ?? '')) {
      token++;
      at++;
    } else if (star !== -1) {
      token = star + 1;
      at = ++starAt;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === '*');
}

function isOneOf(token: string, char: string): boolean {
  if (token === '?' || token === char) return true;
  if (token.length < 3) return false;
  const isNegated = token[1] === '^' || token[1] === '!';
  const set = token.slice(isNegated ? 2 : 1, -1).replace(/(.)-(.)/g, (_, first: string, last: string) => {
    const count = Math.max(0, Math.min(200, last.charCodeAt(0) - first.charCodeAt(0) + 1));
    return Array.from({ length: count }, (__, index) =>
      String.fromCharCode(first.charCodeAt(0) + index),
    ).join('');
  });
  return set.includes(char) !== isNegated;
}
