import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { areCertain, toldUses, withUses } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-column',
  impact: 'high',
  stage: 'deployment',
  title: 'Column that is dropped with its data',
  why: 'What the rows have in the column is gone for good, and the release that still runs fails wherever it reads or writes it: most frameworks name every column in every query.',
  *check(workspace, context) {
    const steps = [...stepsOf(workspace, ['drop-column'])].filter(
      (step) => isOnLiveTable(step) && !isNewColumn(step),
    );
    for (const { step, uses } of withUses(steps, ({ operation }) => operation, context)) {
      const { table, column, cascade } = step.operation;
      const { sentence, related } = toldUses(uses);
      const also = cascade ? ' CASCADE takes the views and constraints that depend on it along.' : '';
      yield* whileItRuns(step, {
        kind: `${table}.${column}`,
        message: `This deletes ${column} of every row in ${tableWord(table)}, for good. The release that still runs fails if it knows the column.${also}${sentence} Stop using it in one release, and drop it in the next.`,
        related,
        ...(areCertain(uses, column) ? { impact: 'blocker' } : {}),
      });
    }
  },
});
