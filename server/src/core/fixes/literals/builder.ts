/** What the lexers share: a literal that is still being read. */

import { lineFeedAt } from '../../lines.ts';
import type { Literal } from './literal.ts';

/** A literal that grows; it is put on the list when it starts, so that the list is sorted by start. */
export type OpenLiteral = { -readonly [K in keyof Omit<Literal, 'content' | 'holes'>]: Literal[K] } & {
  readonly content: { start: number; end: number };
  readonly holes: { start: number; end: number }[];
};

/** Starts a literal whose opening quote ends at `contentStart`. */
export function openLiteral(
  start: number,
  contentStart: number,
  rest: Pick<Literal, 'kind'> & Partial<Omit<Literal, 'start' | 'end' | 'content' | 'holes'>>,
): OpenLiteral {
  return {
    start,
    end: contentStart,
    content: { start: contentStart, end: contentStart },
    prefix: '',
    open: '',
    close: '',
    escapes: 'none',
    interpolates: false,
    holes: [],
    ...rest,
  };
}

/** Ends a literal: its content stops at `contentEnd`, its closing quote at `end`. */
export function closeLiteral(literal: OpenLiteral, contentEnd: number, end: number): void {
  literal.content.end = contentEnd;
  literal.end = end;
}

/** Offset of the end of the line that holds `at`, before its line break. */
export function endOfLine(text: string, at: number): number {
  const end = lineFeedAt(text, at);
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}
