/** Policies out of settings of CORS libraries and platforms. */
import type { Span } from '../../span.ts';
import type { CorsLibrary, CorsOptionNames } from '../corsLibraries.ts';
import type { CorsSetting, WebFacts } from '../types.ts';
import type { Condition, MapValue, Stage, Value } from '../values.ts';
import { grantedBy } from './granting.ts';
import {
  MOST_VALUES,
  grantedRules,
  made,
  narrower,
  rulesOf,
  withCredentials,
  type OpenRule,
  type OriginReading,
} from './origins.ts';
import type { CorsPolicy, PlacedText, PolicyContext, Switch } from './policy.ts';
import { libraryIn } from './versions.ts';

/** A setting whose options depend on something gives one policy for each way. */
export function policiesOfSetting(
  setting: CorsSetting,
  file: string,
  facts: WebFacts,
  context: PolicyContext,
): readonly CorsPolicy[] {
  const library = libraryIn(setting.library, (name) => context.version?.(name, file));
  const when = setting.when ?? [];
  const stage = stageOf(when);
  return optionsOf(setting.options, { file, stage, when, context, depth: 0 }).map((options) =>
    policyOf(setting, library, options, file, facts, context),
  );
}

export function stageOf(when: readonly Condition[]): Stage {
  const stages = when.flatMap((condition) => (condition.kind === 'stage' ? [condition.stage] : []));
  return stages.includes('development') ? 'development' : (stages[0] ?? 'unknown');
}

interface Options {
  /** Undefined where none are given, and everything is as the library has it. */
  readonly map: MapValue | undefined;
  /** What stands in the place of the options: `cors: true`, `cors: '*'`. */
  readonly alone?: Value;
  /** They can't be read. */
  readonly isUnknown?: true;
  readonly file: string;
  readonly stage: Stage;
  readonly when: readonly Condition[];
}

interface Following {
  readonly file: string;
  readonly stage: Stage;
  readonly when: readonly Condition[];
  readonly context: PolicyContext;
  readonly depth: number;
}

function optionsOf(value: Value, following: Following): readonly Options[] {
  const { file, stage, when, context, depth } = following;
  const place = { file, stage, when };
  const inner = { ...following, depth: depth + 1 };
  if (depth > 8) return [{ map: undefined, isUnknown: true, ...place }];
  switch (value.kind) {
    case 'map':
      return [{ map: value, ...place }];
    case 'nothing':
      return [{ map: undefined, ...place }];
    case 'flag':
      return value.value ? [{ map: undefined, alone: value, ...place }] : [];
    case 'text':
    case 'list':
    case 'pattern':
    case 'variable':
      return [{ map: undefined, alone: value, ...place }];
    case 'choice':
      return value.options.flatMap(({ when: chosen, value: option, condition }) =>
        optionsOf(option, {
          ...inner,
          stage: narrower(stage, chosen),
          when: condition ? [...when, condition] : when,
        }),
      );
    case 'imported': {
      const found = context.resolve(value, file);
      return found
        ? optionsOf(found.value, { ...inner, file: found.file })
        : [{ map: undefined, isUnknown: true, ...place }];
    }
    case 'function':
      return value.exits.flatMap(({ when: asked, gives }) =>
        gives.kind === 'map' || gives.kind === 'imported' || gives.kind === 'choice'
          ? optionsOf(gives, { ...inner, when: [...when, ...asked] })
          : [],
      );
    default:
      return [{ map: undefined, isUnknown: true, ...place }];
  }
}

function policyOf(
  setting: CorsSetting,
  row: CorsLibrary,
  options: Options,
  file: string,
  facts: WebFacts,
  context: PolicyContext,
): CorsPolicy {
  const given = new GivenOptions(options.map);
  const library: CorsLibrary =
    row.unsafeOption !== undefined && given.isOn([row.unsafeOption])
      ? { ...row, anyWithCredentials: 'leaks' }
      : row;
  const reading: OriginReading = {
    file: options.file,
    stage: options.stage,
    library,
    hasWildcards:
      library.wildcards !== 'none' &&
      (library.wildcardsNeed === undefined || given.isOn([library.wildcardsNeed])),
    arePatterns: given.isOn(library.options.textsArePatterns),
    isInList: false,
    when: options.when,
    context,
    depth: 0,
    budget: { left: MOST_VALUES },
  };
  const credentials = credentialsOf(library, given, options, context);
  const handler = setting.handler === undefined ? undefined : facts.handlers?.[setting.handler];
  const maxAge = maxAgeOf(library, given, options.file);
  return {
    file,
    at: setting.at,
    by: setting.library,
    library,
    origins: originsOf(setting, library, given, options, reading).map((rule) =>
      withCredentials(rule, credentials.state, setting.when ?? [], file),
    ),
    credentials,
    methods: textsOf(given.first(library.options.methods)?.value, options.file),
    allowedHeaders: textsOf(given.first(library.options.allowedHeaders)?.value, options.file),
    ...(maxAge && { maxAge }),
    varies: library.sendsVary ? 'yes' : 'no',
    scope: setting.scope,
    ...(handler && { handler }),
    ...(setting.misplaced && { misplaced: setting.misplaced }),
  };
}

