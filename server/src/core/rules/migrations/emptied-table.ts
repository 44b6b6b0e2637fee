import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import type { Statement } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/emptied-table',
  impact: 'blocker',
  stage: 'deployment',
  title: 'Table that is emptied by a migration',
  why: 'All rows are gone for good the moment this runs, in production as well as on the machine where it seemed harmless.',
  *check(workspace) {
    const told = new Set<Statement>();
    for (const step of stepsOf(workspace, ['truncate'])) {
      const { statement, operation } = step;
      if (!isOnLiveTable(step) || told.has(statement)) continue;
      told.add(statement);
      const tables = statement.operations.flatMap((one) =>
        one.kind === 'truncate' ? [tableWord(one.table)] : [],
      );
      const also = operation.cascade ? ' CASCADE also empties every table that refers to it.' : '';
      yield* whileItRuns(step, {
        kind: tables.join(),
        message: `This empties ${tables.join(' and ')}, for good, and nobody can read it meanwhile.${also} Name the rows that are to go, in a DELETE with a condition, or keep a copy.`,
      });
    }
  },
});
