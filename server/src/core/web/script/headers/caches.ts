/** Caches that keep whole answers: middleware of servers, and the Cache API of Workers. */
import { OPEN_BRACE, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import { codeAt, isObjectKey, wordAt } from '../../../parsers/script/walk.ts';
import type { DataCache } from '../../types.ts';
import type { Value } from '../../values.ts';
import { entryOf } from '../cors/corsValues.ts';
import { scopeOf } from '../routes/handlers.ts';
import { keepsApart, RUN_BY_NITRO } from './nitroCaches.ts';
import type { FoundHeader } from './foundHeaders.ts';
import { routingOf } from '../routes/routes.ts';
import { callAt, type Call, type ScriptFile } from '../scriptFile.ts';

export interface FoundCache {
  readonly cache: Omit<DataCache, 'handler' | 'reads'>;
  readonly token: number;
}

export interface FoundCaches {
  readonly caches: readonly FoundCache[];
  readonly headers: readonly FoundHeader[];
}

export function cachesIn(file: ScriptFile): FoundCaches {
  const { script } = file;
  const caches: FoundCache[] = [];
  const headers: FoundHeader[] = [];
  for (let token = 0; token < script.count; token++) {
    const word = wordAt(script, token);
    if (word === 'cf' && isObjectKey(script, token) && codeAt(script, token + 2) === OPEN_BRACE)
      ofFetch(file, token, caches);
    else if (codeAt(script, token + 1) === OPEN_PAREN) ofCall(file, token, word, caches, headers);
  }
  return { caches, headers };
}

/** `fetch(request, { cf: { cacheTtl: 300, cacheEverything: true } })` */
function ofFetch(file: ScriptFile, token: number, caches: FoundCache[]): void {
  const options = file.value(token + 2, file.script.partners[token + 2] ?? token + 2);
  const time = entryOf(options, 'cacheTtl') ?? entryOf(options, 'cacheTtlByStatus');
  const everything = entryOf(options, 'cacheEverything');
  const told = time ?? everything;
  if (told) caches.push({ cache: { how: 'fetch-cache', value: told.value, at: told.keyAt }, token });
}

function ofCall(
  file: ScriptFile,
  token: number,
  word: string,
  caches: FoundCache[],
  headers: FoundHeader[],
): void {
  const call = KEEPERS.test(word) || word === 'put' ? callAt(file, token) : undefined;
  if (!call) return;
  const from = file.imported(call.path[0] ?? word)?.from ?? file.imported(word)?.from ?? '';
  if (word === 'put') return ofCacheApi(file, call, caches);
  if (word === 'cache' && /^(?:hono|@hono\/hono)\/cache$/.test(from))
    return ofHono(file, call, caches, headers);
  const isMiddleware =
    (word === 'middleware' && /^(?:apicache|apicache-plus)$/.test(from)) ||
    (word === 'cacheSeconds' && from === 'route-cache') ||
    ((word === 'cache' || word === 'route') &&
      /^(?:express-redis-cache|express-cache-ctrl|express-expeditious|koa-cash|koa-redis-cache)$/.test(
        from,
      )) ||
    /^(?:cachedEventHandler|defineCachedEventHandler)$/.test(word);
  if (!isMiddleware) return;
  const at = file.span(call.token, call.token);
  const isNitro = word.includes('EventHandler');
  const options = isNitro ? call.args[1] : call.args[0];
  const given: Value = options ? file.value(options.first, options.last) : { kind: 'unknown', at };
  const apart = isNitro && keepsApart(given) ? { private: true as const } : {};
  caches.push({
    cache: {
      how: 'page-cache',
      value: entryOf(given, 'maxAge')?.value ?? given,
      at,
      ...apart,
      ...(isNitro && RUN_BY_NITRO),
    },
    token: call.token,
  });
}

const KEEPERS = /^(?:cache|middleware|cacheSeconds|route|cachedEventHandler|defineCachedEventHandler)$/;

/** `caches.default.put(request, response)`, `cache.put(key, response)` */
function ofCacheApi(file: ScriptFile, call: Call, caches: FoundCache[]): void {
  const owner = call.path.at(-1) ?? '';
  const isDefault = owner === 'default' && call.path.at(-2) === 'caches';
  if (!isDefault && !(/cache/i.test(owner) && call.args.length === 2 && isOpened(file, owner))) return;
  const at = file.span(call.first, call.token);
  caches.push({ cache: { how: 'page-cache', value: { kind: 'unknown', at }, at }, token: call.token });
}

/** `const cache = caches.default`, `await caches.open('x')`; not in a service worker, whose cache is one person's own. */
function isOpened({ document: { text, path } }: ScriptFile, name: string): boolean {
  if (
    /\bself\.|ServiceWorker|clients\.claim/.test(text) ||
    /(?:^|\/)(?:sw|service-?worker)\.[jt]s$/i.test(path)
  )
    return false;
  const match =
    /\b(?:const|let|var)\s{1,4}(\w{1,40})\s{0,4}(?::\s{0,4}Cache\s{0,4})?=\s{0,4}(?:await\s{1,4})?(?:\(?caches(?: as \w{1,40}\))?)\.(?:default|open)\b/.exec(
      text,
    );
  return match?.[1] === name;
}

/** `app.get('/x', cache({ cacheName, cacheControl: 'max-age=3600' }))` keeps answers by their address, and says so. */
function ofHono(file: ScriptFile, call: Call, caches: FoundCache[], headers: FoundHeader[]): void {
  const [first] = call.args;
  const options = first && file.value(first.first, first.last);
  const control = entryOf(options, 'cacheControl');
  const at = file.span(call.token, call.token);
  caches.push({
    cache: { how: 'page-cache', value: control?.value ?? { kind: 'unknown', at }, at },
    token: call.token,
  });
  if (!control) return;
  const { uses } = routingOf(file);
  const use = uses.find(({ call: { open, close } }) => open < call.token && call.token < close);
  headers.push({
    setting: {
      setBy: 'code',
      header: 'cache-control',
      nameAt: control.keyAt,
      value: control.value,
      scope: use ? scopeOf(file, use.address) : { syntax: 'all' },
      mode: 'set',
    },
    token: call.token,
    group: `cache ${call.token}`,
  });
}
