import type { Impact } from '../../finding.ts';
import { printable } from '../../printable.ts';
import type { RecordProblem, TextSpan } from './problem.ts';

/** Receivers take the record for none, or for broken. */
export function fatal(
  code: string,
  impact: Impact,
  at: TextSpan,
  message: string,
  replacement?: string,
): RecordProblem {
  return { ...flaw(code, impact, at, message, replacement), isFatal: true };
}

/** The record works, and not as well as it could. */
export function flaw(
  code: string,
  impact: Impact,
  at: TextSpan,
  message: string,
  replacement?: string,
): RecordProblem {
  const fix = replacement === undefined ? {} : { replacement };
  return { code, message, impact, isFatal: false, start: at.start, end: at.end, ...fix };
}

/** A part of a record as it may stand in a message: short, and printable. */
export function quoted(text: string): string {
  return `"${printable(text.length > QUOTED ? `${text.slice(0, QUOTED - 1)}…` : text)}"`;
}

const QUOTED = 60;

/** The record in what was pasted with a name or a type before it, as it is published: strings are joined as DNS joins them. */
export function unpasted(text: string): string {
  return text
    .replace(/["\u201c\u201d]\s{1,99}["\u201c\u201d]/g, '')
    .replace(/["\u201c\u201d]|[\s)]{1,99}$/g, '')
    .trim();
}

/** Of such a text, and of one that is another record altogether, nothing more is said. */
export const TEXT_BEFORE = 'text-before-record';

/** In the order of the text; those at one place stay as they came. */
export function inOrder(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  return problems.toSorted((one, other) => one.start - other.start || one.end - other.end);
}

/** "1 term", "2 terms" */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
