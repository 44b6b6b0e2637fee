/** Tables as they are when all migrations have run, with what made them and the indexes that they have. */
import type { History } from '../model.ts';
import { UNKNOWN_NAME, type OperationOf } from '../operation.ts';
import { indexesOf } from '../replay.ts';
import { perHistory } from './perHistory.ts';
import type { ColumnState, IndexState, Origin, SchemaState, TableState } from '../schema.ts';

export interface FinalTable {
  readonly table: TableState;
  readonly created: Origin;
  readonly creation: OperationOf<'create-table'>;
}

/** Tables that migrations make for good: neither temporary ones nor partitions of another. */
export function* lastingTables(history: History): Iterable<FinalTable> {
  const creations = creationsOf(history);
  for (const table of history.final.tables.values()) {
    const { created, partitionOf } = table;
    const creation = created && creations.get(placeKey(created));
    if (!created || !creation || creation.temporary || partitionOf !== undefined) continue;
    yield { table, created, creation };
  }
}

/** Columns that a migration wrote, of tables that last. */
export function* writtenColumns(
  history: History,
): Iterable<{ readonly table: TableState; readonly column: ColumnState }> {
  for (const table of history.final.tables.values()) {
    if (table.partitionOf !== undefined || isTemporary(history, table)) continue;
    for (const column of table.columns.values()) if (column.name !== UNKNOWN_NAME) yield { table, column };
  }
}

/** It goes with the session that made it, and nobody else sees it. */
export function isTemporary(history: History, { created }: TableState): boolean {
  return created !== undefined && creationsOf(history).get(placeKey(created))?.temporary === true;
}

/** The indexes of a table; those of code whose table can't be told belong to each. */
export function indexesFor(schema: SchemaState, table: string): readonly IndexState[] {
  return [...indexesOf(schema, table), ...(table === UNKNOWN_NAME ? [] : indexesOf(schema, UNKNOWN_NAME))];
}

/** Whether rows with given values in these columns are found without reading the whole table. */
export function isIndexed(schema: SchemaState, table: TableState, columns: readonly string[]): boolean {
  return findsRowsBy(indexesFor(schema, table.name), table, columns);
}

/** The same for single columns, whatever the method of the index is: asked of one column after the other. */
export function indexedColumns(schema: SchemaState, table: TableState): (column: string) => boolean {
  const indexes = indexesFor(schema, table.name);
  return (column) =>
    findsRowsBy(indexes, table, [column]) ||
    indexes.some(
      ({ columns, method = 'btree' }) =>
        columns[0] === column || (method !== 'btree' && columns.includes(column)),
    );
}

function findsRowsBy(
  indexes: readonly IndexState[],
  { constraints }: TableState,
  columns: readonly string[],
): boolean {
  return (
    indexes.some((index) => findsRows(index, columns)) ||
    constraints.some(
      ({ type, columns: of }) =>
        (type === 'exclude' || type === 'primary-key' || type === 'unique') && leadsWith(of, columns),
    )
  );
}

function findsRows(
  { columns, method = 'btree', where, origin }: IndexState,
  wanted: readonly string[],
): boolean {
  // In code, what can't be read looks like an expression.
  if (columns.join() === '(expression)' && !origin.file.endsWith('.sql')) return true;
  if (method !== 'btree' && method !== 'hash') return false;
  return leadsWith(columns, wanted) && (!where || asksOnlyForValues(where.text, wanted));
}

/** Each leading column is one of those wanted: of a key of several, one that narrows the search is enough. */
function leadsWith(columns: readonly string[], wanted: readonly string[]): boolean {
  const leading = columns.slice(0, wanted.length);
  return (
    leading.length > 0 &&
    // Django's indexes name the field: "customer", where the column is "customer_id".
    leading.every((name) => name === UNKNOWN_NAME || wanted.includes(name) || wanted.includes(`${name}_id`))
  );
}

/** `WHERE customer_id IS NOT NULL`: a row that refers to another is always in the index. */
function asksOnlyForValues(where: string, columns: readonly string[]): boolean {
  const column = /^[\s(]*"?([^\s"()]+)"?\s+is\s+not\s+null[\s)]*$/i.exec(where)?.[1];
  return column !== undefined && columns.includes(column);
}

const creationsOf = perHistory(
  ({ steps }): ReadonlyMap<string, OperationOf<'create-table'>> =>
    new Map(
      steps.flatMap(({ operation, migration }) =>
        operation.kind === 'create-table'
          ? [[placeKey({ file: migration.file, at: operation.at }), operation] as const]
          : [],
      ),
    ),
);

/** Equal for what stands in the same place. */
export function placeKey({ file, at }: Pick<Origin, 'file' | 'at'>): string {
  return `${file}\0${at.start}`;
}
