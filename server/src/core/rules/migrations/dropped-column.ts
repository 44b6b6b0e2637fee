import { isNewColumn } from '../../migrations/judging/liveObjects.ts';
import {
  asColumnStep,
  isOfRebuild,
  lostColumns,
  rebuildsIn,
  whereItGoes,
} from '../../migrations/judging/rebuilds.ts';
import { isOnLiveTable, stepsOf, tableWord, whileItRuns } from '../../migrations/judging/steps.ts';
import { toldUsesOfColumn, withUses } from '../../migrations/judging/vanishing.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/dropped-column',
  impact: 'high',
  stage: 'deployment',
  title: 'Column that is dropped with its data',
  why: 'What the rows have in the column is gone for good, and the release that still runs fails wherever it reads or writes it: most frameworks name every column in every query.',
  *check(workspace, context) {
    const leftBehind = [...rebuildsIn(workspace)].flatMap((rebuild) =>
      lostColumns(rebuild, context).map((column) =>
        asColumnStep<'drop-column'>(rebuild, { ...whereItGoes(rebuild), kind: 'drop-column', column }),
      ),
    );
    const steps = [...stepsOf(workspace, ['drop-column']), ...leftBehind].filter(
      (step) => isOnLiveTable(step) && !isNewColumn(step),
    );
    for (const { step, uses } of withUses(steps, ({ operation }) => operation, context)) {
      const { table, column, cascade } = step.operation;
      const { sentence, related, areCertain } = toldUsesOfColumn(uses, step);
      const also = cascade ? ' CASCADE takes the views and constraints that depend on it along.' : '';
      const what = isOfRebuild(step)
        ? `The table that takes the place of ${tableWord(table)} has no ${column}, so this deletes it of every row`
        : `This deletes ${column} of every row in ${tableWord(table)}`;
      yield* whileItRuns(step, {
        kind: `${table}.${column}`,
        message: `${what}, for good. The release that still runs fails if it knows the column.${also}${sentence} Stop using it in one release, and drop it in the next.`,
        related,
        ...(areCertain ? { impact: 'blocker' } : {}),
      });
    }
  },
});
