/** The origins of a policy, out of the value that they are given with. */
import type { Span } from '../../span.ts';
import type { CorsLibrary } from '../corsLibraries.ts';
import type { Condition, OriginTest, RequestValue, Stage, Value } from '../values.ts';
import { isCondition } from '../values.ts';
import { doubtsIn, grantedBy } from './granting.ts';
import type { OriginRule, OriginRuleKind, PolicyContext } from './policy.ts';
import { questionElsewhere } from './questionElsewhere.ts';

/** A rule before it is known whether cookies come along. */
export type OpenRule = OriginRuleKind & Omit<OriginRule, 'kind' | 'credentials'>;

export interface OriginReading {
  readonly file: string;
  readonly stage: Stage;
  /** Absent where code or a header compares or sends the text itself. */
  readonly library?: CorsLibrary;
  /** Its wildcards are turned on, or need no turning on. */
  readonly hasWildcards: boolean;
  /** Texts are patterns (`origin_regex: true`, `allow_origin_regex`). */
  readonly arePatterns: boolean;
  /** Within a list: other words mean other things there. */
  readonly isInList: boolean;
  /** It is what a function answers: nothing means nobody, whatever the library does without an option. */
  readonly isAnswer?: true;
  /** Conditions under which all of it counts. */
  readonly when: readonly Condition[];
  readonly without?: string;
  readonly context: PolicyContext;
  readonly depth: number;
  /** Values left for all of it: files that import from each other may multiply. */
  readonly budget: { left: number };
}

export const MOST_VALUES = 2_000;

export function rulesOf(value: Value, reading: OriginReading): readonly OpenRule[] {
  if (--reading.budget.left < 0) return [];
  if (reading.depth > 12) return [made({ kind: 'unknown' }, value.at, reading)];
  const inner = { ...reading, depth: reading.depth + 1 };
  switch (value.kind) {
    case 'text':
      return textRules(value.text, value.at, inner);
    case 'pattern':
      return patternRules(value, value.at, inner);
    case 'list':
      return listRules(value, inner);
    case 'flag':
      return flagRules(value.value, value.at, inner);
    case 'nothing':
      return unsetRules(value.at, inner);
    case 'variable':
      return variableRules(value, inner);
    case 'choice':
      return value.options.filter(isForBrowsers).flatMap(({ when, value: option, condition }) =>
        rulesOf(option, {
          ...inner,
          stage: narrower(inner.stage, when),
          when: condition ? [...inner.when, condition] : inner.when,
        }),
      );
    case 'request':
      return value.what === 'origin'
        ? grantedRules(inner.when, value.at, inner, value)
        : [{ ...made({ kind: 'reflected' }, value.at, inner), dynamic: true, isFromElsewhere: true }];
    case 'joined':
      return joinedRules(value.parts, value.at, inner);
    case 'imported': {
      const found = inner.context.resolve(value, inner.file);
      return found
        ? rulesOf(found.value, { ...inner, file: found.file })
        : [made({ kind: 'unknown' }, value.at, inner)];
    }
    case 'function':
      return functionRules(value, inner);
    case 'call':
      return callRules(value, inner);
    case 'map':
      return mapRules(value, inner);
    case 'number':
    case 'unknown':
      return [made({ kind: 'unknown' }, value.at, inner)];
  }
}

/** Without an origin no browser of another site is asking. */
function isForBrowsers({ condition }: { readonly condition?: Condition }): boolean {
  return !condition || grantedBy([condition]).some(({ kind }) => kind !== 'nobody');
}

export function made(kind: OriginRuleKind, at: Span, reading: OriginReading): OpenRule {
  const { file, stage, without } = reading;
  return { ...kind, at, file, stage, ...(without !== undefined && { without }) };
}

export function withCredentials(
  rule: OpenRule,
  credentials: OriginRule['credentials'],
  when: readonly Condition[],
  file: string,
): OriginRule {
  const doubts = [...(rule.doubts ?? []), ...doubtsIn(when).map((at) => ({ file, at }))];
  return { ...rule, credentials, ...(doubts.length > 0 && { doubts }) };
}

export function narrower(outer: Stage, inner: Stage): Stage {
  return outer === 'development' || inner === 'unknown' ? outer : inner;
}

