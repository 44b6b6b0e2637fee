import { columnWord } from '../../migrations/judging/lockWords.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/json-column',
  impact: 'low',
  stage: 'deployment',
  title: 'Column of type json',
  why: 'PostgreSQL can’t compare two values of type json. Queries that ask for different rows of the table (SELECT DISTINCT, GROUP BY, UNION) and name all columns fail from then on.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['add-column'], 'postgres')) {
      const { table, column } = step.operation;
      if (column.type?.name !== 'json' || column.type.array || !isOnLiveTable(step)) continue;
      const finding = whileItRuns(
        step,
        {
          kind: columnWord(table, column.name),
          message: `PostgreSQL can't compare values of type json: queries of ${tableWord(table)} with DISTINCT, GROUP BY or UNION fail as soon as ${columnWord(table, column.name)} is among their columns. Use jsonb, which can be compared and is faster to read.`,
        },
        'low',
      );
      if (finding) yield finding;
    }
  },
});
