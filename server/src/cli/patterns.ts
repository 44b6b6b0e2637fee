import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { printable } from '../core/printable.ts';
import { statusOf } from './statusOf.ts';
import { isInside, resolveTarget, type Patterns, type Target } from './target.ts';
import { UsageError } from './usageError.ts';

export interface Selection {
  /** Files, folders and patterns, relative to the present folder or absolute. */
  readonly given: readonly string[];
  /** Patterns in the syntax of .gitignore, as of the present folder. */
  readonly ignored: readonly string[];
}

/**
 * The target that paths and patterns mean. A pattern means what a shell makes of it: `*` and `?` stay within one folder, `**`
 * crosses folders, `{a,b}` is either, `[ab]` one of these characters; a folder that matches stands for all that is in it. Other than
 * in shells, names that begin with a dot match too: `*` finds `.env`. What exists under the very name is that file.
 */
export function selectTarget(cwd: string, { given, ignored }: Selection): Target {
  const globs = given.filter((item) => isPattern(cwd, item)).map((item) => parsePattern(cwd, item));
  const plain = given.filter((item) => !isPattern(cwd, item));
  // The folder that a pattern begins in says where the root is, as a path would.
  const bases = globs.map(({ base }) => base);
  const { root, paths: all } = resolveTarget(cwd, [...plain, ...bases]);
  const paths = globs.length === 0 ? all : all.slice(0, plain.length);
  return {
    root,
    paths,
    ...(globs.length > 0 ? { patterns: patternsOf(globs.map((glob) => rule(root, glob))) } : {}),
    ...(ignored.length > 0 ? { leftOut: patternsBelow(root, cwd, ignored) } : {}),
  };
}

/** Fails where a pattern matches none of the files that there are: nobody may take that for a clean result. */
export function requireMatches({ patterns }: Target, listing: readonly string[]): void {
  const [unmatched] = patterns?.unmatched(listing) ?? [];
  if (unmatched !== undefined)
    throw new UsageError(
      `No file matches “${printable(unmatched)}”. Files that git ignores are not looked at.`,
    );
}

interface Glob {
  readonly given: string;
  /** The folder it begins in, absolute. */
  readonly base: string;
  /** The rest, forward slashes. */
  readonly rest: string;
}

function isPattern(cwd: string, item: string): boolean {
  return MAGIC.test(item) && !exists(path.resolve(cwd, item));
}

const MAGIC = /[*?[{]/;

/** The folders at its beginning are taken for what they are called, `app/[slug]` as well. */
function parsePattern(cwd: string, given: string): Glob {
  const forward = process.platform === 'win32' ? given.replaceAll('\\', '/') : given;
  const parts = forward.split('/');
  let base = forward.startsWith('/') ? path.parse(path.resolve(cwd)).root : cwd;
  let at = 0;
  for (; at < parts.length - 1; at++) {
    const next = path.resolve(base, parts[at] || '.');
    if (MAGIC.test(parts[at] ?? '') && !exists(next)) break;
    // "C:" alone would be the present folder of that drive.
    base = /^[a-z]:$/i.test(parts[at] ?? '') ? `${parts[at]}${path.sep}` : next;
  }
  if (!exists(base) || !isFolder(base))
    throw new UsageError(
      `No file matches “${printable(given)}”: there is no folder “${printable(parts.slice(0, at).join('/'))}”.`,
    );
  return { given, base: realpathSync(base), rest: parts.slice(at).join('/') };
}

interface Rule {
  readonly given: string;
  readonly lines: readonly string[];
}

/** In the syntax of .gitignore, where a leading slash binds a pattern to its folder. */
function rule(root: string, { given, base, rest }: Glob): Rule {
  const folder = path.relative(root, base).split(path.sep).join('/');
  const prefix = folder === '' ? '/' : `/${literally(folder)}/`;
  return { given, lines: braces(rest).map((each) => prefix + withoutTrailingSpace(each)) };
}

function patternsOf(rules: readonly Rule[]): Patterns {
  const matchers = rules.map(({ given, lines }) => ({ given, matcher: matcherOf(lines) }));
  return {
    match: (file) => matchers.some(({ matcher }) => matcher(file)),
    unmatched: (listing) =>
      matchers.filter(({ matcher }) => !listing.some(matcher)).map(({ given }) => given),
  };
}

/** Patterns in the syntax of .gitignore, as of the present folder. */
export function patternsBelow(root: string, cwd: string, lines: readonly string[]): Patterns {
  // A check of what lies elsewhere has that as its root, and its patterns count from there.
  const folder = isInside(root, cwd) ? path.relative(root, cwd).split(path.sep).join('/') : '';
  const prefix = folder === '' ? '' : `${folder}/`;
  const matcher = matcherOf(lines);
  return {
    match: (file) => file.startsWith(prefix) && matcher(file.slice(prefix.length)),
    unmatched: () => [],
  };
}

function matcherOf(lines: readonly string[]): (file: string) => boolean {
  const matcher = ignore({ ignorecase: IGNORES_CASE }).add(lines);
  return (file) => ignore.isPathValid(file) && matcher.ignores(file);
}

/** As file systems do. */
const IGNORES_CASE = process.platform === 'win32' || process.platform === 'darwin';

function exists(item: string): boolean {
  return statusOf(item) !== undefined;
}

function isFolder(item: string): boolean {
  return statSync(item, { throwIfNoEntry: false })?.isDirectory() === true;
}

function literally(text: string): string {
  return text.replace(/[\\*?[\]!# ]/g, String.raw`\$&`);
}

/** .gitignore drops spaces at the end. */
function withoutTrailingSpace(pattern: string): string {
  return pattern.replace(/ +$/, (spaces) => spaces.replaceAll(' ', String.raw`\ `));
}

/** More are a mistake, or an attempt. */
const MOST_ALTERNATIVES = 1_000;

/** `a{b,c}` as `ab` and `ac`; braces without a comma stay what they are. */
function braces(pattern: string): readonly string[] {
  const done = new Set<string>();
  const pending = [pattern];
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    const alternatives = expandOnce(each);
    if (alternatives) pending.push(...alternatives);
    else done.add(each);
    if (done.size + pending.length > MOST_ALTERNATIVES)
      throw new UsageError(`The pattern “${printable(pattern)}” has more than 1,000 alternatives.`);
  }
  return [...done];
}

/** The innermost braces with a comma come first: what is in them has no braces left. */
function expandOnce(pattern: string): readonly string[] | undefined {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (!found) return undefined;
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + found[0].length);
  return (found[1] ?? '').split(',').map((each) => before + each + after);
}
