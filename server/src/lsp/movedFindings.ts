import type { Finding, Fix, TextRange } from '../core/finding.ts';
import type { Document } from '../core/source.ts';

/**
 * Findings of an older text as they stand in the present one: what lies before or behind all that has changed since is the
 * same there, and so is a line that is there once. The others are left out until they are judged again, since nobody knows their places.
 */
export function movedFindings(
  findings: readonly Finding[],
  before: string,
  now: Document,
): readonly Finding[] {
  const move = moverBetween(before, now.text);
  return findings.flatMap((finding) => {
    if (!finding.offsets) return [finding];
    const offsets = move(finding.offsets);
    if (!offsets) return [];
    const range = { start: now.positionAt(offsets.start), end: now.positionAt(offsets.end) };
    return [
      { ...finding, offsets, range, fixes: finding.fixes.flatMap((fix) => movedFix(fix, now, move) ?? []) },
    ];
  });
}

type Move = (range: TextRange) => TextRange | undefined;

function moverBetween(before: string, now: string): Move {
  const most = Math.min(before.length, now.length);
  let same = 0;
  while (same < most && before.charCodeAt(same) === now.charCodeAt(same)) same++;
  let behind = 0;
  while (
    behind < most - same &&
    before.charCodeAt(before.length - 1 - behind) === now.charCodeAt(now.length - 1 - behind)
  )
    behind++;
  const shift = now.length - before.length;
  return ({ start, end }) => {
    if (end <= same) return { start, end };
    if (start >= before.length - behind) return { start: start + shift, end: end + shift };
    const line = lineOf(before, start, end);
    const at = line && onlyLine(before, line.text) !== undefined ? onlyLine(now, line.text) : undefined;
    return line && at !== undefined
      ? { start: at + start - line.start, end: at + end - line.start }
      : undefined;
  };
}

/** The line that holds all of a range, its line break included. */
function lineOf(text: string, start: number, end: number): { start: number; text: string } | undefined {
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = text.indexOf('\n', start);
  const lineEnd = lineBreak === -1 ? text.length : lineBreak + 1;
  return end <= lineEnd ? { start: lineStart, text: text.slice(lineStart, lineEnd) } : undefined;
}

/** Where a line stands that is there once. */
function onlyLine(text: string, line: string): number | undefined {
  const padded = `\n${text}`;
  const first = padded.indexOf(`\n${line}`);
  return first !== -1 && padded.indexOf(`\n${line}`, first + 1) === -1 ? first : undefined;
}

/** A fix whose place is gone is not offered. The other kinds find their places in the files themselves. */
function movedFix(fix: Fix, { path }: Document, move: Move): Fix | undefined {
  if (fix.kind === 'rewrite-migration' && fix.file === path) {
    const first = move({ start: fix.statement, end: fix.statement + 1 });
    return first && { ...fix, statement: first.start };
  }
  if (fix.kind !== 'edit') return fix;
  const edits = fix.edits.map((edit) => ({ ...edit, range: move(edit.range) }));
  return edits.every((edit): edit is typeof edit & { range: TextRange } => edit.range !== undefined)
    ? { ...fix, edits }
    : undefined;
}
