import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-not-null',
  impact: 'low',
  stage: 'deployment',
  title: 'Column that may be empty from now on',
  why: 'Code that was written for a column which always has a value fails on the first row without one, often long after the deploy.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['drop-not-null'])) {
      if (!isOnLiveTable(step) || isNewColumn(step)) continue;
      const { table, column } = step.operation;
      yield* whileItRuns(step, {
        kind: `${table}.${column}`,
        message: `From now on ${column} of ${tableWord(table)} may be NULL. Check that the code which reads it, reports included, can live without a value.`,
      });
    }
  },
});
