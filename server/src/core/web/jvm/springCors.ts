/** Spring's CORS: `@CrossOrigin`, `addMapping("/**")`, `CorsConfiguration`. */
import { assignedTo, literalsIn } from '../../env/code/lookups.ts';
import { functionAt } from '../../env/code/functions.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank } from '../../parsers/code.ts';
import { chainAt, openBracketBefore, operandAt, type ChainCall } from '../backend/brackets.ts';
import { durationInSeconds } from '../backend/durations.ts';
import type { Found } from '../backend/found.ts';
import { createOptions, flag, sometimes, type Options } from '../backend/options.ts';
import type { Scope } from '../types.ts';
import type { Condition, Value } from '../values.ts';
import { annotationsIn, argumentNamed, type Annotation } from './annotations.ts';
import { scopeOf } from './springSecurity.ts';

export function readSpringCors(found: Found): void {
  readCrossOrigin(found);
  readMappings(found);
  readConfigurations(found);
}

const MOST = 60;

const ANNOTATED: Readonly<Record<string, string>> = {
  value: 'origins',
  origins: 'origins',
  originPatterns: 'originPatterns',
  allowCredentials: 'allowCredentials',
  maxAge: 'maxAge',
  allowedHeaders: 'allowedHeaders',
  exposedHeaders: 'exposedHeaders',
  methods: 'methods',
};

function readCrossOrigin(found: Found): void {
  const paths = annotationsIn(found, 'RequestMapping|Path');
  for (const annotation of annotationsIn(found, 'CrossOrigin').slice(0, MOST)) {
    const options = createOptions();
    for (const { name = 'value', value } of annotation.args) {
      const key = ANNOTATED[name];
      if (key === undefined) continue;
      const given = listed(found, value);
      if (
        name === 'value' &&
        annotation.args.length > 1 &&
        annotation.args.every((one) => one.name === undefined)
      ) {
        options.add(key, given.at, [given]);
        continue;
      }
      options.set(
        key,
        given.at,
        key === 'allowCredentials' && given.kind === 'text' ? flag(given.at, given.text === 'true') : given,
      );
    }
    const at = found.span(annotation.nameAt);
    const { owner } = annotation;
    const prefix = owner?.kind === 'class' ? classPath(found, paths, owner.body) : undefined;
    found.cors({
      library: 'spring',
      at: annotation.nameAt,
      options: options.size > 0 ? options.value(at) : { kind: 'nothing', at },
      ...(owner?.kind === 'function' && { ownerAt: owner.at.start }),
      ...(prefix !== undefined && prefix !== '' && { scope: { syntax: 'prefix', pattern: prefix } as const }),
    });
  }
}

/** `{"a", "b"}` of annotations in Java is a list. */
function listed(found: Found, range: TextRange): Value {
  const { code } = found;
  if (code.masked[range.start] !== '{') return found.value(range);
  const items = argumentsAt(code, range.start).map((part) => found.value(part));
  return { kind: 'list', items, open: false, at: found.span(range) };
}

function classPath(found: Found, paths: readonly Annotation[], body: TextRange): string | undefined {
  const mapping = paths.find(({ owner }) => owner?.kind === 'class' && owner.body.start === body.start);
  const value = mapping && argumentNamed(mapping, 'value', 'path');
  const literal = value && literalsIn(found.code, value, 1)[0];
  return (
    literal &&
    found.code.text
      .slice(literal.content.start, literal.content.end)
      .replace(/^(?!\/)/, '/')
      .replace(/\/$/, '')
  );
}

