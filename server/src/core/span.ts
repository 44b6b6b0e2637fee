import type { PositionRange, TextRange } from './finding.ts';
import type { Document } from './source.ts';

/** A place on one line: offsets into the text, and the 1-based place of the start in UTF-16 units. */
export interface Span extends TextRange {
  readonly line: number;
  readonly column: number;
}

/** A place in a document, from offsets into its text. */
export function spanOf(document: Document, start: number, end: number): Span {
  return { start, end, ...document.positionAt(start) };
}

/** What of a range is on its first line. */
export function spanOnLine(document: Document, { start, end }: TextRange): Span {
  return spanOf(document, start, Math.max(start, Math.min(end, document.lineAt(start).end)));
}

/** Its lines and columns: it stands on one line. */
export function linesOf({ start, end, line, column }: Span): PositionRange {
  return { start: { line, column }, end: { line, column: column + end - start } };
}
