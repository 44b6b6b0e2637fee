import type { TextRange } from '../../finding.ts';
import type { Expression } from '../operation.ts';
import { shortText } from '../reading/shortText.ts';
import type { PythonFile } from './pythonFile.ts';

/** An expression in short: one line, and no long text. */
export function expressionAt(
  file: PythonFile,
  range: TextRange,
  volatility: Expression['volatility'],
): Expression {
  return {
    at: file.place(range.start, range.end),
    text: shortText(file.code.text.slice(range.start, Math.min(range.end, range.start + 2_000))),
    volatility,
  };
}

/** A condition that is given as SQL in a string, without its quotes; any other as it is written. */
export function conditionAt(file: PythonFile, range: TextRange): Expression {
  const literal = file.code.stringAt(range.start);
  const isAllOfIt = literal?.end === range.end && literal.holes.length === 0;
  return expressionAt(file, isAllOfIt ? literal.content : range, 'unknown');
}
