import type { RecordProblem, TextSpan } from './problem.ts';

/** An SPF record (RFC 7208), whatever state it is in. */
export interface SpfRecord {
  readonly text: string;
  /** Mechanisms and modifiers in their order, misspelt ones among them (`kind: 'unknown'`). */
  readonly terms: readonly SpfTerm[];
  readonly problems: readonly RecordProblem[];
}

export interface SpfTerm {
  readonly kind: 'mechanism' | 'modifier' | 'unknown';
  /** Lower case: "include", "ip4", "redirect" … */
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

/** Never throws; takes time in proportion to the text. */
export function parseSpf(text: string): SpfRecord {
  return { text, terms: [], problems: [] };
}

/** How many of the 10 questions of DNS (RFC 7208 section 4.6.4) a term counts as: 1 or 0. What it leads to counts on its own. */
export function lookupsOf(term: SpfTerm): number {
  if (term.kind === 'modifier') return term.name === 'redirect' ? 1 : 0;
  return term.kind === 'mechanism' && ASKING.has(term.name) ? 1 : 0;
}

const ASKING = new Set(['include', 'a', 'mx', 'ptr', 'exists']);

/** Single addresses (`ip4`, `ip6` without a network) that a record lets send, as written. */
export function spfAddresses(spf: string): readonly string[] {
  return parseSpf(spf).terms.flatMap((term) => {
    if (term.kind !== 'mechanism' || term.qualifier !== '+' || term.value === undefined) return [];
    if (term.name === 'ip4') return (term.prefix4 ?? 32) === 32 ? [term.value] : [];
    return term.name === 'ip6' && (term.prefix6 ?? 128) === 128 ? [term.value] : [];
  });
}
