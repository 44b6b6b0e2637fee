/** Headers that C# sets, and what its attributes say about caching. */
import { namedArgument, literalsIn } from '../../env/code/lookups.ts';
import { argumentsAt, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import { cacheControlOf, type Directive } from '../backend/cacheControl.ts';
import { durationInSeconds } from '../backend/durations.ts';
import { operandAt } from '../backend/brackets.ts';
import type { TextRange } from '../../finding.ts';
import type { Found } from '../backend/found.ts';
import { headerNamed } from '../backend/headerNames.ts';
import type { Judge } from '../backend/headers.ts';
import type { Value } from '../values.ts';

const SETS =
  /^(?:Add|Append|Set|TryAdd|AddHeader|AppendHeader|WithHeader|SetHeader|AppendCommaSeparatedValues|AddOrUpdate|SetCommaSeparatedValues|TryAddWithoutValidation|Insert)$/;

export const judgeDotnet: Judge = (use, { code }) => {
  if (use.how === 'argument') {
    if (!SETS.test(use.callee)) return undefined;
    if (/request|client|DefaultRequestHeaders|message/i.test(use.receiver) && !/respon/i.test(use.receiver))
      return undefined;
    return {
      ...(use.callee === 'TryAdd' && { mode: 'default' as const }),
      ...(isStatic(code, use.nameAt.start) && { setBy: 'static-files' as const }),
    };
  }
  if (use.how === 'assigned')
    return /request|client/i.test(use.receiver) && !/respon/i.test(use.receiver)
      ? undefined
      : isStatic(code, use.nameAt.start)
        ? { setBy: 'static-files' }
        : {};
  if (use.how === 'tuple')
    return code.masked[use.open] === '{' &&
      /header/i.test(code.masked.slice(Math.max(0, use.open - 200), use.open))
      ? {}
      : undefined;
  return undefined;
};

/** `OnPrepareResponse = ctx => …` of static files */
function isStatic(code: Code, offset: number): boolean {
  const before = code.masked.slice(Math.max(0, offset - 1_000), offset);
  const start = before.lastIndexOf('OnPrepareResponse');
  return start !== -1 && !/\}\s{0,40}[;)]\s{0,40}\)?;/.test(before.slice(start));
}

const PROPERTY = /\.(CacheControl|Vary|Pragma|Expires|SetCookie|AccessControl\w{4,24})\s{0,8}=(?![=>])/g;
const HEADERS = /(?:[rR]esponse|\brsp)(?:Message)?\.(?:Headers|GetTypedHeaders\(\))$|[^\w]headers$/;
/** `var r = Request.CreateResponse(…)` of Web API: answers by any name. */
const MADE = /\b(\w{1,40})\s{0,4}=\s{0,4}(?:new\s{1,4}HttpResponseMessage\b|Request\.CreateResponse\b)/g;

/** `Response.Headers.CacheControl = "no-store"`, `Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { … }` */
export function readProperties(found: Found): void {
  const { code } = found;
  let answers: ReadonlySet<string> | undefined;
  let count = 0;
  for (const match of code.masked.matchAll(PROPERTY)) {
    if (++count > 2_000) break;
    const before = code.masked.slice(Math.max(0, match.index - 60), match.index);
    const holder = HEADERS.test(before) ? undefined : (/\b(\w{1,40})\.Headers$/.exec(before)?.[1] ?? '');
    if (holder !== undefined)
      answers ??= new Set(Array.from(code.masked.matchAll(MADE), ([, name = '']) => name));
    if ((holder !== undefined && answers?.has(holder) !== true) || isInString(code, match.index)) continue;
    const property = match[1] ?? '';
    const header = headerNamed(property.replace(/(?<=[a-z])(?=[A-Z])/g, '-'));
    if (header === undefined) continue;
    const start = match.index + 1;
    const nameAt = { start, end: start + property.length };
    const range = operandAt(code, match.index + match[0].length);
    const objects = headerObjects(found, range);
    if (objects.length === 0) found.header({ header, nameAt, value: found.value(range) });
    for (const value of objects) found.header({ header, nameAt, value });
  }
}