/** `registry.addMapping("/api/**").allowedOrigins("x").allowCredentials(true)` */
function readMappings(found: Found): void {
  const { code } = found;
  if (!/\bCorsRegistry\b|allowedOrigin/.test(code.masked)) return;
  let count = 0;
  for (const match of code.masked.matchAll(/\.\s{0,4}(addMapping)\s{0,4}\(/g)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const nameAt = { start: open - 'addMapping'.length, end: open };
    const options = createOptions();
    for (const link of chainAt(code, endOfBrackets(code, open) + 1)) addCall(found, options, link);
    const target = assignedTo(code, statementStart(found, match.index));
    if (target !== undefined) addCallsOn(found, options, target, endOfBrackets(code, open));
    const at = found.span(nameAt);
    const path = argumentsAt(code, open)[0];
    found.cors({
      library: 'spring',
      at: nameAt,
      options: options.size > 0 ? options.value(at) : { kind: 'nothing', at },
      scope: path ? scopeIn(found, path) : { syntax: 'all' },
    });
  }
}

function statementStart(found: Found, dot: number): number {
  const word = /\w{1,60}\s{0,20}$/.exec(found.code.masked.slice(Math.max(0, dot - 80), dot));
  return word ? dot - word[0].length : dot;
}

function scopeIn(found: Found, path: TextRange): Scope {
  const value = found.value(path);
  return value.kind === 'text' ? { ...scopeOf(value.text), at: value.at } : { syntax: 'all' };
}

const LISTS =
  /^(?:set|add)?(allowedOrigins?|allowedOriginPatterns?|allowedMethods?|allowedHeaders?|exposedHeaders?)$/i;
const SINGLE = /^(?:set)?(allowCredentials|maxAge|allowPrivateNetwork)$/i;

/** One call of the builder: `allowedOrigins("a", "b")`, `setAllowedOrigins(List.of("a"))`, `addAllowedOrigin("a")`. */
function addCall(
  found: Found,
  all: Options,
  { name, nameAt, open }: ChainCall,
  when: readonly Condition[] = [],
): void {
  const { code } = found;
  const keyAt = found.span(nameAt);
  const options = under(all, when);
  if (name === 'applyPermitDefaultValues') {
    options.set('applyPermitDefaultValues', keyAt, flag(keyAt));
    return;
  }
  const list = LISTS.exec(name)?.[1];
  const single = SINGLE.exec(name)?.[1];
  if (code.masked[open] !== '(') return;
  const values = argumentsAt(code, open).map((part) =>
    allOf(found, part, injected(found, part, found.value(part))),
  );
  if (list) {
    const key = optionNamed(list);
    const [first] = values;
    // What is no text and no list is the list that somebody else makes.
    if (
      values.length === 1 &&
      first &&
      first.kind !== 'text' &&
      first.kind !== 'list' &&
      !name.startsWith('add')
    )
      options.set(key, keyAt, first);
    else options.add(key, keyAt, values);
  } else if (single) {
    const value = values[0] ?? flag(keyAt);
    options.set(optionNamed(single), keyAt, durationInSeconds(value));
  }
}

/** `CorsConfiguration.ALL` is `*`, in a list as well. */
function allOf({ code }: Found, part: TextRange, value: Value): Value {
  const { at } = value;
  const written = code.masked.slice(part.start, Math.min(part.end, part.start + 120));
  if (/^(?:CorsConfiguration\.)?ALL$/.test(written)) return { kind: 'text', text: '*', at };
  return value.kind !== 'text' &&
    /^(?:\w{1,30}\.)?(?:of|asList|singletonList|listOf|singleton)\(\s{0,8}CorsConfiguration\.ALL\s{0,8}\)$/.test(
      written,
    )
    ? { kind: 'list', items: [{ kind: 'text', text: '*', at }], open: false, at }
    : value;
}

/** `@Value("${cors.origins}") String[] origins`, `env.getProperty("cors.origins")`: what the environment may say. */
function injected(found: Found, part: TextRange, value: Value): Value {
  const { text } = found.code;
  const asked =
    value.kind === 'call' && /getProperty$|getRequiredProperty$/.test(value.callee) ? value.args : undefined;
  const key = asked?.[0]?.value;
  if (key?.kind === 'text') {
    const fallback = asked?.[1]?.value;
    return {
      kind: 'variable',
      name: variableNamed(key.text),
      mayBeUnset: true,
      ...(fallback && { fallback }),
      at: value.at,
    };
  }
  const name =
    value.kind === 'unknown'
      ? /^(?:this\.)?(\w{2,60})(?:\.(?:toArray|split)\b[^;]{0,80})?$/.exec(
          text.slice(part.start, Math.min(part.end, part.start + 160)),
        )?.[1]
      : undefined;
  if (name === undefined) return value;
  const field = new RegExp(
    `@Value\\(\\s{0,8}"\\\\?\\$\\{([\\w.-]{2,100})(?::([^}"]{0,300}))?\\}"\\s{0,8}\\)\\s{1,80}(?:(?:private|protected|public|final|lateinit|va[lr])\\s{1,8}){0,4}(?:[\\w.]{1,40}(<[^>;]{1,60}>|\\[\\])?\\s{1,8})?${name}\\b`,
  ).exec(text);
  if (!field) return value;
  const isList =
    field[3] !== undefined ||
    /^\s{0,4}:\s{0,4}(?:List|Array|Set)</.test(
      text.slice(field.index + field[0].length, field.index + field[0].length + 30),
    );
  const fallback =
    field[2] === undefined ? {} : { fallback: { kind: 'text', text: field[2], at: value.at } as const };
  return {
    kind: 'variable',
    name: variableNamed(field[1] ?? ''),
    mayBeUnset: false,
    ...(isList && { split: ',' }),
    ...fallback,
    at: value.at,
  };
}

/** The variable that Spring takes for a property: `cors.origins` is CORS_ORIGINS. */
function variableNamed(property: string): string {
  return /[.-]|[a-z]/.test(property)
    ? property.replace(/-/g, '').replaceAll('.', '_').toUpperCase()
    : property;
}

/** Options of which some are only given under a condition. */
function under(options: Options, when: readonly Condition[]): Options {
  if (when.length === 0) return options;
  return {
    ...options,
    set: (key, keyAt, value) =>
      options.set(key, keyAt, sometimes(value, { kind: 'nothing', at: keyAt }, when)),
    add: (key, keyAt, values) =>
      options.add(
        key,
        keyAt,
        values.map((value) => sometimes(value, { kind: 'nothing', at: keyAt }, when)),
      ),
  };
}

function optionNamed(written: string): string {
  const name = written.charAt(0).toLowerCase() + written.slice(1);
  return /^(?:allowedOrigin|allowedOriginPattern|allowedMethod|allowedHeader|exposedHeader)$/.test(name)
    ? `${name}s`
    : name;
}

/** `config.setAllowedOrigins(…)`, and Kotlin's `config.allowedOrigins = …`. */
function addCallsOn(found: Found, options: Options, target: string, from: number, end?: number): void {
  const { code } = found;
  const to = end ?? functionAt(found.functions, from)?.end ?? code.masked.length;
  const name =
    target === '' ? '(?<![\\w.])' : `(?<![\\w.])${target.replace(/\W/g, '\\$&')}\\s{0,40}\\.\\s{0,4}`;
  const base = found.when(from).length;
  const pattern = new RegExp(`${name}(\\w{4,40})\\s{0,4}(?:(\\()|=(?!=)\\s{0,8})`, 'g');
  pattern.lastIndex = from;
  let count = 0;
  for (let match = pattern.exec(code.masked); match && match.index < to; match = pattern.exec(code.masked)) {
    if (++count > 100) break;
    const word = match[1] ?? '';
    const start = match.index + match[0].indexOf(word);
    const nameAt = { start, end: start + word.length };
    if (!match[2] && !LISTS.test(word) && !SINGLE.test(word)) continue;
    const when = found.when(match.index).slice(base);
    if (match[2]) {
      const open = match.index + match[0].length - 1;
      addCall(found, options, { name: word, nameAt, open, end: endOfBrackets(code, open) + 1 }, when);
      for (const link of chainAt(code, endOfBrackets(code, open) + 1)) addCall(found, options, link);
    } else if (LISTS.test(word) || SINGLE.test(word)) {
      options.set(
        optionNamed(word),
        found.span(nameAt),
        durationInSeconds(found.value(operandAt(code, match.index + match[0].length))),
      );
    }
  }
}

/** `new CorsConfiguration()`, without origins until somebody says some. */
function readConfigurations(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(/(?<![\w.@])(?:new\s{1,8})?(CorsConfiguration)\s{0,4}\(/g)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const close = endOfBrackets(code, open);
    if (
      /\b(?:fun|class|extends|CorsConfiguration)\s{1,8}$/.test(
        code.masked.slice(Math.max(0, match.index - 30), match.index),
      )
    )
      continue;
    const nameAt = { start: match.index + match[0].indexOf('CorsConfiguration'), end: open };
    const options = createOptions();
    const wrapped =
      code.masked[skipBlank(code.masked, close + 1)] === ')'
        ? endOfBrackets(code, openBracketBefore(code, match.index))
        : close;
    const links = chainAt(code, wrapped + 1);
    for (const link of links) {
      if (code.masked[link.open] === '{') addCallsOn(found, options, '', link.open, link.end);
      else addCall(found, options, link);
    }
    const target = assignedTo(code, match.index) ?? kotlinTarget(found, match.index);
    if (target !== undefined) addCallsOn(found, options, target, close);
    if (options.size === 0) continue;
    const at = found.span(nameAt);
    const says = options.value(at);
    if (
      says.kind === 'map' &&
      !says.entries.some(({ key }) =>
        /^(?:allowedOrigins|allowedOriginPatterns|applyPermitDefaultValues)$/.test(key),
      )
    )
      options.set('allowedOrigins', at, { kind: 'list', items: [], open: false, at });
    // Its defaults are for what nobody has said.
    const names = says.kind === 'map' ? says.entries.map(({ key }) => key) : [];
    if (
      names.includes('applyPermitDefaultValues') &&
      names.some((key) => /^allowedOrigin(?:Pattern)?s$/.test(key))
    )
      options.set('applyPermitDefaultValues', at, flag(at, false));
    found.cors({
      library: 'spring',
      at: nameAt,
      options: options.value(at),
      scope: registered(found, target, close),
    });
  }
}

function kotlinTarget(found: Found, offset: number): string | undefined {
  return /\bva[lr]\s{1,8}(\w{1,60})(?:\s{0,4}:\s{0,4}[\w.?]{1,60})?\s{0,8}=\s{0,40}$/.exec(
    found.code.masked.slice(Math.max(0, offset - 200), offset),
  )?.[1];
}

/** `source.registerCorsConfiguration("/api/**", config)` */
function registered(found: Found, target: string | undefined, from: number): Scope {
  const { code } = found;
  const pattern = /(?<!\w)registerCorsConfiguration\s{0,4}\(/g;
  for (const match of code.masked.slice(0, 400_000).matchAll(pattern)) {
    const parts = argumentsAt(code, match.index + match[0].length - 1);
    const [path, config] = parts;
    const given = config && code.masked.slice(config.start, config.end);
    const isOurs =
      (target !== undefined && given === target) || (config && config.start < from && from < config.end);
    if (path && isOurs) return scopeIn(found, path);
  }
  return { syntax: 'all' };
}
