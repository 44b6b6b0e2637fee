/** ASP.NET Core's CORS: `AddCors`, `AddPolicy`, `UseCors`, `[EnableCors]`; and that of Web API 2. */
import { assignedTo, namedArgument, plainArguments } from '../../env/code/lookups.ts';
import { functionAt } from '../../env/code/functions.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank } from '../../parsers/code.ts';
import {
  calleeBefore,
  openBracketBefore,
  operandAt,
  statementStart,
  type ChainCall,
} from '../backend/brackets.ts';
import { durationInSeconds } from '../backend/durations.ts';
import type { Found } from '../backend/found.ts';
import { createOptions, flag, sometimes, type Options } from '../backend/options.ts';
import { splitAtCommas } from '../backend/textParts.ts';
import type { CorsSetting } from '../types.ts';
import type { Span } from '../../span.ts';
import type { Condition, Value } from '../values.ts';

const CALLS =
  'AllowAnyOrigin|WithOrigins|SetIsOriginAllowed|AllowCredentials|DisallowCredentials|AllowAnyMethod|WithMethods|AllowAnyHeader|WithHeaders|WithExposedHeaders|SetPreflightMaxAge|SetIsOriginAllowedToAllowWildcardSubdomains';
const CALL = new RegExp(`(?:\\.|\\?\\.)\\s{0,4}(${CALLS})\\s{0,4}\\(`, 'g');
const MOST = 400;

export function readDotnetCors(found: Found): void {
  readPolicies(found);
  readPolicyObjects(found);
  readWebApi(found);
  readOwin(found);
}

interface Policy {
  readonly at: TextRange;
  readonly options: Options;
  /** Conditions round all of it. */
  readonly when: readonly Condition[];
  /** Conditions round `AllowAnyOrigin()` and `AllowCredentials()`. */
  readonly calls: { anyOrigin?: readonly Condition[]; credentials?: readonly Condition[] };
}

/** One stands in the branch that is not taken where the other is: `if (hosts.Length == 0) … else …`. */
function excludeEachOther({ anyOrigin = [], credentials = [] }: Policy['calls']): boolean {
  return anyOrigin.some((one) =>
    credentials.some(
      (other) =>
        one.at.start === other.at.start &&
        (one.kind === 'other' && other.kind === 'other'
          ? one.negated !== other.negated
          : // The opposite of "a or b" is "neither a nor b".
            (one.kind === 'any' && other.kind === 'all') || (one.kind === 'all' && other.kind === 'any')),
    ),
  );
}

