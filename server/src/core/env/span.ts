import type { PositionRange } from '../finding.ts';
import type { Document } from '../source.ts';
import type { Span } from './types.ts';

/** The place of a name in a document, from offsets into its text. */
export function spanOf(document: Document, start: number, end: number): Span {
  return { start, end, ...document.positionAt(start) };
}

/** Its lines and columns: names stand on one line. */
export function linesOf({ start, end, line, column }: Span): PositionRange {
  return { start: { line, column }, end: { line, column: column + end - start } };
}
