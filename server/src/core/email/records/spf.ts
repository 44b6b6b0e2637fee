import { inOrder, TEXT_BEFORE } from './build.ts';
import { isIp4, isIp6 } from './address.ts';
import type { RecordProblem } from './problem.ts';
import { spfRecordProblems } from './spfRecord.ts';
import { lookupsOf, type SpfTerm } from './spfTerm.ts';
import { readTerm } from './spfTerms.ts';
import { spfText } from './spfText.ts';
import { spfTokens } from './spfTokens.ts';

export { lookupsOf, type SpfTerm } from './spfTerm.ts';

/** An SPF record (RFC 7208), whatever state it is in. */
export interface SpfRecord {
  readonly text: string;
  /** Mechanisms and modifiers in their order, misspelt ones among them (`kind: 'unknown'`). */
  readonly terms: readonly SpfTerm[];
  readonly problems: readonly RecordProblem[];
}

/** Never throws; takes time in proportion to the text. */
export function parseSpf(text: string): SpfRecord {
  const { readable, from, problems } = spfText(text);
  const read = spfTokens(readable, from).map((token) => readTerm(token));
  const terms = read.map(({ term }) => term);
  const all = [...problems, ...read.flatMap((one) => one.problems), ...spfRecordProblems(text, terms)];
  const before = problems.find(({ code }) => code === TEXT_BEFORE);
  return { text, terms, problems: before ? [before] : inOrder(all) };
}

/** Whether evaluating it asks DNS anything: otherwise what it says stands in it. */
export function spfAsks(spf: string): boolean {
  return parseSpf(spf).terms.some((term) => lookupsOf(term) > 0 || term.name === 'exp');
}

/** Single addresses (`ip4`, `ip6` without a network) that a record lets send, as written. */
export function spfAddresses(spf: string): readonly string[] {
  return parseSpf(spf).terms.flatMap(({ kind, name, qualifier, value, prefix4, prefix6 }) => {
    if (kind !== 'mechanism' || qualifier !== '+' || value === undefined) return [];
    if (name === 'ip4') return (prefix4 ?? 32) === 32 && isIp4(value) ? [value] : [];
    return name === 'ip6' && (prefix6 ?? 128) === 128 && isIp6(value) ? [value] : [];
  });
}