function textRules(written: string, at: Span, reading: OriginReading): readonly OpenRule[] {
  const { library, isInList } = reading;
  const { text, place } = unquoted(written, at);
  if (text === '') return unsetRules(at, reading);
  if (reading.arePatterns) {
    if (library?.patternTexts === 'wildcards' && text === '*')
      return [{ ...made({ kind: 'any' }, place, reading), asPattern: true }];
    if (library?.patternTexts === 'wildcards') return [wildcardRule(text, place, reading)];
    return patternRules({ source: text, flags: '' }, place, reading);
  }
  // Code that compares may well ask for `*` beforehand.
  if (text === '*' && isInList && !library) return [made({ kind: 'unknown' }, place, reading)];
  if (text === '*' && !(isInList && library?.starInList === 'never-matches'))
    return [made({ kind: 'any' }, place, reading)];
  if (text === 'null') return [made({ kind: 'null' }, place, reading)];
  if (library?.searchesText && !isInList) {
    const list: Value = { kind: 'text', text, at: place };
    return [made({ kind: 'tested', tests: [{ kind: 'listed', list }] }, place, reading)];
  }
  const separators = library?.splitsTexts ? /[,\s]+/ : undefined;
  if (separators && separators.test(text)) return splitRules(text, place, separators, reading);
  if (/,|\shttps?:/.test(text) && !isInList) return [made({ kind: 'several', why: 'text' }, place, reading)];
  if (library?.textsArePatterns && LOOKS_LIKE_PATTERN.test(text) && !/^[a-z]+:\/\/\*\.[\w.-]+$/.test(text))
    return patternRules({ source: text, flags: 'i' }, place, reading);
  const inSlashes = library?.splitsTexts && /^\/(.+)\/$/.exec(text)?.[1];
  if (inSlashes) return patternRules({ source: inSlashes, flags: '' }, place, reading);
  if (text.includes('*') && reading.hasWildcards) return [wildcardRule(text, place, reading)];
  return [made({ kind: 'listed', text, schemeOptional: library?.schemeOptional === true }, place, reading)];
}

/** Flask-CORS and Kong take a text with one of these for a pattern. */
const LOOKS_LIKE_PATTERN = /[*\\\]?$^[()]/;

/** SAM and API Gateway want quotes within the text. */
function unquoted(text: string, at: Span): { readonly text: string; readonly place: Span } {
  return /^'.*'$/s.test(text)
    ? {
        text: text.slice(1, -1),
        place: { ...at, start: at.start + 1, end: at.end - 1, column: at.column + 1 },
      }
    : { text, place: at };
}

function splitRules(text: string, at: Span, separators: RegExp, reading: OriginReading): readonly OpenRule[] {
  const rules: OpenRule[] = [];
  let from = 0;
  for (const part of text.split(separators)) {
    const start = text.indexOf(part, from);
    from = start + part.length;
    // Escapes in the source would move the places: then all of it is meant.
    const isSame = at.end - at.start === text.length;
    const place = isSame
      ? { ...at, start: at.start + start, end: at.start + from, column: at.column + start }
      : at;
    if (part !== '') rules.push(...textRules(part, place, { ...reading, isInList: true }));
  }
  return rules;
}

function wildcardRule(text: string, at: Span, reading: OriginReading): OpenRule {
  return text === '*' ? made({ kind: 'any' }, at, reading) : made({ kind: 'wildcard', text }, at, reading);
}

function patternRules(
  { source, flags }: { readonly source: string; readonly flags: string },
  at: Span,
  reading: OriginReading,
): readonly OpenRule[] {
  const how = reading.library?.patterns ?? 'search';
  if (how === 'none') return [made({ kind: 'unknown' }, at, reading)];
  const pattern: Value = { kind: 'pattern', source, flags, at };
  return [made({ kind: 'tested', tests: [{ kind: 'matches', pattern, how }] }, at, reading)];
}

function listRules(list: Extract<Value, { kind: 'list' }>, reading: OriginReading): readonly OpenRule[] {
  const { library } = reading;
  const texts = list.items.filter(({ kind }) => kind !== 'nothing');
  if (library?.lists === 'joined' && texts.length > 1)
    return [made({ kind: 'several', why: 'list' }, list.at, reading)];
  // Empty texts and undefined in a list match no origin.
  const rules = list.items.flatMap((item) =>
    item.kind === 'nothing' || (item.kind === 'text' && item.text === '')
      ? []
      : rulesOf(item, { ...reading, isInList: true }),
  );
  if (list.open) return [...rules, made({ kind: 'unknown' }, list.at, reading)];
  return rules.length === 0 ? [made({ kind: 'nothing' }, list.at, reading)] : rules;
}

