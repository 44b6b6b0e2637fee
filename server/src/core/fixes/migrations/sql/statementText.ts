/** Where a statement begins and ends for whoever takes it out, and how it is written elsewhere. */
import type { TextRange } from '../../../finding.ts';
import { behindLineFeed, skipBlanks } from '../../../lines.ts';

/** With what ends it, the comments directly above it, and the empty lines behind it. */
export function wholeStatement(text: string, { start, end }: TextRange, floor: number): TextRange {
  const behind = behindEnd(text, end);
  let from = start;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (lineStart >= floor && text.slice(lineStart, start).trim() === '')
    from = ownComments(text, lineStart, floor);
  const to = from === start ? behind : behindBlankLines(text, behind);
  // The last of its file: the empty lines that parted it from those above go with it.
  if (to === text.length && from > floor) from = behindText(text, from, floor);
  return { start: from, end: to };
}

/** Behind the semicolon, the mark that a tool needs, and the line break. */
function behindEnd(text: string, end: number): number {
  const semicolon = /\s*;/y;
  semicolon.lastIndex = end;
  let at = semicolon.test(text) ? semicolon.lastIndex : end;
  const mark = /[ \t]*(?:\r?\n[ \t]*)?--> statement-breakpoint/y;
  mark.lastIndex = at;
  if (mark.test(text)) at = mark.lastIndex;
  const blank = skipBlanks(text, at);
  if (text[blank] === '\n') return blank + 1;
  if (text[blank] === '\r' && text[blank + 1] === '\n') return blank + 2;
  return at;
}

function behindText(text: string, from: number, floor: number): number {
  const above = text.slice(floor, from);
  const rest = above.trimEnd();
  const lineBreak = /^[ \t]*\r?\n/.exec(above.slice(rest.length))?.[0] ?? '';
  return floor + rest.length + lineBreak.length;
}

function behindBlankLines(text: string, from: number): number {
  if (text[from - 1] !== '\n') return from;
  let at = from;
  while (at < text.length) {
    const blank = skipBlanks(text, at);
    const isBlank = text[blank] === '\n' || (text[blank] === '\r' && text[blank + 1] === '\n');
    if (!isBlank) return at;
    at = behindLineFeed(text, blank);
  }
  return at;
}

/** Comments that Prisma writes above a statement, and approvals of ours: they belong to what stands below. */
export function ownComments(text: string, lineStart: number, floor: number): number {
  let at = lineStart;
  while (at > floor) {
    const before = text.lastIndexOf('\n', at - 2) + 1;
    if (before < floor || !OWN_COMMENT.test(text.slice(before, Math.min(at, before + 200)))) break;
    at = before;
  }
  return at;
}

const OWN_COMMENT =
  /^[ \t]*-- ?(?:Create(?:Table|Index|Enum|Schema|Extension)|Alter(?:Table|Enum|Column|Sequence)|AddForeignKey|AddConstraint|Drop(?:Table|Index|ForeignKey|Enum|Constraint)|Rename(?:Index|ForeignKey)|Redefine(?:Tables?|Index)|(?:launch-ready|squawk)-ignore\b[^\n]*)[ \t]*\r?\n?$/;

/** Where the line of an offset begins. */
export function lineStartOf(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The blanks in front of the first word of its line; "" where something else stands before it. */
export function indentAt(text: string, at: number): string {
  const before = text.slice(lineStartOf(text, at), at);
  return before.trim() === '' ? before : '';
}
