import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { isIndexed } from '../../migrations/judging/finalTables.ts';
import { foreignKeysOf, type ForeignKey } from '../../migrations/judging/foreignKeys.ts';
import { indexName, sqlColumns, sqlTable } from '../../migrations/judging/sqlNames.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import type { Impact } from '../../finding.ts';
import type { History } from '../../migrations/model.ts';
import { UNKNOWN_NAME, type ColumnDefinition, type Operation } from '../../migrations/operation.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/foreign-key-without-index',
  impact: 'medium',
  stage: 'deployment',
  title: 'Foreign key without an index',
  why: 'The database makes no index for a foreign key by itself. Each time a row is deleted that others may refer to, it reads the whole table that has the key, and so does every query that asks for the rows that belong together.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      // MySQL makes the index itself, and most products in PHP run on it.
      if (history.dialect === 'mysql' || (history.tool === 'laravel' && !history.dialectKnown)) continue;
      for (const keys of byTable(foreignKeysOf(history).filter((key) => lacksIndex(key, history))))
        yield findingFor(keys, history);
    }
  },
});

type Keys = readonly [ForeignKey, ...ForeignKey[]];

function lacksIndex(key: ForeignKey, history: History): boolean {
  if (history.tool === 'django' && comesWithIndex(key, history)) return false;
  return isFullyKnown(key, history) && !isIndexed(history.final, key.table, key.columns);
}

/** Those of one table that came with one file: they are read, and mended, together. */
function byTable(keys: readonly ForeignKey[]): Iterable<Keys> {
  const groups = new Map<string, [ForeignKey, ...ForeignKey[]]>();
  for (const key of keys) {
    const name = `${key.table.name}\0${key.file}`;
    const group = groups.get(name);
    if (group) group.push(key);
    else groups.set(name, [key]);
  }
  return groups.values();
}

function findingFor(keys: Keys, history: History): PlacedFinding {
  // The one that costs most is named first.
  const first = keys.find((key) => impactOf(key, history) === 'medium') ?? keys[0];
  const others = keys.filter((key) => key !== first);
  return afterAll(first.file, {
    at: first.at,
    kind: `${first.table.name} ${first.columns.join()}`,
    message: `${whatIsSlow(first)}${alsoSlow(others)} ${whatToWrite(first, history)}${others.length > 0 ? ' Do the same for the others.' : ''}${doubt(history)}`,
    impact: impactOf(first, history),
    ...(others.length > 0 && {
      related: others.map(({ file, at, columns, references }) => ({
        file,
        at,
        message: `No index begins with ${columns.join(', ')} either, which refers to ${parentOf(references.table)}`,
      })),
    }),
    ...withRewriteAt(history, first, 'index-foreign-key', { columns: first.columns }),
  });
}

/** No index can be there that no migration speaks of: the table or its column came with one. */
function isFullyKnown({ table, columns, file }: ForeignKey, { steps }: History): boolean {
  if (table.name === UNKNOWN_NAME) return false;
  if (table.created) return table.complete;
  return columns.every((name) => {
    const origin = table.columns.get(name)?.origin;
    return (
      origin?.file === file &&
      steps.some(
        ({ operation, migration }) =>
          operation.kind === 'add-column' &&
          operation.table === table.name &&
          operation.column.name === name &&
          migration.file === file,
      )
    );
  });
}

/** Django makes an index unless it is told not to; its renames are hard to follow. */
function comesWithIndex({ references, file }: ForeignKey, { steps }: History): boolean {
  return steps.some(
    ({ operation, migration }) =>
      migration.file === file &&
      columnsOf(operation).some(
        (column) => column.references?.at === references.at && (column.index ?? column.unique),
      ),
  );
}

function columnsOf(operation: Operation): readonly ColumnDefinition[] {
  switch (operation.kind) {
    case 'create-table':
      return operation.columns;
    case 'add-column':
      return [operation.column];
    case 'change-column':
      return [operation.definition];
    default:
      return [];
  }
}

function impactOf(
  { columns: [first = ''], references: { onDelete } }: ForeignKey,
  { platform, dialectKnown }: History,
): Impact {
  if (!dialectKnown) return 'low';
  const followsDeletes = onDelete === 'cascade' || onDelete === 'set null' || onDelete === 'set default';
  return followsDeletes || (platform === 'supabase' && OWNER.test(first)) ? 'medium' : 'low';
}

/** Each request of Supabase's API looks for rows by them: its policies ask whose row it is. */
const OWNER =
  /^(?:user|owner|profile|account|author|member|customer|client|tenant|org|organi[sz]ation|company|team|workspace|store|shop|school|group|room|conversation|chat)(?:_?id|_?uuid)?$|_(?:user|owner|profile|tenant|org|team|workspace)_id$/i;

function whatIsSlow({ table, columns, references }: ForeignKey): string {
  return `No index begins with ${columns.join(', ')}: whenever a row of ${parentOf(references.table)} is deleted, the whole of ${table.name} is read, and so it is when the two are joined. That gets slower the more rows ${table.name} has.`;
}

function parentOf(table: string): string {
  return table === UNKNOWN_NAME ? 'the other table' : table;
}

function alsoSlow(others: readonly ForeignKey[]): string {
  if (others.length === 0) return '';
  const names = others.map(({ columns }) => columns.join(', '));
  return ` So it is with ${names.length < 4 ? names.join(' and ') : `${names.length} more keys of the table`}.`;
}

function whatToWrite({ table, columns, migration }: ForeignKey, history: History): string {
  const index = `${indexName(table.name, columns, history.dialect)} ON ${sqlTable(table.name, history.dialect)} (${sqlColumns(columns, history.dialect)})`;
  const isNew = table.created?.migration === migration && history.migrations[migration]?.released !== 'yes';
  if (isNew) return `Add CREATE INDEX ${index}.`;
  if (history.dialect !== 'postgres') return `Add CREATE INDEX ${index} in a new migration.`;
  return `Add CREATE INDEX CONCURRENTLY ${index}, ${outsideOfTransaction({ history })}.`;
}

function doubt({ dialectKnown }: History): string {
  return dialectKnown ? '' : ' MySQL would make the index itself.';
}