function flagRules(flag: boolean, at: Span, reading: OriginReading): readonly OpenRule[] {
  if (!flag) return [made({ kind: 'nothing' }, at, reading)];
  switch (reading.library?.trueMeans) {
    case 'reflected':
      return grantedRules(reading.when, at, reading);
    case 'any':
      return [made({ kind: 'any' }, at, reading)];
    case 'nothing':
    case 'fails':
      return [made({ kind: 'nothing' }, at, reading)];
    case undefined:
      return [made({ kind: 'unknown' }, at, reading)];
  }
}

function unsetRules(at: Span, reading: OriginReading): readonly OpenRule[] {
  if (reading.isInList) return [];
  if (reading.isAnswer) return [made({ kind: 'nothing' }, at, reading)];
  switch (reading.library?.unset) {
    case 'any':
      return [made({ kind: 'any' }, at, reading)];
    case 'reflected':
      return [made({ kind: 'reflected' }, at, reading)];
    default:
      return [made({ kind: 'nothing' }, at, reading)];
  }
}

function variableRules(
  value: Extract<Value, { kind: 'variable' }>,
  reading: OriginReading,
): readonly OpenRule[] {
  const { name, split, mayBeUnset, fallback } = value;
  const variable: OriginRuleKind = {
    kind: 'variable',
    name,
    split: split !== undefined,
    mayBeUnset: mayBeUnset && !reading.isInList,
    hasFallback: fallback !== undefined,
  };
  return [
    made(variable, value.at, reading),
    ...(fallback ? rulesOf(fallback, { ...reading, without: name }) : []),
  ];
}

/** Whoever passes what is asked. */
export function grantedRules(
  when: readonly Condition[],
  at: Span,
  reading: OriginReading,
  given: Pick<RequestValue, 'parameter' | 'givenTo'> = {},
): readonly OpenRule[] {
  const elsewhere = questionElsewhere(when, reading);
  if (elsewhere) return grantedRules(elsewhere.when, at, { ...reading, file: elsewhere.file, when: [] });
  return grantedBy(when).flatMap(({ kind, stage, tests, lists, doubts }): readonly OpenRule[] => {
    const inner = { ...reading, stage: narrower(reading.stage, stage) };
    if (kind === 'nobody') return [];
    const places = doubts.map((place) => ({ file: reading.file, at: place }));
    const dynamic = { dynamic: true as const, ...(places.length > 0 && { doubts: places }) };
    if (kind === 'everybody')
      return [{ ...made({ kind: 'reflected' }, at, inner), ...dynamic, ...handedOver(given) }];
    const [list] = lists;
    if (list) return listedByCode(list.value, inner).map((rule) => Object.assign({}, rule, dynamic));
    const asked: OriginRuleKind = {
      kind: 'tested',
      tests: tests.map(({ test }) => resolvedTest(test, inner)),
    };
    return [{ ...made(asked, tests[0]?.at ?? at, inner), ...dynamic }];
  });
}

function handedOver(
  given: Pick<RequestValue, 'parameter' | 'givenTo'>,
): Pick<OriginRule, 'isHandedOver' | 'givenTo'> {
  if (!given.parameter) return {};
  return { isHandedOver: true, ...(given.givenTo !== undefined && { givenTo: given.givenTo }) };
}

/** With what other files say put in; shown where it is asked. */
function resolvedTest(test: OriginTest, reading: OriginReading): OriginTest {
  const { context, file } = reading;
  const put = (value: Value): Value => {
    const found = value.kind === 'imported' ? context.resolve(value, file) : undefined;
    return found ? { ...found.value, at: value.at } : value;
  };
  switch (test.kind) {
    case 'starts-with':
    case 'ends-with':
    case 'contains':
    case 'equals':
      return { ...test, value: put(test.value) };
    case 'matches':
      return { ...test, pattern: put(test.pattern) };
    case 'host':
      return { ...test, test: resolvedTest(test.test, reading) };
    case 'listed':
    case 'present':
    case 'asked':
      return test;
  }
}

