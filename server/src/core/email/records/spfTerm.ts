import type { TextSpan } from './problem.ts';

/** One mechanism or modifier of an SPF record. */
export interface SpfTerm {
  readonly kind: 'mechanism' | 'modifier' | 'unknown';
  /** Lower case: "include", "ip4", "redirect" …; empty where none can be read. */
  readonly name: string;
  /** Of a mechanism; "+" where none is written. */
  readonly qualifier: SpfQualifier;
  /** What follows ":" or "=", without lengths of prefixes: a domain-spec, or an address. */
  readonly value?: string;
  readonly valueAt?: TextSpan;
  /** `/24` of a, mx, ip4 and, of a and mx, `//64`; of ip6 `prefix6` alone. */
  readonly prefix4?: number;
  readonly prefix6?: number;
  /** The value holds a macro, so that its name is known only for a message. */
  readonly hasMacro: boolean;
  /** The whole term, its qualifier included. */
  readonly at: TextSpan;
}

export type SpfQualifier = '+' | '-' | '~' | '?';

/** How many of the 10 questions of DNS (RFC 7208 section 4.6.4) a term counts as: 1 or 0. What it leads to counts on its own. */
export function lookupsOf(term: SpfTerm): number {
  if (term.kind === 'modifier') return term.name === 'redirect' ? 1 : 0;
  return term.kind === 'mechanism' && ASKING.has(term.name) ? 1 : 0;
}

const ASKING = new Set(['include', 'a', 'mx', 'ptr', 'exists']);