/** Options by the names that a library has for them. */
class GivenOptions {
  readonly map: MapValue | undefined;

  constructor(map: MapValue | undefined) {
    this.map = map;
  }

  all(names: readonly string[] | undefined): readonly { readonly value: Value; readonly keyAt: Span }[] {
    return (names ?? []).flatMap((name) => {
      const entry = this.map?.entries.findLast(({ key }) => key === name);
      return entry ? [entry] : [];
    });
  }

  first(names: readonly string[] | undefined): { readonly value: Value; readonly keyAt: Span } | undefined {
    return this.all(names)[0];
  }

  isOn(names: readonly string[] | undefined): boolean {
    return this.all(names).some(({ value }) => switchOf(value) === 'on');
  }
}

function originsOf(
  setting: CorsSetting,
  library: CorsLibrary,
  given: GivenOptions,
  options: Options,
  reading: OriginReading,
): readonly OpenRule[] {
  if (options.isUnknown) return [made({ kind: 'unknown' }, setting.at, reading)];
  if (options.alone) return aloneRules(options.alone, setting, library, reading);
  const open = flagRules(library.options, given, reading);
  if (open.length > 0) return open;
  const listed = given
    .all(library.options.origins)
    .flatMap(({ value }) =>
      rulesOf(value, reading).map((rule) =>
        rule.file === reading.file ? Object.assign({}, rule, { whole: value.at }) : rule,
      ),
    );
  const matched = given
    .all(library.options.originPatterns)
    .flatMap(({ value }) =>
      value.kind === 'nothing' ? [] : rulesOf(value, { ...reading, arePatterns: true, isInList: true }),
    );
  const origins = [...listed, ...matched];
  if (given.all(library.options.origins).length > 0) return origins;
  // Patterns stand beside a default of nobody; a default of everybody stays as it is, except in Spring.
  if (matched.length > 0 && (library.defaultOrigins !== 'any' || library.patternTexts)) return origins;
  if (given.map?.open) return [...origins, made({ kind: 'unknown' }, setting.at, reading)];
  return [...origins, ...defaultRules(library, setting.at, { ...reading, file: reading.file })];
}

/** `cors: true`, `trustedOrigins: […]`, `cors: '*'`. */
function aloneRules(
  value: Value,
  setting: CorsSetting,
  library: CorsLibrary,
  reading: OriginReading,
): readonly OpenRule[] {
  if (value.kind !== 'flag') return rulesOf(value, reading);
  if (setting.library === 'firebase-functions') return grantedRules(reading.when, value.at, reading);
  return defaultRules(library, setting.at, reading);
}

function flagRules(names: CorsOptionNames, given: GivenOptions, reading: OriginReading): readonly OpenRule[] {
  const wide = given.all(names.wideOpen).filter(({ value }) => switchOf(value) !== 'off');
  const any = given.all(names.anyOrigin).filter(({ value }) => switchOf(value) !== 'off');
  return [
    ...wide.flatMap(({ value, keyAt }) => flagRule('reflected', value, keyAt, reading)),
    ...any.flatMap(({ value, keyAt }) => flagRule('any', value, keyAt, reading)),
  ];
}

/** A flag that a variable or the stage sets. The place is the flag's value, or its name where that is a call. */
function flagRule(
  kind: 'any' | 'reflected',
  value: Value,
  keyAt: Span,
  reading: OriginReading,
): readonly OpenRule[] {
  switch (value.kind) {
    case 'choice':
      return value.options.flatMap(({ when, value: option }) =>
        flagRule(kind, option, keyAt, { ...reading, stage: narrower(reading.stage, when) }),
      );
    case 'flag':
      return value.value ? [made({ kind }, value.at.end > value.at.start ? value.at : keyAt, reading)] : [];
    case 'imported': {
      const found = reading.context.resolve(value, reading.file);
      return found && reading.depth < 8
        ? flagRule(kind, found.value, keyAt, { ...reading, file: found.file, depth: reading.depth + 1 })
        : [];
    }
    default:
      return [];
  }
}

