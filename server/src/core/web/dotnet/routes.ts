/** Routes of ASP.NET Core: controllers and minimal APIs. */
import { literalsIn } from '../../env/code/lookups.ts';
import type { FunctionAt } from '../../env/code/functions.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank, type Code } from '../../parsers/code.ts';
import { chainAt } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import type { Handler } from '../types.ts';

export function readDotnetRoutes(found: Found): void {
  readControllers(found);
  readMinimal(found);
  readFallback(found);
}

/** `options.FallbackPolicy = …RequireAuthenticatedUser()`: every route that says nothing else. */
function readFallback(found: Found): void {
  const { masked } = found.code;
  for (const match of masked.matchAll(
    /\b(?:FallbackPolicy\s{0,8}=|SetFallbackPolicy\s{0,4}\()(?![^;]{0,20}null)/g,
  )) {
    const statement = masked.slice(match.index, match.index + 400);
    if (!/^[^;]{0,300}(?:RequireAuthenticatedUser|DefaultPolicy)/.test(statement)) continue;
    const name = /^\w+/.exec(match[0])?.[0] ?? '';
    found.guard({
      at: { start: match.index, end: match.index + name.length },
      by: 'FallbackPolicy',
      framework: 'ASP.NET',
    });
    return;
  }
}

interface Attributes {
  readonly route?: { readonly path: string; readonly at: TextRange };
  readonly methods: readonly string[];
  readonly guarded?: Handler['guarded'];
  readonly open: boolean;
  readonly area?: string;
}

const CLASS = /\bclass\s{1,8}(\w{1,100})/g;
const MODIFIERS = /(?:\b(?:public|internal|sealed|abstract|partial|static)\s{1,8}){1,4}$/;

function readControllers(found: Found): void {
  const { code } = found;
  const classes = [...code.masked.matchAll(CLASS)].slice(0, 200).flatMap((match) => {
    const brace = code.masked.indexOf('{', match.index + match[0].length);
    if (brace === -1) return [];
    const base = code.masked.slice(match.index, brace);
    const words = MODIFIERS.exec(code.masked.slice(Math.max(0, match.index - 80), match.index))?.[0] ?? '';
    const attributes = attributesBefore(found, match.index - words.length);
    const isController = /Controller(?:Base)?\b/.test(base) || attributes.route !== undefined;
    return isController
      ? [{ name: match[1] ?? '', body: { start: brace, end: endOfBrackets(code, brace) }, attributes }]
      : [];
  });
  if (classes.length === 0) return;
  for (const method of found.functions) {
    const holder = classes.findLast(({ body }) => body.start < method.start && method.start < body.end);
    if (
      !holder ||
      !/\bpublic\b/.test(code.masked.slice(method.start, method.open)) ||
      method.name === holder.name
    )
      continue;
    const own = attributesBefore(found, method.start);
    if (own.methods.length === 0 && !own.route && holder.attributes.route) continue;
    addAction(found, holder, own, method);
  }
}

function addAction(
  found: Found,
  holder: { name: string; attributes: Attributes },
  own: Attributes,
  method: FunctionAt,
): void {
  const controller = holder.name.replace(/Controller$/, '');
  const words = (path: string): string =>
    path.replace(/\[controller\]/gi, controller.toLowerCase()).replace(/\[action\]/gi, method.name);
  const prefix = words(holder.attributes.route?.path ?? '');
  const written = own.route ? words(own.route.path) : '';
  const isAbsolute = /^[/~]/.test(written);
  const conventional = !holder.attributes.route && !own.route;
  const path = conventional
    ? `/${controller}/${method.name}`
    : isAbsolute
      ? written.replace(/^~/, '')
      : `/${[prefix, written]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter((part) => part !== '')
          .join('/')}`;
  const guarded = own.open
    ? undefined
    : (own.guarded ?? (holder.attributes.open ? undefined : holder.attributes.guarded));
  const nameStart =
    method.start + found.code.masked.slice(method.start, method.open).lastIndexOf(method.name);
  found.handler({
    at:
      own.route && own.route.at.end > own.route.at.start
        ? own.route.at
        : { start: nameStart, end: nameStart + method.name.length },
    body: { start: method.start, end: method.end },
    path,
    syntax: 'route',
    framework: 'ASP.NET controller',
    ...(own.methods.length > 0 && { methods: own.methods }),
    ...(guarded && { guarded }),
  });
}

const ONE_ATTRIBUTE =
  /(?<![\w.])(Http(?:Get|Post|Put|Patch|Delete|Head|Options)|Route|RoutePrefix|Authorize|AllowAnonymous)(?:Attribute)?(?![\w.])(?:<[^<>]{1,60}>)?\s{0,4}(\()?/g;

/** The attributes right before a declaration. */
function attributesBefore(found: Found, start: number): Attributes {
  const { code } = found;
  let from = start;
  for (let steps = 0; steps < 20; steps++) {
    let before = from;
    while (before > 0 && /\s/.test(code.masked[before - 1] ?? '')) before--;
    if (code.masked[before - 1] !== ']') break;
    const open = code.partnerOf(before - 1);
    if (open < 0 || open >= before) break;
    from = open;
  }
  const methods: string[] = [];
  let route: Attributes['route'];
  let guarded: Handler['guarded'];
  let isOpen = false;
  for (const match of code.masked.slice(from, start).matchAll(ONE_ATTRIBUTE)) {
    const at = { start: from + match.index, end: from + match.index + (match[1] ?? '').length };
    if (isInString(code, at.start)) continue;
    const name = match[1] ?? '';
    if (name === 'Authorize') guarded = { by: '[Authorize]', at: found.span(at) };
    else if (name === 'AllowAnonymous') isOpen = true;
    else {
      if (name.startsWith('Http')) methods.push(name.slice(4).toUpperCase());
      const literal = match[2] ? firstPlain(code, from + match.index + match[0].length - 1) : undefined;
      if (literal && (!route || name.startsWith('Http')))
        route = { path: code.text.slice(literal.start, literal.end), at: literal };
    }
  }
  return { methods, open: isOpen, ...(route && { route }), ...(guarded && { guarded }) };
}

function firstPlain(code: Code, open: number): TextRange | undefined {
  const first = argumentsAt(code, open)[0];
  const literal = first && code.stringAt(first.start);
  return literal?.content;
}

const MAP =
  /\.\s{0,4}(MapGet|MapPost|MapPut|MapPatch|MapDelete|MapMethods|MapGroup|Map|MapHealthChecks|MapControllers|MapHub)\s{0,4}(?:<[^<>()\n]{1,60}>\s{0,4})?\(/g;

interface Group {
  readonly name: string;
  readonly prefix: string;
  readonly guarded?: Handler['guarded'];
}

/** `app.MapGet("/x", …).RequireAuthorization()`, `var api = app.MapGroup("/api")` */
function readMinimal(found: Found): void {
  const { code } = found;
  const groups: Group[] = [];
  let count = 0;
  for (const match of code.masked.matchAll(MAP)) {
    if (++count > 1_000) break;
    if (isInString(code, match.index)) continue;
    const name = match[1] ?? '';
    const receiver =
      /(\w{1,40})\s{0,40}$/.exec(code.masked.slice(Math.max(0, match.index - 80), match.index))?.[1] ?? '';
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const end = endOfBrackets(code, open) + 1;
    const links = chainAt(code, end);
    const group = groups.findLast((one) => one.name === receiver);
    const require = links.find((link) => link.name === 'RequireAuthorization');
    const isOpen = links.some((link) => link.name === 'AllowAnonymous');
    const guarded = isOpen
      ? undefined
      : require
        ? { by: 'RequireAuthorization', at: found.span(require.nameAt) }
        : group?.guarded;
    if (name === 'MapControllers') {
      if (require) found.guard({ at: require.nameAt, by: 'RequireAuthorization', framework: 'ASP.NET' });
      continue;
    }
    const literal = parts[0] && literalsIn(code, parts[0], 1)[0];
    const written =
      literal && literal.start === parts[0]?.start
        ? code.text.slice(literal.content.start, literal.content.end)
        : undefined;
    if (written === undefined || !literal) continue;
    const path = `${group?.prefix ?? ''}/${written.replace(/^\/|\/$/g, '')}`.replace(/\/$/, '') || '/';
    if (name === 'MapGroup') {
      const target = /(?:var|\w{1,40})\s{1,8}(\w{1,40})\s{0,8}=\s{0,40}(?:\w{1,40}\s{0,8}=\s{0,8})?$/.exec(
        code.masked.slice(Math.max(0, match.index - 160), match.index).replace(/\w{1,40}\s{0,40}$/, ''),
      )?.[1];
      if (target)
        groups.push({ name: target, prefix: path === '/' ? '' : path, ...(guarded && { guarded }) });
      if (guarded && require && path !== '/')
        found.guard({
          at: require.nameAt,
          by: 'RequireAuthorization',
          scope: { syntax: 'prefix', pattern: path },
          framework: 'ASP.NET',
        });
      continue;
    }
    const verb = /^Map(Get|Post|Put|Patch|Delete)$/.exec(name)?.[1]?.toUpperCase();
    found.handler({
      at: literal.content.end > literal.content.start ? literal.content : literal,
      body: bodyOf(found, parts.at(-1)) ?? { start: open, end },
      path,
      syntax: 'route',
      framework: 'ASP.NET minimal API',
      ...(verb && { methods: [verb] }),
      ...(guarded && { guarded }),
    });
  }
}

function bodyOf(found: Found, part: TextRange | undefined): TextRange | undefined {
  if (!part) return undefined;
  const { masked } = found.code;
  const at = skipBlank(masked, part.start);
  if (masked.slice(at, Math.min(part.end, at + 400)).includes('=>')) return part;
  const name = /(\w{1,100})$/.exec(masked.slice(at, part.end))?.[1];
  const method = found.functions.find((one) => one.name === name);
  return method && { start: method.start, end: method.end };
}
