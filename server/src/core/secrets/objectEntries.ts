import type { TextRange } from '../finding.ts';

/** One entry of an object literal: `key: value`, `key` alone, or `...value` with an empty key. */
export interface ObjectEntry {
  /** Without quotes. */
  readonly key: TextRange;
  /** As far as the comma; empty for a shorthand. */
  readonly value: TextRange;
}

/** Longer ones are data, not configuration. */
const LONGEST = 20_000;

/**
 * The entries of the literal whose brace or bracket is at `open`, in order. `code` is a text whose comments and strings
 * are blanked (`lexed`), so that what they hold can't be taken for code.
 */
export function objectEntries(code: string, open: number): readonly ObjectEntry[] {
  const entries: ObjectEntry[] = [];
  const last = Math.min(code.length, open + LONGEST);
  let depth = 0;
  let start = open + 1;
  let colon = -1;
  for (let at = open; at < last; at++) {
    const sign = code.charAt(at);
    if (sign === '{' || sign === '[' || sign === '(') depth++;
    else if (sign === '}' || sign === ']' || sign === ')') {
      if (--depth > 0) continue;
      add(entries, code, { start, colon, end: at });
      return entries;
    } else if (depth === 1 && sign === ',') {
      add(entries, code, { start, colon, end: at });
      start = at + 1;
      colon = -1;
    } else if (depth === 1 && sign === ':' && colon === -1) colon = at;
  }
  return [];
}

interface Span {
  readonly start: number;
  readonly colon: number;
  readonly end: number;
}

function add(entries: ObjectEntry[], code: string, { start, colon, end }: Span): void {
  const whole = trimmed(code, { start, end });
  if (whole.start >= whole.end) return;
  if (code.startsWith('...', whole.start)) {
    entries.push({
      key: { start: whole.start, end: whole.start },
      value: trimmed(code, { start: whole.start + 3, end }),
    });
  } else if (colon === -1) {
    entries.push({ key: unquoted(code, whole), value: { start: end, end } });
  } else {
    const key = unquoted(code, trimmed(code, { start, end: colon }));
    entries.push({ key, value: trimmed(code, { start: colon + 1, end }) });
  }
}

function trimmed(code: string, { start, end }: TextRange): TextRange {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(code.charAt(from))) from++;
  while (to > from && /\s/.test(code.charAt(to - 1))) to--;
  return { start: from, end: to };
}

function unquoted(code: string, range: TextRange): TextRange {
  const quoted = /["'`]/.test(code.charAt(range.start)) && range.end - range.start >= 2;
  return quoted ? { start: range.start + 1, end: range.end - 1 } : range;
}
