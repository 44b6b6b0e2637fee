/**
 * What a .dockerignore leaves out of the build context. Its patterns are Go's filepath.Match with `**` added, anchored at
 * the context's root; the last one that matches decides. Not the syntax of .gitignore, where "keys" matches at any depth.
 * Source: docs.docker.com/build/concepts/context, "Syntax"; github.com/moby/patternmatcher.
 */
export interface DockerIgnore {
  /** Path of a file, relative to the context, forward slashes. */
  ignores(path: string): boolean;
}

export function parseDockerIgnore(text: string): DockerIgnore {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, MOST_PATTERNS)
    .flatMap((line) => patternOf(line) ?? []);
  return {
    ignores(path) {
      const parts = path.split('/');
      let ignored = false;
      for (const { negated, segments } of patterns) {
        // A pattern that matches a folder takes along all that is in it.
        if (negated === ignored && matchesParent(segments, parts)) ignored = !negated;
      }
      return ignored;
    },
  };
}

const MOST_PATTERNS = 2_000;

interface Pattern {
  readonly negated: boolean;
  readonly segments: readonly string[];
}

function patternOf(line: string): Pattern | undefined {
  if (line.startsWith('#')) return undefined;
  const trimmed = line.trim();
  const negated = trimmed.startsWith('!');
  const segments = (negated ? trimmed.slice(1).trim() : trimmed)
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
  return segments.length === 0 || segments.length > 64 ? undefined : { negated, segments };
}

/** True where the pattern matches the path or one of the folders that it lies in. */
function matchesParent(segments: readonly string[], parts: readonly string[]): boolean {
  // Reachable positions in the pattern after each part: no backtracking, whatever the number of `**`.
  let states = closure(segments, new Set([0]));
  for (const part of parts) {
    const next = new Set<number>();
    for (const state of states) {
      const segment = segments[state];
      if (segment === undefined) continue;
      if (segment === '**') next.add(state);
      else if (matchesSegment(segment, part)) next.add(state + 1);
    }
    states = closure(segments, next);
    if (states.has(segments.length)) return true;
  }
  return false;
}

/** `**` matches no folder as well. */
function closure(segments: readonly string[], states: Set<number>): Set<number> {
  // A set that grows while it is walked shows what was added.
  for (const state of states) if (segments[state] === '**') states.add(state + 1);
  return states;
}

/** `*`, `?`, `[a-z]` and `\x` within one name; `**` beside other characters counts as `*`. */
function matchesSegment(pattern: string, name: string): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    const token = p < pattern.length ? tokenAt(pattern, p) : undefined;
    if (token?.kind === 'star') {
      star = p = token.end;
      mark = n;
    } else if (token && token.matches(name.charAt(n))) {
      p = token.end;
      n++;
    } else if (star !== -1) {
      p = star;
      n = ++mark;
    } else return false;
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

interface Token {
  readonly kind: 'star' | 'character';
  readonly end: number;
  matches(character: string): boolean;
}

function tokenAt(pattern: string, at: number): Token {
  const sign = pattern.charAt(at);
  if (sign === '*') return { kind: 'star', end: at + 1, matches: () => false };
  if (sign === '?') return { kind: 'character', end: at + 1, matches: () => true };
  if (sign === '\\' && at + 1 < pattern.length) return literal(pattern.charAt(at + 1), at + 2);
  const close = sign === '[' ? pattern.indexOf(']', at + 2) : -1;
  if (close === -1) return literal(sign, at + 1);
  const body = pattern.slice(at + 1, close);
  const negated = body.startsWith('^');
  const members = negated ? body.slice(1) : body;
  return {
    kind: 'character',
    end: close + 1,
    matches: (character) => isMember(members, character) !== negated,
  };
}

function literal(wanted: string, end: number): Token {
  return { kind: 'character', end, matches: (character) => character === wanted };
}

function isMember(members: string, character: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const from = members.charAt(at);
    if (members[at + 1] === '-' && at + 2 < members.length) {
      if (from <= character && character <= members.charAt(at + 2)) return true;
      at += 2;
    } else if (from === character) return true;
  }
  return false;
}
