/** Foreign keys as they are when all migrations have run. */
import type { PlacedFinding } from '../../workspaceRule.ts';
import type { History } from '../model.ts';
import { UNKNOWN_NAME, type Reference } from '../operation.ts';
import { perHistory } from './perHistory.ts';
import type { ConstraintState, TableState } from '../schema.ts';

export interface ForeignKey {
  readonly table: TableState;
  readonly columns: readonly string[];
  readonly references: Reference;
  /** Index of the migration that made it. */
  readonly migration: number;
  readonly file: string;
  /** The constraint, or the column that it stands beside. */
  readonly at: PlacedFinding['at'];
}

/** One for each set of columns and table that they refer to. Partitions have those of their table. */
export const foreignKeysOf = perHistory((history): readonly ForeignKey[] => [...findKeys(history)]);

function* findKeys(history: History): Iterable<ForeignKey> {
  for (const table of history.final.tables.values()) {
    if (table.partitionOf !== undefined) continue;
    const seen = new Set<string>();
    for (const constraint of table.constraints) {
      const { type, columns, references, origin } = constraint;
      if (type !== 'foreign-key' || !references || columns.length === 0 || columns.includes(UNKNOWN_NAME))
        continue;
      const key = `${columns.join()}\0${references.table}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { file, migration } = origin;
      yield { table, columns, references, migration, file, at: placeOf(constraint, table) };
    }
  }
}

/** `column type REFERENCES …` is reported with its column: the line is the same then, however it is wrapped. */
function placeOf(
  { columns, references, at, origin }: ConstraintState,
  table: TableState,
): PlacedFinding['at'] {
  const column = columns.length === 1 ? table.columns.get(columns[0] ?? '') : undefined;
  const isBeside = at === references?.at && column?.origin.file === origin.file;
  return isBeside && column.origin.at.start <= at.start ? column.origin.at : at;
}
