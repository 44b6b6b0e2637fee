import type { Position, TextRange } from './finding.ts';
import { languageOf, type Language } from './language.ts';

/** The text of one file, or of a piece of a file too large to hold, as a host read it. */
export interface Source {
  /** Relative to the workspace root, forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Where `text` starts in the file; absent when it starts at 1:1. */
  readonly origin?: Position;
}

/** One format's parser: a pure function of the text. A document keeps its result. */
export type Parser<T> = (text: string) => T;

/** A source with what has been worked out about it. One document per version of a file. */
export interface Document extends Source {
  readonly language: Language;
  /** 1-based line and column in the file of an offset into `text`. */
  positionAt(offset: number): Position;
  /** Offset of a 1-based position; clamped to the text. */
  offsetAt(position: Position): number;
  /** The line (without its line break) that contains an offset. */
  lineAt(offset: number): TextRange;
  /** The result of `parser`, computed at most once for this document. */
  parsed<T>(parser: Parser<T>): T;
}

export function createDocument(source: Source): Document {
  const { path, text } = source;
  const origin = source.origin ?? { line: 1, column: 1 };
  const parses = new Map<Parser<unknown>, unknown>();
  let starts: readonly number[] | undefined;
  const lines = (): readonly number[] => (starts ??= lineStarts(text));

  return {
    ...source,
    language: languageOf(path, text),
    positionAt(offset) {
      const index = lineIndex(lines(), offset);
      const column = offset - (lines()[index] ?? 0) + 1;
      return { line: index + origin.line, column: index === 0 ? column + origin.column - 1 : column };
    },
    offsetAt({ line, column }) {
      const index = line - origin.line;
      const start = lines()[index];
      if (start === undefined) return index < 0 ? 0 : text.length;
      const shift = index === 0 ? origin.column - 1 : 0;
      return Math.max(start, Math.min(start + column - 1 - shift, text.length));
    },
    lineAt(offset) {
      const index = lineIndex(lines(), offset);
      const start = lines()[index] ?? 0;
      let end = lines()[index + 1] ?? text.length;
      while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
      return { start, end };
    },
    parsed<T>(parser: Parser<T>): T {
      if (!parses.has(parser)) parses.set(parser, parser(text));
      return parses.get(parser) as T;
    },
  };
}

/** Offsets at which lines start. A line ends with \n, \r\n or \r, as in editors. */
function lineStarts(text: string): number[] {
  const starts = [0];
  const breaks = /\r\n?|\n/g;
  while (breaks.test(text)) starts.push(breaks.lastIndex);
  return starts;
}

/** Index of the last line start at or before `offset`. */
function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
