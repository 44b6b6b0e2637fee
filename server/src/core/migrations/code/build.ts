/** What readers of code migrations make operations of: statements, places, names, expressions. */
import type { TextRange } from '../../finding.ts';
import { lineEndAt } from '../../lines.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import { UNKNOWN_NAME, type Expression, type ObjectName } from '../operation.ts';
import { shortText } from '../reading/shortText.ts';
import { volatilityOfText } from '../reading/sqlPieces.ts';
import type { Statement } from '../types.ts';
import { rangeOf, type Part } from './statements.ts';
import type { Tokens } from './tokens.ts';
import { textOf, type Value } from './values.ts';

/** A place, cut at the end of its first line. */
export function firstLine(document: Document, { start, end }: TextRange): Span {
  let to = Math.min(end, lineEndAt(document.text, start, end - start));
  while (to > start + 1 && /\s/.test(document.text.charAt(to - 1))) to--;
  return spanOf(document, start, to);
}

/** A statement with its here-documents. */
export function statementOf(
  tokens: Tokens,
  part: Part,
  operations: Statement['operations'],
  range: TextRange = rangeOf(tokens, part),
): Statement {
  let { end } = range;
  for (let at = part.from; at < part.to; at++) {
    const literal = tokens.list[at]?.literal;
    if (literal?.here && literal.end > end) ({ end } = literal.content);
  }
  return { range: { start: range.start, end }, at: firstLine(tokens.document, range), operations };
}

export function nameOf(value: Value | undefined): ObjectName {
  const text = textOf(value);
  return text === undefined || text === '' ? UNKNOWN_NAME : tableName(text);
}

/** Frameworks write names in quotes: they keep their capitals. */
function tableName(text: string): ObjectName {
  return text.startsWith('public.') ? text.slice(7) : text;
}

export function expressionOf(
  document: Document,
  range: TextRange,
  volatility?: Expression['volatility'],
): Expression {
  const text = shortText(document.text.slice(range.start, Math.min(range.end, range.start + 2_000)));
  return { at: firstLine(document, range), text, volatility: volatility ?? volatilityOfText(text) };
}
