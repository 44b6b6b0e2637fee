import { columnWord } from '../../migrations/judging/lockWords.ts';
import { afterAll, isOnLiveTable, stepsOf, type JudgedStep } from '../../migrations/judging/steps.ts';
import type { ColumnDefinition } from '../../migrations/operation.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/prefer-jsonb',
  impact: 'low',
  stage: 'deployment',
  title: 'New table with a column of type json',
  why: 'PostgreSQL can’t compare two values of type json: queries with DISTINCT, GROUP BY or UNION fail as soon as the column is among theirs, and no index finds what is inside of it.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['create-table', 'add-column'], 'postgres')) {
      const { operation, history, migration } = step;
      // A column that a table in use gets is reported as such.
      if (operation.kind === 'add-column' && isOnLiveTable(step)) continue;
      // MySQL has but one type for it. Plain SQL of another database would show that.
      if (!history.dialectKnown && !migration.file.endsWith('.sql')) continue;
      for (const { name, at } of newColumns(step)) {
        const type = history.final.tables.get(operation.table)?.columns.get(name)?.type;
        if (type?.name !== 'json' || type.array) continue;
        yield afterAll(migration.file, {
          at,
          kind: columnWord(operation.table, name),
          message: `Values of ${columnWord(operation.table, name)} can't be compared: queries with DISTINCT, GROUP BY or UNION that name it fail, and it is parsed anew each time it is read. Use jsonb.`,
        });
      }
    }
  },
});

function newColumns({ operation }: JudgedStep<'create-table' | 'add-column'>): readonly ColumnDefinition[] {
  return operation.kind === 'add-column' ? [operation.column] : operation.columns;
}
