/** Which `location` answers a path: https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
import type { NginxDirective } from '../../parsers/nginx.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { Scope, ServerLocation } from '../types.ts';

/**
 * The place in the list of the location that answers a path (decoded, without its query); undefined where the server itself does,
 * or where a pattern that comes first can't be tried.
 */
export function locationFor(
  locations: readonly ServerLocation[],
  server: number,
  path: string,
): number | undefined {
  const children = (inside: number | undefined): number[] =>
    [...locations.keys()].filter(
      (index) => locations[index]?.server === server && locations[index]?.inside === inside,
    );
  const find = (inside: number | undefined): Found | undefined => {
    const prefix = staticOf(locations, children(inside), path);
    const isExact = prefix !== undefined && locations[prefix]?.match === '=';
    const nested = prefix === undefined || isExact ? undefined : find(prefix);
    const found = isExact ? { index: prefix, isFinal: true } : (nested ?? openAt(prefix));
    // What an expression inside of the longest prefix says comes before the expressions beside it; so does `^~`.
    if (found?.isFinal || (prefix !== undefined && locations[prefix]?.match === '^~')) return found;
    for (const index of children(inside)) {
      const { match, pattern } = locations[index] ?? { match: '' as const, pattern: '' };
      if (match !== '~' && match !== '~*') continue;
      const expression = expressionOf(pattern, match === '~*');
      if (!expression) return { index: undefined, isFinal: true };
      if (expression.test(path)) return { index: find(index)?.index ?? index, isFinal: true };
    }
    return found;
  };
  return find(undefined)?.index;
}

interface Found {
  readonly index: number | undefined;
  /** No expression of an outer block is asked any more. */
  readonly isFinal: boolean;
}

function openAt(index: number | undefined): Found | undefined {
  return index === undefined ? undefined : { index, isFinal: false };
}

/** The location with just this path, or the longest prefix of it. */
function staticOf(
  locations: readonly ServerLocation[],
  among: readonly number[],
  path: string,
): number | undefined {
  let longest: number | undefined;
  for (const index of among) {
    const { match, pattern } = locations[index] ?? { match: '@' as const, pattern: '' };
    if (match === '=' && pattern === path) return index;
    if (match !== '' && match !== '^~') continue;
    const most = longest === undefined ? -1 : (locations[longest]?.pattern.length ?? 0);
    if (path.startsWith(pattern) && pattern.length > most) longest = index;
  }
  return longest;
}

/** PCRE as JavaScript reads it; undefined where that can't be done safely. */
export function expressionOf(pattern: string, ignoresCase: boolean): RegExp | undefined {
  let source = pattern;
  let flags = ignoresCase ? 'i' : '';
  if (source.startsWith('(?i)')) {
    source = source.slice(4);
    flags = 'i';
  }
  // Nested repetition may take for ever, and possessive and recursive forms mean something else here.
  if (source.length > 500 || /[*+}]\)[*+{]|[*+?}]\+|\(\?[R&P>(]|\[\[:/.test(source)) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

interface LocationPattern {
  readonly match: ServerLocation['match'];
  readonly pattern: string;
  readonly start: number;
  readonly end: number;
}

/** `location = /x`, `location ~* \.css$`, `location /x`, and without the blank: `location =/x`. */
export function patternOf({ name, args }: NginxDirective): LocationPattern {
  const [first, second] = args;
  if (!first) return { match: '', pattern: '', start: name.start, end: name.end };
  if (second && !first.isQuoted && isSign(first.text))
    return { match: first.text, pattern: second.text, start: second.start, end: second.end };
  const sign = first.isQuoted ? undefined : /^(?:=|\^~|~\*|~)(?=.)/.exec(first.text)?.[0];
  const match = sign !== undefined && isSign(sign) ? sign : first.text.startsWith('@') ? '@' : '';
  const length = match === '@' ? 0 : match.length;
  return { match, pattern: first.text.slice(length), start: first.start + length, end: first.end };
}

function isSign(text: string): text is '=' | '^~' | '~' | '~*' {
  return text === '=' || text === '^~' || text === '~' || text === '~*';
}

export function locationScope(document: Document, directive: NginxDirective): Scope {
  const { match, pattern, start, end } = patternOf(directive);
  // What a template puts in is not known.
  if (match === '@' || pattern === '' || /\{\{|<%|\{%/.test(pattern))
    return { syntax: 'all', conditional: true };
  const syntax = match === '=' ? 'exact' : match === '~' || match === '~*' ? 'regex' : 'prefix';
  return {
    pattern,
    syntax,
    at: spanOf(document, start, end),
    ...(match === '~*' && { ignoresCase: true as const }),
  };
}
