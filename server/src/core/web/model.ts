/** What all files together say about caching, CORS and routes: joined by `joinWeb` (`join.ts`), asked by rules, editor and reports. */
import type { Span } from '../span.ts';
import type { CachePolicy } from './caching/policy.ts';
import type { CorsPolicy } from './cors/policy.ts';
import type { DataCache, Guard, Handler, HeaderSetting, LostHeader, ScopeSyntax, WebFacts } from './types.ts';
import type { Value } from './values.ts';

export interface WebModel {
  readonly files: ReadonlyMap<string, WebFacts>;
  /** Header settings with what other files give put in. */
  readonly headers: readonly PlacedHeader[];
  /** What responses say about caching: one for each rule, block, object of headers, or handler. */
  readonly cachePolicies: readonly CachePolicy[];
  readonly corsPolicies: readonly CorsPolicy[];
  readonly dataCaches: readonly (DataCache & Placed & { readonly in?: Handler })[];
  readonly guards: readonly (Guard & Placed)[];
  readonly lostHeaders: readonly (LostHeader & Placed)[];
  readonly routes: readonly Route[];
  /** The version of a library that the package which a file belongs to declares, as written: `^14.2.0`. */
  readonly versionOf: (library: string, file: string) => string | undefined;
  /** A value with what it takes from other files put in. */
  readonly resolve: (value: Value, file: string) => Value;
}

/** A header setting in its file. */
export type PlacedHeader = HeaderSetting &
  Placed & {
    /** Its text stands in another file: what is shown is where this one asks for it. */
    readonly isElsewhere?: true;
    /** There: where it is written. */
    readonly writtenAt?: Placed & { readonly at: Span };
  };

export interface Placed {
  /** Relative to the root, forward slashes. */
  readonly file: string;
}

/** A way in: what answers a path. */
export interface Route extends Placed {
  readonly handler: Handler;
  /** As its framework writes it; undefined where only the mount elsewhere would say. */
  readonly path: string | undefined;
  readonly syntax: ScopeSyntax;
  readonly methods: readonly string[];
  readonly access: Access;
  /** What is set for it in its own code, then what configuration sets for its path; the most telling first. */
  readonly caching: readonly CachePolicy[];
  readonly dataCaches: readonly (DataCache & Placed)[];
  readonly cors: readonly CorsPolicy[];
  /** A public cache must not keep what it answers, and why. */
  readonly neverPublic: string | undefined;
}

/** Who may see it. */
export interface Access {
  readonly level: 'public' | 'authenticated' | 'machine' | 'unknown';
  /** In words: "auth() is asked in the handler". */
  readonly reason: string;
  readonly file?: string;
  readonly at?: Span;
}
