/**
 * What an expression comes to, whatever language it was written in: plain data, kept with the facts of its file. Names of the
 * same file are followed; what stands in another file is an `imported` that the join puts in.
 */
import type { Span } from '../span.ts';

export type Value =
  | TextValue
  | NumberValue
  | FlagValue
  | NothingValue
  | PatternValue
  | ListValue
  | MapValue
  | JoinedValue
  | VariableValue
  | ImportedValue
  | ChoiceValue
  | RequestValue
  | FunctionValue
  | CallValue
  | UnknownValue;

/** `at` is what stands between the quotes. */
export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  readonly at: Span;
  /** Nobody wrote it: it is what an entry of a list that is not known here could be, or made of that. */
  readonly assumed?: string;
}

export interface NumberValue {
  readonly kind: 'number';
  readonly value: number;
  readonly at: Span;
}

export interface FlagValue {
  readonly kind: 'flag';
  readonly value: boolean;
  readonly at: Span;
}

/** null, undefined, None, nil. */
export interface NothingValue {
  readonly kind: 'nothing';
  readonly at: Span;
}

/** A regular expression: `/…/i`, `re.compile(r"…")`, `regexp.MustCompile`. */
export interface PatternValue {
  readonly kind: 'pattern';
  readonly source: string;
  readonly flags: string;
  readonly at: Span;
  /** As that of a text. */
  readonly assumed?: string;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** There is more in it than could be read: spreads of the unknown, comprehensions. */
  readonly open: boolean;
  readonly at: Span;
}

export interface MapValue {
  readonly kind: 'map';
  /** Spreads of what is known are put in; of equal keys the last one counts. */
  readonly entries: readonly MapEntry[];
  readonly open: boolean;
  /** `cors.Config` of `cors.Config{…}`, `CorsOptions` of `new CorsOptions {…}`. */
  readonly type?: string;
  readonly at: Span;
}

export interface MapEntry {
  readonly key: string;
  readonly keyAt: Span;
  readonly value: Value;
  /** Of what a function sends: what it asks before. */
  readonly asks?: readonly Ask[];
}

/** A question of a function about what it was given: `isDownload`, `options.version === 'pending'`, `!options.shared`. */
export interface Ask {
  /** Where it stands: two branches of one question have the same. */
  readonly start: number;
  /** What it asks for, and the literal that it must be, or must not be (without one: truthy); absent where it asks something else. */
  readonly about?: { readonly name: string; readonly is?: string; readonly negated: boolean };
  /** One of these is enough. */
  readonly either?: readonly Ask[];
}

/** A text of which parts are known: `https://${host}`, `"max-age=" + seconds`. */
export interface JoinedValue {
  readonly kind: 'joined';
  readonly parts: readonly Value[];
  readonly at: Span;
}

/** An environment variable, as it is or taken apart at commas. */
export interface VariableValue {
  readonly kind: 'variable';
  readonly name: string;
  /** What is taken where it is not set: `?? 'x'`, the default of a helper. */
  readonly fallback?: Value;
  /** The separator where a list is made of it: `split(",")`. */
  readonly split?: string;
  /** False where an empty or missing variable stops the program (`os.environ["X"]`, `env!`). */
  readonly mayBeUnset: boolean;
  readonly at: Span;
}

/** `path`: the properties that are taken of it. `name`: "default" and "*" as in ES modules. */
export interface ImportedValue {
  readonly kind: 'imported';
  /** As it is written: `./cors`, `@/lib/cors`, `app.settings`. */
  readonly from: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly at: Span;
}

/** One or the other: a condition, `a ?? b`, `a || b`. */
export interface ChoiceValue {
  readonly kind: 'choice';
  /** `condition`: what was asked about the origin, where that decides. */
  readonly options: readonly {
    readonly when: Stage;
    readonly value: Value;
    readonly condition?: Condition;
  }[];
  readonly at: Span;
}

/** When a branch is taken: told by NODE_ENV, DEBUG, app.IsDevelopment() and their kin. */
export type Stage = 'development' | 'production' | 'unknown';

/** What the client sends: anyone can set it. */
export interface RequestValue {
  readonly kind: 'request';
  /** `origin`: the Origin header; `other`: another header, the host, a parameter. */
  readonly what: 'origin' | 'other';
  /** It is a parameter that is called so: who calls may have looked at it before. */
  readonly parameter?: true;
  /** The function that has the parameter. */
  readonly givenTo?: string;
  readonly at: Span;
}

/** A function whose answer says something: a callback that judges an origin. */
export interface FunctionValue {
  readonly kind: 'function';
  readonly parameters: readonly string[];
  /** Each way out that gives a value, in the order of the text: `return x`, `callback(null, x)`, the body of an arrow. */
  readonly exits: readonly Exit[];
  readonly at: Span;
}

export interface Exit {
  /** All of them hold where it is taken; an earlier exit's condition does not hold (`negated`). */
  readonly when: readonly Condition[];
  /** What is given back: a flag, the parameter itself (`request` where the parameter is the origin), a test, a text. */
  readonly gives: Value | Condition;
  readonly at: Span;
}

/** `cors(options)` where nobody knows what it gives: `makeOptions()`. */
export interface CallValue {
  readonly kind: 'call';
  /** `config.get`, `Duration.ofHours` */
  readonly callee: string;
  readonly args: readonly { readonly name?: string; readonly value: Value }[];
  readonly at: Span;
}

export interface UnknownValue {
  readonly kind: 'unknown';
  readonly at: Span;
}

/** What a condition asks, as far as it matters here. */
export type Condition =
  | { readonly kind: 'stage'; readonly stage: 'development' | 'production'; readonly at: Span }
  | { readonly kind: 'origin'; readonly test: OriginTest; readonly negated: boolean; readonly at: Span }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[]; readonly at: Span }
  /** Somebody else was asked, or something else. */
  | { readonly kind: 'other'; readonly negated?: true; readonly at: Span };

/** A question about the origin of a request. */
export type OriginTest =
  /** `if (origin)` */
  | { readonly kind: 'present' }
  /** `list.includes(origin)`, `origin in ALLOWED`, `set.has(origin)` */
  | { readonly kind: 'listed'; readonly list: Value }
  | { readonly kind: 'equals'; readonly value: Value }
  | { readonly kind: 'starts-with' | 'ends-with' | 'contains'; readonly value: Value }
  /** How much of the origin must match: `search` anywhere, `match` from its start, `full` all of it. */
  | { readonly kind: 'matches'; readonly pattern: Value; readonly how: 'search' | 'match' | 'full' }
  /** The part of an address that was taken out of it first: `new URL(origin).hostname`. */
  | { readonly kind: 'host'; readonly test: OriginTest }
  /** A function that can't be read was asked; `of`: that another file has. */
  | { readonly kind: 'asked'; readonly of?: ImportedValue };

const CONDITIONS: ReadonlySet<string> = new Set<Condition['kind']>([
  'stage',
  'origin',
  'all',
  'any',
  'other',
]);

/** What is asked, without how it is joined. */
export function partsOfCondition(condition: Condition): readonly Condition[] {
  return condition.kind === 'all' || condition.kind === 'any'
    ? condition.of.flatMap(partsOfCondition)
    : [condition];
}

/** The text of a condition that tells visitors apart. */
export const ASKS_WHO =
  /(?:user|session|auth|token|signed_?in|logged_?in|account|member|viewer|identity|principal|cookie|claims|jwt)/i;

/** What a function gives back may be either. */
export function isCondition(given: Value | Condition): given is Condition {
  return CONDITIONS.has(given.kind);
}