function defaultRules(library: CorsLibrary, at: Span, reading: OriginReading): readonly OpenRule[] {
  const byDefault = { byDefault: true as const };
  switch (library.defaultOrigins) {
    case 'any':
      return [{ ...made({ kind: 'any' }, at, reading), ...byDefault }];
    case 'reflected':
      return [{ ...made({ kind: 'reflected' }, at, reading), ...byDefault }];
    case 'none':
    case 'same-site':
      return [{ ...made({ kind: 'nothing' }, at, reading), ...byDefault }];
  }
}

function credentialsOf(
  library: CorsLibrary,
  given: GivenOptions,
  { isUnknown, file }: Options,
  context: PolicyContext,
): Switch {
  if (isUnknown) return { state: 'unknown' };
  // A reader that sees `permissive()` says so; these come with cookies.
  const wide = given.all(library.options.wideOpen).find(({ value }) => switchOf(value) === 'on');
  if (wide) return { state: 'on', at: wide.keyAt };
  const entry = given.first(library.options.credentials);
  if (!entry) return { state: library.defaultCredentials ? 'on' : given.map?.open ? 'unknown' : 'off' };
  return switchAt(entry.value, file, context, entry.keyAt);
}

function switchAt(value: Value, file: string, context: PolicyContext, keyAt: Span, depth = 0): Switch {
  if (value.kind === 'imported' && depth < 8) {
    const found = context.resolve(value, file);
    return found ? switchAt(found.value, found.file, context, keyAt, depth + 1) : { state: 'unknown' };
  }
  const state = switchOf(value);
  return state === 'off' ? { state } : { state, at: value.at.end > value.at.start ? value.at : keyAt, file };
}

/** What is only on while developing is off. */
export function switchOf(value: Value): Switch['state'] {
  switch (value.kind) {
    case 'flag':
      return value.value ? 'on' : 'off';
    case 'text':
      // Falcon says with * that all get cookies, and with a list which do.
      return /^'?(?:true|1|yes|on|\*)'?$/i.test(value.text) ? 'on' : 'off';
    case 'list':
      return 'off';
    case 'nothing':
      return 'off';
    case 'number':
      return value.value === 0 ? 'off' : 'on';
    case 'choice': {
      const states = value.options
        .filter(({ when }) => when !== 'development')
        .map(({ value: option }) => switchOf(option));
      return states.includes('on') ? 'on' : states.every((state) => state === 'off') ? 'off' : 'unknown';
    }
    case 'variable':
      return value.fallback && switchOf(value.fallback) === 'on' ? 'on' : 'unknown';
    case 'function': {
      const never =
        value.exits.length > 0 && value.exits.every(({ gives }) => gives.kind === 'flag' && !gives.value);
      return never ? 'off' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

export function textsOf(value: Value | undefined, file: string): readonly PlacedText[] {
  if (value?.kind === 'text') {
    const isSame = value.at.end - value.at.start === value.text.length;
    const bare = value.text.replace(/^'(.*)'$/s, '$1');
    if (!isSame || !bare.includes(',')) return [{ text: bare.trim(), at: value.at, file }];
    let from = 0;
    return value.text.split(',').map((part) => {
      const lead = from + (part.length - part.trimStart().length);
      from += part.length + 1;
      const text = part.trim();
      const at = {
        ...value.at,
        start: value.at.start + lead,
        end: value.at.start + lead + text.length,
        column: value.at.column + lead,
      };
      return { text, at, file };
    });
  }
  return value?.kind === 'list' ? value.items.flatMap((item) => textsOf(item, file)) : [];
}

function maxAgeOf(library: CorsLibrary, given: GivenOptions, file: string): CorsPolicy['maxAge'] {
  const value = given.first(library.options.maxAge)?.value;
  const seconds = value && secondsOf(value, library.maxAgeUnit);
  return value && seconds !== undefined ? { seconds, at: value.at, file } : undefined;
}

/** `24 * time.Hour` and the like come to no number: only what is plain is read. */
export function secondsOf(value: Value, unit: CorsLibrary['maxAgeUnit']): number | undefined {
  const number =
    value.kind === 'number'
      ? value.value
      : value.kind === 'text'
        ? Number(value.text.replace(/^'|'$/g, '') || Number.NaN)
        : Number.NaN;
  if (!Number.isFinite(number) || unit === 'duration') return undefined;
  return unit === 'milliseconds' ? number / 1000 : number;
}

/** Whether a browser of another site can come here at all, as the conditions say. */
export function isAsked(when: readonly Condition[]): boolean {
  return grantedBy(when).some(({ kind }) => kind !== 'nobody');
}
