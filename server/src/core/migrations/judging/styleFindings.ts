/** What matters of taste look at: tables and columns as they are in the end. */
import type { PlacedFinding, WorkspaceModel } from '../../workspaceRule.ts';
import type { Dialect } from '../operation.ts';
import { unqualified } from '../replay.ts';
import type { ColumnState, TableState } from '../schema.ts';
import { lastingTables, writtenColumns } from './finalTables.ts';
import { columnWord } from './lockWords.ts';
import { afterAll } from './steps.ts';

/** A finding at each table and column whose name something is said of. `name`: as it is stored, without its schema. */
export function* sayOfNames(
  { migrations }: WorkspaceModel,
  dialects: readonly Dialect[],
  say: (name: string) => string | undefined,
): Iterable<PlacedFinding> {
  for (const history of migrations.histories) {
    if (!dialects.includes(history.dialect)) continue;
    for (const { table, created } of lastingTables(history)) {
      const message = say(unqualified(table.name));
      if (message !== undefined) yield afterAll(created.file, { at: created.at, kind: table.name, message });
      for (const { name, origin } of table.columns.values()) {
        const said = say(name);
        if (said !== undefined)
          yield afterAll(origin.file, { at: origin.at, kind: columnWord(table.name, name), message: said });
      }
    }
  }
}

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
