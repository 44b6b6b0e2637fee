/** Symfony's and Laravel's responses: `setPublic()`, `setMaxAge(60)`, `setCache([…])`, `#[Cache(public: true, maxage: 60)]`. */
import { argumentsAt } from '../../parsers/code.ts';
import { namedArgument, stringIn, contentOf } from '../../env/code/lookups.ts';
import { openBracketBefore } from '../backend/brackets.ts';
import { cacheControlOf, lastOfEach, type Directive } from '../backend/cacheControl.ts';
import type { Found } from '../backend/found.ts';
import { inSeconds } from '../backend/durations.ts';
import type { Value } from '../values.ts';
import { cacheCallsIn, type CacheCall } from './headers.ts';

/** Calls on one variable of one function make one header. */
export function readCacheCalls(found: Found): void {
  const groups = new Map<string, CacheCall[]>();
  for (const call of cacheCallsIn(found)) {
    if (call.name === 'setVary') {
      const [value] = call.parts;
      if (value)
        found.header({ header: 'vary', nameAt: call.nameAt, value: found.value(value), mode: 'set' });
      continue;
    }
    const key = `${openBracketBefore(found.code, call.nameAt.start, 6_000)} ${call.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  for (const calls of groups.values()) {
    const directives = lastOfEach(calls.flatMap((call) => directivesOf(found, call)));
    const [first] = calls;
    if (directives.length === 0 || !first) continue;
    const at = found.span(first.nameAt);
    found.header({ header: 'cache-control', nameAt: first.nameAt, value: cacheControlOf(directives, at) });
  }
}

const WITH_SECONDS: Readonly<Record<string, string | undefined>> = {
  setMaxAge: 'max-age',
  setSharedMaxAge: 's-maxage',
  setClientTtl: 'max-age',
  setTtl: 's-maxage',
  setStaleWhileRevalidate: 'stale-while-revalidate',
  setStaleIfError: 'stale-if-error',
};

function directivesOf(found: Found, { name, nameAt, parts }: CacheCall): Directive[] {
  const at = found.span(nameAt);
  const [first, second] = parts;
  const seconds = WITH_SECONDS[name];
  if (seconds !== undefined) {
    const own = { name: seconds, at, ...(first && { value: found.value(first) }) };
    // Symfony makes a response public that shared caches may keep.
    return seconds === 's-maxage' ? [{ name: 'public', at }, own] : [own];
  }
  if (name === 'setPublic') return [{ name: 'public', at }];
  if (name === 'setPrivate') return [{ name: 'private', at }];
  if (name === 'setImmutable') return [{ name: 'immutable', at }];
  if (name === 'addCacheControlDirective' && first) {
    const written = contentOf(found.code, stringIn(found.code, first));
    if (written === undefined) return [];
    const value = second && found.value(second);
    return [{ name: written, at, ...(value && value.kind !== 'flag' && { value }) }];
  }
  return name === 'setCache' && first ? optionsOf(found.value(first)) : [];
}

const OPTIONS =
  /^(?:public|private|max_age|s_maxage|immutable|must_revalidate|no_cache|no_store|no_transform|proxy_revalidate|stale_if_error|stale_while_revalidate)$/;

function optionsOf(options: Value): Directive[] {
  if (options.kind !== 'map') return [];
  return options.entries.flatMap(({ key, keyAt, value }) => {
    if (!OPTIONS.test(key)) return [];
    if (value.kind === 'flag') {
      if (value.value) return [{ name: key.replaceAll('_', '-'), at: keyAt }];
      return key === 'public' ? [{ name: 'private', at: keyAt }] : [];
    }
    const name = key === 's_maxage' ? 's-maxage' : key.replaceAll('_', '-');
    return [{ name, value: inWords(value), at: keyAt }];
  });
}

const NAMES: Readonly<Record<string, string | undefined>> = {
  public: 'public',
  maxage: 'max-age',
  smaxage: 's-maxage',
  mustRevalidate: 'must-revalidate',
  noStore: 'no-store',
  staleWhileRevalidate: 'stale-while-revalidate',
  staleIfError: 'stale-if-error',
};

/** `#[Cache(public: true, maxage: 3600, vary: ['Accept'])]`, `@Cache(smaxage="15", public=true)` */
export function readCacheAttributes(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/#\[(?:[^\]\n]{0,200},\s{0,8})?\\?(?:\w{1,40}\\){0,6}Cache\(/g)) {
    const open = match.index + match[0].length - 1;
    const start = match.index + match[0].lastIndexOf('Cache(');
    const nameAt = { start, end: open };
    const parts = argumentsAt(code, open);
    const directives: Directive[] = [];
    for (const [name, directive = ''] of Object.entries(NAMES)) {
      const part = namedArgument(code, parts, new RegExp(`^${name}$`));
      if (!part) continue;
      const value = found.value(part);
      const at = found.span(part);
      if (value.kind !== 'flag') directives.push({ name: directive, value: inWords(value), at });
      else if (value.value) directives.push({ name: directive, at });
      else if (name === 'public') directives.push({ name: 'private', at });
    }
    const ownerAt = found.functions.find((one) => one.start > open)?.start;
    const vary = namedArgument(code, parts, /^vary$/);
    if (vary) found.header({ header: 'vary', nameAt, value: found.value(vary), groupAt: start, ownerAt });
    if (directives.length > 0) {
      const value = cacheControlOf(directives, found.span(nameAt));
      found.header({ header: 'cache-control', nameAt, value, groupAt: start, ownerAt });
    }
  }
}

const DURATION = /^(\d{1,6})\s?(second|minute|hour|day|week|month|year)s?$/;

/** Symfony understands `"1 hour"` and `"3600"`. */
function inWords(value: Value): Value {
  if (value.kind !== 'text') return value;
  const words = DURATION.exec(value.text.trim());
  return words ? inSeconds({ kind: 'number', value: Number(words[1]), at: value.at }, words[2] ?? '') : value;
}