/** `new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromDays(7) }` */
function headerObjects(found: Found, range: TextRange): Value[] {
  const { code } = found;
  const values: Value[] = [];
  const pattern =
    /\bnew\s{0,8}(?:[\w.]{0,60}CacheControlHeaderValue\s{0,120}(?:\(\)\s{0,120})?|\(\)\s{0,120})?\{/g;
  pattern.lastIndex = range.start;
  for (
    let match = pattern.exec(code.masked);
    match && match.index < range.end && values.length < 8;
    match = pattern.exec(code.masked)
  ) {
    const open = match.index + match[0].length - 1;
    const at = found.span({ start: match.index, end: endOfBrackets(code, open) + 1 });
    const directives = argumentsAt(code, open).flatMap((part) => directiveOf(found, part));
    if (directives.length > 0) values.push(cacheControlOf(directives, at));
  }
  return values;
}

const PROPERTIES: Readonly<Record<string, string | undefined>> = {
  Public: 'public',
  Private: 'private',
  NoStore: 'no-store',
  NoCache: 'no-cache',
  MustRevalidate: 'must-revalidate',
  NoTransform: 'no-transform',
  ProxyRevalidate: 'proxy-revalidate',
  MaxAge: 'max-age',
  SharedMaxAge: 's-maxage',
  MaxStale: 'max-stale',
};

function directiveOf(found: Found, part: TextRange): Directive[] {
  const match = /^(\w{3,20})\s{0,20}=(?!=)/.exec(
    found.code.masked.slice(part.start, Math.min(part.end, part.start + 60)),
  );
  const name = PROPERTIES[match?.[1] ?? ''];
  if (!match || name === undefined) return [];
  const at = found.span({ start: part.start, end: part.start + (match[1] ?? '').length });
  const value = found.value(operandAt(found.code, part.start + match[0].length));
  if (value.kind === 'flag') return value.value ? [{ name, at }] : [];
  return [{ name, at, value: durationInSeconds(value) }];
}

const ATTRIBUTE =
  /\[\s{0,4}(?:[^\]\n"]{0,120},\s{0,4})?(ResponseCache|OutputCache)(?:Attribute)?\s{0,4}(?:\(|(?=\]|,))/g;

/** `[ResponseCache(Duration = 60, Location = ResponseCacheLocation.Any)]`, `[OutputCache(Duration = 60)]` */
export function readCacheAttributes(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(ATTRIBUTE)) {
    if (++count > 400) break;
    if (isInString(code, match.index)) continue;
    const name = match[1] ?? '';
    const start = match.index + match[0].lastIndexOf(name);
    const nameAt = { start, end: start + name.length };
    const last = match.index + match[0].length - 1;
    const parts = code.masked[last] === '(' ? argumentsAt(code, last) : [];
    // One action of a class speaks for all of them.
    const ofClass = /^[^;{}()]{0,400}?\b(?:class|record)\s{1,8}(\w{1,80})/.exec(
      code.masked.slice(endOfBrackets(code, last) + 1, endOfBrackets(code, last) + 500),
    )?.[1];
    const ownerAt = found.functions.find((one) => one.start > last && one.name !== ofClass)?.start;
    const directives = directivesOf(found, parts, name);
    const at = found.span(nameAt);
    const value = cacheControlOf(directives, at);
    if (name === 'OutputCache') {
      found.dataCache({ how: 'page-cache', value, at: nameAt, ownerAt });
      continue;
    }
    if (directives.length === 0) continue;
    found.header({ header: 'cache-control', nameAt, value, groupAt: start, ownerAt });
    const vary = namedArgument(code, parts, /^VaryByHeader$/);
    const literal = vary && literalsIn(code, vary, 1)[0];
    if (vary && literal)
      found.header({ header: 'vary', nameAt: vary, value: found.value(vary), groupAt: start, ownerAt });
  }
}

/** What ASP.NET Core makes of the attribute: `Location` Any is public, Client is private, None is no-cache. */
function directivesOf(found: Found, parts: readonly TextRange[], name: string): Directive[] {
  const { code } = found;
  const part = (wanted: RegExp): TextRange | undefined => namedArgument(code, parts, wanted);
  const noStore = part(/^NoStore$/);
  const location = part(/^Location$/);
  const duration = part(/^Duration$/);
  const words = location && code.masked.slice(location.start, location.end);
  const directives: Directive[] = [];
  const isNoStore = noStore && code.masked.slice(noStore.start, noStore.end) === 'true';
  if (noStore && isNoStore) {
    directives.push({ name: 'no-store', at: found.span(noStore) });
    if (location && words?.endsWith('.None')) directives.push({ name: 'no-cache', at: found.span(location) });
    return directives;
  }
  if (!duration && !location) return directives;
  const isClient = words?.endsWith('.Client');
  const isNone = words?.endsWith('.None');
  const place = location ?? duration;
  if (place && name === 'ResponseCache')
    directives.push({ name: isNone ? 'no-cache' : isClient ? 'private' : 'public', at: found.span(place) });
  if (duration) directives.push({ name: 'max-age', at: found.span(duration), value: found.value(duration) });
  return directives;
}
