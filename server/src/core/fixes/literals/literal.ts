import type { TextRange } from '../../finding.ts';
import type { Escapes } from '../escapes.ts';

/**
 * A piece of text that is no code. `markup` is text that is shown or sent as it is: JSX text, HTML around PHP.
 * All offsets are UTF-16 offsets into the text that was lexed.
 */
export interface Literal {
  readonly kind: 'string' | 'comment' | 'regex' | 'markup';
  /** With the prefix and the quotes; for a here-document its body only. */
  readonly start: number;
  readonly end: number;
  /** Between the quotes. */
  readonly content: TextRange;
  /** What stands before the opening quote and belongs to it: `f`, `rb`, `@`, `$`. */
  readonly prefix: string;
  /** The opening quote without its prefix: `"`, `'''`, `%q(`. */
  readonly open: string;
  readonly close: string;
  readonly escapes: Escapes;
  /** True where the language would evaluate code that is written into the string. */
  readonly interpolates: boolean;
  /** Evaluated parts, with their delimiters, in order. Literals inside them are listed on their own. */
  readonly holes: readonly TextRange[];
  /** Its lines lose the indentation that they share: Java text blocks, `<<~`. */
  readonly dedents?: true;
  /** A here-document: what it stands for is elsewhere, so it can only be edited inside. */
  readonly here?: true;
  /** The value of a JSX attribute, which knows no escapes. */
  readonly attribute?: true;
}
