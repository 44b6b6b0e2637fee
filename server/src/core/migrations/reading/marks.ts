/** What is true of operations because of the place where they stand in code. */
import type { Operation } from '../operation.ts';
import type { Statement } from '../types.ts';

/** Fields of operations with these names. */
export interface Marks {
  readonly nested?: boolean;
  readonly outside?: boolean;
  readonly assured?: boolean;
}

/** The same operations with the marks that are set. */
export function marked(operations: readonly Operation[], marks: Marks): readonly Operation[] {
  const { nested, outside, assured } = marks;
  if (!nested && !outside && !assured) return operations;
  const set = { ...(nested && { nested }), ...(outside && { outside }), ...(assured && { assured }) };
  return operations.map((operation): Operation => ({ ...operation, ...set }));
}

export function markedStatements(statements: readonly Statement[], marks: Marks): readonly Statement[] {
  const { nested, outside, assured } = marks;
  if (!nested && !outside && !assured) return statements;
  return statements.map((statement) => ({ ...statement, operations: marked(statement.operations, marks) }));
}