/** Code compares the origin itself, letter by letter. */
function listedByCode(
  value: Value,
  { file, stage, without, context, depth, budget }: OriginReading,
): readonly OpenRule[] {
  return rulesOf(value, {
    file,
    stage,
    ...(without !== undefined && { without }),
    context,
    depth,
    budget,
    hasWildcards: false,
    arePatterns: false,
    isInList: true,
    when: [],
  });
}

function functionRules(
  { exits, at }: Extract<Value, { kind: 'function' }>,
  reading: OriginReading,
): readonly OpenRule[] {
  if (exits.length === 0) return [made({ kind: 'unknown' }, at, reading)];
  const rules = exits.flatMap(({ when, gives, at: place }): readonly OpenRule[] => {
    const all = [...reading.when, ...when];
    if (isCondition(gives)) return grantedRules([...all, gives], place, reading);
    if (gives.kind === 'flag') return gives.value ? grantedRules(all, place, reading) : [];
    if (gives.kind === 'nothing' || (gives.kind === 'text' && gives.text === '')) return [];
    return givenTo(all, reading).flatMap((inner) => rulesOf(gives, { ...inner, when: all, isAnswer: true }));
  });
  return rules.length === 0 ? [made({ kind: 'nothing' }, at, reading)] : rules;
}

/** Ways in which an exit is taken by a browser at all, with the stage of each. */
function givenTo(when: readonly Condition[], reading: OriginReading): readonly OriginReading[] {
  const ways = grantedBy(when).filter(({ kind }) => kind !== 'nobody');
  const [first] = ways;
  if (!first) return [];
  // What is asked before does not change a text that is given: once is enough.
  const stage = ways.every((way) => way.stage === first.stage) ? first.stage : 'unknown';
  return [{ ...reading, stage: narrower(reading.stage, stage) }];
}

/** `AllowOrigin::list([…])`, `AllowOrigin::mirror_request()`, `Any`: by the last word. */
function callRules(
  { callee, args, at }: Extract<Value, { kind: 'call' }>,
  reading: OriginReading,
): readonly OpenRule[] {
  const name = /\w+$/.exec(callee)?.[0] ?? '';
  const first = args[0]?.value;
  if (/^(?:any|Any|AllowAny|ALL)$/.test(name) && !first) return [made({ kind: 'any' }, at, reading)];
  if (name === 'mirror_request') return [made({ kind: 'reflected' }, at, reading)];
  if (first && /^(?:list|exact|predicate|async_predicate|from_static|parse|from_str|HeaderValue)$/.test(name))
    return rulesOf(first, reading);
  return [made({ kind: 'unknown' }, at, reading)];
}

/** Envoy's `{ exact: … }`, `{ prefix: … }`, `{ safe_regex: { regex: … } }`. */
function mapRules(map: Extract<Value, { kind: 'map' }>, reading: OriginReading): readonly OpenRule[] {
  const rules = map.entries.flatMap(({ key, value }): readonly OpenRule[] => {
    switch (key) {
      case 'exact':
        return rulesOf(value, reading);
      case 'prefix':
        return [made({ kind: 'tested', tests: [{ kind: 'starts-with', value }] }, value.at, reading)];
      case 'suffix':
        return [made({ kind: 'tested', tests: [{ kind: 'ends-with', value }] }, value.at, reading)];
      case 'contains':
        return [made({ kind: 'tested', tests: [{ kind: 'contains', value }] }, value.at, reading)];
      case 'regex':
        return rulesOf(value, { ...reading, arePatterns: true });
      case 'safe_regex':
      case 'safeRegex':
        return rulesOf(value, reading);
      default:
        return [];
    }
  });
  return rules.length === 0 ? [made({ kind: 'unknown' }, map.at, reading)] : rules;
}

function joinedRules(parts: readonly Value[], at: Span, reading: OriginReading): readonly OpenRule[] {
  const [start, ...rest] = parts;
  const texts = parts.filter(({ kind }) => kind === 'text');
  // `${origin}` with nothing round it
  if (start?.kind === 'request' && rest.every((part) => part.kind === 'text' && part.text === ''))
    return rulesOf(start, reading);
  if (!reading.library?.splitsTexts && texts.some((part) => part.kind === 'text' && part.text.includes(',')))
    return [made({ kind: 'several', why: 'text' }, at, reading)];
  if (start?.kind === 'text' && start.text !== '')
    return [made({ kind: 'begun', text: start.text }, at, reading)];
  return [made({ kind: 'unknown' }, at, reading)];
}
