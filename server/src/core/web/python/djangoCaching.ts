/** Caching of Django's views by decorators and helpers: `@cache_control`, `@never_cache`, `@cache_page`, `@vary_on_…`, `patch_…`. */
import { isInString } from '../../parsers/code.ts';
import type { DataCache, HeaderSetting } from '../types.ts';
import type { Value } from '../values.ts';
import { directiveOf } from './cacheObjects.ts';
import type { PythonWeb } from './pythonWeb.ts';
import { readsOf } from './handlers.ts';
import { namesIn, partsIn, type PythonBlock } from './pythonFile.ts';
import { argumentsOf, textAt } from './routes.ts';
import { textOfParts } from './values.ts';

interface Caching {
  readonly headers: readonly HeaderSetting[];
  readonly dataCaches: readonly DataCache[];
}

const CALLS =
  /(?<![\w])(cache_control|never_cache|cache_page|vary_on_cookie|vary_on_headers|patch_cache_control|patch_vary_headers|add_never_cache_headers|patch_response_headers)\b(?:\s{0,8}(\())?/g;

export function readDjangoCaching(web: PythonWeb): Caching {
  const { code } = web.file;
  const headers: HeaderSetting[] = [];
  const dataCaches: DataCache[] = [];
  if (!/django|rest_framework|ninja/.test(code.text)) return { headers, dataCaches };
  for (const match of code.masked.matchAll(CALLS)) {
    if (headers.length + dataCaches.length > 1_000) break;
    if (isInString(code, match.index) || isImported(web, match.index)) continue;
    const use: Use = {
      name: match[1] ?? '',
      start: match.index,
      end: match.index + (match[1] ?? '').length,
      open: match[2] === undefined ? -1 : match.index + match[0].length - 1,
    };
    // `response.cache_control.max_age` is somebody else's.
    if (
      code.masked[use.start - 1] === '.' &&
      !/(?:cache|vary|decorators)\.$/.test(code.masked.slice(Math.max(0, use.start - 20), use.start))
    )
      continue;
    if (use.name === 'cache_page') {
      const cached = pageCache(web, use);
      if (cached) dataCaches.push(cached);
      continue;
    }
    const setting = headerOf(web, use);
    if (setting) headers.push(setting);
  }
  return { headers, dataCaches };
}

interface Use {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly open: number;
}

function isImported({ file: { code } }: PythonWeb, at: number): boolean {
  const line = code.masked.slice(Math.max(0, code.masked.lastIndexOf('\n', at)), at);
  if (/^\s*(?:from|import|def)\b/.test(line)) return true;
  return /\bimport \([^)]*$/.test(code.masked.slice(Math.max(0, at - 400), at));
}

const NEVER = 'max-age=0, no-cache, no-store, must-revalidate, private';

function headerOf(web: PythonWeb, use: Use): HeaderSetting | undefined {
  const { file } = web;
  const at = file.place({ start: use.start, end: use.end });
  switch (use.name) {
    case 'never_cache':
    case 'add_never_cache_headers':
      return settingOf(web, use, 'cache-control', { kind: 'text', text: NEVER, at }, 'set');
    case 'vary_on_cookie':
      return settingOf(web, use, 'vary', { kind: 'text', text: 'Cookie', at }, 'add');
    case 'vary_on_headers':
    case 'patch_vary_headers': {
      const value = use.open === -1 ? undefined : namesOf(web, use);
      return value && settingOf(web, use, 'vary', value, 'add');
    }
    case 'patch_response_headers': {
      const { plain, named } = argumentsOf(file.code, use.open);
      const age = plain[1] ?? named.get('cache_timeout');
      return (
        age &&
        settingOf(
          web,
          use,
          'cache-control',
          textOfParts(['max-age=', web.valueAt(age.start, age.end)], file.place(age)),
          'set',
        )
      );
    }
    default: {
      if (use.open === -1) return undefined;
      const value = directivesOf(web, use.open);
      return (
        value &&
        settingOf(web, use, 'cache-control', value, use.name === 'patch_cache_control' ? 'add' : 'set')
      );
    }
  }
}

/** `(public=True, max_age=3600)` as Django writes it. */
function directivesOf(web: PythonWeb, open: number): Value | undefined {
  const { named } = argumentsOf(web.file.code, open);
  const parts: (string | Value)[] = [];
  let first = 0;
  for (const [name, range] of named) {
    const directive = directiveOf(name, web.valueAt(range.start, range.end));
    if (!directive) continue;
    if (parts.length > 0) parts.push(', ');
    else first = range.start - name.length - 1;
    parts.push(...directive);
  }
  if (parts.length === 0) return undefined;
  const close = web.file.code.partnerOf(open);
  const start = Math.max(open + 1, Math.min(first, close));
  return textOfParts(parts, web.file.place({ start, end: Math.max(start, close) }));
}

/** `vary_on_headers("User-Agent", "Cookie")`, `patch_vary_headers(response, ["Cookie"])` */
function namesOf(web: PythonWeb, { name, open }: Use): Value | undefined {
  const { code } = web.file;
  const parts = partsIn(code, open);
  const given = name === 'patch_vary_headers' ? parts.slice(1) : parts;
  const ranges = given.flatMap((part) =>
    /[[(]/.test(code.masked[part.start] ?? '') ? partsIn(code, part.start) : [part],
  );
  const texts = ranges.map((range) => textAt(code, range));
  const [first] = ranges;
  if (!first || texts.some((text) => text === undefined)) return undefined;
  const at = web.file.place({ start: first.start, end: ranges.at(-1)?.end ?? first.end });
  const only = ranges.length === 1 ? code.stringAt(first.start) : undefined;
  return { kind: 'text', text: texts.join(', '), at: only ? web.file.place(only.content) : at };
}

function settingOf(
  web: PythonWeb,
  use: Use,
  header: string,
  value: Value,
  mode: HeaderSetting['mode'],
): HeaderSetting {
  const handler = decorated(web, use.start)?.handler ?? web.handlerAt(use.start);
  const when = web.conditionsAt(use.start);
  return {
    setBy: 'code',
    header,
    nameAt: web.file.place({ start: use.start, end: use.end }),
    value,
    scope: { syntax: 'all' },
    mode,
    ...(handler !== undefined && { handler }),
    group: web.groupOf(groupOf(web, use, handler)),
    ...(when.length > 0 && { when }),
  };
}

/** `patch_…(response, …)` is for the same response as `response[…] = …`. */
function groupOf(web: PythonWeb, { name, start, open }: Use, handler: number | undefined): string {
  const inside = web.file.functionAt(start)?.start ?? '';
  if (!/^(?:patch|add)_/.test(name) || open === -1) return `django ${handler ?? inside}`;
  const [first] = partsIn(web.file.code, open);
  return `${inside} ${first ? web.file.code.masked.slice(first.start, first.end) : ''}`;
}

/** What a decorator at `offset` belongs to: a function, or a class with its first handler. */
function decorated(
  web: PythonWeb,
  offset: number,
): { readonly block: PythonBlock; readonly handler: number | undefined } | undefined {
  const block = web.file.blocks.find(({ decorators }) =>
    decorators.some(({ start, end }) => start <= offset && offset < end),
  );
  if (!block) return undefined;
  const handler = web.handlers.findIndex(
    (found) => found.block === block || (block.kind === 'class' && found.block?.parent === block),
  );
  return { block, handler: handler === -1 ? undefined : handler };
}

/** `@cache_page(60 * 15)`, `cache_page(60)(view)`: the same page for everybody, unless it varies on the cookie. */
function pageCache(web: PythonWeb, use: Use): DataCache | undefined {
  const { file } = web;
  if (use.open === -1) return undefined;
  const { plain, named } = argumentsOf(file.code, use.open);
  const age = plain[0] ?? named.get('timeout');
  if (!age) return undefined;
  const owner = decorated(web, use.start);
  const handler = owner?.handler ?? web.handlerAt(use.start);
  const found = handler === undefined ? undefined : web.handlers[handler]?.handler;
  const reads = found ? readsOf(found) : [];
  const around = owner
    ? file.code.text.slice(owner.block.decorators[0]?.start ?? owner.block.start, owner.block.start)
    : '';
  return {
    how: 'page-cache',
    value: web.valueAt(age.start, age.end),
    at: file.place({ start: use.start, end: use.end }),
    reads,
    ...(handler !== undefined && { handler }),
    ...(owner?.block.kind === 'function' && {
      parameters: namesIn(file, owner.block).filter((name) => !/^(?:self|request)$/.test(name)),
    }),
    ...(/vary_on_cookie|vary_on_headers\([^)\n]*["'](?:Cookie|Authorization)["']/i.test(around) && {
      private: true as const,
    }),
  };
}
