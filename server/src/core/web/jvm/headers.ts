/** Headers that Java and Kotlin set, by name and by the methods that frameworks have for them. */
import { assignedTo } from '../../env/code/lookups.ts';
import { functionAt } from '../../env/code/functions.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString } from '../../parsers/code.ts';
import { cacheControlOf, type Directive } from '../backend/cacheControl.ts';
import { calleeBefore, chainAt, type ChainCall } from '../backend/brackets.ts';
import { inSeconds } from '../backend/durations.ts';
import type { Found } from '../backend/found.ts';
import type { Judge } from '../backend/headers.ts';
import type { Value } from '../values.ts';

const SETS =
  /^(?:set|add|put|putHeader|header|headers|setHeader|addHeader|setDateHeader|addDateHeader|setIntHeader|addIntHeader|append|putSingle|insertHeader|withHeader|responseHeader|setResponseHeader|appendIfAbsent|addResponseHeader)$/;

export const judgeJvm: Judge = (use, found) => {
  const { code } = found;
  if (use.how === 'argument') {
    if (!SETS.test(use.callee)) return undefined;
    if (
      /request|client|exchange\.getIn|mutate\(\)\.header/i.test(use.receiver) &&
      !/respon/i.test(use.receiver)
    )
      return undefined;
    // `mockMvc.perform(get("/x").header(…))`, `given().header(…)` are requests.
    if (/^(?:get|post|put|delete|patch|options|given)\(/.test(use.receiver)) return undefined;
    const value =
      use.header === 'cache-control' && use.value ? builderValue(found, use.value.start) : undefined;
    return {
      ...(use.callee === 'appendIfAbsent' && { mode: 'default' as const }),
      ...(value && { value }),
    };
  }
  if (use.how === 'assigned') return /request/i.test(use.receiver) ? undefined : {};
  if (use.how === 'tuple') return undefined;
  // `"Cache-Control" to "x"` is Kotlin's; `case "vary":` is no header.
  return /case\s{0,8}$/.test(
    code.masked.slice(Math.max(0, use.nameAt.start - 12), Math.max(0, use.nameAt.start - 1)),
  )
    ? undefined
    : {};
};

const SETTERS: Readonly<Record<string, string | undefined>> = {
  setCacheControl: 'cache-control',
  setPragma: 'pragma',
  setVary: 'vary',
  varyBy: 'vary',
  setAccessControlAllowOrigin: 'access-control-allow-origin',
  setAccessControlAllowCredentials: 'access-control-allow-credentials',
  setAccessControlAllowMethods: 'access-control-allow-methods',
  setAccessControlAllowHeaders: 'access-control-allow-headers',
  setAccessControlExposeHeaders: 'access-control-expose-headers',
  setAccessControlMaxAge: 'access-control-max-age',
  cacheControl: 'cache-control',
};
const SETTER = new RegExp(
  `\\.\\s{0,4}(${Object.keys(SETTERS).join('|')}|setCachePeriod|setCacheSeconds)\\s{0,4}\\(`,
  'g',
);

/** `headers.setCacheControl("no-store")`, `.cacheControl(CacheControl.maxAge(…))`, `registry….setCachePeriod(3600)` */
export function readSetters(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(SETTER)) {
    if (++count > 500) break;
    if (isInString(code, match.index)) continue;
    const name = match[1] ?? '';
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const [part] = parts;
    if (!part || /^\w{1,40}\s{0,4}->|^\{/.test(code.masked.slice(part.start, part.start + 60))) continue;
    const nameAt = { start: open - name.length, end: open };
    const receiver = calleeBefore(code, open)?.receiver ?? '';
    if (/request|client|verify\(|assert|expect/i.test(receiver)) continue;
    const isStatic = /addResourceHandler|resourceHandler|addResourceLocations/i.test(receiver);
    const setBy = isStatic ? { setBy: 'static-files' as const } : {};
    if (name === 'setCachePeriod' || name === 'setCacheSeconds') {
      const value = cacheControlOf(
        [{ name: 'max-age', value: found.value(part), at: found.span(nameAt) }],
        found.span(part),
      );
      found.header({ header: 'cache-control', nameAt, value, ...setBy });
    } else {
      const header = SETTERS[name] ?? '';
      const value = header === 'cache-control' ? cacheValue(found, part) : found.value(part);
      // What JAX-RS puts into an object is read where the object is made.
      if (value.kind === 'nothing' || (value.kind === 'call' && value.callee === 'CacheControl')) continue;
      found.header({ header, nameAt, value, ...setBy });
    }
  }
}

/** A text, or what the builder makes: in place, or in a variable or method of this file. */
function cacheValue(found: Found, part: TextRange): Value {
  const { code } = found;
  const words = code.masked.slice(part.start, Math.min(part.end, part.start + 200));
  if (/^(?:\w{1,30}\.)?CacheControl\s{0,40}\./.test(words))
    return builderValue(found, part.start) ?? found.value(part);
  const name = /^(\w{1,60})(\(\))?$/.exec(code.masked.slice(part.start, part.end));
  if (!name) return found.value(part);
  const place = name[2] ? returnOf(found, name[1] ?? '') : assignmentOf(found, name[1] ?? '', part.start);
  return (place === undefined ? undefined : builderValue(found, place)) ?? found.value(part);
}

function assignmentOf(found: Found, name: string, before: number): number | undefined {
  const from = functionAt(found.functions, before)?.start ?? 0;
  const made = new RegExp(
    `(?<![\\w.])${name}\\s{0,8}=\\s{0,40}(?=(?:\\w{1,30}\\.)?CacheControl\\s{0,40}\\.)`,
  ).exec(found.code.masked.slice(from, before));
  if (made) return from + made.index + made[0].length;
  const field = new RegExp(
    `(?<![\\w.])${name}\\s{0,8}=\\s{0,40}(?=(?:\\w{1,30}\\.)?CacheControl\\s{0,40}\\.)`,
  ).exec(found.code.masked);
  return field ? field.index + field[0].length : undefined;
}

function returnOf(found: Found, name: string): number | undefined {
  const at = found.functions.find((one) => one.name === name);
  const given =
    at &&
    /\breturn\s{1,40}(?=(?:\w{1,30}\.)?CacheControl\s{0,40}\.)/.exec(
      found.code.masked.slice(at.open, at.end),
    );
  return at && given ? at.open + given.index + given[0].length : undefined;
}

const BUILDER: Readonly<Record<string, string | undefined>> = {
  maxAge: 'max-age',
  sMaxAge: 's-maxage',
  noCache: 'no-cache',
  noStore: 'no-store',
  mustRevalidate: 'must-revalidate',
  noTransform: 'no-transform',
  cachePublic: 'public',
  cachePrivate: 'private',
  proxyRevalidate: 'proxy-revalidate',
  staleWhileRevalidate: 'stale-while-revalidate',
  staleIfError: 'stale-if-error',
  immutable: 'immutable',
  MaxAge: 'max-age',
  NoStore: 'no-store',
  NoCache: 'no-cache',
};

/** `CacheControl.maxAge(60, TimeUnit.SECONDS).cachePublic()` */
function builderValue(found: Found, start: number): Value | undefined {
  const head = /^(?:\w{1,30}\.)?CacheControl(?=\s{0,40}\.)/.exec(found.code.masked.slice(start, start + 100));
  if (!head) return undefined;
  const links = chainAt(found.code, start + head[0].length);
  const directives = links.flatMap((link) => directiveOf(found, link));
  const end = links.at(-1)?.end ?? start;
  if (links.some(({ name }) => name === 'empty') && directives.length === 0) return undefined;
  return directives.length === 0 ? undefined : cacheControlOf(directives, found.span({ start, end }));
}

function directiveOf(found: Found, { name, nameAt, open }: ChainCall): Directive[] {
  const directive = BUILDER[name];
  if (directive === undefined) return [];
  const at = found.span(nameAt);
  const parts = argumentsAt(found.code, open);
  const visibility = parts
    .map(
      (part) => /\bVisibility\.(Public|Private)\b/.exec(found.code.masked.slice(part.start, part.end))?.[1],
    )
    .find((word) => word !== undefined);
  const extra = visibility === undefined ? [] : [{ name: visibility.toLowerCase(), at }];
  if (!/age|stale/i.test(directive)) return [{ name: directive, at }, ...extra];
  const [amount, unit] = parts.map((part) => withoutName(found, part));
  if (!amount) return [{ name: directive, at }, ...extra];
  return [{ name: directive, at, value: seconds(found, amount, unit) }, ...extra];
}

/** `maxAgeSeconds = 60` */
function withoutName({ code }: Found, part: TextRange): TextRange {
  const name = /^\w{1,40}\s{0,4}=\s{0,4}(?!=)/.exec(
    code.masked.slice(part.start, Math.min(part.end, part.start + 60)),
  );
  return name ? { start: part.start + name[0].length, end: part.end } : part;
}

function seconds(found: Found, amount: TextRange, unit: TextRange | undefined): Value {
  const { masked } = found.code;
  const duration = /^Duration\.of(\w{4,10})\(/.exec(
    masked.slice(amount.start, Math.min(amount.end, amount.start + 60)),
  );
  if (duration) {
    const inner = argumentsAt(found.code, amount.start + duration[0].length - 1)[0];
    return inner
      ? inSeconds(found.value(inner), duration[1] ?? '')
      : { kind: 'unknown', at: found.span(amount) };
  }
  const unitName = unit && /\b(?:TimeUnit\.)?([A-Z]{5,12})$/.exec(masked.slice(unit.start, unit.end))?.[1];
  const value = found.value(amount);
  return unitName ? inSeconds(value, unitName) : value;
}

/** JAX-RS: `CacheControl cc = new CacheControl(); cc.setMaxAge(60); cc.setPrivate(true);` */
export function readCacheObjects(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(/\bnew\s{1,8}(CacheControl)\s{0,4}\(/g)) {
    if (++count > 60) break;
    const target = assignedTo(code, match.index);
    if (target === undefined) continue;
    const nameAt = {
      start: match.index + match[0].indexOf('CacheControl'),
      end: match.index + match[0].length - 1,
    };
    const to = functionAt(found.functions, match.index)?.end ?? code.masked.length;
    const directives: Directive[] = [];
    const pattern = new RegExp(
      `(?<![\\w.])${target.replace(/\W/g, '\\$&')}\\.set(MaxAge|SMaxAge|Private|NoCache|NoStore|MustRevalidate|ProxyRevalidate|NoTransform)\\(`,
      'g',
    );
    pattern.lastIndex = endOfBrackets(code, match.index + match[0].length - 1);
    for (
      let call = pattern.exec(code.masked);
      call && call.index < to && directives.length < 20;
      call = pattern.exec(code.masked)
    ) {
      const open = call.index + call[0].length - 1;
      const [part] = argumentsAt(code, open);
      const value = part && found.value(part);
      const name = (call[1] ?? '')
        .replace(/^SMaxAge$/, 'S-maxage')
        .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
        .toLowerCase();
      const at = found.span({ start: open - 3 - (call[1] ?? '').length, end: open });
      if (value?.kind === 'flag') {
        if (value.value) directives.push({ name, at });
      } else if (value) directives.push({ name, at, value });
    }
    if (directives.length > 0)
      found.header({
        header: 'cache-control',
        nameAt,
        value: cacheControlOf(directives, found.span(nameAt)),
      });
  }
}
