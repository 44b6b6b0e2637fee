/** Which filters of queries make the database read a whole table. */
import type { History } from '../model.ts';
import type { ColumnState, TableState } from '../schema.ts';
import { waysToWrite } from './codeNames.ts';
import { indexedColumns, lastingTables } from './finalTables.ts';
import { foreignKeysOf } from './foreignKeys.ts';
import { perHistory } from './perHistory.ts';

export interface FilteredTable {
  readonly table: TableState;
  /** Columns that no index helps with, by each way to write them. */
  readonly slow: ReadonlyMap<string, string>;
  /** The same of columns that an index begins with: a query that has one of them is fine. */
  readonly fast: ReadonlySet<string>;
}

/** Tables of which everything is known. */
export function wholeTables(history: History): readonly TableState[] {
  return [...lastingTables(history)].flatMap(({ table }) => (table.complete ? [table] : []));
}

/** The first column of a query whose columns no index helps with. */
export function slowFilter(
  query: string,
  { slow, fast }: FilteredTable,
): { readonly column: string; readonly written: string } | undefined {
  const words = query.match(/\w+/g) ?? [];
  const written = words[0] ?? '';
  const column = slow.get(written);
  return column === undefined || words.some((word) => fast.has(word)) ? undefined : { column, written };
}

/** By table, the columns that refer to another. */
const columnsOfKeys = perHistory((history): ReadonlyMap<TableState, ReadonlySet<string>> => {
  const columns = new Map<TableState, Set<string>>();
  for (const { table, columns: names } of foreignKeysOf(history)) {
    const own = columns.get(table) ?? new Set();
    for (const name of names) own.add(name);
    columns.set(table, own);
  }
  return columns;
});

/** What to know of a table's columns, if there are some that no index helps with. */
export function filteredTable(table: TableState, history: History): FilteredTable | undefined {
  const keys = columnsOfKeys(history).get(table);
  const slow = new Map<string, string>();
  const fast = new Set<string>();
  const isIndexed = indexedColumns(history.final, table);
  for (const column of table.columns.values()) {
    // A foreign key without an index is reported as that.
    const isFast = keys?.has(column.name) === true || isIndexed(column.name);
    if (!isFast && !isSelective(column, history)) continue;
    for (const written of waysToWrite(column.name))
      if (isFast) fast.add(written);
      else slow.set(written, column.name);
    // ORMs ask for the row that it refers to: `filter(customer=…)`.
    if (isFast) for (const written of waysToWrite(column.name.replace(/_id$/, ''))) fast.add(written);
  }
  return slow.size > 0 ? { table, slow, fast } : undefined;
}

/** With a handful of different values, an index helps little. */
function isSelective({ name, type }: ColumnState, { final }: History): boolean {
  return (
    type !== undefined &&
    !type.array &&
    SELECTIVE.has(type.name) &&
    !final.enums.has(type.name) &&
    !FEW_VALUES.test(name)
  );
}

const SELECTIVE: ReadonlySet<string> = new Set([
  'text',
  'character varying',
  'character',
  'citext',
  'uuid',
  'integer',
  'bigint',
  'numeric',
]);
const FEW_VALUES =
  /(?:^|_)(?:is|has|status|state|type|kind|role|level|category|enabled|active|deleted|archived|published|plan|locale|language|lang|currency|country|gender|provider|version|priority|visibility|mode|environment|env|source|method|format|year|month|day|sort|order|position)(?:_|$)|(?:Status|State|Type|Role|Kind|Provider|Mode|Source)$/i;
