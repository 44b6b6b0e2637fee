/** Where the functions of a file are, for the helpers that read a variable by a parameter. */
import { lineStartAt, skipBlanks } from '../../lines.ts';
import { argumentsAt, endOfBrackets, indexWithin, skipBlank, type Code } from '../../parsers/code.ts';

export interface FunctionAt {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly start: number;
  /** Offset of the bracket before the parameters. */
  readonly open: number;
  readonly end: number;
}

/** The innermost function that holds `offset`. */
export function functionAt(functions: readonly FunctionAt[], offset: number): FunctionAt | undefined {
  return functions.findLast(({ start, end }) => start <= offset && offset < end);
}

/** Functions whose body is in braces. The pattern's group is the name; the match ends behind the opening bracket of the parameters. */
export function bracedFunctions(
  code: Code,
  pattern: RegExp,
  nameOf: (parameter: string) => string,
): FunctionAt[] {
  return functionsBy(code, pattern, nameOf, (close) => {
    const open = indexWithin(code.masked, '{', close, 300);
    const arrow = code.masked.slice(close, close + 100).search(/=>|=(?!=)/);
    if (arrow >= 0 && (open === -1 || arrow < open - close)) return endOfStatement(code, close);
    if (open === -1) return close;
    return endOfBrackets(code, open);
  });
}

/** Functions that end with the indented block behind their first line (Python). */
export function indentedFunctions(
  code: Code,
  pattern: RegExp,
  nameOf: (parameter: string) => string,
): FunctionAt[] {
  return functionsBy(code, pattern, nameOf, (close, start) =>
    endOfBlock(code.masked, close, indentOf(code.masked, start)),
  );
}

/** Functions that end with a line that says `end` and is indented as their first one is (Ruby, Elixir). */
export function endedFunctions(
  code: Code,
  pattern: RegExp,
  nameOf: (parameter: string) => string,
): FunctionAt[] {
  return functionsBy(code, pattern, nameOf, (close, start) => {
    const indent = indentOf(code.masked, start);
    const end = new RegExp(`\\n[ \\t]{${indent}}end\\b`, 'g');
    end.lastIndex = close;
    return end.exec(code.masked)?.index ?? close;
  });
}

const MOST_FUNCTIONS = 3_000;

function functionsBy(
  code: Code,
  pattern: RegExp,
  nameOf: (parameter: string) => string,
  endOf: (close: number, start: number) => number,
): FunctionAt[] {
  const functions: FunctionAt[] = [];
  let searched = 4 * code.masked.length + 100_000;
  for (const match of code.masked.matchAll(pattern)) {
    if (functions.length >= MOST_FUNCTIONS || searched < 0) break;
    const open = match.index + match[0].length - 1;
    const close = endOfBrackets(code, open);
    const end = endOf(close, match.index);
    searched -= end - close;
    const parameters = argumentsAt(code, open).map((part) =>
      nameOf(code.masked.slice(part.start, Math.min(part.end, part.start + 120))),
    );
    functions.push({ name: match[1] ?? '', parameters, start: match.index, open, end });
  }
  return functions;
}

/** How far the line that holds `offset` is indented. */
export function indentOf(text: string, offset: number): number {
  const start = lineStartAt(text, offset, 1_000);
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - start;
}

/** Offset of the first line behind `from` that is indented by no more than `indent` and not empty. */
export function endOfBlock(text: string, from: number, indent: number, most = 200_000): number {
  const limit = Math.min(text.length, from + most);
  for (let at = text.indexOf('\n', from); at !== -1 && at < limit; at = text.indexOf('\n', at + 1)) {
    const first = skipBlanks(text, at + 1);
    const character = text[first];
    if (character === undefined) return text.length;
    if (character === '\n' || character === '\r' || character === ')' || character === ']') continue;
    if (first - at - 1 <= indent) return at + 1;
  }
  return limit;
}

function endOfStatement(code: Code, from: number): number {
  const start = skipBlank(code.masked, from);
  const end = code.masked.slice(start, start + 1_000).search(/;|\n\s*\n|\n\}/);
  return end === -1 ? Math.min(code.masked.length, start + 1_000) : start + end;
}
