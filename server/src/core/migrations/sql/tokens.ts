import type { Word } from './keywords.ts';

/** What a token is: the low bits of `Tokens.kinds`. */
export const WORD = 1;
export const QUOTED = 2;
export const STRING = 3;
export const DOLLAR = 4;
export const NUMBER = 5;
/** `$1`, `:name`, `@variable`. */
export const PARAMETER = 6;
export const MARK = 7;
/** `;`, or what DELIMITER says. */
export const END = 8;
/** drizzle's `--> statement-breakpoint`. */
export const BREAKPOINT = 9;
export const KIND = 15;
/** First of its line. */
export const FRESH = 16;
/** Never ended. */
export const CUT = 32;
/** Has a part that is worked out at run time: `{{ … }}`, `${…}`. */
export const TEMPLATE = 64;

export interface Tokens {
  readonly text: string;
  /** Offset of `text` in the file. */
  readonly shift: number;
  count: number;
  kinds: Uint8Array;
  /** Offsets into `text`. */
  starts: Int32Array;
  ends: Int32Array;
  readonly words: Word[];
  /** Something was never ended. */
  broken: boolean;
  /** Parts that were worked out at run time stand as underscores. */
  readonly dynamic: boolean;
  /** How much speaks for PostgreSQL, MySQL, SQLite. */
  readonly signs: [number, number, number];
  /** Above 0: types of MySQL; below: SQLite. */
  leaning: number;
  /** There are `…` names. */
  backticks: number;
  doubleQuotes: number;
}

export interface TokenOptions {
  readonly from: number;
  readonly to: number;
  readonly shift?: number;
  readonly dynamic?: boolean;
  /** MySQL: `\` in strings, `#` comments. */
  readonly mysql: boolean;
  /** `[name]`. */
  readonly brackets: boolean;
}
