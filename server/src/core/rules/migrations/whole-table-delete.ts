import { isAlwaysTrue } from '../../migrations/judging/conditions.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/whole-table-delete',
  impact: 'blocker',
  stage: 'deployment',
  title: 'DELETE without a condition',
  why: 'Every row of the table is gone for good when this runs. More often than not the WHERE was forgotten.',
  *check(workspace) {
    for (const step of stepsOf(workspace, ['delete'])) {
      const { table, where, batched } = step.operation;
      if (!isOnLiveTable(step) || (where && !isAlwaysTrue(where.text))) continue;
      yield* whileItRuns(step, {
        kind: table,
        message: `This deletes every row of ${tableWord(table)}, for good. Say in a WHERE which rows are to go, or keep a copy first.`,
        ...(batched ? { impact: 'high' } : {}),
      });
    }
  },
});
