/** Small questions about what stands round an expression. */
import type { TextRange } from '../../finding.ts';
import type { Literal } from '../../fixes/literals/literal.ts';
import { lineStartAt } from '../../lines.ts';
import type { Code } from '../../parsers/code.ts';

/** The code on the same line before `offset`, at most 200 characters of it. */
export function lineBefore(code: Code, offset: number): string {
  return code.masked.slice(lineStartAt(code.masked, offset, 200), offset);
}

/** The code behind `offset`, over line breaks. */
export function codeAfter(code: Code, offset: number, most = 160): string {
  return code.masked.slice(offset, offset + most);
}

export function codeBefore(code: Code, offset: number, most = 160): string {
  return code.masked.slice(Math.max(0, offset - most), offset);
}

/** The text of an argument, as far as it matters for a comparison. */
export function textOf(code: Code, range: TextRange): string {
  return code.masked.slice(range.start, Math.min(range.end, range.start + 300));
}

/** The argument that is given by name: `default=x`, `default: x`. The range is that of its value. */
export function namedArgument(code: Code, parts: readonly TextRange[], names: RegExp): TextRange | undefined {
  for (const part of parts) {
    const match = /^(\w{1,60})\s{0,20}(?:=(?![=~>])|:(?!:)|=>)\s{0,40}/.exec(textOf(code, part));
    if (match && names.test(match[1] ?? '')) return { start: part.start + match[0].length, end: part.end };
  }
  return undefined;
}

/** Arguments that are given by place. */
export function plainArguments(code: Code, parts: readonly TextRange[]): readonly TextRange[] {
  return parts.filter((part) => !/^(?:\*|\w{1,60}\s{0,20}(?:=(?![=~>])|:(?!:)))/.test(textOf(code, part)));
}

/** The content of a string that is a whole argument. */
export function stringIn(code: Code, part: TextRange | undefined): TextRange | undefined {
  if (!part) return undefined;
  const literal = code.stringAt(part.start);
  return literal?.end === part.end && literal.holes.length === 0 ? literal.content : undefined;
}

export function contentOf(code: Code, range: TextRange | undefined): string | undefined {
  return range && code.text.slice(range.start, range.end);
}

/** Contents of all strings in a range, in order. */
export function stringsIn(code: Code, range: TextRange): readonly TextRange[] {
  return literalsIn(code, range).map(({ content }) => content);
}

/** The strings that start in a range, in order: the first of them, where there are very many. */
export function literalsIn(code: Code, range: TextRange, most = 100): readonly Literal[] {
  const found: Literal[] = [];
  for (
    let index = lowerBound(code, range.start);
    index < code.literals.length && found.length < most;
    index++
  ) {
    const literal = code.literals[index];
    if (!literal || literal.start >= range.end) break;
    if (literal.kind === 'string') found.push(literal);
  }
  return found;
}

function lowerBound(code: Code, offset: number): number {
  let low = 0;
  let high = code.literals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((code.literals[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The variable that an expression is assigned to as a whole: `name = EXPRESSION`. */
export function assignedTo(code: Code, start: number): string | undefined {
  return /(?:^|[^\w.$>])((?:self\.|this\.|@)?\$?[A-Za-z_]\w{0,60})(?:\s{0,8}:\s{0,4}[\w.[\]<>?| ]{1,60})?(?:\s{0,4},\s{0,4}\w{1,20})?\s{0,8}:?=\s{0,40}$/.exec(
    codeBefore(code, start, 200),
  )?.[1];
}

/** Where what starts at `start` ends: before the first character outside of strings and brackets that `stopsAt` names. */
export function endOfOperand(
  code: Code,
  start: number,
  stopsAt: (character: string, at: number) => boolean,
  most = 300,
): number {
  let at = code.stringAt(start)?.end ?? start;
  const limit = Math.min(code.masked.length, at + most);
  for (; at < limit; at++) {
    const character = code.masked[at] ?? '';
    if ('([{'.includes(character) && code.partnerOf(at) > at) at = code.partnerOf(at);
    else if (stopsAt(character, at)) break;
  }
  return withoutBlanks(code, start, at);
}

/** The end of a range without the blanks before it. */
export function withoutBlanks(code: Code, start: number, end: number): number {
  let to = end;
  while (to > start && /\s/.test(code.masked[to - 1] ?? '')) to--;
  return to;
}

/** A pattern that matches a name as it stands in code. */
export function escaped(name: string): string {
  return name.replace(/[^\w]/g, '\\$&');
}
