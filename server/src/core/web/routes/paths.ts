/** Which paths a pattern means. Patterns are those of `Scope`; a path is one, or a route with parameters. */
import type { Scope } from '../types.ts';

/** Whether a pattern means a path. Whatever a parameter of the path stands for is taken as an everyday word. */
export function covers({ pattern, syntax }: Pick<Scope, 'pattern' | 'syntax'>, path: string): boolean {
  if (syntax === 'all' || pattern === undefined) return true;
  const key = `${syntax} ${pattern}`;
  let known = COVERED.get(key);
  if (!known) {
    if (COVERED.size >= MOST_PATTERNS) COVERED.clear();
    COVERED.set(key, (known = new Map<string, boolean>()));
  }
  let covered = known.get(path);
  if (covered === undefined) {
    if (known.size >= MOST_PATHS) known.clear();
    known.set(path, (covered = isCovered({ pattern, syntax }, path)));
  }
  return covered;
}

/** By syntax and pattern, which paths are meant: after each edit the same patterns are asked about the same paths. */
const COVERED = new Map<string, Map<string, boolean>>();
const MOST_PATTERNS = 100;
const MOST_PATHS = 1_000;

function isCovered(
  { pattern, syntax }: { readonly pattern: string; readonly syntax: Scope['syntax'] },
  path: string,
): boolean {
  const example = exampleOf(path);
  switch (syntax) {
    case 'exact':
      return withoutSlash(pattern) === withoutSlash(example) || withoutSlash(pattern) === withoutSlash(path);
    case 'prefix': {
      const start = withSlash(pattern).replace(/\*{1,2}$/, '');
      return example.startsWith(start) || (pattern.endsWith('*') && `${example}/` === start);
    }
    case 'extension':
      return example.endsWith(pattern);
    case 'regex':
      return matches(pattern, example);
    case 'next':
      return matches(nextPattern(pattern), example);
    case 'glob':
      return matches(globPattern(pattern), example);
    case 'route':
      return matches(routePattern(pattern), example) || withoutSlash(pattern) === withoutSlash(path);
    default:
      return false;
  }
}

/** A path that a route answers: `/users/:id` is `/users/x1`. */
export function exampleOf(path: string): string {
  const plain = path
    .replace(/\[\[?\.{3}[^\]]*\]\]?/g, 'x1')
    .replace(/\[[^\]]*\]|\{[^}]*\}|<[^>]*>/g, 'x1')
    .replace(/\*{1,2}[A-Za-z_]*|:[A-Za-z_]\w*(?:\([^)]*\))?[?*+]?/g, 'x1');
  return withSlash(plain);
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function withoutSlash(path: string): string {
  const plain = withSlash(path);
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

const COMPILED = new Map<string, RegExp | null>();

/** Patterns are written by strangers: what may take long is not tried. */
function matches(source: string, path: string): boolean {
  let known = COMPILED.get(source);
  if (known === undefined) {
    known = isHarmless(source) ? compiled(source) : null;
    if (COMPILED.size > 4_000) COMPILED.clear();
    COMPILED.set(source, known);
  }
  return known?.test(path.slice(0, 400)) ?? false;
}

/** Without a repeated group that repeats something itself. */
function isHarmless(source: string): boolean {
  return (
    source.length <= 600 &&
    !/\([^()]*[*+][^()]*\)[*+{]/.test(source) &&
    (source.match(/[*+]/g)?.length ?? 0) <= 12
  );
}

function compiled(source: string): RegExp | null {
  try {
    return new RegExp(source, 'i');
  } catch {
    // Other languages' expressions know more than ours.
    return null;
  }
}

/** path-to-regexp as Next.js and Vercel use it: `/a/:b`, `/a/:b*`, `/(.*)`, `/:x(\\d+)`. */
function nextPattern(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length;) {
    const parameter = /^\/?:\w+(?:(\((?:[^()]|\([^()]*\))*\)))?([?*+])?/.exec(pattern.slice(at));
    if (parameter && parameter[0].length > 0 && /^\/?:/.test(parameter[0])) {
      const lead = parameter[0].startsWith('/') ? '/' : '';
      const inside = parameter[1] === undefined ? '[^/]+' : parameter[1];
      const sign = parameter[2];
      source +=
        sign === '*'
          ? `(?:${lead}.*)?`
          : sign === '+'
            ? `${lead}.+`
            : sign === '?'
              ? `(?:${lead}${inside})?`
              : `${lead}${inside}`;
      at += parameter[0].length;
      continue;
    }
    const character = pattern.charAt(at);
    if (character === '(') {
      const end = closing(pattern, at);
      source += pattern.slice(at, end + 1);
      at = end + 1;
      continue;
    }
    source += /[.+^$|[\]\\{}]/.test(character) && character !== '\\' ? `\\${character}` : character;
    at++;
  }
  return `^${source}/?$`;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length - 1;
}

/** `*` is any text, `:name` a part between slashes. */
function globPattern(pattern: string): string {
  const body = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^{}]*)\}/g, (_, inner: string) => `(?:${inner.replaceAll(',', '|')})`)
    .replace(/:[A-Za-z_]\w*/g, '[^/]+')
    .replace(/\/\*\*\//g, '/(?:.*/)?')
    .replace(/\*{1,2}/g, '.*')
    .replace(/\?/g, '[^/]');
  return `^${pattern.startsWith('/') || pattern.startsWith('*') ? '' : '(?:.*/)?'}${body.replace('(\\?:', '(?:')}$`;
}

function routePattern(pattern: string): string {
  const body = withSlash(pattern)
    .replace(/[.+^$|\\]/g, '\\$&')
    .replace(/\[\[?\\?\.{0,3}[^\]]*\]\]?|\{[^}]*\}|<[^>]*>|:[A-Za-z_]\w*(?:\([^)]*\))?[?]?/g, '[^/]+')
    .replace(/\/\*{1,2}[A-Za-z_]*$/g, '(?:/.*)?')
    .replace(/\*{1,2}/g, '.*');
  return `^${body}/?$`;
}
