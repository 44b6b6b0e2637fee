/** What one configuration of CORS lets in, whatever library or header says it. Rules judge this and never the syntax. */
import type { Span } from '../../span.ts';
import type { CorsLibrary, CorsLibraryId } from '../corsLibraries.ts';
import type { HeaderPlaceId } from '../headerPlaces.ts';
import type { CorsSetting, Handler, Scope } from '../types.ts';
import type { ImportedValue, OriginTest, Stage, Value } from '../values.ts';

export interface CorsPolicy {
  readonly file: string;
  /** The call, the block or the header's name: what is underlined when all of it is meant. */
  readonly at: Span;
  /** `headers`: it is written out by hand. */
  readonly by: CorsLibraryId | 'headers';
  /** For `headers`: the value of Access-Control-Allow-Origin. */
  readonly value?: Span;
  /** What the library does in the version that is used; absent for `headers`. */
  readonly library?: CorsLibrary;
  /** For `headers`: where they are set. */
  readonly place?: HeaderPlaceId;
  readonly origins: readonly OriginRule[];
  readonly credentials: Switch;
  readonly methods: readonly PlacedText[];
  readonly allowedHeaders: readonly PlacedText[];
  readonly maxAge?: { readonly seconds: number; readonly at: Span; readonly file: string };
  /** Caches are told that the answer depends on the origin. */
  readonly varies: 'yes' | 'no' | 'unknown';
  /** A cache that many people share may keep the answer, as the same place says. */
  readonly cached?: { readonly at: Span };
  readonly scope: Scope;
  /** The file's handler that gives the answer. */
  readonly handler?: Handler;
  /** Two headers where browsers accept one. */
  readonly doubled?: Span;
  readonly misplaced?: NonNullable<CorsSetting['misplaced']>;
}

export interface Switch {
  readonly state: 'on' | 'off' | 'unknown';
  /** Where it is turned on, in the policy's file unless `file` says otherwise. */
  readonly at?: Span;
  readonly file?: string;
}

export interface PlacedText {
  readonly text: string;
  readonly at: Span;
  readonly file: string;
}

/** Who is let in by one part of it. */
export type OriginRule = OriginRuleKind & {
  /** Where that is written: what is underlined. */
  readonly at: Span;
  /** Another file than the policy's where the value is imported. */
  readonly file: string;
  readonly stage: Stage;
  /** Whether cookies come along for these. */
  readonly credentials: Switch['state'];
  /** It stands in a file of variables: no message repeats it. */
  readonly isValue?: true;
  /** Nothing says so: it is the library's default. */
  readonly byDefault?: true;
  /** It counts where this variable is not set. */
  readonly without?: string;
  /** Conditions round it that nobody here understands. */
  readonly doubts?: readonly { readonly file: string; readonly at: Span }[];
  /** The origin is a parameter: who calls may have looked at it before. */
  readonly isHandedOver?: true;
  /** The function that has the parameter, where it has a name. */
  readonly givenTo?: string;
  /** It is no Origin header that is sent back, but something else of the request. */
  readonly isFromElsewhere?: true;
  /** Of `any`: the star is a pattern, and the origin that asks is sent back. */
  readonly asPattern?: true;
  /** The answer is another one for another origin. */
  readonly dynamic?: true;
  /** All that is given for the origins, in `file`: what a list in its place takes the place of. */
  readonly whole?: Span;
  /** Of a header that is written by hand: its name. One answer may be given in several places. */
  readonly headerAt?: Span;
};

export type OriginRuleKind =
  | { readonly kind: 'any' }
  /** `strict`: compared letter by letter; else the library takes names without `https://`. */
  | { readonly kind: 'listed'; readonly text: string; readonly schemeOptional: boolean }
  /** The beginning of an origin of which the rest is worked out: `http://${host}`. */
  | { readonly kind: 'begun'; readonly text: string }
  /** Whatever origin asks is sent back. */
  | { readonly kind: 'reflected' }
  /** All of these are asked. */
  | { readonly kind: 'tested'; readonly tests: readonly OriginTest[] }
  | { readonly kind: 'wildcard'; readonly text: string }
  | { readonly kind: 'null' }
  /** One header or text that holds several: browsers refuse it. */
  | { readonly kind: 'several'; readonly why: 'text' | 'list' }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly split: boolean;
      readonly mayBeUnset: boolean;
      readonly hasFallback: boolean;
    }
  /** Nobody. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

/** What the join knows. */
export interface PolicyContext {
  /** What another file exports under that name, and which file that is. */
  resolve(
    imported: ImportedValue,
    file: string,
  ): { readonly value: Value; readonly file: string } | undefined;
  /** The version of a package that a file is built with, as a manifest writes it. */
  version?(name: string, file: string): string | undefined;
}
