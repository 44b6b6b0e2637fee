/** Caching that Rails, Sinatra and Hanami have words for: `expires_in`, `fresh_when`, `no_store`, `caches_page` … */
import type { CallExpr } from '../../parsers/expression.ts';
import { lastName } from '../../parsers/expression.ts';
import type { DataCache, HeaderSetting } from '../types.ts';
import type { Value } from '../values.ts';
import { textOfParts } from '../python/values.ts';
import { stageOfFile } from './headers.ts';
import type { RubyWeb } from './rubyWeb.ts';

const CALLS = [
  'expires_in',
  'expires_now',
  'no_store',
  'fresh_when',
  'stale?',
  'http_cache_forever',
  'cache_control',
  'expires',
];

export function readCachingCalls(web: RubyWeb): HeaderSetting[] {
  const { code } = web.file;
  if (!isOfActions(web)) return [];
  return [
    ...web.calls(CALLS).flatMap((call) => {
      // A key of a hash, a method of something else: `Rails.cache.fetch("x", expires_in: 60)`, `token.expires_in`.
      if (call.callee.kind === 'member' && !/^(?:response|res|self)$/.test(lastName(call.callee.object)))
        return [];
      const value = headerOf(web, call);
      return value ? [settingOf(web, call, value)] : [];
    }),
    ...readBare(web),
    ...(code.masked.includes('cache_control') ? readCacheControl(web) : []),
  ];
}

