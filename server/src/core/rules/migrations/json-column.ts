import { columnWord } from '../../migrations/judging/lockWords.ts';
import {
  afterAll,
  isOnLiveTable,
  stepsOf,
  tableWord,
  type JudgedStep,
} from '../../migrations/judging/steps.ts';
import type { ColumnDefinition } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/json-column',
  impact: 'low',
  stage: 'deployment',
  title: 'Column of type json',
  why: 'PostgreSQL can’t compare two values of type json. Queries with DISTINCT, GROUP BY or UNION fail as soon as the column is among theirs, and no index finds what is inside of it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['create-table', 'add-column'], 'postgres')) {
      const { operation, history, migration } = step;
      if (operation.assured) continue;
      for (const column of newColumns(step)) {
        if (!staysJson(step, column)) continue;
        const word = columnWord(operation.table, column.name);
        const isInUse = operation.kind === 'add-column' && isOnLiveTable(step);
        // MySQL has but one type for it: where nothing names the database, a new table in code may be meant for that.
        if (!isInUse && !history.dialectKnown && !migration.file.endsWith('.sql')) continue;
        yield afterAll(migration.file, {
          at: operation.kind === 'add-column' ? operation.at : column.at,
          kind: word,
          message: isInUse
            ? `PostgreSQL can’t compare values of type json: queries of ${tableWord(operation.table)} with DISTINCT, GROUP BY or UNION fail as soon as ${word} is among their columns. Use jsonb, which can be compared and is faster to read.`
            : `Values of ${word} can’t be compared: queries with DISTINCT, GROUP BY or UNION that name it fail, and it is parsed anew each time it is read. Use jsonb.`,
        });
      }
    }
  },
});

type NewColumns = JudgedStep<'create-table' | 'add-column'>;

function newColumns({ operation }: NewColumns): readonly ColumnDefinition[] {
  return operation.kind === 'add-column' ? [operation.column] : operation.columns;
}

/** It is so when all migrations have run. */
function staysJson({ operation, history }: NewColumns, { name, type }: ColumnDefinition): boolean {
  const final = history.final.tables.get(operation.table)?.columns.get(name)?.type;
  return type?.name === 'json' && final?.name === 'json' && !final.array;
}