/** What is said of one builder is one policy: calls in one chain, and those on one variable in one function. */
function readPolicies(found: Found): void {
  const { code } = found;
  const policies = new Map<string, Policy>();
  let count = 0;
  for (const match of code.masked.matchAll(CALL)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const name = match[1] ?? '';
    const nameAt = { start: open - match[0].length + match[0].indexOf(name) + 1, end: open };
    const holder = holderOf(found, match.index);
    const receiver = holder.isKnown ? '' : (calleeBefore(code, open)?.receiver ?? '');
    const root =
      /^[\w.]{1,80}?(?=\s{0,40}(?:\.\s{0,40}\w{1,60}\s{0,4}(?:<[^<>()]{0,40}>)?\(|\.\s{0,40}$|$))/.exec(
        receiver,
      )?.[0] ?? '';
    const key = `${holder.start} ${root}`;
    const policy = policies.get(key) ?? {
      at: holder.at,
      options: createOptions(),
      when: found.when(statementStart(code, holder.at.start)),
      calls: {},
    };
    policies.set(key, policy);
    if (policy.options.size === 0) addBuilder(found, policy.options, match.index);
    const when = found.when(statementStart(code, nameAt.start));
    if (name === 'AllowAnyOrigin') policy.calls.anyOrigin = when;
    if (name === 'AllowCredentials') policy.calls.credentials = when;
    addCall(
      found,
      policy.options,
      { name, nameAt, open, end: endOfBrackets(code, open) + 1 },
      when.slice(policy.when.length),
    );
  }
  if (policies.size === 0) readUse(found);
  let misplaced: CorsSetting['misplaced'];
  for (const [index, { at, options, when, calls }] of [...policies.values()].entries()) {
    if (excludeEachOther(calls)) options.remove('AllowCredentials');
    if (index === 0) misplaced = misplacedAt(found, at);
    else misplaced = undefined;
    found.cors({
      library: 'aspnet',
      at,
      options: options.value(found.span(at)),
      ...(when.length > 0 && { when }),
      ...(misplaced && { misplaced }),
    });
  }
}

/** `new CorsPolicyBuilder("https://x")` names origins too. */
function addBuilder(found: Found, options: Options, offset: number): void {
  const { code } = found;
  const from = Math.max(0, offset - 400);
  const match = /\bnew\s{1,8}CorsPolicyBuilder\s{0,4}\([^()]{1,300}\)[^;{}]{0,200}$/.exec(
    code.masked.slice(from, offset),
  );
  if (!match) return;
  const open = from + match.index + match[0].indexOf('(');
  const nameAt = { start: open - 'CorsPolicyBuilder'.length, end: open };
  addCall(found, options, { name: 'WithOrigins', nameAt, open, end: endOfBrackets(code, open) + 1 }, []);
}

const HOLDERS =
  /^(?:AddPolicy|AddDefaultPolicy|UseCors|AddCors|CorsPolicyBuilder|RequireCors|WithCors|UseCorsMiddleware)$/;

/** `AddPolicy("x", policy => …)` round a call; or the function. */
function holderOf(found: Found, offset: number): { at: TextRange; start: number; isKnown: boolean } {
  const { code } = found;
  let at = offset;
  for (let steps = 0; steps < 8; steps++) {
    const open = openBracketBefore(code, at, 6_000);
    if (open === -1) break;
    const callee = code.masked[open] === '(' ? calleeBefore(code, open) : undefined;
    if (callee && HOLDERS.test(callee.name)) return { at: callee.at, start: callee.at.start, isKnown: true };
    at = open;
  }
  const inside = functionAt(found.functions, offset);
  const name = /\w+\s{0,4}$/.exec(code.masked.slice(Math.max(0, offset - 60), offset))?.[0] ?? '';
  return { at: { start: offset - name.length, end: offset }, start: inside?.start ?? 0, isKnown: false };
}

function addCall(
  found: Found,
  all: Options,
  { name, nameAt, open }: ChainCall,
  when: readonly Condition[],
): void {
  const keyAt = found.span(nameAt);
  const options = {
    ...all,
    set: (key: string, at: Span, value: Value) =>
      all.set(key, at, sometimes(value, { kind: 'nothing', at }, when)),
  };
  const parts = argumentsAt(found.code, open);
  const values = parts.map((part) => found.value(part));
  if (name === 'WithOrigins') {
    const [first] = values;
    const indexed = parts.length === 1 && parts[0] && configured(found, parts[0]);
    if (indexed && first?.kind === 'unknown') {
      options.set(name, keyAt, indexed);
      return;
    }
    if (values.length === 1 && first && first.kind !== 'text' && first.kind !== 'list')
      options.set(name, keyAt, sectionOf(first));
    else options.add(name, keyAt, values.map(sectionOf));
  } else if (name === 'WithMethods' || name === 'WithHeaders' || name === 'WithExposedHeaders')
    options.add(name, keyAt, values);
  else if (name === 'SetPreflightMaxAge')
    options.set(name, keyAt, values[0] ? durationInSeconds(values[0]) : flag(keyAt));
  else if (name === 'DisallowCredentials') options.set('AllowCredentials', keyAt, flag(keyAt, false));
  else if (name === 'SetIsOriginAllowed')
    options.set(name, keyAt, judgeOf(found, parts[0], values[0]) ?? flag(keyAt));
  else options.set(name, keyAt, values[0] ?? flag(keyAt));
}

/** `SetIsOriginAllowed(IsAllowed)` */
function judgeOf(found: Found, part: TextRange | undefined, value: Value | undefined): Value | undefined {
  if (!part || value?.kind !== 'unknown') return value;
  const name = /(?:^|\.)(\w{1,80})$/.exec(found.code.masked.slice(part.start, part.end))?.[1];
  const judge = found.functions.find((one) => one.name === name);
  return judge ? found.callback(judge) : value;
}

/** `configuration.GetSection("Cors:Origins").Get<string[]>()` is what the variable `Cors__Origins` overrides. */
function sectionOf(value: Value): Value {
  if (value.kind !== 'call' || !/(?:^|\.)(?:Get|GetSection|GetValue)$/.test(value.callee)) return value;
  const key = value.args.find((given) => given.value.kind === 'text')?.value;
  return key?.kind === 'text'
    ? { kind: 'variable', name: key.text.replaceAll(':', '__'), mayBeUnset: true, at: value.at }
    : value;
}

/** `Configuration["Cors:Origins"].Split(',')` */
function configured(found: Found, part: TextRange): Value | undefined {
  const written = found.code.text.slice(part.start, Math.min(part.end, part.start + 200));
  const key = /^[\w.]{0,60}[cC]onfig(?:uration)?\s{0,4}\[\s{0,4}"([\w:.-]{1,100})"\s{0,4}\]/.exec(written);
  if (!key) return undefined;
  const separator = /\.\s{0,4}Split\s{0,4}\(/.test(written) ? { split: ',' } : {};
  return {
    kind: 'variable',
    name: (key[1] ?? '').replaceAll(':', '__'),
    mayBeUnset: true,
    ...separator,
    at: found.span(part),
  };
}

/** `app.UseCors()` behind `app.MapControllers()`, `UseEndpoints` or `UseAuthorization`. */
function misplacedAt(found: Found, at: TextRange): CorsSetting['misplaced'] {
  const { masked } = found.code;
  const use = /(?<![\w.])(\w{1,40})\.UseCors\s{0,4}\(/.exec(masked);
  if (!use) return undefined;
  const from = functionAt(found.functions, use.index)?.start ?? 0;
  // Only the middleware itself is out of place, wherever its policy stands in the same file.
  if (
    functionAt(found.functions, at.start)?.start !== functionAt(found.functions, use.index)?.start &&
    !/AddPolicy|UseCors|AddDefaultPolicy/.test(masked.slice(at.start, at.end))
  )
    return undefined;
  const before = masked.slice(from, use.index);
  const behind =
    /\.(UseAuthorization|UseEndpoints|MapControllers|MapDefaultControllerRoute|UseMvc|UseMvcWithDefaultRoute|UseResponseCaching)\s{0,4}\(/.exec(
      before,
    );
  if (!behind) return undefined;
  const start = from + behind.index + 1;
  const name = behind[1] ?? '';
  return {
    why: name === 'UseAuthorization' ? 'behind-auth' : 'behind-routes',
    at: found.span({ start, end: start + name.length }),
  };
}

/** `app.UseCors("name")` of a policy that another file has: only its place is known. */
function readUse(found: Found): void {
  const { code } = found;
  const use = /(?<![\w.])\w{1,40}\.(UseCors)\s{0,4}\(\s{0,8}(?:["\w]|\))/.exec(code.masked);
  if (!use?.[1] || isInString(code, use.index)) return;
  const start = use.index + use[0].indexOf(use[1]);
  const nameAt = { start, end: start + use[1].length };
  const misplaced = misplacedAt(found, nameAt);
  const at = found.span(nameAt);
  if (misplaced) found.cors({ library: 'aspnet', at: nameAt, options: { kind: 'nothing', at }, misplaced });
}

/** `var policy = new CorsPolicy(); policy.Origins.Add("*"); policy.SupportsCredentials = true;` */
function readPolicyObjects(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(
    /\bnew\s{1,8}(CorsPolicy)\s{0,4}(?:\(\s{0,4}\)\s{0,40})?(?=[;{])/g,
  )) {
    if (++count > MOST_OBJECTS) break;
    const target = assignedTo(code, match.index);
    const start = match.index + match[0].indexOf('CorsPolicy');
    const at = { start, end: start + 'CorsPolicy'.length };
    const options = createOptions();
    const open = match.index + match[0].length;
    if (code.masked[open] === '{')
      for (const part of argumentsAt(code, open)) addProperty(found, options, part.start);
    const to = functionAt(found.functions, open)?.end ?? code.masked.length;
    const pattern = new RegExp(`(?<![\\w.])${target ?? '\\b\\B'}\\.(?=\\w)`, 'g');
    pattern.lastIndex = open;
    let calls = 0;
    for (let call = pattern.exec(code.masked); call && call.index < to; call = pattern.exec(code.masked)) {
      if (++calls > 60) break;
      addProperty(found, options, call.index + call[0].length);
    }
    if (options.size > 0) found.cors({ library: 'aspnet', at, options: options.value(found.span(at)) });
  }
}

const MOST_OBJECTS = 20;
const PROPERTIES: Readonly<Record<string, string | undefined>> = {
  Origins: 'WithOrigins',
  SupportsCredentials: 'AllowCredentials',
  AllowAnyOrigin: 'AllowAnyOrigin',
  IsOriginAllowed: 'SetIsOriginAllowed',
};

/** `Origins.Add("x")`, `SupportsCredentials = true` */
function addProperty(found: Found, options: Options, start: number): void {
  const { code } = found;
  const property = /^(\w{3,40})(?:\.Add\s{0,4}\(|\s{0,20}=(?![=>])\s{0,20}(\{)?)/.exec(
    code.masked.slice(start, start + 120),
  );
  const key = PROPERTIES[property?.[1] ?? ''];
  if (!property || key === undefined) return;
  const keyAt = found.span({ start, end: start + (property[1] ?? '').length });
  const end = start + property[0].length;
  if (key === 'WithOrigins') {
    const open = code.masked[end - 1] ?? '';
    if (open === '(' || open === '{')
      options.add(
        key,
        keyAt,
        argumentsAt(code, end - 1).map((part) => found.value(part)),
      );
  } else options.set(key, keyAt, found.value(operandAt(code, end)));
}

const WEB_API =
  /(?:\bnew\s{1,8}|\[\s{0,4}(?:[\w(),\s="]{0,80},\s{0,4})?)(EnableCors(?:Attribute)?)\s{0,4}\(/g;

/** Web API 2: `[EnableCors(origins: "*", headers: "*", methods: "*")]`, `new EnableCorsAttribute("*", "*", "*")`; with one argument it names a policy. */
function readWebApi(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(WEB_API)) {
    if (++count > MOST) break;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const plain = plainArguments(code, parts);
    const origins = namedArgument(code, parts, /^origins$/) ?? (plain.length >= 3 ? plain[0] : undefined);
    if (!origins) continue;
    const start = match.index + match[0].lastIndexOf(match[1] ?? '');
    const nameAt = { start, end: start + (match[1] ?? '').length };
    const options = createOptions();
    const value = found.value(origins);
    options.set('WithOrigins', value.at, splitAtCommas(value));
    const credentials = supportsCredentials(found, open, parts);
    if (credentials) options.set('AllowCredentials', credentials.at, credentials);
    const end = code.masked[skipBlank(code.masked, endOfBrackets(code, open) + 1)] === ']';
    const owner = end
      ? found.functions.find((one) => one.start > open && one.start - open < 400)?.start
      : undefined;
    found.cors({
      library: 'aspnet-webapi',
      at: nameAt,
      options: options.value(found.span(nameAt)),
      ownerAt: owner,
    });
  }
}

function supportsCredentials(found: Found, open: number, parts: readonly TextRange[]): Value | undefined {
  const part = namedArgument(found.code, parts, /^SupportsCredentials$/);
  if (part) return found.value(part);
  const behind = found.code.masked.slice(
    endOfBrackets(found.code, open),
    endOfBrackets(found.code, open) + 200,
  );
  const match = /^\)\s{0,40}\{[^}]{0,120}\bSupportsCredentials\s{0,8}=\s{0,8}(?=true)/.exec(behind);
  const start = match ? endOfBrackets(found.code, open) + match[0].length : -1;
  return match ? found.value({ start, end: start + 4 }) : undefined;
}

/** OWIN: `app.UseCors(CorsOptions.AllowAll)` is any origin, with cookies. */
function readOwin(found: Found): void {
  const { code } = found;
  const match = /\.UseCors\s{0,4}\(\s{0,20}(?:\w{1,20}\.){0,4}(CorsOptions\.AllowAll)\b/.exec(code.masked);
  if (!match?.[1] || isInString(code, match.index)) return;
  const end = match.index + match[0].length;
  const nameAt = { start: end - match[1].length, end };
  const at = found.span(nameAt);
  const options = createOptions();
  options.set('WithOrigins', at, { kind: 'list', items: [{ kind: 'text', text: '*', at }], open: false, at });
  options.set('AllowCredentials', at, flag(at));
  found.cors({ library: 'aspnet-webapi', at: nameAt, options: options.value(at) });
}
