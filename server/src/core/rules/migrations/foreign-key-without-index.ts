import { withRewriteAt } from '../../migrations/judging/offers.ts';
import { isIndexed } from '../../migrations/judging/finalTables.ts';
import { foreignKeysOf, type ForeignKey } from '../../migrations/judging/foreignKeys.ts';
import { indexName, sqlColumns, sqlTable } from '../../migrations/judging/sqlNames.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import { outsideOfTransaction } from '../../migrations/judging/toolWords.ts';
import type { Impact } from '../../finding.ts';
import type { History } from '../../migrations/model.ts';
import { UNKNOWN_NAME, type ColumnDefinition, type Operation } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

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
      for (const key of foreignKeysOf(history)) {
        if (history.tool === 'django' && comesWithIndex(key, history)) continue;
        if (!isFullyKnown(key, history) || isIndexed(history.final, key.table, key.columns)) continue;
        yield afterAll(key.file, {
          at: key.at,
          kind: `${key.table.name} ${key.columns.join()}`,
          message: `${whatIsSlow(key)} ${whatToWrite(key, history)}${doubt(history)}`,
          impact: impactOf(key, history),
          ...withRewriteAt(history, key, 'index-foreign-key', { columns: key.columns }),
        });
      }
    }
  },
});

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

function impactOf({ references: { onDelete } }: ForeignKey, { platform, dialectKnown }: History): Impact {
  if (!dialectKnown) return 'low';
  const followsDeletes = onDelete === 'cascade' || onDelete === 'set null' || onDelete === 'set default';
  return followsDeletes || platform === 'supabase' ? 'medium' : 'low';
}

function whatIsSlow({ table, columns, references }: ForeignKey): string {
  const parent = references.table === UNKNOWN_NAME ? 'the other table' : references.table;
  return `No index begins with ${columns.join(', ')}: whenever a row of ${parent} is deleted, the whole of ${table.name} is read, and so it is when the two are joined. That gets slower the more rows ${table.name} has.`;
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
