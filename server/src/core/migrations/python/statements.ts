/** Statements as code makes them: a call is one, and so is a change of rows somewhere in a function. */
import type { TextRange } from '../../finding.ts';
import type { Operation } from '../operation.ts';
import type { Statement } from '../types.ts';
import type { PythonFile } from './pythonFile.ts';

export function statementOf(file: PythonFile, range: TextRange, operations: readonly Operation[]): Statement {
  const { start, end } = range;
  return { range: { start, end }, at: file.place(start, end), operations };
}

/** A call whose doings can't be read. */
export function unknownStatement(file: PythonFile, range: TextRange): Statement {
  return statementOf(file, range, [{ kind: 'unknown', at: file.place(range.start, range.end) }]);
}
