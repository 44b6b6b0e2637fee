/** What a language's web code looks like: what readers of PHP, Java, Kotlin, Go, C#, Rust and Elixir have in common. */
import type { UserRead } from '../types.ts';

export interface Family {
  /** In words, for a function that answers requests at a path that is told elsewhere. */
  readonly framework: string;
  /** Group 1 is the name; the match ends behind the opening bracket of the parameters. */
  readonly functions: RegExp;
  /** Functions end with a line that says `end`. */
  readonly ending?: 'end';
  readonly reads: readonly { readonly what: UserRead['what']; readonly pattern: RegExp }[];
  readonly cookies: RegExp;
  /** In the body of a function: it lets nobody in without a session. */
  readonly guards?: RegExp;
  /** In the first lines of a function: it stands before others. */
  readonly middleware: RegExp;
  /** Files are programs of their own, outside of functions too. */
  readonly isScript?: true;
  /** Machines call it, and it checks that. */
  readonly machine?: RegExp;
}
