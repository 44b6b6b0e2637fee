/** Columns by their types, as they are in the end: what matters of taste look at. */
import type { PlacedFinding } from '../../workspaceRule.ts';
import type { WorkspaceModel } from '../../workspaceRule.ts';
import type { Dialect } from '../operation.ts';
import type { ColumnState, TableState } from '../schema.ts';
import { writtenColumns } from './finalTables.ts';
import { columnWord } from './lockWords.ts';
import { afterAll } from './steps.ts';

export interface TypedColumn {
  readonly table: TableState;
  readonly column: ColumnState;
  /** "orders.total" */
  readonly word: string;
}

/** A finding at each column that something is said of. */
export function* sayOfColumns(
  { migrations }: WorkspaceModel,
  dialects: readonly Dialect[],
  say: (column: TypedColumn) => string | undefined,
): Iterable<PlacedFinding> {
  for (const history of migrations.histories) {
    if (!dialects.includes(history.dialect)) continue;
    for (const { table, column } of writtenColumns(history)) {
      const word = columnWord(table.name, column.name);
      const message = say({ table, column, word });
      if (message !== undefined)
        yield afterAll(column.origin.file, { at: column.origin.at, kind: word, message });
    }
  }
}

export function isPrimaryKey({ constraints }: TableState, column: string): boolean {
  return constraints.some(({ type, columns }) => type === 'primary-key' && columns.join() === column);
}
