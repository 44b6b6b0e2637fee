/** Caches of `proxy_cache`, `fastcgi_cache` and `uwsgi_cache`: https://nginx.org/en/docs/http/ngx_http_proxy_module.html */
import type { NginxDirective, NginxWord } from '../../parsers/nginx.ts';
import type { CacheQuestion, ProxyCache } from '../types.ts';
import { inForce, oneLine, spanOfWord, type NginxBlock } from './block.ts';
import { secondsOf } from './durations.ts';
import { nameOf, type Variables } from './variables.ts';

const KINDS = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;
type Kind = (typeof KINDS)[number];

export function proxyCachesOf(variables: Variables, blocks: readonly NginxBlock[]): ProxyCache[] {
  const caches: ProxyCache[] = [];
  const used = new Set<NginxDirective>();
  const add = (block: NginxBlock, kind: Kind): void => {
    const [directive] = inForce(block, `${kind}_cache`);
    const [zone] = directive?.args ?? [];
    if (!directive || !zone || zone.text === 'off' || caches.length >= MOST_CACHES) return;
    used.add(directive);
    caches.push(cacheOf(variables, block, kind, zone));
  };
  for (const block of blocks) for (const kind of KINDS) if (block.named.has(`${kind}_pass`)) add(block, kind);
  // Pieces that are included elsewhere have no `proxy_pass`.
  for (const block of blocks)
    for (const kind of KINDS)
      if (block.named.get(`${kind}_cache`)?.some((directive) => !used.has(directive))) add(block, kind);
  return caches;
}

const MOST_CACHES = 500;

function cacheOf(variables: Variables, block: NginxBlock, kind: Kind, zone: NginxWord): ProxyCache {
  const { document } = variables;
  const words = (name: string): NginxWord[] => inForce(block, `${kind}_${name}`).flatMap(({ args }) => args);
  const headers = (name: string): { header: string; at: ProxyCache['at'] }[] =>
    words(name).map((word) => ({ header: word.text.toLowerCase(), at: spanOfWord(document, word) }));
  const questions = (name: string): CacheQuestion[] => words(name).map((word) => questionOf(variables, word));
  const [key] = words('cache_key');
  return {
    setBy: 'nginx',
    at: spanOfWord(document, zone),
    scope: block.scope,
    valid: inForce(block, `${kind}_cache_valid`).flatMap(({ args }) => {
      const time = args.at(-1);
      if (!time) return [];
      const seconds = secondsOf(time.text);
      return [
        {
          statuses: args.slice(0, -1).map(({ text }) => text),
          ...(seconds !== undefined && { seconds }),
          at: oneLine(document, args[0]?.start ?? time.start, time.end),
        },
      ];
    }),
    ignores: headers('ignore_headers'),
    hides: headers('hide_header'),
    bypass: questions('cache_bypass'),
    noStore: questions('no_cache'),
    ...(key && { key: questionOf(variables, key) }),
    ...(dropsCookies(block, kind) && { dropsCookies: true as const }),
  };
}

function dropsCookies(block: NginxBlock, kind: Kind): boolean {
  return (
    inForce(block, `${kind}_pass_request_headers`)[0]?.args[0]?.text === 'off' ||
    inForce(block, `${kind}_set_header`).some(
      ({ args: [name, value] }) => name?.text.toLowerCase() === 'cookie' && value?.text === '',
    )
  );
}

function questionOf(variables: Variables, word: NginxWord): CacheQuestion {
  const asks = new Set<'cookie' | 'authorization' | 'other'>();
  const known = new Set<string>();
  const waiting = namesIn(word.text);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (known.has(name)) continue;
    known.add(name);
    const made = madeOf(variables, name);
    if (made) for (const one of made) waiting.push(one);
    else if (name === 'http_cookie' || name.startsWith('cookie_')) asks.add('cookie');
    else if (name === 'http_authorization' || name === 'remote_user') asks.add('authorization');
    else asks.add('other');
  }
  return { text: word.text, asks: [...asks], at: spanOfWord(variables.document, word) };
}

/** The variables that decide what a variable is; undefined for those of nginx itself. */
function madeOf({ maps, sets }: Variables, name: string): string[] | undefined {
  const map = maps.get(name);
  if (map) return [map.source, ...map.entries.map(({ value }) => value)].flatMap(({ text }) => namesIn(text));
  return sets.get(name)?.flatMap(({ block, value }) => {
    const asked = block.kind === 'if' ? (block.directive?.args ?? []) : [];
    return [value, ...asked].flatMap(({ text }) => namesIn(text));
  });
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?\w{1,200}\}?/g)].map(([found]) => nameOf(found));
}
