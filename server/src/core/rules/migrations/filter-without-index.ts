import { filterQuery } from '../../migrations/judging/filters.ts';
import { filteredTable, slowFilter, wholeTables } from '../../migrations/judging/slowFilters.ts';
import { indexName, sqlColumns, sqlTable } from '../../migrations/judging/sqlNames.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { History, MigrationModel } from '../../migrations/model.ts';
import type { Origin, TableState } from '../../migrations/schema.ts';
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
    const tables = migrations.histories.map((history) => ({ history, all: wholeTables(history) }));
    const queries = new Map(
      tables.flatMap(({ history, all }) =>
        all.map((table) => {
          const query = filterQuery(table, history.tool);
          return [query.key, query] as const;
        }),
      ),
    );
    const found = context.searchCode([...queries.values()]);
    for (const { history, all } of tables) {
      const queried = all.filter(
        (table) => (found.get(filterQuery(table, history.tool).key) ?? []).length > 0,
      );
      for (const filtered of [...slowColumns(queried, history, found, context)].slice(0, MOST_FINDINGS))
        yield reportOn(filtered, history, migrations.models);
    }
  },
});

const MOST_FINDINGS = 20;
const MOST_PLACES = 5;

interface SlowColumn {
  readonly table: TableState;
  readonly name: string;
  readonly origin: Origin;
  /** Where code filters by it. */
  readonly places: readonly CodePlace[];
}

/** Of tables that code queries: few of all that there are. */
function* slowColumns(
  queried: readonly TableState[],
  history: History,
  found: ReadonlyMap<string, readonly CodePlace[]>,
  context: WorkspaceContext,
): Iterable<SlowColumn> {
  for (const table of queried) {
    const filtered = filteredTable(table, history);
    if (!filtered) continue;
    const byColumn = new Map<string, CodePlace[]>();
    for (const { file, at } of found.get(filterQuery(table, history.tool).key) ?? []) {
      const slow = slowFilter(context.read(file)?.slice(at.start, at.end) ?? '', filtered);
      if (!slow) continue;
      const place = { file, at: { ...at, end: at.start + slow.written.length } };
      byColumn.set(slow.column, [...(byColumn.get(slow.column) ?? []), place]);
    }
    for (const [name, places] of byColumn) {
      const origin = table.columns.get(name)?.origin;
      if (origin) yield { table, name, origin, places };
    }
  }
}

function reportOn(
  { table, name, origin, places }: SlowColumn,
  { dialect }: History,
  models: MigrationModel['models'],
): PlacedFinding {
  const inModel = placeInModel(table, name, models);
  const index = `${indexName(table.name, [name], dialect)} ON ${sqlTable(table.name, dialect)} (${sqlColumns([name], dialect)})`;
  const { file, at, advice } = inModel ?? { ...origin, advice: `add CREATE INDEX ${index}` };
  return afterAll(file, {
    at,
    kind: `${table.name} ${name}`,
    message: `${places[0]?.file ?? 'Code'} looks rows of ${table.name} up by ${name}, and no index begins with that: each time, the whole table is read. If it can grow, ${advice}.`,
    related: places
      .slice(0, MOST_PLACES)
      .map((place) => ({ file: place.file, at: place.at, message: `Filters by ${name}` })),
  });
}

/** Where a Prisma schema has the column, the index is added there, and a migration made from it. */
function placeInModel(
  table: TableState,
  name: string,
  models: MigrationModel['models'],
): (Pick<Origin, 'file' | 'at'> & { readonly advice: string }) | undefined {
  const found = models.find(({ model }) => model.table === table.name);
  const field = found?.model.columns.find(({ column }) => column === name);
  return found && field?.at
    ? { file: found.file, at: field.at, advice: `add @@index([${field.name}]) to ${found.model.name}` }
    : undefined;
}
