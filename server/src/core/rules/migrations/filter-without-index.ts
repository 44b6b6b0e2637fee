import { filterQuery, waysToWrite } from '../../migrations/judging/filters.ts';
import { hasAnyIndex, lastingTables } from '../../migrations/judging/finalTables.ts';
import { foreignKeysOf } from '../../migrations/judging/foreignKeys.ts';
import { indexName, sqlColumns, sqlTable } from '../../migrations/judging/sqlNames.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, MigrationModel } from '../../migrations/model.ts';
import type { ColumnState, TableState } from '../../migrations/schema.ts';
import {
  defineWorkspaceRule,
  type CodePlace,
  type PlacedFinding,
  type WorkspaceContext,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/filter-without-index',
  impact: 'low',
  stage: 'deployment',
  title: 'Column that code filters by, without an index',
  why: 'Each of these queries reads the whole table to find a few rows. Nobody notices with a hundred rows; with a hundred thousand the page takes seconds.',
  *check({ migrations }, context) {
    for (const history of migrations.histories)
      for (const report of [...reportsOn(history, context)].slice(0, MOST_FINDINGS))
        yield inModel(report, migrations.models);
  },
});

const MOST_FINDINGS = 20;

interface ColumnReport {
  readonly table: TableState;
  readonly column: ColumnState;
  readonly finding: PlacedFinding;
}

/** Where a Prisma schema has the column, the index is added there, and a migration made from it. */
function inModel({ table, column, finding }: ColumnReport, models: MigrationModel['models']): PlacedFinding {
  const found = models.find(({ model }) => model.table === table.name);
  const at = found?.model.columns.find((one) => one.column === column.name)?.at;
  if (!found || !at) return finding;
  const { related = [], message, ...rest } = finding;
  const { name = column.name } = found.model.columns.find((one) => one.at === at) ?? {};
  return {
    ...rest,
    file: found.file,
    at,
    message: message.replace(
      /If it can grow, .*/,
      `If it can grow, add @@index([${name}]) to ${found.model.name}.`,
    ),
    related,
  };
}

function* reportsOn(history: History, context: WorkspaceContext): Iterable<ColumnReport> {
  const keys = columnsOfKeys(history);
  const tables = [...lastingTables(history)].flatMap(({ table }) => {
    const filtered = table.complete ? filteredTable(table, history, keys.get(table) ?? new Set()) : undefined;
    return filtered ? [{ table, filtered, query: filterQuery(table.name) }] : [];
  });
  const found = context.searchCode(tables.map(({ query }) => query));
  for (const { table, filtered, query } of tables) {
    const byColumn = new Map<string, CodePlace[]>();
    for (const place of found.get(query.key) ?? []) {
      const slow = slowFilter(context.read(place.file)?.slice(place.at.start, place.at.end) ?? '', filtered);
      const at = { ...place.at, end: place.at.start + (slow?.written.length ?? 0) };
      if (slow) byColumn.set(slow.column, [...(byColumn.get(slow.column) ?? []), { file: place.file, at }]);
    }
    for (const [name, places] of byColumn) {
      const column = table.columns.get(name);
      if (column) yield { table, column, finding: reportOn(table, column, places, history) };
    }
  }
}

/** By table, the columns that refer to another. */
function columnsOfKeys(history: History): ReadonlyMap<TableState, ReadonlySet<string>> {
  const columns = new Map<TableState, Set<string>>();
  for (const { table, columns: names } of foreignKeysOf(history))
    columns.set(table, new Set([...(columns.get(table) ?? []), ...names]));
  return columns;
}

interface FilteredTable {
  /** Columns that no index helps with, by each way to write them. */
  readonly slow: ReadonlyMap<string, string>;
  /** The same of columns that an index begins with: a query that has one of them is fine. */
  readonly fast: ReadonlySet<string>;
}

/** The first column of a query whose columns no index helps with. */
function slowFilter(
  query: string,
  { slow, fast }: FilteredTable,
): { readonly column: string; readonly written: string } | undefined {
  const words = query.match(/\w+/g) ?? [];
  const written = words[0] ?? '';
  const column = slow.get(written);
  return column === undefined || words.some((word) => fast.has(word)) ? undefined : { column, written };
}

function reportOn(
  table: TableState,
  { name, origin }: ColumnState,
  places: readonly CodePlace[],
  { dialect }: History,
): PlacedFinding {
  const [first] = places;
  const index = `${indexName(table.name, [name], dialect)} ON ${sqlTable(table.name, dialect)} (${sqlColumns([name], dialect)})`;
  return afterAll(origin.file, {
    at: origin.at,
    kind: `${table.name} ${name}`,
    message: `${first?.file ?? 'Code'} looks rows of ${table.name} up by ${name}, and no index begins with that: each time, the whole table is read. If it can grow, add CREATE INDEX ${index}.`,
    related: places
      .slice(0, MOST_PLACES)
      .map(({ file, at }) => ({ file, at, message: `Filters by ${name}` })),
  });
}

const MOST_PLACES = 5;

function filteredTable(
  table: TableState,
  history: History,
  keys: ReadonlySet<string>,
): FilteredTable | undefined {
  const slow = new Map<string, string>();
  const fast = new Set<string>();
  for (const column of table.columns.values()) {
    // A foreign key without an index is reported as that.
    const isFast = keys.has(column.name) || hasAnyIndex(history.final, table, column.name);
    for (const written of waysToWrite(column.name))
      if (isFast) fast.add(written);
      else if (isSelective(column, history)) slow.set(written, column.name);
  }
  return slow.size > 0 ? { slow, fast } : undefined;
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

const SELECTIVE = new Set([
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