function isOfActions({ file: { code, document } }: RubyWeb): boolean {
  return (
    /(?:^|\/)(?:controllers|actions)\//.test(document.path) ||
    /Controller\b|\bSinatra::|require ['"]sinatra|Hanami|Grape::API/.test(code.text)
  );
}

function headerOf(web: RubyWeb, call: CallExpr): Value | undefined {
  const name = lastName(call.callee);
  const plain = call.args.filter((given) => given.name === undefined).map(({ value }) => web.valueOf(value));
  const named = new Map(
    call.args.flatMap((given) =>
      given.name === undefined ? [] : [[given.name, web.valueOf(given.value)] as const],
    ),
  );
  const at = web.file.place(call);
  const isPublic = isTrue(named.get('public'));
  switch (name) {
    case 'expires_in': {
      const [seconds] = plain;
      return (
        seconds &&
        textOfParts(
          ['max-age=', seconds, isPublic ? ', public' : ', private', ...directives(named, ['public'])],
          at,
        )
      );
    }
    case 'fresh_when':
    case 'stale?':
      // Without `public` the answer stays as it is.
      return isPublic ? { kind: 'text', text: 'public', at } : undefined;
    case 'http_cache_forever':
      return { kind: 'text', text: `max-age=3155695200, ${isPublic ? 'public' : 'private'}, immutable`, at };
    case 'no_store':
      return { kind: 'text', text: 'no-store', at };
    case 'expires_now':
      return { kind: 'text', text: 'no-cache', at };
    case 'expires': {
      const [seconds, ...rest] = plain;
      if (!seconds || call.args.length < 2 || seconds.kind === 'text') return undefined;
      return textOfParts(
        [...words(rest), ...(rest.length > 0 ? [', '] : []), 'max-age=', seconds, ...directives(named, [])],
        at,
      );
    }
    default: {
      const parts = [...words(plain), ...directives(named, [])];
      if (plain.length === 0 && typeof parts[0] === 'string') parts[0] = parts[0].replace(/^, /, '');
      return parts.length > 0 ? textOfParts(parts, at) : undefined;
    }
  }
}

function words(values: readonly Value[]): string[] {
  const texts = values.flatMap((value) => (value.kind === 'text' ? [value.text.replaceAll('_', '-')] : []));
  return texts.length > 0 ? [texts.join(', ')] : [];
}

/** `, must-revalidate, stale-while-revalidate=60` */
function directives(named: ReadonlyMap<string, Value>, without: readonly string[]): (string | Value)[] {
  const parts: (string | Value)[] = [];
  for (const [name, value] of named) {
    if (
      without.includes(name) ||
      !/^(?:public|private|no_cache|no_store|must_revalidate|proxy_revalidate|immutable|max_age|s_maxage|s_max_age|stale_while_revalidate|stale_if_error|no_transform|must_understand)$/.test(
        name,
      )
    )
      continue;
    const directive = name === 's_max_age' ? 's-maxage' : name.replaceAll('_', '-');
    if (value.kind === 'flag') {
      if (value.value) parts.push(`, ${directive}`);
    } else if (value.kind !== 'nothing') parts.push(`, ${directive}=`, value);
  }
  return parts;
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'flag' && value.value;
}

function settingOf(web: RubyWeb, call: CallExpr, value: Value): HeaderSetting {
  const { callee } = call;
  return makeSetting(web, callee.kind === 'member' ? callee.nameAt : callee, value);
}

function makeSetting(
  web: RubyWeb,
  name: { readonly start: number; readonly end: number },
  value: Value,
): HeaderSetting {
  const handler = web.handlerAt(name.start);
  const when = [...stageOfFile(web), ...web.conditionsAt(name.start)];
  return {
    setBy: 'code',
    header: 'cache-control',
    nameAt: web.file.place(name),
    value,
    scope: { syntax: 'all' },
    mode: 'set',
    ...(handler !== undefined && { handler }),
    group: web.groupOf(
      `${web.file.blockAt(name.start, 'def')?.start ?? web.file.blockAt(name.start, 'do')?.start ?? ''} response`,
    ),
    ...(when.length > 0 && { when }),
  };
}

const BARE = /(?<=^|\n)[ \t]{1,60}(no_store|expires_now)[ \t]*(?=\r?\n|if |unless |$)/g;

/** Words that stand alone: `no_store`. */
function readBare(web: RubyWeb): HeaderSetting[] {
  return [...web.file.code.masked.matchAll(BARE)].map((match) => {
    const word = match[1] ?? '';
    const start = match.index + match[0].indexOf(word);
    const range = { start, end: start + word.length };
    return makeSetting(web, range, {
      kind: 'text',
      text: word === 'no_store' ? 'no-store' : 'no-cache',
      at: web.file.place(range),
    });
  });
}

const ITEM = /(?<![\w.])response\.(cache_control)\[:(\w{1,40})\][ \t]{0,8}=(?!=)[ \t]{0,8}/g;
const REPLACED = /(?<![\w.])response\.cache_control\.(?:merge!|replace|update)\(/g;

/** `response.cache_control[:public] = true`, `response.cache_control.replace(max_age: 60, public: true)` */
function readCacheControl(web: RubyWeb): HeaderSetting[] {
  const { code } = web.file;
  const found = new Map<
    string,
    { readonly start: number; readonly parts: (string | Value)[]; readonly end: number }
  >();
  const add = (start: number, end: number, named: ReadonlyMap<string, Value>): void => {
    const key = String(web.file.blockAt(start, 'def')?.start ?? '');
    const known = found.get(key);
    const parts = directives(named, []);
    if (known) known.parts.push(...parts);
    else if (parts.length > 0) found.set(key, { start, parts, end });
  };
  for (const match of code.masked.matchAll(ITEM)) {
    const value = web.valueAt(match.index + match[0].length);
    add(match.index, value.at.end, new Map([[match[2] ?? '', value]]));
  }
  const changes = new Map(
    code.masked.includes('response.cache_control.')
      ? web.calls(['merge!', 'replace', 'update']).map((call) => [call.start, call])
      : [],
  );
  for (const match of code.masked.matchAll(REPLACED)) {
    const call = changes.get(match.index);
    if (call)
      add(
        match.index,
        call.end,
        new Map(
          call.args.flatMap((given) =>
            given.name === undefined ? [] : [[given.name, web.valueOf(given.value)] as const],
          ),
        ),
      );
  }
  return [...found.values()].map(({ start, parts, end }) => {
    const [first] = parts;
    if (typeof first === 'string') parts[0] = first.replace(/^, /, '');
    const nameAt = start + code.masked.slice(start, start + 40).indexOf('cache_control');
    return makeSetting(
      web,
      { start: nameAt, end: nameAt + 'cache_control'.length },
      textOfParts(parts, web.file.place({ start, end })),
    );
  });
}

/** `caches_page :index`, `caches_action :show, expires_in: 1.hour`: the same page for everybody. */
export function readPageCaches(web: RubyWeb): DataCache[] {
  return web.calls(['caches_page', 'caches_action']).flatMap((call) => {
    if (call.callee.kind !== 'name') return [];
    const owner = web.file.blockAt(call.start, 'class');
    const age = call.args.find((given) => given.name === 'expires_in');
    const hasOwnKey = call.args.some((given) => given.name === 'cache_path');
    const names = call.args
      .filter((given) => given.name === undefined)
      .map(({ value }) => web.valueOf(value));
    return names.flatMap((name): DataCache[] => {
      if (name.kind !== 'text') return [];
      const handler = web.actions.findIndex(
        ({ block }) => block.parent === owner && block.name === name.text,
      );
      const found = web.actions[handler]?.handler;
      return [
        {
          how: 'page-cache',
          value: age ? web.valueOf(age.value) : { kind: 'nothing', at: name.at },
          at: name.at,
          reads: (found?.reads ?? []).filter(({ at }) => at.start !== found?.guarded?.at.start),
          ...(handler !== -1 && { handler }),
          ...(hasOwnKey && { private: true as const }),
        },
      ];
    });
  });
}
