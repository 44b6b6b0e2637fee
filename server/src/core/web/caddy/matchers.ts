/** Which requests a directive is for: https://caddyserver.com/docs/caddyfile/matchers */
import type { CaddyWord } from '../../parsers/caddyfile.ts';
import type { Document } from '../../source.ts';
import type { Scope } from '../types.ts';
import type { Condition, OriginTest, Value } from '../values.ts';
import { argumentOf, linesIn, withArguments, type Caddyfile, type Line } from './lines.ts';
import { expressionCondition } from './expressions.ts';
import { spanOfWord, valueOf } from './values.ts';

/** One of the scopes, and all of the conditions. */
export interface Matcher {
  readonly scopes: readonly Scope[];
  readonly when: readonly Condition[];
}

export const EVERYTHING: Matcher = { scopes: [{ syntax: 'all' }], when: [] };

export type Matchers = ReadonlyMap<string, Matcher>;

/** The named ones that a block defines. */
export function matchersOf(
  document: Document,
  file: Caddyfile,
  lines: readonly Line[],
): Map<string, Matcher> {
  const matchers = new Map<string, Matcher>();
  for (const line of lines) {
    const [name, ...rest] = line.words;
    if (!name?.text.startsWith('@')) continue;
    const parts: Line[] = line.block
      ? linesIn(file, line.block, line.args)
      : [{ words: rest, args: line.args, start: line.start, end: line.end }];
    matchers.set(withArguments(name.text, line.args), namedMatcher(document, parts));
  }
  return matchers;
}

/** `/path*`, `*`, `@name` before the directive's own words; undefined where there is none. */
export function matcherOf(
  document: Document,
  word: CaddyWord | undefined,
  args: readonly CaddyWord[],
  named: Matchers,
): Matcher | undefined {
  if (!word || word.isQuoted) return undefined;
  if (word.text === '*') return EVERYTHING;
  if (word.text.startsWith('/')) return { scopes: [pathScope(document, word, args)], when: [] };
  if (!word.text.startsWith('@')) return undefined;
  const at = spanOfWord(document, word);
  return (
    named.get(withArguments(word.text, args)) ?? {
      scopes: [{ syntax: 'all', conditional: true }],
      when: [{ kind: 'other', at }],
    }
  );
}

const MOST_PATHS = 20;

function namedMatcher(document: Document, parts: readonly Line[]): Matcher {
  let scopes: Scope[] = [];
  let methods: string[] | undefined;
  const when: Condition[] = [];
  const origins: Condition[] = [];
  for (const { words, args, start, end } of parts) {
    const [kind, ...rest] = words;
    if (!kind) continue;
    const at = spanOfWord(document, rest[0] ?? kind);
    if (kind.text === 'path')
      scopes = [...scopes, ...rest.map((word) => pathScope(document, word, args))].slice(0, MOST_PATHS);
    else if (kind.text.startsWith('/') && parts.length === 1) scopes = [pathScope(document, kind, args)];
    else if (kind.text === 'path_regexp') {
      const pattern = rest.at(-1);
      if (pattern) scopes = [{ pattern: pattern.text, syntax: 'regex', at: spanOfWord(document, pattern) }];
    } else if (kind.text === 'method') methods = rest.map(({ text }) => text.toUpperCase());
    else {
      const origin = originCondition(document, words, args);
      if (origin && kind.text !== 'not') origins.push(origin);
      else
        when.push(
          origin ?? {
            kind: 'other',
            at: spanOfWord(document, { start: at.start, end: Math.max(end, start) }),
          },
        );
    }
  }
  // Several lines about one field: one of them is enough.
  const [only] = origins;
  if (only) when.push(origins.length === 1 ? only : { kind: 'any', of: origins, at: only.at });
  const isConditional = when.some(({ kind }) => kind === 'other');
  const list: Scope[] = scopes.length > 0 ? scopes : [{ syntax: 'all' }];
  return {
    scopes: list.map((scope) => narrowed(scope, methods, isConditional)),
    when,
  };
}

function narrowed(scope: Scope, methods: readonly string[] | undefined, isConditional: boolean): Scope {
  return { ...scope, ...(methods && { methods }), ...(isConditional && { conditional: true }) };
}

function pathScope(document: Document, word: CaddyWord, args: readonly CaddyWord[]): Scope {
  const given = argumentOf(word.text, args) ?? word;
  const at = spanOfWord(document, given);
  const { text } = given;
  if (/\{/.test(text)) return { syntax: 'all', conditional: true };
  if (text === '*' || text === '/*') return { syntax: 'all' };
  if (!text.includes('*')) return { pattern: text, syntax: 'exact', at };
  if (text.indexOf('*') === text.length - 1) return { pattern: text.slice(0, -1), syntax: 'prefix', at };
  if (text.lastIndexOf('*') === 0) return { pattern: text.slice(1), syntax: 'extension', at };
  return { pattern: text, syntax: 'glob', at };
}

/** `header Origin …`, `header_regexp Origin …`, `not header Origin …`, an expression about it; undefined for all else. */
function originCondition(
  document: Document,
  words: readonly CaddyWord[],
  args: readonly CaddyWord[],
): Condition | undefined {
  const [kind, ...rest] = words;
  if (!kind) return undefined;
  if (kind.text === 'not') {
    const inner = originCondition(document, rest, args);
    return inner?.kind === 'origin' ? { ...inner, negated: !inner.negated } : undefined;
  }
  if (kind.text === 'expression' || (kind.isQuoted && words.length === 1))
    return expressionCondition(document, kind.isQuoted ? kind : rest[0]);
  const isPattern = kind.text === 'header_regexp';
  if (!isPattern && kind.text !== 'header') return undefined;
  const [first, second, third] = rest;
  const field = isPattern && third ? second : first;
  const written = isPattern && third ? third : second;
  if (!field || !/^!?origin$/i.test(field.text)) return undefined;
  const at = spanOfWord(document, written ?? field);
  const negated = field.text.startsWith('!');
  if (!written) return { kind: 'origin', negated, at, test: { kind: 'present' } };
  const given = argumentOf(written.text, args) ?? written;
  if (isPattern) {
    const pattern: Value = {
      kind: 'pattern',
      source: given.text,
      flags: '',
      at: spanOfWord(document, given),
    };
    return { kind: 'origin', negated, at: pattern.at, test: { kind: 'matches', how: 'search', pattern } };
  }
  return { kind: 'origin', negated, at, test: wildcardTest(document, given, args) };
}

/** `*` at either end stands for any text. */
function wildcardTest(document: Document, word: CaddyWord, args: readonly CaddyWord[]): OriginTest {
  if (word.text === '*') return { kind: 'present' };
  const isOpenStart = word.text.startsWith('*');
  const isOpenEnd = word.text.endsWith('*');
  const text = word.text.slice(isOpenStart ? 1 : 0, isOpenEnd ? -1 : undefined);
  const start = word.start + (isOpenStart ? 1 : 0);
  const value = valueOf(document, { ...word, text, start, end: word.end - (isOpenEnd ? 1 : 0) }, args);
  if (isOpenStart) return { kind: isOpenEnd ? 'contains' : 'ends-with', value };
  return isOpenEnd ? { kind: 'starts-with', value } : { kind: 'equals', value };
}
